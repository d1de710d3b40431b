import ArgumentParser
import IrisEncoding

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "Say whether two pictures show the same eye.",
    discussion: """
      Exit status 0: the same eye; 1: different eyes; 2: a picture cannot be used. With --other-eye, the mean of both scores is
      compared with the threshold for two eyes: 0 the same person, 1 different persons.
      """)

  @Argument(help: "A picture of one eye.") var first: String
  @Argument(help: "Another picture of one eye.") var second: String

  @Option(
    parsing: .upToNextOption,
    help: "Pictures of the other eye of each person, in the same order: then both eyes decide together.")
  var otherEye: [String] = []

  @OptionGroup var model: ModelOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard otherEye.isEmpty || otherEye.count == 2 else {
      throw ValidationError("--other-eye takes two pictures, one of each person")
    }
  }

  func run() throws {
    let model = try EyeModel(path: model.path)
    model.warnIfUnmeasured()
    let comparison = try compare(first, second, model)
    guard !otherEye.isEmpty else {
      comparison.report.print(json: output.json)
      if !comparison.isSameEye { throw ExitCode(1) }
      return
    }
    let other = try compare(otherEye[0], otherEye[1], model)
    guard let pair = PairMatch(left: comparison.match, right: other.match, profile: model.profile) else {
      return
    }
    Report([
      "samePerson": .flag(pair.isSamePerson), "score": .rounded(pair.score, 4),
      "threshold": .number(pair.threshold), "eye": .object(comparison.report),
      "otherEye": .object(other.report),
    ]).print(json: output.json)
    if !pair.isSamePerson { throw ExitCode(1) }
  }

  private func compare(_ first: String, _ second: String, _ model: EyeModel) throws -> EyeComparison {
    let codes = try [first, second].map { path in
      var stopwatch = Stopwatch()
      let picture = try EyePicture(path: path, stopwatch: &stopwatch)
      return try model.code(of: try picture.normalized(for: model))
    }
    return try EyeComparison(codes[0], codes[1], profile: model.profile)
  }
}
