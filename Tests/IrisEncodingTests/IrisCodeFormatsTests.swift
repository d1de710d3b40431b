import IrisEncoding
import Testing

@Suite struct IrisCodeFormatsTests {
  @Test func bytesComeBack() throws {
    let code = try SampleIris.code(seed: 40, occluded: 0.2)
    #expect(code.bytes.count == 17 + 2 * 13312 / 8)
    #expect(IrisCode(bytes: code.bytes) == code)
  }

  @Test func everyOtherLengthIsRefused() throws {
    let bytes = try SampleIris.code(seed: 41).bytes
    for count in 0..<bytes.count { #expect(IrisCode(bytes: Array(bytes.prefix(count))) == nil) }
    #expect(IrisCode(bytes: bytes + [0]) == nil)
  }

  @Test func headerIsChecked() throws {
    let bytes = try SampleIris.code(seed: 42).bytes
    for index in 0..<17 {
      for mask in [1, 128, 255] as [UInt8] {
        var changed = bytes
        changed[index] ^= mask
        #expect(IrisCode(bytes: changed) == nil)
      }
    }
  }

  @Test(arguments: [
    [0, 1, 1], [1, 0, 1], [1, 1, 0], [1 << 20, 1 << 20, 1 << 20], [Int(UInt32.max), 1, 1], [1 << 20, 2, 1],
    [1 << 10, 1 << 10, 2],
  ]) func hostileSizesAreRefused(sizes: [Int]) {
    let header =
      Array("WIIC".utf8) + [1]
      + sizes.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } }
    #expect(IrisCode(bytes: header + [UInt8](repeating: 0, count: 16)) == nil)
  }

  @Test func unusedBitsMustBeZero() {
    let header = Array("WIIC".utf8) + [1, 1, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0]
    func words(_ bits: UInt8, _ mask: UInt8) -> [UInt8] {
      [bits] + [UInt8](repeating: 0, count: 7) + [mask] + [UInt8](repeating: 0, count: 7)
    }
    #expect(IrisCode(bytes: header + words(5, 7))?.bitBytes == [1, 0, 1, 1, 1, 1])
    #expect(IrisCode(bytes: header + words(8, 7)) == nil)
    #expect(IrisCode(bytes: header + words(5, 15)) == nil)
  }
}
