import FiniteFields
import Foundation
import InferenceProofs
import MembershipProofs
import ProofSystem

/// Decoders on raw bytes; the first byte chooses one. Whatever is decoded must encode to the same bytes again, or, where a format allows
/// several spellings (JSON), to something that decodes to the same value.
struct DecoderTarget: FuzzTarget {
  let name = "decoders"
  let usesRecords = false
  private let bound = CostBound(shapeBytes: 1 << 20, bytesPerByte: 512, shapeSeconds: 0.1)
  private let toy: Toy
  let honest: [UInt8]

  init() throws {
    toy = try Toy()
    honest = try toy.prove(seed: 1)
  }

  func run(_ input: [UInt8], meter: Meter) throws(Finding) {
    guard let first = input.first else { return }
    let bytes = Array(input.dropFirst())
    try meter.run(name, inputBytes: input.count, bound) { () throws(Finding) in try decode(first, bytes) }
  }

  /// Kept inputs depend on the order.
  private func decode(_ choice: UInt8, _ bytes: [UInt8]) throws(Finding) {
    switch choice % 12 {
    case 0: try Self.header(bytes)
    case 1: try Self.membershipStatement(bytes)
    case 2: try Self.inferenceStatements(bytes)
    case 3: try Self.files(bytes)
    case 4: try Self.inclusionProof(bytes)
    case 5: try Self.attestation(bytes)
    case 6: try Self.reader(bytes)
    case 7: try Self.elements(bytes)
    case 8: try Self.anyTree(bytes)
    case 9: try Self.honestTree(bytes)
    case 10: try argument(bytes)
    default: try Self.commitments(bytes)
    }
  }

  private static func expectSame(_ what: String, _ left: [UInt8], _ right: [UInt8]) throws(Finding) {
    guard left == right else { throw Finding("decoders: \(what) has two spellings") }
  }

  private static func header(_ bytes: [UInt8]) throws(Finding) {
    var reader = ByteReader(bytes)
    guard let header = try? ProofHeader(from: &reader) else { return }
    var writer = ByteWriter()
    header.write(to: &writer)
    try expectSame("a header", writer.bytes, Array(bytes.prefix(reader.position)))
  }

  private static func membershipStatement(_ bytes: [UInt8]) throws(Finding) {
    guard let statement = try? MembershipStatement(encoded: bytes) else { return }
    try expectSame("a membership statement", statement.encoded(), bytes)
  }

  private static func inferenceStatements(_ bytes: [UInt8]) throws(Finding) {
    if let statement = try? InferenceStatement(encoded: bytes) {
      try expectSame("an inference statement", statement.encoded(), bytes)
    }
    if let statement = try? NetworkStatement(encoded: bytes) {
      try expectSame("a network's statement", statement.encoded(), bytes)
    }
  }

  private static func files(_ bytes: [UInt8]) throws(Finding) {
    if let proof = try? MembershipProof(encoded: bytes) {
      try expectSame("a membership proof", proof.encoded(), bytes)
    }
    if let proof = try? InferenceProof(encoded: bytes) {
      try expectSame("an inference proof", proof.encoded(), bytes)
    }
    if let proof = try? NetworkProof(encoded: bytes) {
      try expectSame("a network's proof", proof.encoded(), bytes)
    }
  }

  private static func inclusionProof(_ bytes: [UInt8]) throws(Finding) {
    guard let proof = try? JSONDecoder().decode(InclusionProof.self, from: Data(bytes)) else { return }
    guard proof.siblings.count <= MerkleTree.maximumDepth,
      UInt64(proof.leafIndex) >> UInt64(proof.siblings.count) == 0
    else { throw Finding("decoders: an inclusion proof leaves the tree") }
    // Above the root of any path there is nothing to compare with: the hashes must only end.
    _ = proof.root(leaf: .one)
    try expectRoundTrip(proof)
  }

  private static func attestation(_ bytes: [UInt8]) throws(Finding) {
    guard let attestation = try? JSONDecoder().decode(ScanAttestation.self, from: Data(bytes)) else { return }
    if attestation.isValid(), attestation != sampleAttestation {
      throw Finding("decoders: an altered attestation is valid")
    }
    try expectRoundTrip(attestation)
  }

