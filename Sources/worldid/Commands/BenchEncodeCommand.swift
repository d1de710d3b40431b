import ArgumentParser
import IrisEncoding
import IrisImaging

struct BenchEncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Segment and encode one rendered picture of 640 x 480.")

  @OptionGroup var model: ModelOptions
  @OptionGroup var bench: BenchOptions

  func run() throws {
    let model = try EyeModel(path: model.path)
    let size = try model.inputSize()
    let image = try RenderedEye.picture()
    let file = try image.pngEncoded()
    let encoder = try IrisEncoder(model.network)
    let segmentation = try IrisSegmenter().segment(image)
    func normalize(_ segmentation: IrisSegmentation) -> NormalizedIris {
      NormalizedIris(image: image, segmentation: segmentation, rows: size.rows, columns: size.columns)
    }
    let iris = normalize(segmentation)
    Measurement.print(
      [
        try .milliseconds("encode/total", runs: bench.runs, target: 150) {
          let image = try GrayImage.decode(file)
          _ = try encoder.encode(normalize(try IrisSegmenter().segment(image)))
        },
        try .milliseconds("encode/segment", runs: bench.runs, target: nil) {
          _ = try IrisSegmenter().segment(image)
        },
        try .milliseconds("encode/infer", runs: bench.runs, target: nil) { _ = try encoder.encode(iris) },
      ], json: bench.output.json)
  }
}
