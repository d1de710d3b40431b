import FiniteFields
import ProofSystem
import Testing

@Suite struct WireCodecTests {
  @Test func integersAreLittleEndian() throws {
    var writer = ByteWriter()
    writer.append(byte: 7)
    writer.append(uint32: 0x0102_0304)
    writer.append(uint64: 0x0102_0304_0506_0708)
    #expect(writer.bytes == [7, 4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1])
    var reader = ByteReader(writer.bytes)
    #expect(try reader.byte("a") == 7)
    #expect(try reader.uint32("b") == 0x0102_0304)
    #expect(try reader.uint64("c") == 0x0102_0304_0506_0708)
    try reader.finish()
  }

  @Test func elementsComeBack() throws {
    var source = RandomStream(seed: [1], witness: [], statement: [])
    let quintic = KoalaBearQuintic.random(count: 9, from: &source)
    let scalars = BN254Scalar.random(count: 3, from: &source)
    var writer = ByteWriter()
    writer.append(elements: quintic)
    writer.append(element: KoalaBear(-1))
    writer.append(elements: scalars)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.elements(9, "q") == quintic)
    #expect(try reader.element("k") == KoalaBear(-1))
    #expect(try reader.elements(3, "s") == scalars)
    #expect(reader.remaining == 0)
  }

  /// Every method on every prefix length, with every count that an attacker could try: a value or a typed error.
  @Test(arguments: 0..<44) func readersAreTotal(length: Int) throws {
    let bytes = [UInt8](repeating: 0x12, count: length)
    func reading(_ size: Int, _ read: (inout ByteReader) throws -> Void) throws {
      var reader = ByteReader(bytes)
      if size >= 0, size <= length {
        try read(&reader)
        #expect(reader.remaining == length - size)
      } else {
        #expect(throws: ProofError.truncated(section: "s")) { try read(&reader) }
        #expect(reader.position == 0)
      }
    }
    try reading(1) { _ = try $0.byte("s") }
    try reading(4) { _ = try $0.uint32("s") }
    try reading(8) { _ = try $0.uint64("s") }
    try reading(20) { let _: KoalaBearQuintic = try $0.element("s") }
    try reading(32) { let _: BN254Scalar = try $0.element("s") }
    for count in [0, 1, 2, 5, 43, 44, Int.max, Int.max / 4, Int.max / 20, -1, Int.min] {
      try reading(count) { _ = try $0.take(count, "s") }
      let (bytes, overflow) = count.multipliedReportingOverflow(by: 4)
      try reading(overflow ? -1 : bytes) { let _: [KoalaBear] = try $0.elements(count, "s") }
    }
    let reader = ByteReader(bytes)
    if length == 0 {
      try reader.finish()
    } else {
      #expect(throws: ProofError.trailingBytes(count: length)) { try reader.finish() }
    }
  }

  @Test func onlyCanonicalWordsAreElements() throws {
    let modulus: UInt32 = 2_130_706_433
    for (word, isCanonical) in [
      (0, true), (modulus - 1, true), (modulus, false), (modulus + 1, false), (UInt32.max, false),
    ] {
      for position in 0..<5 {
        var writer = ByteWriter()
        for index in 0..<5 { writer.append(uint32: index == position ? word : 1) }
        var reader = ByteReader(writer.bytes)
        if isCanonical {
          let element: KoalaBearQuintic = try reader.element("s")
          #expect(element.coefficients[position].canonical == word)
        } else {
          #expect(throws: ProofError.nonCanonical(section: "s")) {
            let _: KoalaBearQuintic = try reader.element("s")
          }
        }
      }
    }
    var scalar = [UInt8](BN254Scalar(-1).canonicalBytes)
    scalar[0] += 1
    var reader = ByteReader(scalar)
    #expect(throws: ProofError.nonCanonical(section: "s")) { let _: BN254Scalar = try reader.element("s") }
  }

  @Test(arguments: ProofHeader.Kind.allCases) func headers(kind: ProofHeader.Kind) throws {
    let header = Array("WORLDIDP".utf8) + [UInt8(protocolVersion), 0, 0, 0, kind.rawValue]
    let file = ProofHeader.file(kind, statement: [1, 2, 3], argument: [4, 5])
    #expect(file == header + [1, 2, 3, 4, 5])
    func open(_ file: [UInt8], _ kind: ProofHeader.Kind) throws -> [[UInt8]] {
      let parts = try ProofHeader.open(file, expecting: kind, statementByteCount: 3)
      return [parts.statement, parts.argument]
    }
    #expect(try open(file, kind) == [[1, 2, 3], [4, 5]])
    for other in ProofHeader.Kind.allCases where other != kind {
      #expect(throws: ProofError.wrongKind(found: "\(kind)", expected: "\(other)")) { try open(file, other) }
    }
    for length in 0..<header.count + 3 {
      let expected: ProofError =
        length < 8
        ? .notAProof
        : .truncated(section: length < header.count ? "header" : "\(kind) statement")
      #expect(throws: expected) { try open(Array(file[..<length]), kind) }
    }
    for position in header.indices {
      for bit in 0..<8 {
        var bytes = file
        bytes[position] ^= 1 << UInt8(bit)
        #expect(throws: ProofError.self) { try open(bytes, kind) }
      }
    }
    let huge = file + [UInt8](repeating: 0, count: ProofHeader.maximumFileByteCount)
    #expect(throws: ProofError.trailingBytes(count: file.count)) { try open(huge, kind) }
  }

  /// Messages say what is wrong in words, each in its own.
  @Test func errorsDescribeThemselves() {
    let errors: [ProofError] =
      [
        .notAProof, .unsupportedVersion(found: 7, supported: 1), .wrongKind(found: "a", expected: "b"),
        .truncated(section: "messages"), .trailingBytes(count: 5), .nonCanonical(section: "u"),
        .invalidField(name: "kind", reason: "odd"), .statementMismatch(field: "model"),
        .unreachableSoundness(reason: "small"), .invalidWitness(reason: "short"),
      ] + ProofCheck.allCases.map { .rejected($0) }
    #expect(Set(errors.map(\.description)).count == errors.count)
    #expect(errors[1].description.contains("version 7"))
    #expect(errors[3].description.contains("messages"))
  }
}
