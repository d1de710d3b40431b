import Foundation
import IrisImaging

/// A folder of rendered pictures: one sub-folder per eye, pictures inside, all PNG.
///
/// The eyes are named 0001, 0002, ... and the pictures 1.png, 2.png, ...; the same numbers give the same files.
public struct SyntheticDataset: Sendable {
  /// Why a data set could not be written.
  public enum WriteError: Error, Equatable, CustomStringConvertible {
    case invalidCount(identities: Int, images: Int)
    case directoryNotEmpty(String)
    case notWritable(path: String, detail: String)

    public var description: String {
      switch self {
      case .invalidCount(let identities, let images):
        "\(identities) identities with \(images) pictures each cannot be made; both must be 1...100000"
      case .directoryNotEmpty(let path):
        "the folder \(path) is not empty; name a new one, so that two data sets do not mix"
      case .notWritable(let path, let detail):
        "\(path) could not be written: \(detail); check the folder's permissions and the free space"
      }
    }
  }

  public let identities: Int
  public let images: Int
  public let seed: UInt64
  public let width: Int
  public let height: Int
  /// Whether the circumstances are those of `SyntheticCapture.demanding` instead of the usual ones.
  public let isDemanding: Bool
  /// The contact lens that all eyes wear, if any.
  public let lens: SyntheticLens?

  /// `images` pictures of each of `identities` eyes; sizes as in `SyntheticEye.render`.
  public init(
    identities: Int, images: Int, seed: UInt64, width: Int = 640, height: Int = 480,
    isDemanding: Bool = false, lens: SyntheticLens? = nil
  ) {
    self.identities = identities
    self.images = images
    self.seed = seed
    self.width = width
    self.height = height
    self.isDemanding = isDemanding
    self.lens = lens
  }

  /// The identity of the eye at a position, 0 ..< identities.
  public func identity(of eye: Int) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: UInt64(truncatingIfNeeded: eye) &+ 16)
    return generator.next()
  }

  /// Picture `number` (0 ..< images) of eye `eye` with its truth.
  public func picture(eye: Int, number: Int) -> (image: GrayImage, label: SyntheticLabel) {
    picture(of: SyntheticEye(identity: identity(of: eye)), number: number)
  }

  private func picture(of eye: SyntheticEye, number: Int) -> (image: GrayImage, label: SyntheticLabel) {
    var generator = SeededGenerator(seed: eye.identity, stream: UInt64(truncatingIfNeeded: number) &+ 1024)
    let captureSeed = generator.next()
    var capture = isDemanding ? .demanding(seed: captureSeed) : SyntheticCapture(seed: captureSeed)
    capture.lens = lens
    return eye.render(capture, width: width, height: height)
  }

  /// Writes all pictures below `directory`, which must be new or empty. `progress` is called after each
  /// picture with the number written so far and the total.
  public func write(
    to directory: String, progress: (_ written: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(WriteError) {
    let counts = 1...100_000
    guard counts.contains(identities), counts.contains(images) else {
      throw .invalidCount(identities: identities, images: images)
    }
    if let entries = try? FileManager.default.contentsOfDirectory(atPath: directory), !entries.isEmpty {
      throw .directoryNotEmpty(directory)
    }
    var written = 0
    for index in 0..<identities {
      let eye = SyntheticEye(identity: identity(of: index))
      let digits = String(index + 1)
      let name = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      let folder = directory + "/" + name
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch { throw .notWritable(path: folder, detail: error.localizedDescription) }
      for number in 0..<images {
        let path = "\(folder)/\(number + 1).png"
        do {
          let file = try picture(of: eye, number: number).image.pngEncoded()
          try Data(file).write(to: URL(fileURLWithPath: path))
        } catch { throw .notWritable(path: path, detail: String(describing: error)) }
        written += 1
        progress(written, identities * images)
      }
    }
  }
}
