/// Signs of a contact lens: its edge on the white of the eye, and the dots of a pattern printed on it.
///
/// A printed (textured) lens shows its own pattern instead of the iris, so the code would be that of the lens. Most are printed as a grid of
/// dots, of which the spectrum of the iris shows lone peaks (J. Daugman, "Demodulation by complex-valued wavelets for stochastic pattern
/// recognition", 2003). The edge of a lens is a thin bright ring a tenth of the iris radius outside the limbus; clear lenses have it, too, and
/// hide nothing. Figures, not verdicts: nothing here was learned, and a lens printed without a grid is not seen.
public struct LensCue: Hashable, Sendable {
  /// 1.5 times the greatest figure (5.8) of 378 live irises that were large enough, one half of CASIA-Iris 1; of the 377 of the other half none
  /// exceeds 5.6. The three pictures of real printed lenses at hand have 10, 10 and 31; the same eye without a lens has 2 and 3.
  public static let dotLimit = 9.0
  /// Below it a picture shows that a lens is not printed.
  public static let clearLimit = 5.0
  /// The edge of a lens is seen above it. Of the 878 live pictures of the first halves eight lie above it, seven of them with lenses that one can
  /// see, and of the other halves two of 869.
  public static let rimLimit = 1.0

  /// Power of the strongest lone frequency in the iris over the usual power of frequencies of the same length, at least 1; nil when the iris
  /// is too small or too much of it covered for an answer.
  public let dotPeak: Double?
  /// Distance between the rows of dots in pixels; 0 without `dotPeak`.
  public let dotSpacing: Double
  /// How far the strongest circle outside the limbus rises above its surroundings, in units of their usual unevenness; 0 when there is none.
  public let rim: Double
  /// Radius of that circle over that of the iris; 0 when there is none.
  public let rimRadius: Double

  /// Whether the edge of a lens is seen.
  public var showsRim: Bool { rim > Self.rimLimit }

  /// Whether the picture shows a printed lens, or a lens of which it does not show that it is clear.
  public var isSuspicious: Bool {
    if let dotPeak, dotPeak > Self.dotLimit { return true }
    return showsRim && (dotPeak ?? Self.dotLimit) > Self.clearLimit
  }

  /// Larger irises are reduced by whole factors, so that 74 to 150 pixels are left: the dots of a print are as far apart as in small ones,
  /// measured in radii.
  private static let largestRadius = 150.0
  /// Part of the iris radius that is looked at.
  private static let reach = 1.65

  public init(image: GrayImage, segmentation: IrisSegmentation) {
    let limbus = segmentation.limbus
    let half = Self.reach * limbus.radius
    let plane = Plane(
      image, factor: max(1, Self.pixel((limbus.radius / Self.largestRadius).rounded(.up))),
      left: Self.pixel(limbus.center.x - half), top: Self.pixel(limbus.center.y - half),
      right: Self.pixel(limbus.center.x + half) + 1, bottom: Self.pixel(limbus.center.y + half) + 1)
    let dots = LensDots.strongestPeak(plane, segmentation)
    dotPeak = dots.map { max($0.peak, 1) }
    dotSpacing = dots?.spacing ?? 0
    let ring = LensRim(plane, segmentation)?.strongest()
    rim = ring?.rise ?? 0
    rimRadius = ring?.radius ?? 0
  }

  /// A place on an axis, moved into the range of sizes of pictures.
  private static func pixel(_ place: Double) -> Int {
    Int(min(max(place, 0), Double(GrayImage.sideLimit)))
  }
}