  private static func expectRoundTrip<Value: Codable & Equatable>(_ value: Value) throws(Finding) {
    guard let encoded = try? JSONEncoder().encode(value),
      let again = try? JSONDecoder().decode(Value.self, from: encoded), again == value
    else { throw Finding("decoders: \(Value.self) does not survive its own encoding") }
  }

  /// Reads with counts from the input, also negative and enormous ones.
  private static func reader(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count > 1 else { return }
    let split = min(Int(bytes[0]), bytes.count - 1)
    let commands = Array(bytes[1..<1 + split])
    var reader = ByteReader(Array(bytes[(1 + split)...]))
    for command in commands {
      let before = reader.position
      let count = count(command >> 3)
      var read: Int?
      switch command & 7 {
      case 0: read = (try? reader.take(count, "bytes"))?.count
      case 1: read = (try? reader.byte("byte")).map { _ in 1 }
      case 2: read = (try? reader.uint32("word")).map { _ in 4 }
      case 3: read = (try? reader.uint64("word")).map { _ in 8 }
      case 4: read = list(KoalaBear.self, &reader, count)
      case 5: read = list(KoalaBearQuintic.self, &reader, count)
      case 6: read = list(BN254Scalar.self, &reader, count)
      default:
        let finished: Void? = try? reader.finish()
        guard (finished != nil) == (reader.remaining == 0) else { throw Finding("decoders: finish") }
      }
      guard reader.position == before + (read ?? 0) || (read == nil && reader.position <= reader.bytes.count)
      else {
        throw Finding("decoders: the reader lost its place")
      }
    }
  }

  private static func list<F: FiniteField>(_: F.Type, _ reader: inout ByteReader, _ count: Int) -> Int? {
    let list: [F]? = try? reader.elements(count, "elements")
    return list.map { $0.count * F.byteCount }
  }

  /// Counts of interest for five bits.
  private static func count(_ choice: UInt8) -> Int {
    switch choice {
    case 0..<24: Int(choice)
    case 24: -1
    case 25: .min
    case 26: .max
    case 27: .max / KoalaBearQuintic.byteCount + 1
    case 28: .max / BN254Scalar.byteCount + 1
    case 29: 1 << 61
    default: Int(choice) << 8
    }
  }

  private static func elements(_ bytes: [UInt8]) throws(Finding) {
    func check<F: FiniteField>(_: F.Type) throws(Finding) {
      guard let element = F(canonicalBytes: bytes) else { return }
      try expectSame("\(F.self)", element.canonicalBytes, bytes)
    }
    try check(KoalaBear.self)
    try check(KoalaBearQuintic.self)
    try check(BN254Scalar.self)
    let text = String(decoding: bytes, as: UTF8.self)
    if let element = BN254Scalar(hex: text), BN254Scalar(hex: element.hex) != element {
      throw Finding("decoders: hexadecimal digits of \(element)")
    }
  }

  /// The bytes alone, and repeated until there are as many as an argument has.
  private func argument(_ bytes: [UInt8]) throws(Finding) {
    let argument = Argument(toy.relation, shape: toy.shape)
    var repeated = bytes
    while !bytes.isEmpty, repeated.count < honest.count { repeated += bytes }
    for candidate in [bytes, repeated] where candidate != honest {
      guard (try? argument.verify(candidate)) == nil else {
        throw Finding("decoders: bytes from nowhere are accepted")
      }
    }
  }

  private static func commitments(_ bytes: [UInt8]) throws(Finding) {
    if let commitment = ScanCommitment(bytes: bytes) {
      try expectSame("a scan commitment", commitment.bytes, bytes)
    }
    if let commitment = CodeCommitment(hex: String(decoding: bytes, as: UTF8.self)) {
      try expectSame("hexadecimal digits", Array(commitment.hex.utf8), bytes)
    }
    if let blinding = CommitmentBlinding(bytes: bytes) {
      try expectSame("a blinding", blinding.bytes, bytes)
    }
  }
}
