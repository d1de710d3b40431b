import ArgumentParser
import SyntheticEyes

struct SynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize", abstract: "Render near-infrared pictures of eyes that do not exist.",
    discussion: """
      Writes DIR/0001/1.png and so on, one folder for each eye. The same numbers give the same pictures.
      """)

  @Argument(help: "A new or empty folder.", completion: .directory)
  var directory: String

  @Option(help: "Number of eyes.")
  var identities = 2

  @Option(help: "Pictures of each eye.")
  var images = 3

  @Option(help: "Any number; another one gives other eyes.")
  var seed: UInt64 = 1

  @Flag(help: "Close and wide framing, spectacles, eyes turned away, hanging lashes, weak light.")
  var demanding = false

  @Option(help: "Contact lenses that all eyes wear: clear or printed.")
  var lens: LensKind?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let dataset = SyntheticDataset(
      identities: identities, images: images, seed: seed, isDemanding: demanding, lens: lens?.lens)
    try dataset.write(to: directory) { written, total in
      if written == total || written % 50 == 0 {
        Console.progress("rendered \(written) of \(total) pictures")
      }
    }
    Report([
      "directory": .text(directory), "identities": .integer(identities), "images": .integer(images),
      "seed": .text("\(seed)"),
    ]).print(json: output.json)
  }

  enum LensKind: String, ExpressibleByArgument, CaseIterable {
    case clear, printed

    var lens: SyntheticLens { SyntheticLens(print: self == .printed ? .init() : nil) }
  }
}
