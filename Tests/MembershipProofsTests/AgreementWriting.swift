import FiniteFields
import Foundation
import MembershipProofs
import ProofSystem
import Testing

/// Writes membership proofs, honest and forged, for the comparison with the verifier in TestVectors/verifier.
///
/// Runs only when WORLDID_AGREEMENT names a folder; WORLDID_AGREEMENT_SMALL writes the few that are kept in the repository.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["WORLDID_AGREEMENT"] != nil))
struct AgreementWriting {
  static let short = TableauParameters(logWidth: 6, logLength: 8, openedColumns: 10, grindingBits: 1)

  /// One verifier with its prover.
  private struct Side {
    let name: String
    let prover: MembershipProver
    let verifier: MembershipVerifier
    let writer: AgreementWriter

    func verify(_ bytes: [UInt8], _ omitted: Set<String>) throws {
      try verifier.verify(MembershipProof(encoded: bytes), hooks: ForgeryHooks(omittedClaims: omitted))
    }

    func add(
      _ kind: String, _ what: String, _ proof: MembershipProof, omitted: [String] = [],
      edits: [AgreementCase.Edit] = []
    ) throws {
      try writer.add(
        name, kind, what, file: proof.encoded(), omitted: omitted, edits: edits, verify: verify)
    }
  }

  @Test func write() throws {
    let environment = ProcessInfo.processInfo.environment
    let small = environment["WORLDID_AGREEMENT_SMALL"] != nil
    let writer = try AgreementWriter(
      URL(filePath: environment["WORLDID_AGREEMENT"] ?? ""), name: "membership")
    writer.addVerifier("membership", kind: "membership", parameters: nil)
    writer.addVerifier("membership-short", kind: "membership", parameters: Self.short)
    let full = Side(
      name: "membership", prover: try MembershipProver(), verifier: try MembershipVerifier(), writer: writer)
    let short = Side(
      name: "membership-short", prover: try MembershipProver(parameters: Self.short),
      verifier: try MembershipVerifier(parameters: Self.short), writer: writer)

    try mutations(full, of: honest(full, count: small ? 1 : 12), perSection: small ? 1 : 12)
    try mutations(short, of: honest(short, count: small ? 1 : 60), perSection: small ? 2 : 60)
    for index in MembershipForgery.all.indices where !small || index == 2 {
      try forgery(MembershipForgery.all[index], short)
      if !small { try forgery(MembershipForgery.all[index], full) }
    }
    if !small {
      try lies(short, every: 1)
      try lies(full, every: 4)
    }
    try writer.finish()
  }

  private func prove(
    _ side: Side, seed: Int, hooks: ForgeryHooks<BN254Scalar> = ForgeryHooks(),
    forging: (inout MembershipWitness) -> Void = { _ in },
    claiming: (MembershipStatement) -> MembershipStatement = { $0 }, path: UInt32 = 3
  ) throws -> MembershipProof {
    try side.prover.prove(
      identity: MembershipFixture.attacker, inclusionProof: MembershipFixture.path(path),
      externalNullifier: MembershipFixture.scope, signalHash: MembershipFixture.signal, forging: forging,
      claiming: claiming, hooks: hooks, seed: [UInt8(seed & 255), UInt8(seed >> 8)])
  }

  /// - Returns: the first of `count` proofs.
  private func honest(_ side: Side, count: Int) throws -> MembershipProof {
    var first: MembershipProof?
    for index in 0..<count {
      let identities = (0...index % 7).map { Identity(secret: [UInt8($0), UInt8(index)]) }
      var tree = MerkleTree()
      _ = try tree.append(contentsOf: identities.map(\.commitment))
      let proof = try side.prover.prove(
        identity: identities[index % 7], inclusionProof: tree.inclusionProof(UInt32(index % 7)),
        externalNullifier: FieldHash.externalNullifier(app: "app", action: "\(index)"),
        signalHash: FieldHash.signalHash("\(index)"), forging: { _ in }, claiming: { $0 },
        hooks: ForgeryHooks(), seed: [UInt8(index)])
      try side.add("honest", "leaf \(index % 7)", proof)
      first = first ?? proof
    }
    return try #require(first)
  }

  private func mutations(_ side: Side, of proof: MembershipProof, perSection: Int) throws {
    let file = proof.encoded()
    let sections =
      [("header", 13), ("statement", MembershipStatement.encodedByteCount)] + side.prover.sections
    for (section, edits) in side.writer.flips(sections, fileByteCount: file.count, count: perSection) {
      try side.add("bit flip", section, proof, edits: edits)
    }
    let lengths =
      [0, 8, 12, 13, 141, file.count - 1] + (0..<perSection).map { _ in side.writer.random(file.count) }
    for length in lengths { try side.add("truncation", "\(length) bytes", proof, edits: [.truncate(length)]) }
    for extra: [UInt8] in [[0], [255, 255, 255, 255]] {
      try side.add("extension", "\(extra.count) bytes", proof, edits: [.append(extra)])
    }
    for kind: UInt8 in [1, 3] {
      try side.add("header", "kind \(kind)", proof, edits: [.overwrite(file, 12, [kind])])
    }
    let old = proof.statement
    let fields = [old.root, old.nullifierHash, old.signalHash, old.externalNullifier]
    for left in 0..<4 {
      for right in left..<4 {
        var changed = fields
        if left == right { changed[left] += .one } else { changed.swapAt(left, right) }
        try side.add(
          "statement", left == right ? "field \(left) and 1" : "fields \(left) and \(right) swapped", proof,
          edits: [.overwrite(file, 13, changed.flatMap(\.canonicalBytes))])
      }
      let tooLarge = [UInt8](repeating: 255, count: 32)
      try side.add(
        "statement", "field \(left) not canonical", proof,
        edits: [.overwrite(file, 13 + 32 * left, tooLarge)])
    }
    if perSection < 3 { return }
    let other = try prove(side, seed: 501, claiming: { MembershipFixture.withRoot($0, .one) })
    try side.add("statement", "another root, the same witness", other)
    try side.add("statement", "another's argument", MembershipProof(statement: old, bytes: other.bytes))
  }

  /// With the claim that it violates, without it on the prover's side, and without it on both.
  private func forgery(_ forgery: MembershipForgery, _ side: Side) throws {
    try side.add("wrong witness", forgery.what, side.prover.forge(forgery, seed: [1]))
    let proof = try side.prover.forge(forgery, omitting: [forgery.claim], seed: [2])
    try side.add("claim omitted by the prover", forgery.claim, proof)
    try side.add("claim omitted by both", forgery.claim, proof, omitted: [forgery.claim])
  }

  /// Lies in single messages, cells, rows and in the opening.
  private func lies(_ side: Side, every step: Int) throws {
    for (index, lie) in EngineLie<BN254Scalar>.all(side.prover.plan).enumerated()
    where index % step == 0 {
      let proof = try prove(side, seed: 700 + index, hooks: lie.hooks)
      try side.add(lie.kind, lie.what, proof)
    }
  }
}
