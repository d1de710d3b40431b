import ArgumentParser
import IrisEncoding
import IrisImaging

struct EncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Turn a picture of an eye into an iris code and say how good it is.")

  @OptionGroup var source: IrisOptions
  @OptionGroup var model: ModelOptions

  @Option(help: "Write the picture with the contours that were found, as PNG.", completion: .file())
  var draw: String?

  @Option(
    help: "Write the code: one byte 0 or 1 a bit, [row, column, channel], the code first, then its mask.",
    completion: .file())
  var bits: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if draw != nil && source.image == nil { throw ValidationError("--draw needs IMAGE") }
  }

  func run() throws {
    let model = try EyeModel(path: model.path)
    var stopwatch = Stopwatch()
    let (iris, picture) = try source.load(for: model, stopwatch: &stopwatch)
    let code = try stopwatch.time("infer") { try model.code(of: iris) }
    if let draw, let picture {
      let drawing = picture.segmentation.drawing(over: picture.image)
      try Files.write(try drawing.pngEncoded(), to: draw, isPrivate: true)
    }
    if let bits { try Files.write(code.bitBytes, to: bits, isPrivate: true) }

    var report = Report()
    if let picture { report.add("picture", .object(picture.report)) }
    report.add("model", .text(model.name))
    report.add("modelID", .text(model.network.id.hex))
    report.add("codeBits", .integer(code.bitCount))
    report.add("visibleBits", .integer(code.visibleBits))
    report.add("milliseconds", .object(stopwatch.report))
    report.print(json: output.json)
  }
}
