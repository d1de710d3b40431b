import IrisImaging

/// A picture in which an eye was found.
struct EyePicture {
  let path: String
  let image: GrayImage
  let segmentation: IrisSegmentation

  /// Reads, decodes and segments; every refusal names the file.
  init(path: String, stopwatch: inout Stopwatch) throws {
    self.path = path
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

  /// What the picture shows of a print or a contact lens.
  func attackCues(_ stopwatch: inout Stopwatch) -> AttackCues {
    stopwatch.time("attack signs") { AttackCues(image, segmentation) }
  }

  /// Where the iris is, how good the picture is, and what it shows of a print or a contact lens.
  func report(_ cues: AttackCues) -> Report {
    let quality = segmentation.quality
    let standard = StandardQuality(image: image, segmentation: segmentation)
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
      "standardQuality": .object(Self.report(standard)),
      "print": .object(cues.printReport), "lens": .object(cues.lensReport),
    ])
  }

  /// Named as in ISO/IEC 29794-6.
  private static func report(_ quality: StandardQuality) -> Report {
    Report([
      "overallQuality": .rounded(quality.overall), "usableIrisArea": .rounded(quality.usableIrisArea),
      "irisScleraContrast": .rounded(quality.irisScleraContrast),
      "irisPupilContrast": .rounded(quality.irisPupilContrast),
      "pupilIrisRatio": .rounded(quality.pupilIrisRatio),
      "irisPupilConcentricity": .rounded(quality.irisPupilConcentricity),
      "pupilBoundaryCircularity": .rounded(quality.pupilBoundaryCircularity),
      "grayScaleUtilisation": .rounded(quality.grayScaleUtilisation),
      "irisRadius": .rounded(quality.irisRadius), "marginAdequacy": .rounded(quality.marginAdequacy),
      "sharpness": .rounded(quality.sharpness),
    ])
  }

  private static func report(_ circle: Circle) -> Report {
    Report([
      "x": .rounded(circle.center.x), "y": .rounded(circle.center.y), "radius": .rounded(circle.radius),
    ])
  }
}
