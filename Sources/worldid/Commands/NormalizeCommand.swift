import ArgumentParser

struct NormalizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "normalize", abstract: "Unroll the iris of a picture to a rectangle, as PGM.",
    discussion: "Rows run from the pupil outwards, columns round the eye; 0 means covered.")

  @Argument(help: "A near-infrared picture of one eye: PNG, JPEG, BMP or PGM.")
  var image: String

  @Option(
    name: [.customShort("o"), .customLong("output")], help: "The PGM file to write.", completion: .file())
  var output: String

  @Option(
    help: "Write the boundaries in pixels of the picture: pupil, limbus, both lids, as JSON.",
    completion: .file())
  var contours: String?

  @Option(
    help: "Write a mask of the picture's size: 255 where visible iris is, else 0, as PNG.",
    completion: .file())
  var irisMask: String?

  @OptionGroup var model: ModelOptions
  @OptionGroup var outputOptions: OutputOptions

  func run() throws {
    let model = try EyeModel(path: model.path)
    var stopwatch = Stopwatch()
    let picture = try EyePicture(path: image, stopwatch: &stopwatch)
    let iris = try stopwatch.time("normalize") { () throws(Failure) in try picture.normalized(for: model) }
    try Files.write(iris.pgmEncoded(), to: output, isPrivate: true)
    if let contours {
      try Files.write(Array((picture.boundaries.json + "\n").utf8), to: contours, isPrivate: true)
    }
    if let irisMask { try Files.write(try picture.irisMask().pngEncoded(), to: irisMask, isPrivate: true) }
    var report = Report([
      "rows": .integer(iris.rows), "columns": .integer(iris.columns),
      "visibleFraction": .rounded(iris.visibleFraction, 3),
    ])
    let cues = picture.attackCues(&stopwatch)
    report.add("picture", .object(picture.report(cues)))
    report.add("milliseconds", .object(stopwatch.report))
    report.add("output", .text(output))
    report.print(json: outputOptions.json)
  }
}
