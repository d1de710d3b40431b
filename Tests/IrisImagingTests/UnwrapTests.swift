import Foundation
import IrisImaging
import Testing

@Suite("Polar unwrap")
struct UnwrapTests {
  private let pupil = Circle(center: Point(x: 96, y: 102), radius: 20)
  private let limbus = Circle(center: Point(x: 100, y: 100), radius: 60)

  private func segmentation(covered: (Point) -> Bool) throws -> IrisSegmentation {
    let mask = try #require(
      OcclusionMask(
        width: 200, height: 200,
        covered: (0..<40000).map { covered(Point(x: Double($0 % 200), y: Double($0 / 200))) },
        origin: Point(x: 0, y: 0), scale: 1))
    let lids = try #require(Eyelids(left: 40, spacing: 120, upper: [0, 0], lower: [199, 199]))
    return IrisSegmentation(
      pupilContour: BoundaryContour(circle: pupil), limbusContour: BoundaryContour(circle: limbus),
      eyelids: lids, mask: mask,
      quality: IrisQuality(
        irisRadius: 60, pupilIrisRatio: 1 / 3, visibleFraction: 1, pupilContrast: 30, limbusContrast: 30,
        focus: 1, offCenter: 0, overall: 1))
  }

  /// Where the documentation says that a sample is taken.
  private func position(row: Int, column: Int, rows: Int, columns: Int) -> Point {
    let angle = 2 * Double.pi * Double(column) / Double(columns)
    let part = (Double(row) + 0.5) / Double(rows)
    func on(_ circle: Circle) -> Point {
      Point(x: circle.center.x + circle.radius * cos(angle), y: circle.center.y + circle.radius * sin(angle))
    }
    let from = on(pupil)
    let to = on(limbus)
    return Point(x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part)
  }

  @Test("Ramps along x and along y come out as the coordinates of the samples", arguments: [true, false])
  func ramps(horizontal: Bool) throws {
    let pixels = (0..<40000).map { UInt8((horizontal ? $0 % 200 : $0 / 200) + 20) }
    let image = try #require(GrayImage(width: 200, height: 200, pixels: pixels))
    let iris = NormalizedIris(image: image, segmentation: try segmentation { _ in false })
    #expect((iris.rows, iris.columns) == (45, 512))
    for row in 0..<45 {
      for column in stride(from: 0, to: 512, by: 7) {
        let point = position(row: row, column: column, rows: 45, columns: 512)
        let expected = (horizontal ? point.x : point.y) + 20
        #expect(abs(Double(iris.pixels[row * 512 + column]) - expected) < 0.75)
      }
    }
  }

  @Test("Covered samples are 0, black visible ones 1")
  func occlusion() throws {
    let image = try #require(
      GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 0, count: 40000)))
    let iris = NormalizedIris(
      image: image, segmentation: try segmentation { $0.y < 100 }, rows: 16, columns: 128)
    for row in 0..<16 {
      for column in 0..<128 {
        let y = position(row: row, column: column, rows: 16, columns: 128).y
        // One sample stands for up to two pixels, so the border itself may go either way.
        guard abs(y - 99.5) > 2 else { continue }
        #expect(iris.pixels[row * 128 + column] == (y < 100 ? 0 : 1))
      }
    }
    #expect(iris.visibleFraction > 0.3 && iris.visibleFraction < 0.7)
  }

  @Test("What lies outside the picture is occluded")
  func outside() throws {
    let image = try #require(
      GrayImage(width: 100, height: 200, pixels: [UInt8](repeating: 90, count: 20000)))
    let iris = NormalizedIris(image: image, segmentation: try segmentation { _ in false })
    for row in 0..<45 {
      for column in 0..<512 {
        let x = position(row: row, column: column, rows: 45, columns: 512).x
        guard abs(x - 99.5) > 1.5 else { continue }
        #expect(iris.pixels[row * 512 + column] == (x < 99.5 ? 90 : 0))
      }
    }
  }
}
