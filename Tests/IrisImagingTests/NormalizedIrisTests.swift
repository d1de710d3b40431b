import IrisImaging
import Testing

@Suite("Normalised iris as a file")
struct NormalizedIrisTests {
  @Test("A 2 x 3 iris is written byte for byte as the PGM format says, and read back")
  func knownBytes() throws {
    let iris = try #require(NormalizedIris(rows: 2, columns: 3, pixels: [0, 1, 255, 7, 0, 9]))
    #expect(iris.pgmEncoded() == Array("P5\n3 2\n255\n".utf8) + [0, 1, 255, 7, 0, 9])
    #expect(try NormalizedIris(pgm: iris.pgmEncoded()) == iris)
    #expect(iris.visibleFraction == 4.0 / 6.0)
  }

  @Test("A count that does not fit the sizes is refused")
  func wrongCount() {
    #expect(NormalizedIris(rows: 2, columns: 3, pixels: [1, 2, 3]) == nil)
    #expect(NormalizedIris(rows: 0, columns: 3, pixels: []) == nil)
    #expect(NormalizedIris(rows: 1, columns: 8193, pixels: [UInt8](repeating: 1, count: 8193)) == nil)
  }

  @Test("Any PGM cut short is an error")
  func truncations() throws {
    let file = try #require(NormalizedIris(rows: 2, columns: 2, pixels: [1, 2, 3, 4])).pgmEncoded()
    for length in 0..<file.count {
      #expect(throws: ImageError.self) { try NormalizedIris(pgm: Array(file.prefix(length))) }
    }
  }
}
