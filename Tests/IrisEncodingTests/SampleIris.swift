import IrisEncoding
import IrisImaging

/// Irises of noise: enough for everything that does not ask whether real eyes are recognised.
enum SampleIris {
  /// Visible noise with about `occluded` of the pixels hidden, one pixel at a time.
  static func noise(seed: UInt64, occluded: Double = 0, rows: Int = 45, columns: Int = 512) throws
    -> NormalizedIris
  {
    var generator = SplitMix(state: seed)
    let pixels = (0..<(rows * columns)).map { _ in
      Double.random(in: 0..<1, using: &generator) < occluded
        ? 0 : UInt8.random(in: 1...255, using: &generator)
    }
    return try iris(pixels, rows: rows, columns: columns)
  }

  static func iris(_ pixels: [UInt8], rows: Int = 45, columns: Int = 512) throws -> NormalizedIris {
    guard let iris = NormalizedIris(rows: rows, columns: columns, pixels: pixels) else { throw WrongSize() }
    return iris
  }

  /// The eye turned: column c moves to c + turn.
  static func turned(_ iris: NormalizedIris, by turn: Int) throws -> NormalizedIris {
    var pixels = iris.pixels
    for row in 0..<iris.rows {
      for column in 0..<iris.columns {
        let target = ((column + turn) % iris.columns + iris.columns) % iris.columns
        pixels[row * iris.columns + target] = iris.pixels[row * iris.columns + column]
      }
    }
    return try Self.iris(pixels, rows: iris.rows, columns: iris.columns)
  }

  static func code(seed: UInt64, occluded: Double = 0) throws -> IrisCode {
    try IrisEncoder(try ShippedModel.irisGabor).encode(try noise(seed: seed, occluded: occluded))
  }

  struct WrongSize: Error {}
}
