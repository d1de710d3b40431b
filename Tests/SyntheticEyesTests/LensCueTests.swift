import IrisImaging
import SyntheticEyes
import Testing

@Suite("Signs of a contact lens")
struct LensCueTests {
  private func picture(
    _ index: Int, _ lens: SyntheticLens?, width: Int = 640, height: Int = 480
  ) throws -> (cue: LensCue, radius: Double) {
    var capture = SyntheticCapture(seed: UInt64(index))
    capture.lens = lens
    let (image, _) = SyntheticEye(identity: UInt64(index) + 20).render(capture, width: width, height: height)
    let segmentation = try IrisSegmenter().segment(image)
    return (LensCue(image: image, segmentation: segmentation), segmentation.limbus.radius)
  }

  private func clear(rim: Double = 20) -> SyntheticLens {
    var lens = SyntheticLens()
    lens.rim = rim
    return lens
  }

  @Test("Eyes without a lens show neither edge nor dots", arguments: 0..<6)
  func bare(index: Int) throws {
    let cue = try picture(index, nil).cue
    #expect(!cue.showsRim && !cue.isSuspicious)
    #expect(try #require(cue.dotPeak) < LensCue.clearLimit)
  }

  @Test("The edge of a clear lens is found where it is, and is no reason to suspect", arguments: 0..<6)
  func clear(index: Int) throws {
    let lens = clear()
    let cue = try picture(index, lens).cue
    #expect(cue.showsRim)
    #expect(abs(cue.rimRadius - lens.radius) < 0.1)
    #expect(!cue.isSuspicious)
  }

  @Test("A printed lens is suspected for its dots alone, and their distance measured", arguments: 0..<6)
  func printed(index: Int) throws {
    var lens = clear(rim: 0)
    let grid = SyntheticLens.Print()
    lens.print = grid
    let (cue, radius) = try picture(index, lens)
    #expect(!cue.showsRim && cue.isSuspicious)
    #expect(abs(cue.dotSpacing / radius - grid.rowSpacing) < 0.006)
  }

  @Test("Faint ink gives a smaller figure than strong ink", arguments: 0..<3)
  func ink(index: Int) throws {
    var figures: [Double] = []
    for ink in [0.0, 5, 10, 30] {
      var grid = SyntheticLens.Print()
      grid.ink = ink
      figures.append(try #require(try picture(index, SyntheticLens(print: grid)).cue.dotPeak))
    }
    #expect(figures == figures.sorted())
    #expect(figures[0] < LensCue.clearLimit && figures[3] > LensCue.dotLimit)
  }

  /// The dots of a lens cannot be told in an iris of 45 pixels: there the edge alone decides.
  @Test("In a small picture any lens is suspected, and a bare eye is not", arguments: 0..<6)
  func small(index: Int) throws {
    let lens = try picture(index, clear(rim: 30), width: 272, height: 204).cue
    #expect(lens.dotPeak == nil)
    #expect(lens.showsRim && lens.isSuspicious)
    let bare = try picture(index, nil, width: 272, height: 204).cue
    #expect(bare.dotPeak == nil && !bare.isSuspicious)
  }

  /// The grid may lie any way round: its rows along those of the sensor, too.
  @Test("Dots are seen however the grid is turned", arguments: [0.0, 5, 10, 20, 45, 70, 90])
  func turned(degrees: Double) throws {
    for index in 0..<3 {
      var lens = clear(rim: 0)
      var grid = SyntheticLens.Print()
      grid.gridDegrees = degrees
      lens.print = grid
      let cue = try picture(index, lens).cue
      #expect(try #require(cue.dotPeak) > 2 * LensCue.dotLimit, "\(index)")
    }
  }

  /// Irises of 80 to 320 pixels: whole factors reduce the larger ones.
  @Test("Dots are seen at every size", arguments: Array(stride(from: 390, through: 1500, by: 74)))
  func sizes(height: Int) throws {
    let (cue, radius) = try picture(3, SyntheticLens(print: .init()), width: height * 4 / 3, height: height)
    #expect(try #require(cue.dotPeak) > 2 * LensCue.dotLimit, "radius \(radius)")
    #expect(abs(cue.dotSpacing / radius - 0.038) < 0.006)
  }

  @Test("Any segmentation has figures, even one that cannot be")
  func total() throws {
    let image = try #require(
      GrayImage(width: 270, height: 150, pixels: (0..<40500).map { UInt8($0 * $0 % 251) }))
    let lids = try #require(Eyelids(left: -1e300, spacing: 1e-300, upper: [1e300], lower: [-1e300]))
    let quality = try IrisSegmenter().segment(SyntheticEye(identity: 1).render(captureSeed: 1).image).quality
    let mask = try #require(
      OcclusionMask(width: 1, height: 1, covered: [false], origin: Point(x: 0, y: 0), scale: 1e9))
    for radius in [1e-9, 1, 29, 31, 75, 149, 151, 320, 1e4, 1e300] {
      for place in [-1e300, -5, 25, 1e6, 1e300] {
        let contour = try #require(
          BoundaryContour(center: Point(x: place, y: 75), radii: [radius, radius, radius]))
        let pupil = BoundaryContour(circle: Circle(center: contour.center, radius: radius / 3))
        let segmentation = IrisSegmentation(
          pupilContour: pupil, limbusContour: contour, eyelids: lids, mask: mask,
          quality: quality)
        let cue = LensCue(image: image, segmentation: segmentation)
        #expect(cue.rim.isFinite && cue.rim >= 0)
        #expect(cue.dotPeak == nil || cue.dotPeak ?? 0 >= 1)
      }
    }
  }
}
