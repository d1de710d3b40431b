import IrisImaging
import Synchronization
import SyntheticEyes

/// Pictures of eyes that do not exist, rendered once for all tests.
final class RenderedPictures: Sendable {
  static let shared = RenderedPictures()

  private struct Key: Hashable {
    let person: UInt64
    let number: Int
  }

  private let pictures = Mutex<[Key: [UInt8]]>([:])

  /// A picture that can be used, as PNG: `number` counts the usable ones.
  func png(person: UInt64, number: Int) throws -> [UInt8] {
    try pictures.withLock { pictures in
      if let picture = pictures[Key(person: person, number: number)] { return picture }
      let eye = SyntheticEye(identity: person)
      var usable = 0
      for seed in UInt64(1)...100 {
        let image = eye.render(Self.steadyCapture(seed)).image
        guard (try? IrisSegmenter().segment(image)) != nil else { continue }
        if usable == number {
          let png = try image.pngEncoded()
          pictures[Key(person: person, number: number)] = png
          return png
        }
        usable += 1
      }
      throw SegmentationError.noPupil
    }
  }

  /// Good pictures of a willing person: what the commands do is tested here, not how far the matcher carries.
  private static func steadyCapture(_ seed: UInt64) -> SyntheticCapture {
    var capture = SyntheticCapture(seed: seed)
    capture.dilation = 0.36 + capture.gazeX / 50
    capture.upperOpening = 0.95
    capture.lowerOpening = 1
    capture.droopingLashes = 0.05
    return capture
  }

  /// The same eye with its lids shut.
  static func closedEye(person: UInt64) throws -> [UInt8] {
    var capture = SyntheticCapture(seed: 1)
    capture.isClosed = true
    return try SyntheticEye(identity: person).render(capture).image.pngEncoded()
  }
}
