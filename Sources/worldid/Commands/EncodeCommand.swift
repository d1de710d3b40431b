import ArgumentParser
import IrisEncoding
import IrisImaging

struct EncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Turn a picture of an eye into an iris code and say how good it is.")

  @OptionGroup var source: IrisOptions
  @OptionGroup var model: ModelOptions

  @Option(
    help:
      "Draw what was seen, as PNG: contours, lids and mask over the picture, the unrolled iris, the code.",
    completion: .file())
  var draw: String?

  @Option(
    help: "Write the code: one byte 0 or 1 a bit, [row, column, channel], the code first, then its mask.",
    completion: .file())
  var bits: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let model = try EyeModel(path: model.path)
    var stopwatch = Stopwatch()
    let (iris, picture) = try source.load(for: model, stopwatch: &stopwatch)
    let code = try stopwatch.time("infer") { try model.code(of: iris) }
    if let draw {
      let sheet = EyeSheet(picture: picture, iris: iris, code: code)
      try Files.write(try sheet.canvas.pngEncoded(), to: draw, isPrivate: true)
    }
    if let bits { try Files.write(code.bitBytes, to: bits, isPrivate: true) }

    var report = Report()
    if let picture {
      let cues = picture.attackCues(&stopwatch)
      report.add("picture", .object(picture.report(cues)))
    }
    report.add("model", .text(model.name))
    report.add("modelID", .text(model.network.id.hex))
    report.add("codeBits", .integer(code.bitCount))
    report.add("visibleBits", .integer(code.visibleBits))
    report.add("milliseconds", .object(stopwatch.report))
    report.print(json: output.json)
  }
}
