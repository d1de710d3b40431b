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
  static let short = TableauParameters(logWidth: 6, logLength: 8, openedColumns: 10, grindingBits: 1)

  /// One network with prover and verifier.
  private struct Side {
    let name: String
    let fixture: ProofFixture
    let writer: AgreementWriter

    init(_ name: String, _ full: ProofFixture, _ parameters: TableauParameters?, _ writer: AgreementWriter)
      throws
    {
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
      try writer.add(name, kind, what, file: proof.encoded(), omitted: omitted, edits: edits) {
        bytes, omitted in
        try fixture.verifier.verify(
          InferenceProof(encoded: bytes), hooks: ForgeryHooks(omittedClaims: omitted))
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
      let shortProof = try honest(short, count: small ? 1 : 25)
      if !small || name == "tiny" { try mutations(short, of: shortProof, perSection: small ? 2 : 30) }
      for (index, forgery) in ClaimForgery.all.enumerated()
      where try forgery.fixture().network == fixture.network && (!small || index % 9 == 0) {
        try self.forgery(forgery, short)
      }
      if !small || name == "tiny" { try lies(short, every: small ? 100 : 4) }
      if small, name != "bank" { continue }
      let full = try Side(name, fixture, nil, writer)
      try mutations(full, of: honest(full, count: small ? 1 : 4), perSection: small ? 1 : 6)
      if small { continue }
      for (index, forgery) in ClaimForgery.all.enumerated()
      where try forgery.fixture().network == fixture.network && index % 3 == 0 {
        try self.forgery(forgery, full)
      }
      try lies(full, every: 40)
    }
    if !small { try shipped(writer) }
    try writer.finish()
  }

  /// - Returns: the first of `count` proofs.
  private func honest(_ side: Side, count: Int) throws -> InferenceProof {
    var first: InferenceProof?
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
      first = first ?? proof
    }
    return try #require(first)
  }

  private func mutations(_ side: Side, of proof: InferenceProof, perSection: Int) throws {
    let fixture = side.fixture
    let file = proof.encoded()
    let sections =
      [("header", 13), ("statement", InferenceStatement.encodedByteCount)] + fixture.prover.sections
    for (section, edits) in side.writer.flips(sections, fileByteCount: file.count, count: perSection) {
      try side.add("bit flip", section, proof, edits: edits)
    }
    let lengths =
      [0, 8, 12, 13, 150, file.count - 1] + (0..<perSection).map { _ in side.writer.random(file.count) }
    for length in lengths { try side.add("truncation", "\(length) bytes", proof, edits: [.truncate(length)]) }
    for extra: [UInt8] in [[0], [255, 255, 255, 255]] {
      try side.add("extension", "\(extra.count) bytes", proof, edits: [.append(extra)])
    }
    for kind: UInt8 in [2, 0] {
      try side.add("header", "kind \(kind)", proof, edits: [.overwrite(file, 12, [kind])])
    }
    let fields = [("model id", 13), ("scan", 45), ("code", 81), ("eye side", 117), ("context", 118)]
    for (name, offset) in fields {
      try side.add("statement", name, proof, edits: [.flip(offset, bit: 0)])
      try side.add(
        "statement", name + ", all bits", proof, edits: [.overwrite(file, offset, [255, 255, 255, 255])])
    }
    let swapped = file[81..<117] + file[45..<81]
    try side.add("statement", "scan and code swapped", proof, edits: [.overwrite(file, 45, Array(swapped))])
    if perSection < 3 { return }
    var rightEye = InferenceForgery()
    rightEye.statement = { old in
      try InferenceStatement(
        modelID: old.modelID, scanCommitment: old.scanCommitment, codeCommitment: old.codeCommitment,
        eyeSide: .right, context: old.context)
    }
    let (one, other) = (try fixture.prove(seed: 76), try fixture.prove(seed: 77, rightEye))
    try side.add("honest", "the other eye", other)
    try side.add(
      "statement", "the other eye's argument", InferenceProof(statement: one.statement, bytes: other.bytes))
  }

  /// The network that the program ships, at 128 bits.
  private func shipped(_ writer: AgreementWriter) throws {
    let model = AgreementManifest.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Models/iris-gabor.onnx")
    let network = try QuantizedNetwork(onnx: Array(Data(contentsOf: model)))
    let side = try Side("iris-gabor", ProofFixture(network), nil, writer)
    try mutations(side, of: honest(side, count: 2), perSection: 3)
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
    for (index, lie) in lies.enumerated()
    where index % step == 0
      || (lie.kind == "opening" || step < 50 && !["message", "cell"].contains(lie.kind))
    {
      var forgery = InferenceForgery()
      forgery.hooks = lie.hooks
      try side.add(lie.kind, lie.what, side.fixture.prove(seed: 3, forgery))
    }
  }
}
