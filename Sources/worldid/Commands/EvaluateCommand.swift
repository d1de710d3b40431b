import ArgumentParser
import IrisEncoding

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure how well eyes are told apart on a folder of pictures.",
    discussion: """
      DIR has one sub-folder for each eye and pictures inside. Every picture is compared with every other. Rates come with 95 %
      intervals from drawing eyes anew. With --output, tables, plots and the worst pairs are written there; codes are kept too, so that a
      run that was stopped goes on where it was. What is written was made from eyes and is readable by its owner alone.
      """)

  @Argument(help: "The folder.", completion: .directory)
  var directory: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "Write figures, scores, plots and the worst pairs into this folder.", completion: .directory)
  var output: String?

  @Option(help: "Which sub-folders take part, by the number in their name: all, odd or even.")
  var identities: EyeFolder.Subset = .all

  @Option(
    name: .customLong("normalized"),
    help: "Write the normalised irises as PGM files (0 = covered) in the same sub-folders of this folder.",
    completion: .directory)
  var exportPath: String?

  @Flag(help: "The pictures are normalised irises of the model's size, as --normalized writes them.")
  var normalizedInput = false

  @Option(help: "How many of the worst pairs of each kind are drawn into the output folder, 0 to 100.")
  var pairs = 8

  @Flag(help: "Count the pictures that look like prints or show contact lenses, too.")
  var attackSigns = false

  @OptionGroup var model: ModelOptions
  @OptionGroup var outputOptions: OutputOptions

  func validate() throws {
    guard (0...100).contains(pairs) else { throw ValidationError("--pairs is 0 to 100") }
    guard !(attackSigns && normalizedInput) else {
      throw ValidationError("--attack-signs needs pictures: a normalised iris has nothing round it")
    }
  }

  func run() throws {
    let model = try EyeModel(path: model.path)
    let folder = try EyeFolder(directory, subset: identities)
    var cache: PictureCache?
    if let output {
      let codes = output + "/codes"
      try Files.makeFolder(codes, isPrivate: true)
      cache = try PictureCache(
        in: codes, encoder: try IrisEncoder(model.network), isNormalized: normalizedInput)
    }
    let evaluation = try Evaluation(
      folder, model: model, isNormalized: normalizedInput, cache: cache, exportPath: exportPath,
      searchesAttacks: attackSigns)
    if let output { try evaluation.write(to: output, pairs: pairs, isNormalized: normalizedInput) }
    if outputOptions.json {
      evaluation.report.print(json: true)
    } else {
      for line in evaluation.lines { Console.print(line) }
    }
  }
}

extension EyeFolder.Subset: ExpressibleByArgument {}
