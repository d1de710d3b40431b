import IrisImaging

/// What was found in a picture, for other programs.
extension EyePicture {
  /// Boundaries in pixels of the picture: x to the right, y down, whole numbers at pixel centres. Both boundaries are closed polygons that
  /// begin at the right and go on over the bottom; lids are lines from left to right.
  var boundaries: Report {
    let lids = segmentation.eyelids.lines
    return Report([
      "width": .integer(image.width), "height": .integer(image.height),
      "pupil": .object(Self.boundary(segmentation.pupilContour)),
      "limbus": .object(Self.boundary(segmentation.limbusContour)),
      "upperLid": Self.list(lids.upper), "lowerLid": Self.list(lids.lower),
    ])
  }

  private static func boundary(_ contour: BoundaryContour) -> Report {
    let circle = contour.circle
    return Report([
      "circle": .object(
        Report([
          "x": .rounded(circle.center.x, 3), "y": .rounded(circle.center.y, 3),
          "radius": .rounded(circle.radius, 3),
        ])),
      "contour": list(contour.points),
    ])
  }

  private static func list(_ points: [Point]) -> ReportValue {
    .list(points.map { .list([.rounded($0.x, 3), .rounded($0.y, 3)]) })
  }

  /// A picture of the same size: 255 where the iris is and nothing covers it, else 0.
  func irisMask() throws(Failure) -> GrayImage {
    var pixels = [UInt8](repeating: 0, count: image.width * image.height)
    let limbus = segmentation.limbusContour
    for y in 0..<image.height {
      for x in 0..<image.width {
        let point = Point(x: Double(x), y: Double(y))
        if limbus.contains(point), !segmentation.pupilContour.contains(point),
          !segmentation.mask.isCovered(point)
        {
          pixels[y * image.width + x] = 255
        }
      }
    }
    guard let mask = GrayImage(width: image.width, height: image.height, pixels: pixels) else {
      throw Failure("the mask has no size", hint: "please report this")
    }
    return mask
  }
}
