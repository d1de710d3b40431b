import ArgumentParser
import IrisEncoding

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "Say whether two pictures show the same eye.",
    discussion: "Exit status 0: the same eye; 1: different eyes; 2: a picture cannot be used.")

  @Argument(help: "A picture of one eye.") var first: String
  @Argument(help: "Another picture of one eye.") var second: String
  @OptionGroup var model: ModelOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let model = try EyeModel(path: model.path)
    let codes = try [first, second].map { path in
      var stopwatch = Stopwatch()
      let picture = try EyePicture(path: path, stopwatch: &stopwatch)
      return try model.code(of: try picture.normalized(for: model))
    }
    let comparison = try EyeComparison(codes[0], codes[1])
    comparison.report.print(json: output.json)
    if !comparison.isSameEye { throw ExitCode(1) }
  }
}
