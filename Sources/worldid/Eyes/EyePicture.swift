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

  /// Refuses a picture that shows the signs of a print or of a printed contact lens.
  ///
  /// Enrolment asks for it; an encoder that only looks does not, and reports the figures.
  func requireLiveIris() throws(Failure) {
    let print = printCue
    guard !print.isSuspicious else {
      throw Failure(
        "\(path): the picture looks like a print (dots every \(Self.oneDigit(print.dotSpacing)) pixels, "
          + "figure \(Int(print.dotPeak)), limit \(Int(PrintCue.limit)))",
        hint: "take a picture of the eye itself", status: .refused)
    }
    let lens = lensCue
    guard lens.isSuspicious else { return }
    if let dots = lens.dotPeak, dots > LensCue.dotLimit {
      throw Failure(
        "\(path): the eye seems to wear a printed contact lens (dots every \(Self.oneDigit(lens.dotSpacing)) pixels, "
          + "figure \(Int(dots)), limit \(Int(LensCue.dotLimit)))",
        hint: "take the contact lenses out and take a new picture", status: .refused)
    }
    throw Failure(
      "\(path): the eye wears a contact lens (edge: figure \(Self.oneDigit(lens.rim)), limit "
        + "\(Self.oneDigit(LensCue.rimLimit))), and the picture does not show whether it is clear",
      hint: "take the contact lenses out, or take a picture in which the eye is larger", status: .refused)
  }

  private var printCue: PrintCue { PrintCue(image: image, limbus: segmentation.limbus) }
  private var lensCue: LensCue { LensCue(image: image, segmentation: segmentation) }

  private static func oneDigit(_ value: Double) -> String {
    value.formatted(.number.precision(.fractionLength(1)))
  }

  /// Where the iris is, how good the picture is, and whether it looks printed or like a printed lens.
  var report: Report {
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
      "print": .object(Self.report(printCue)), "lens": .object(Self.report(lensCue)),
    ])
  }

  private static func report(_ cue: PrintCue) -> Report {
    Report([
      "dotPeak": .rounded(cue.dotPeak), "limit": .rounded(PrintCue.limit),
      "isSuspicious": .flag(cue.isSuspicious),
    ])
  }

  private static func report(_ cue: LensCue) -> Report {
    var report = Report()
    if let dotPeak = cue.dotPeak { report.add("dotPeak", .rounded(dotPeak)) }
    report.add("dotLimit", .rounded(LensCue.dotLimit))
    report.add("rim", .rounded(cue.rim, 2))
    report.add("rimLimit", .rounded(LensCue.rimLimit))
    report.add("isSuspicious", .flag(cue.isSuspicious))
    return report
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
