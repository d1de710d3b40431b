/// What the markers of a JPEG file say before anything is decoded (ITU-T T.81, annex B; Exif 2.3, section 4.6.8).
struct JPEGMarkers {
  /// Bits a sample, of the frame header; 8 if there is none.
  private(set) var precision = 8
  /// The frame header's marker: 0xC0 baseline, 0xC2 progressive.
  private(set) var frame: UInt8?
  private(set) var scans = 0
  /// How the camera was held, 1...8; 1 is upright.
  private(set) var orientation = 1

  /// Walks the markers up to the end of the picture or of the file; what is damaged is left for the decoder to name.
  init(_ bytes: [UInt8]) {
    var position = 2
    while position + 1 < bytes.count {
      guard bytes[position] == 0xFF else {
        position += 1
        continue
      }
      let marker = bytes[position + 1]
      switch marker {
      case 0xFF: position += 1
      case 0xD9: return
      // Stuffed bytes and markers without a length.
      case 0x00, 0x01, 0xD0...0xD8: position += 2
      default:
        guard position + 3 < bytes.count else { return }
        let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
        guard length >= 2 else { return }
        let end = min(position + 2 + length, bytes.count)
        read(marker, bytes[min(position + 4, end)..<end])
        position = end
      }
    }
  }

  private mutating func read(_ marker: UInt8, _ segment: ArraySlice<UInt8>) {
    switch marker {
    case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
      frame = frame ?? marker
      precision = Int(segment.first ?? 8)
    case 0xDA: scans += 1
    case 0xE1: orientation = Self.orientation(Array(segment)) ?? orientation
    default: break
    }
  }

  /// Tag 0x0112 in the first directory of an Exif segment.
  private static func orientation(_ segment: [UInt8]) -> Int? {
    guard segment.starts(with: Array("Exif\0\0".utf8)) else { return nil }
    let tiff = Array(segment.dropFirst(6))
    let isLittle = tiff.starts(with: [0x49, 0x49, 42, 0])
    guard isLittle || tiff.starts(with: [0x4D, 0x4D, 0, 42]) else { return nil }
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at >= 0, at <= tiff.count - count else { return nil }
      let part = tiff[at..<(at + count)]
      return (isLittle ? part.reversed() : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
    for entry in 0..<entries {
      let at = directory + 2 + 12 * entry
      guard let tag = number(at, 2) else { return nil }
      // A short, one of it; its value stands in the entry.
      guard tag == 0x0112 else { continue }
      guard number(at + 2, 2) == 3, number(at + 4, 4) == 1, let value = number(at + 8, 2),
        (1...8).contains(value)
      else { return nil }
      return value
    }
    return nil
  }
}
