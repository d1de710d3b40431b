import Foundation

/// The figures of ISO/IEC 29794-6 for a segmented iris, named and scaled as there (0...100 unless said otherwise).
///
/// Contours stand for the standard's circles. They describe a picture; `IrisSegmenter` refuses by `IrisQuality`, whose limits were measured.
public struct StandardQuality: Hashable, Sendable {
  /// Part of the iris that nothing covers, in per cent; at least 70 is recommended.
  public let usableIrisArea: Double
  /// |sclera - iris| over |sclera - iris| + 2 |iris - pupil| from the medians on both sides, in per cent; at least 5.
  public let irisScleraContrast: Double
  /// Weber ratio W = |iris - pupil| / (20 + pupil) of the medians as 100 W / (0.75 + W); at least 30.
  public let irisPupilContrast: Double
  /// Radius of the pupil over that of the iris, in per cent (dilation); 20...70.
  public let pupilIrisRatio: Double
  /// 100 for concentric boundaries, less by the distance of their centres over the iris radius; at least 90.
  public let irisPupilConcentricity: Double
  /// 100 for a circle; less by the root mean square deviation of the pupil's radius from a circle, in per cent of it.
  public let pupilBoundaryCircularity: Double
  /// Entropy of the gray values of the picture in bits, 0...8; at least 6.
  public let grayScaleUtilisation: Double
  /// Radius of the iris in pixels; at least 80.
  public let irisRadius: Double
  /// 100 when 0.6 radii of picture lie left and right of the iris and 0.2 over and under it; more than 80.
  public let marginAdequacy: Double
  /// `IrisQuality.focus` in per cent: steepness of the pupil's edge. The standard's own figure is for pictures of 640 x 480.
  public let sharpness: Double
  /// `IrisQuality.overall` in per cent.
  public let overall: Double

  public init(image: GrayImage, segmentation: IrisSegmentation) {
    let limbus = segmentation.limbus
    let pupil = segmentation.pupil
    let levels = Self.levels(image, segmentation)
    usableIrisArea = 100 * segmentation.quality.visibleFraction
    let white = abs(levels.sclera - levels.iris)
    let black = abs(levels.iris - levels.pupil)
    irisScleraContrast = white + black > 0 ? 100 * white / (white + 2 * black) : 0
    let weber = black / (20 + levels.pupil)
    irisPupilContrast = 100 * weber / (0.75 + weber)
    pupilIrisRatio = 100 * pupil.radius / max(limbus.radius, 1e-6)
    irisPupilConcentricity = max(
      0, 100 * (1 - pupil.center.distance(to: limbus.center) / max(limbus.radius, 1e-6)))
    pupilBoundaryCircularity = Self.circularity(segmentation.pupilContour)
    grayScaleUtilisation = Self.entropy(image)
    irisRadius = limbus.radius
    marginAdequacy = Self.margin(limbus, width: Double(image.width), height: Double(image.height))
    sharpness = 100 * segmentation.quality.focus
    overall = 100 * segmentation.quality.overall
  }

  /// Median gray values of pupil, iris and white of the eye on both sides of the eye, covered places left out.
  private static func levels(
    _ image: GrayImage, _ segmentation: IrisSegmentation
  ) -> (pupil: Double, iris: Double, sclera: Double) {
    var pupil: [Double] = []
    var iris: [Double] = []
    var sclera: [Double] = []
    for index in 0..<128 {
      let angle = 2 * Double.pi * Double(index) / 128
      let inner = segmentation.pupilContour.point(at: angle)
      let outer = segmentation.limbusContour.point(at: angle)
      let center = segmentation.pupilContour.center
      func sample(_ from: Point, _ to: Point, _ part: Double) -> Point {
        Point(x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part)
      }
      for part in [0.3, 0.5, 0.7] {
        if let value = image.interpolated(at: sample(center, inner, part)) { pupil.append(value) }
        let place = sample(inner, outer, part)
        if !segmentation.mask.isCovered(place), let value = image.interpolated(at: place) {
          iris.append(value)
        }
      }
      guard abs(sin(angle)) < 0.35 else { continue }
      for part in [1.1, 1.15, 1.2] {
        let place = sample(segmentation.limbus.center, outer, part)
        if let value = image.interpolated(at: place) { sclera.append(value) }
      }
    }
    return (pupil.median, iris.median, sclera.median)
  }

  private static func circularity(_ contour: BoundaryContour) -> Double {
    let circle = contour.circle
    let squares = contour.points.reduce(0) { sum, point in
      let deviation = point.distance(to: circle.center) - circle.radius
      return sum + deviation * deviation
    }
    return max(0, 100 - 100 * (squares / Double(contour.radii.count)).squareRoot() / max(circle.radius, 1e-6))
  }

  private static func entropy(_ image: GrayImage) -> Double {
    var histogram = [Int](repeating: 0, count: 256)
    for value in image.pixels { histogram[Int(value)] += 1 }
    return histogram.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let part = Double(count) / Double(image.pixels.count)
      return sum - part * log2(part)
    }
  }

  private static func margin(_ limbus: Circle, width: Double, height: Double) -> Double {
    let radius = max(limbus.radius, 1e-6)
    let sides = [limbus.center.x - radius, width - limbus.center.x - radius].map { $0 / (0.6 * radius) }
    let ends = [limbus.center.y - radius, height - limbus.center.y - radius].map { $0 / (0.2 * radius) }
    return 100 * min(max((sides + ends).min() ?? 0, 0), 1)
  }
}
