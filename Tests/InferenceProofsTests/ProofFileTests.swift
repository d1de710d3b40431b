import Dispatch
import FiniteFields
import InferenceProofs
import ProofSystem
import Synchronization
import Testing

/// A small proof file with every byte changed and every length cut: a typed error each time, never a trap.
@Suite struct ProofFileTests {
  /// What became of each variant of the file.
  final class Outcomes: Sendable {
    struct Tally {
      var accepted: [Int] = []
      var untyped: [Int] = []
      var errors: [String: Int] = [:]
    }
    private let tally = Mutex(Tally())

    var result: Tally { tally.withLock { $0 } }

    func record(_ number: Int, _ verify: () throws -> Void) {
      do {
        try verify()
        tally.withLock { $0.accepted.append(number) }
      } catch let error as ProofError {
        let kind = String("\(error)".prefix { $0 != "(" && $0 != "'" })
        tally.withLock { $0.errors[kind, default: 0] += 1 }
      } catch {
        tally.withLock { $0.untyped.append(number) }
      }
    }
  }

  /// Verifies every variant, on all cores.
  static func sweep(_ count: Int, _ variant: @escaping @Sendable (Int) -> [UInt8]) throws -> Outcomes.Tally {
    let verifier = try ProofFixture.short.get().verifier
    let outcomes = Outcomes()
    let chunk = 64
    DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { part in
      for number in part * chunk..<min(count, (part + 1) * chunk) {
        outcomes.record(number) { try verifier.verify(InferenceProof(encoded: variant(number))) }
      }
    }
    return outcomes.result
  }

  static let file = Result { try ProofFixture.short.get().prove().encoded() }

  @Test func everyByteFlipped() throws {
    let file = try Self.file.get()
    let tally = try Self.sweep(file.count) { position in
      var bytes = file
      bytes[position] ^= 1 << UInt8(position * 5 % 8)
      return bytes
    }
    #expect(tally.accepted == [])
    #expect(tally.untyped == [])
    #expect(tally.errors.values.reduce(0, +) == file.count)
    // Every kind of check had its share.
    #expect(tally.errors.count >= 6, "\(tally.errors)")
  }

  @Test func everyTruncation() throws {
    let file = try Self.file.get()
    let tally = try Self.sweep(file.count) { Array(file[..<$0]) }
    #expect(tally.accepted == [])
    #expect(tally.untyped == [])
    #expect(tally.errors.values.reduce(0, +) == file.count)
  }

  @Test func trailingBytes() throws {
    let fixture = try ProofFixture.short.get()
    let file = try Self.file.get()
    try fixture.verifier.verify(InferenceProof(encoded: file))
    for count in [1, 2, 20, 32, 137, 5000] {
      for byte in [UInt8(0), 255] {
        let proof = try InferenceProof(encoded: file + [UInt8](repeating: byte, count: count))
        #expect(throws: ProofError.trailingBytes(count: count)) { try fixture.verifier.verify(proof) }
      }
    }
    // Nor is an oversized file read at all.
    let huge = file + [UInt8](repeating: 0, count: ProofHeader.maximumFileByteCount)
    #expect(throws: ProofError.self) { try InferenceProof(encoded: huge) }
  }

  @Test func header() throws {
    let file = try Self.file.get()
    func decode(_ change: (inout [UInt8]) -> Void) throws -> InferenceProof {
      var bytes = file
      change(&bytes)
      return try InferenceProof(encoded: bytes)
    }
    #expect(throws: ProofError.notAProof) { try decode { $0[0] ^= 1 } }
    #expect(throws: ProofError.unsupportedVersion(found: protocolVersion + 1, supported: protocolVersion)) {
      try decode { $0[8] += 1 }
    }
    #expect(throws: ProofError.wrongKind(found: "membership", expected: "inference")) {
      try decode { $0[12] = 2 }
    }
    #expect(throws: ProofError.self) { try decode { $0[12] = 77 } }
    #expect(throws: ProofError.notAProof) { try InferenceProof(encoded: []) }
    #expect(try decode { _ in }.encoded() == file)
  }

  /// Every word of the statement's commitments in a second spelling.
  @Test func otherSpellingsOfTheCommitments() throws {
    let file = try Self.file.get()
    let modulus: UInt32 = 2_130_706_433
    for word in 0..<18 {
      let start = 13 + 32 + 4 * word
      let value = file[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      var bytes = file
      for offset in 0..<4 {
        bytes[start + offset] = UInt8(truncatingIfNeeded: (value + modulus) >> UInt32(8 * offset))
      }
      let section = word < 9 ? "scan commitment" : "code commitment"
      #expect(throws: ProofError.nonCanonical(section: section)) { try InferenceProof(encoded: bytes) }
    }
  }
}
