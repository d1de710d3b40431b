import Foundation
import IrisImaging
import SyntheticEyes
import Testing

/// A bare phase code, only to see whether textures tell eyes apart: signs of differences between places a
/// sixth of a wave apart, on averaged rows.
struct PhaseCode {
  private var bits: [Bool?] = []

  init(_ iris: NormalizedIris) {
    let bands = 5
    for band in 0..<bands {
      let rows = (2 + band * 8)..<(10 + band * 8)
      let means = (0..<iris.columns).map { column -> Double? in
        let seen = rows.map { iris.pixels[$0 * iris.columns + column] }.filter { $0 != 0 }
        return seen.count < 5 ? nil : seen.reduce(0.0) { $0 + Double($1) } / Double(seen.count)
      }
      for column in stride(from: 0, to: iris.columns, by: 4) {
        let left = Self.mean(means, column - 8, 6)
        let right = Self.mean(means, column + 2, 6)
        if let left, let right { bits.append(left > right) } else { bits.append(nil) }
      }
    }
  }

  private static func mean(_ values: [Double?], _ start: Int, _ count: Int) -> Double? {
    var sum = 0.0
    for offset in 0..<count {
      guard let value = values[(start + offset + values.count) % values.count] else { return nil }
      sum += value
    }
    return sum / Double(count)
  }

  /// Least part of different bits over turns of up to 14 degrees.
  func distance(to other: PhaseCode) -> Double {
    let columns = 128
    return (-5...5).map { turn -> Double in
      var compared = 0
      var different = 0
      for index in bits.indices {
        let band = index / columns
        let column = (index % columns + turn + columns) % columns
        guard let a = bits[index], let b = other.bits[band * columns + column] else { continue }
        compared += 1
        if a != b { different += 1 }
      }
      return compared < 100 ? 0.5 : Double(different) / Double(compared)
    }.min() ?? 1
  }
}

@Suite("Identity of synthetic eyes")
struct RecognitionTests {
  @Test("Pictures of one eye agree, pictures of different eyes do not")
  func separation() throws {
    let set = SyntheticDataset(identities: 8, images: 3, seed: 99)
    var codes: [(eye: Int, code: PhaseCode)] = []
    for eye in 0..<8 {
      for number in 0..<3 {
        let (image, _) = set.picture(eye: eye, number: number)
        guard let found = try? IrisSegmenter().segment(image) else { continue }
        codes.append((eye, PhaseCode(NormalizedIris(image: image, segmentation: found))))
      }
    }
    try #require(codes.count >= 22)
    var same: [Double] = []
    var other: [Double] = []
    for i in codes.indices {
      for j in codes.indices where j > i {
        let distance = codes[i].code.distance(to: codes[j].code)
        if codes[i].eye == codes[j].eye { same.append(distance) } else { other.append(distance) }
      }
    }
    same.sort()
    other.sort()
    #expect(same[same.count / 2] < 0.3)
    #expect(other[other.count / 2] > 0.4)
    let threshold = other[0]
    #expect(same.count { $0 < threshold } * 10 >= same.count * 9)
  }
}
