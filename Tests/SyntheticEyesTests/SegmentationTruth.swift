import IrisImaging
import SyntheticEyes

/// How far a segmentation is from what was rendered.
struct SegmentationTruth {
  /// The largest error of both centres and both radii, in parts of the true limbus radius.
  let error: Double
  let segmentation: IrisSegmentation

  init(_ image: GrayImage, _ label: SyntheticLabel) throws(SegmentationError) {
    let found = try IrisSegmenter().segment(image)
    let radius = label.limbus.radius
    error =
      [
        found.limbus.center.distance(to: label.limbus.center), abs(found.limbus.radius - radius),
        found.pupil.center.distance(to: label.pupil.center), abs(found.pupil.radius - label.pupil.radius),
      ].reduce(0, max) / radius
    segmentation = found
  }

  /// The part of pictures whose error is below 5 %.
  static func successRate(_ pictures: [(image: GrayImage, label: SyntheticLabel)]) -> Double {
    let good = pictures.count { picture in
      guard let truth = try? SegmentationTruth(picture.image, picture.label) else { return false }
      return truth.error < 0.05
    }
    return Double(good) / Double(pictures.count)
  }
}
