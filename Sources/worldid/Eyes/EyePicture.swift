import IrisImaging

/// A picture in which an eye was found.
struct EyePicture {
  let image: GrayImage
  let segmentation: IrisSegmentation

  /// Reads, decodes and segments; every refusal names the file.
  init(path: String, stopwatch: inout Stopwatch) throws {
    let bytes = try Files.read(path, as: "picture", limit: GrayImage.fileLimit)
    do {
      let image = try stopwatch.time("decode") { () throws(ImageError) in try GrayImage.decode(bytes) }
      self.image = image
      segmentation = try stopwatch.time("segment") { () throws(SegmentationError) in
        try IrisSegmenter().segment(image)
      }
    } catch {
      guard let failure = Failure(error) else { throw error }
      throw Failure("\(path): \(failure.message)", hint: failure.hint)
    }
  }

  /// The iris unrolled to the size that the model reads.
  func normalized(for model: EyeModel) throws(Failure) -> NormalizedIris {
    let size = try model.inputSize()
    return NormalizedIris(image: image, segmentation: segmentation, rows: size.rows, columns: size.columns)
  }

  /// Where the iris is and how good the picture is.
  var report: Report {
    let quality = segmentation.quality
    return Report([
      "width": .integer(image.width), "height": .integer(image.height),
      "pupil": .object(Self.report(segmentation.pupil)),
      "limbus": .object(Self.report(segmentation.limbus)),
      "quality": .object(
        Report([
          "overall": .rounded(quality.overall, 3), "visibleFraction": .rounded(quality.visibleFraction, 3),
          "focus": .rounded(quality.focus, 3), "pupilIrisRatio": .rounded(quality.pupilIrisRatio, 3),
          "pupilContrast": .rounded(quality.pupilContrast),
          "limbusContrast": .rounded(quality.limbusContrast),
          "offCenter": .rounded(quality.offCenter, 3),
        ])),
    ])
  }

  private static func report(_ circle: Circle) -> Report {
    Report([
      "x": .rounded(circle.center.x), "y": .rounded(circle.center.y), "radius": .rounded(circle.radius),
    ])
  }
}
