import ArgumentParser
import IrisEncoding
import IrisImaging

struct BenchEncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Segment and encode one rendered picture of 640 x 480.",
    discussion: """
      The total is from the bytes of a PNG file to the code; then each step by itself: decode, segment (find the iris and what covers it), unwrap,
      infer (the network), and the comparison of two codes, which the total does not include.
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var bench: BenchOptions

  func run() throws {
    let model = try EyeModel(path: model.path)
    let size = try model.inputSize()
    let image = try RenderedEye.picture()
    let file = try image.pngEncoded()
    let encoder = try IrisEncoder(model.network)
    let segmentation = try IrisSegmenter().segment(image)
    func unwrap(_ segmentation: IrisSegmentation) -> NormalizedIris {
      NormalizedIris(image: image, segmentation: segmentation, rows: size.rows, columns: size.columns)
    }
    let iris = unwrap(segmentation)
    let code = try encoder.encode(iris)
    Measurement.print(
      [
        try .milliseconds("encode/total", runs: bench.runs, target: 150) {
          let image = try GrayImage.decode(file)
          _ = try encoder.encode(unwrap(try IrisSegmenter().segment(image)))
        },
        try .milliseconds("encode/decode", runs: bench.runs, target: nil) { _ = try GrayImage.decode(file) },
        try .milliseconds("encode/segment", runs: bench.runs, target: nil) {
          _ = try IrisSegmenter().segment(image)
        },
        .milliseconds("encode/unwrap", runs: bench.runs, target: nil) { _ = unwrap(segmentation) },
        try .milliseconds("encode/infer", runs: bench.runs, target: nil) { _ = try encoder.encode(iris) },
        try .milliseconds("encode/compare", runs: bench.runs, target: nil) {
          _ = try code.distance(to: code, profile: model.profile)
        },
      ], json: bench.output.json)
  }
}
