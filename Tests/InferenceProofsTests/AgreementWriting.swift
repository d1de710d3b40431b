import FiniteFields
import Foundation
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

/// Writes inference proofs, honest and forged, for the comparison with the verifier in TestVectors/verifier.
///
/// Runs only when WORLDID_AGREEMENT names a folder; WORLDID_AGREEMENT_SMALL writes the few that are kept in the repository.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["WORLDID_AGREEMENT"] != nil))
struct AgreementWriting {
  static let short = TableauParameters(logWidth: 6, logLength: 8, openedColumns: 10, grindingBits: 6)

  /// One network with prover and verifier.
  private struct Side {
    let name: String
    let fixture: ProofFixture
    let writer: AgreementWriter

    init(_ name: String, _ full: ProofFixture, _ parameters: TableauParameters?, _ writer: AgreementWriter) throws {
      self.name = name
      self.writer = writer
      fixture =
        try parameters.map { try ProofFixture(full.network, pixels: full.pixels, parameters: $0) } ?? full
      writer.addVerifier(name, kind: "inference", parameters: parameters)
      try writer.setNetwork(full.network.canonicalEncoding(), of: name)
    }

    func add(
      _ kind: String, _ what: String, _ proof: InferenceProof, omitted: [String] = [],
      edits: [AgreementCase.Edit] = []
    ) throws {
      try writer.add(name, kind, what, file: proof.encoded(), omitted: omitted, edits: edits) { bytes, omitted in
        try fixture.verifier.verify(InferenceProof(encoded: bytes), hooks: ForgeryHooks(omittedClaims: omitted))
      }
    }
  }

  @Test func write() throws {
    let environment = ProcessInfo.processInfo.environment
    let small = environment["WORLDID_AGREEMENT_SMALL"] != nil
    let writer = try AgreementWriter(URL(filePath: environment["WORLDID_AGREEMENT"] ?? ""), name: "inference")
    let networks = [
      ("bank", try ProofFixture.bank.get()), ("residual", try ProofFixture.residual.get()),
      ("ties", try ProofFixture.ties.get()), ("tiny", try ProofFixture.tiny.get()),
    ]
    for (name, fixture) in networks {
      let short = try Side(name + "-short", fixture, Self.short, writer)
      try honest(short, count: small ? 1 : 25)
      if !small || name == "tiny" { try mutations(short, perSection: small ? 3 : 30) }
      for (index, forgery) in ClaimForgery.all.enumerated()
      where try forgery.fixture().network == fixture.network && (!small || index % 6 == 0) {
        try self.forgery(forgery, short)
      }
      if !small || name == "ties" { try lies(short, every: small ? 60 : 4) }
      if small, name != "bank" { continue }
      let full = try Side(name, fixture, nil, writer)
      try honest(full, count: small ? 1 : 4)
      try mutations(full, perSection: small ? 1 : 6)
      if small { continue }
      for (index, forgery) in ClaimForgery.all.enumerated()
      where try forgery.fixture().network == fixture.network && index % 3 == 0 {
        try self.forgery(forgery, full)
      }
      try lies(full, every: 40)
    }
    try writer.finish()
  }

  private func honest(_ side: Side, count: Int) throws {
    for index in 0..<count {
      let fixture = side.fixture
      var seeded = InferenceForgery()
      seeded.seed = [UInt8(index), 9]
      let proof = try fixture.prover.prove(
        pixels: TestNetworks.pixels(fixture.network, seed: UInt64(100 + index)),
        scanBlinding: ProofFixture.blinding(UInt8(2 * index)),
        codeBlinding: ProofFixture.blinding(UInt8(2 * index + 1)), eyeSide: index % 2 == 0 ? .left : .right,
        context: [UInt8](repeating: UInt8(index), count: 32), forgery: seeded)
      try side.add("honest", "picture \(index)", proof)
    }
  }

  private func mutations(_ side: Side, perSection: Int) throws {
    let fixture = side.fixture
    let proof = try fixture.prove()
    let file = proof.encoded()
    try side.add("honest", "the file that is edited", proof)
    let sections =
      [("header", 13), ("statement", InferenceStatement.encodedByteCount)] + fixture.prover.sections
    for (section, edits) in side.writer.flips(sections, fileByteCount: file.count, count: perSection) {
      try side.add("bit flip", section, proof, edits: edits)
    }
    for length in [0, 7, 8, 11, 12, 13, 14, 149, 150, 151, file.count - 1, file.count - 32] {
      try side.add("truncation", "\(length) bytes", proof, edits: [.truncate(length)])
    }
    for _ in 0..<perSection {
      let length = side.writer.random(file.count)
      try side.add("truncation", "\(length) bytes", proof, edits: [.truncate(length)])
    }
    for extra in ["00", "ffffffff"] { try side.add("extension", extra, proof, edits: [.append(extra)]) }
    try side.add("header", "kind 2", proof, edits: [.flip(12, bit: 0), .flip(12, bit: 1)])
    try side.add("header", "kind 0", proof, edits: [.flip(12, bit: 0)])
    for (name, offset) in [("model id", 13), ("scan", 45), ("code", 81), ("eye side", 117), ("context", 118)] {
      try side.add("statement", name, proof, edits: [.flip(offset, bit: 0)])
    }
    for (name, offset) in [("scan", 45), ("code", 81)] {
      let word = (0..<4).map { AgreementCase.Edit(offset: offset + $0, xor: file[offset + $0] ^ 0xff) }
      try side.add("statement", name + " not canonical", proof, edits: word)
    }
    let rightEye: InferenceForgery = {
      var otherEye = InferenceForgery()
      otherEye.statement = { old in
        try InferenceStatement(
          modelID: old.modelID, scanCommitment: old.scanCommitment, codeCommitment: old.codeCommitment,
          eyeSide: .right, context: old.context)
      }
      return otherEye
    }()
    let other = try fixture.prove(seed: 77, rightEye)
    try side.add("honest", "the other eye", other)
    try side.add("statement", "the other eye's argument", InferenceProof(statement: proof.statement, bytes: other.bytes))
  }

  /// With the claim that it violates, without it on the prover's side, and without it on both.
  private func forgery(_ forgery: ClaimForgery, _ side: Side) throws {
    var lie = InferenceForgery()
    forgery.bend(&lie, side.fixture)
    try side.add("wrong witness", "\(forgery.claim): \(forgery.what)", side.fixture.prove(seed: 1, lie))
    lie.hooks.omittedClaims = [forgery.claim]
    let proof = try side.fixture.prove(seed: 2, lie)
    try side.add("claim omitted by the prover", forgery.claim, proof)
    try side.add("claim omitted by both", forgery.claim, proof, omitted: [forgery.claim])
  }

  /// Lies in single messages, cells, rows and in the opening.
  private func lies(_ side: Side, every step: Int) throws {
    let lies = EngineLie<KoalaBearQuintic>.all(side.fixture.prover.plan)
    for (index, lie) in lies.enumerated() where index % step == 0 || (lie.kind != "message" && lie.kind != "cell") {
      var forgery = InferenceForgery()
      forgery.hooks = lie.hooks
      try side.add(lie.kind, lie.what, side.fixture.prove(seed: 3, forgery))
    }
  }
}
