/// Where the iris is in a picture, and what covers it.
public struct IrisSegmentation: Hashable, Sendable, CustomStringConvertible {
  /// The inner boundary as found, and `pupil`, the circle nearest to it.
  public let pupilContour: BoundaryContour
  /// The outer boundary as found, and `limbus`, the circle nearest to it.
  public let limbusContour: BoundaryContour
  public let eyelids: Eyelids
  public let mask: OcclusionMask
  public let quality: IrisQuality

  public var pupil: Circle { pupilContour.circle }
  public var limbus: Circle { limbusContour.circle }

  public init(
    pupilContour: BoundaryContour, limbusContour: BoundaryContour, eyelids: Eyelids, mask: OcclusionMask,
    quality: IrisQuality
  ) {
    self.pupilContour = pupilContour
    self.limbusContour = limbusContour
    self.eyelids = eyelids
    self.mask = mask
    self.quality = quality
  }

  /// Both circles in words.
  public var description: String {
    "pupil \(pupil), limbus \(limbus), \(Int((100 * quality.visibleFraction).rounded())) % visible"
  }

  /// The picture with both boundaries, the lids and the covered parts of the iris drawn over it.
  public func drawing(over image: GrayImage) -> ColorCanvas {
    var canvas = ColorCanvas(image)
    let reach = 1.3 * limbus.radius
    for y in 0..<image.height where abs(Double(y) - limbus.center.y) < reach {
      for x in 0..<image.width {
        let point = Point(x: Double(x), y: Double(y))
        guard limbusContour.contains(point), !pupilContour.contains(point), mask.isCovered(point) else {
          continue
        }
        canvas.blend(x: x, y: y, .occlusion, opacity: 0.35)
      }
    }
    let lids = eyelids.lines
    for line in [lids.upper, lids.lower] {
      for (start, end) in zip(line, line.dropFirst()) where limbusContour.contains(start) {
        canvas.drawPath([start, end], .eyelid)
      }
    }
    canvas.drawPath(pupilContour.points, .pupil, closed: true)
    canvas.drawPath(limbusContour.points, .limbus, closed: true)
    return canvas
  }
}
