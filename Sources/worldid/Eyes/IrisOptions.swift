import ArgumentParser
import IrisImaging

/// `IMAGE` or `--normalized FILE.pgm`.
struct IrisOptions: ParsableArguments {
  @Argument(
    help: "A near-infrared picture of one eye: PNG, JPEG, BMP or PGM.",
    completion: .file(extensions: ["png", "jpg", "jpeg", "bmp", "pgm"]))
  var image: String?

  @Option(
    name: .customLong("normalized"),
    help: "An iris that is already normalised, as PGM of the model's size (0 = covered), instead of IMAGE.",
    completion: .file(extensions: ["pgm"]))
  var normalizedPath: String?

  func validate() throws {
    if (image == nil) == (normalizedPath == nil) {
      throw ValidationError("give either IMAGE or --normalized FILE.pgm")
    }
  }

  /// The iris in the model's size, and the picture it came from, if it came from one.
  func load(
    for model: EyeModel, stopwatch: inout Stopwatch
  ) throws -> (iris: NormalizedIris, picture: EyePicture?) {
    if let image {
      let picture = try EyePicture(path: image, stopwatch: &stopwatch)
      let iris = try stopwatch.time("normalize") { () throws(Failure) in try picture.normalized(for: model) }
      return (iris, picture)
    }
    let path = normalizedPath ?? ""
    let bytes = try Files.read(path, as: "normalised iris", limit: GrayImage.fileLimit)
    do {
      return (try NormalizedIris(pgm: bytes), nil)
    } catch {
      guard let failure = Failure(error) else { throw error }
      throw Failure("\(path): \(failure.message)", hint: failure.hint)
    }
  }
}
