import Crypto
import Foundation
import IrisEncoding
import IrisImaging

/// What became of pictures in earlier runs, one small file each, so that a run that was stopped goes on where it was.
///
/// An entry is found by the digest of the picture and lies in a folder named by the program, the model and the kind of input. The
/// program counts by the digest of its own file: a version number of the segmentation would have to be raised by hand at every change,
/// and forgetting it once would give figures of a segmentation that no longer exists.
struct PictureCache: Sendable {
  private let folder: String
  private let rows: Int
  private let columns: Int

  /// - Parameter root: a folder that exists; entries of other programs in it are removed, since nothing can read them.
  init(in root: String, encoder: IrisEncoder, isNormalized: Bool) throws(Failure) {
    let program = try Self.programDigest()
    let model = String(encoder.network.id.hex.prefix(16))
    let name = "\(program.prefix(16))-\(model)" + (isNormalized ? "-normalized" : "")
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    for entry in entries where Self.isEntryFolder(entry) && !entry.hasPrefix(program.prefix(16)) {
      try? FileManager.default.removeItem(atPath: root + "/" + entry)
    }
    folder = root + "/" + name
    rows = encoder.rows
    columns = encoder.columns
    try Files.makeFolder(folder, isPrivate: true)
  }

  static func isEntryFolder(_ name: String) -> Bool {
    let parts = name.split(separator: "-")
    return (2...3).contains(parts.count)
      && parts.prefix(2).allSatisfy { $0.utf8.count == 16 && $0.allSatisfy(\.isHexDigit) }
  }

  /// Nil if the picture is new, or its entry is damaged.
  func load(_ digest: String) -> EvaluatedPicture? {
    guard let bytes = try? Files.read(folder + "/" + digest, as: "cache entry", limit: 1 << 26),
      bytes.count >= 5
    else { return nil }
    let length = (1..<5).reduce(0) { $0 << 8 | Int(bytes[$1]) }
    guard length <= bytes.count - 5 else { return nil }
    let (first, rest) = (Array(bytes[5..<(5 + length)]), Array(bytes[(5 + length)...]))
    switch bytes[0] {
    case 0: return rest.isEmpty ? .refused(String(decoding: first, as: UTF8.self)) : nil
    case 1:
      guard let code = IrisCode(bytes: first),
        let iris = NormalizedIris(rows: rows, columns: columns, pixels: rest)
      else { return nil }
      return .encoded(code, iris)
    default: return nil
    }
  }

  func store(_ picture: EvaluatedPicture, _ digest: String) throws(Failure) {
    let (tag, first, rest): (UInt8, [UInt8], [UInt8]) =
      switch picture {
      case .refused(let reason): (0, Array(reason.utf8), [])
      case .encoded(let code, let iris): (1, code.bytes, iris.pixels)
      }
    let length = (0..<4).reversed().map { UInt8(truncatingIfNeeded: first.count >> (8 * $0)) }
    // Not `Files.write`: an entry need not survive a power failure, and two pictures may have the same bytes.
    let path = folder + "/" + digest
    do {
      try Data([tag] + length + first + rest).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure("cannot write \(path)", hint: "check the folder's permissions and the free space")
    }
  }

  static func digest(_ bytes: [UInt8]) -> String { Hex.encode(SHA256.hash(data: bytes)) }

  private static func programDigest() throws(Failure) -> String {
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    do {
      let program = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
      return Hex.encode(SHA256.hash(data: program))
    } catch {
      throw Failure("cannot read the program's own file \(path)", hint: "check its permissions")
    }
  }
}
