import FiniteFields
import Foundation
import InferenceProofs
import ProofSystem
import QuantizedNetworks
import Testing

/// Writes proofs about networks, honest and forged, for the comparison with the verifier in TestVectors/verifier.
///
/// Runs only when WORLDID_AGREEMENT names a folder; WORLDID_AGREEMENT_SMALL writes the few that are kept in the repository.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["WORLDID_AGREEMENT"] != nil))
struct NetworkAgreementWriting {
  /// One network in one disclosure, with prover and verifier.
  private struct Side {
    let name: String
    let fixture: NetworkFixture
    let writer: AgreementWriter

    init(
      _ name: String, _ disclosure: TensorDisclosure, _ parameters: TableauParameters?,
      _ writer: AgreementWriter, input: [UInt8]? = nil
    ) throws {
      self.name = name
      self.writer = writer
      let network = try AgreementNetworks.network(name)
      fixture = try NetworkFixture(network, disclosure, input: input, parameters: parameters)
      writer.addVerifier(
        name, kind: "network", parameters: parameters,
        disclosures: [Int(disclosure.input.rawValue)] + disclosure.outputs.map { Int($0.rawValue) })
      try writer.setNetwork(network.canonicalEncoding(), of: name)
    }

    func add(
      _ kind: String, _ what: String, _ proof: NetworkProof, omitted: [String] = [],
      edits: [AgreementCase.Edit] = []
    ) throws {
      try writer.add(name, kind, what, file: proof.encoded(), omitted: omitted, edits: edits) {
        bytes, omitted in
        try fixture.verifier.verify(
          NetworkProof(encoded: bytes), hooks: ForgeryHooks(omittedClaims: omitted))
      }
    }
  }

  @Test func write() throws {
    let environment = ProcessInfo.processInfo.environment
    let small = environment["WORLDID_AGREEMENT_SMALL"] != nil
    let writer = try AgreementWriter(URL(filePath: environment["WORLDID_AGREEMENT"] ?? ""), name: "network")
    for (name, disclosure) in AgreementNetworks.classifier {
      let side = try Side("classifier-\(name)-short", disclosure, AgreementWriting.short, writer)
      let proof = try honest(side, count: small ? 1 : 10)
      try mutations(side, of: proof, perSection: small ? 1 : 12)
      if !small || name == "stated" { try statements(side, of: proof) }
      try forgeries(side, every: small ? 2 : 1)
      try sums(side, of: proof)
      if !small { try lies(side, every: 12) }
    }
    let scores = try Side(
      "scores-stated-short", TensorDisclosure(input: .stated, outputs: [.stated]), AgreementWriting.short,
      writer)
    let proof = try honest(scores, count: small ? 1 : 6)
    try mutations(scores, of: proof, perSection: small ? 1 : 12)
    try wrongOutputs(scores)
    // Chosen for the size of their proofs; the ordinary run of RandomNetworkTests has the rest.
    for seed in small ? [1, 5, 8, 13] : Array(0..<80) { try random(seed, writer, small: small) }
    if !small {
      for (name, disclosure) in AgreementNetworks.classifier {
        let side = try Side("classifier-\(name)", disclosure, nil, writer)
        try mutations(side, of: honest(side, count: 3), perSection: 4)
        try forgeries(side, every: 2)
        try lies(side, every: 60)
      }
    }
    try writer.finish()
  }

  /// Honest, damaged, and with each output wrong.
  private func random(_ seed: Int, _ writer: AgreementWriter, small: Bool) throws {
    var random = RandomNetworkMaker(seed: seed)
    let network = try random.network()
    let disclosure = random.disclosure(network)
    let input = random.input(network)
    let side = try Side("random-\(seed)-short", disclosure, AgreementWriting.short, writer, input: input)
    let proof = try side.fixture.prove()
    try side.add("honest", "network \(seed)", proof)
    try wrongOutputs(side)
    if !small {
      for _ in 0..<3 {
        let offset = writer.random(proof.encoded().count)
        try side.add("bit flip", "byte \(offset)", proof, edits: [.flip(offset, bit: writer.random(8))])
      }
      try side.add(
        "truncation", "somewhere", proof, edits: [.truncate(writer.random(proof.encoded().count))])
    }
    guard small ? seed == 1 : seed % 10 == 0 else { return }
    let full = try Side("random-\(seed)", disclosure, nil, writer, input: input)
    try full.add("honest", "network \(seed), 128 bits", full.fixture.prove())
    if !small { try wrongOutputs(full) }
  }

  /// - Returns: the first of `count` proofs.
  private func honest(_ side: Side, count: Int) throws -> NetworkProof {
    var first: NetworkProof?
    for index in 0..<count {
      let fixture = side.fixture
      var seeded = InferenceForgery()
      seeded.seed = [UInt8(index), 9]
      let proof = try fixture.prover.prove(
        input: TestNetworks.pixels(fixture.network, seed: UInt64(100 + index)),
        blindings: .init(
          scan: ProofFixture.blinding(UInt8(index)),
          codes: fixture.blindings.codes.indices.map { ProofFixture.blinding(UInt8(10 * index + $0 + 1)) }),
        context: [UInt8](repeating: UInt8(index), count: 32), forgery: seeded)
      try side.add("honest", "input \(index)", proof)
      first = first ?? proof
    }
    return try #require(first)
  }

  private func mutations(_ side: Side, of proof: NetworkProof, perSection: Int) throws {
    let file = proof.encoded()
    let sections =
      [("header", 13), ("statement", NetworkStatementMap(proof.statement).end - 13)]
      + side.fixture.prover.sections
    for (section, edits) in side.writer.flips(sections, fileByteCount: file.count, count: perSection) {
      try side.add("bit flip", section, proof, edits: edits)
    }
    let lengths =
      [0, 8, 12, 13, file.count - 1] + (0..<perSection).map { _ in side.writer.random(file.count) }
    for length in lengths { try side.add("truncation", "\(length) bytes", proof, edits: [.truncate(length)]) }
    for extra: [UInt8] in [[0], [255, 255, 255, 255]] {
      try side.add("extension", "\(extra.count) bytes", proof, edits: [.append(extra)])
    }
    for kind: UInt8 in [1, 2, 3] {
      try side.add("header", "kind \(kind)", proof, edits: [.overwrite(file, 12, [kind])])
    }
  }

  /// Every part of the statement changed, and the file cut inside of it.
  private func statements(_ side: Side, of proof: NetworkProof) throws {
    let file = proof.encoded()
    for field in NetworkStatementMap(proof.statement).fields {
      let offset = field.offset
      func change(_ what: String, _ bytes: [UInt8]) throws {
        if Array(file[offset..<(offset + bytes.count)]) == bytes { return }
        try side.add(
          "statement", "\(field.name): \(what)", proof, edits: [.overwrite(file, offset, bytes)])
      }
      switch field.kind {
      case .tag: for value: UInt8 in [0, 1, 2, 3, 16, 17, 255] { try change("\(value)", [value]) }
      case .count:
        try change("one more", [file[offset] + 1])
        try change("0", [0, 0, 0, 0])
        try change("2^22", [0, 0, 64, 0])
        try change("2^22 + 1", [1, 0, 64, 0])
        try change("all bits", [255, 255, 255, 255])
      case .values:
        try change("lowest bit", [file[offset] ^ 1])
        try change("all bits", [UInt8](repeating: 255, count: min(4, field.byteCount)))
        try change("highest bit of a word", Array(file[offset..<(offset + 3)]) + [file[offset + 3] ^ 128])
      }
      let length = offset + field.byteCount / 2
      try side.add("truncation", "inside \(field.name)", proof, edits: [.truncate(length)])
    }
  }

  /// With the claim that it violates, without it on the prover's side, and without it on both.
  private func forgeries(_ side: Side, every step: Int) throws {
    for (index, forgery) in NetworkForgery.all.enumerated()
    where try forgery.fixture().disclosure == side.fixture.disclosure && index % step == 0 {
      var lie = InferenceForgery()
      try forgery.bend(&lie, side.fixture)
      try side.add("wrong witness", "\(forgery.claim): \(forgery.what)", side.fixture.prove(seed: 1, lie))
      lie.hooks.omittedClaims = [forgery.claim]
      let proof = try side.fixture.prove(seed: 2, lie)
      try side.add("claim omitted by the prover", forgery.claim, proof)
      try side.add("claim omitted by both", forgery.claim, proof, omitted: [forgery.claim])
    }
  }

  /// A stated sum that differs from the right one by the field's modulus, one at either end of its channel's range and one beyond.
  private func sums(_ side: Side, of proof: NetworkProof) throws {
    let fields = NetworkStatementMap(proof.statement).fields
    for (index, output) in proof.statement.outputs.enumerated() {
      guard case .stated(.sums(let sums)) = output,
        case .sums(let ranges) = side.fixture.network.outputBounds[index],
        let field = fields.first(where: { $0.name == "output \(index)" })
      else { continue }
      let range = ranges[0]
      let wrapped = Int(sums[0]) + (sums[0] > 0 ? -1 : 1) * NetworkLimits.fieldModulus
      for value in [wrapped, range.lowerBound, range.lowerBound - 1, range.upperBound, range.upperBound + 1] {
        let word = UInt32(bitPattern: Int32(clamping: value))
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        try side.add(
          "sum", "output \(index) is \(value) in a cell with the range \(range)", proof,
          edits: [.overwrite(proof.encoded(), field.offset, bytes)])
      }
      var wrong = sums
      wrong[0] = Int32(clamping: wrapped)
      let claim = OutputClaim.stated(.sums(wrong))
      var lie = InferenceForgery()
      lie.networkStatement = { try $0.replacing(index, by: claim) }
      try side.add("sum", "output \(index), equal in the field", side.fixture.prove(seed: 1, lie))
    }
  }

  /// One wrong value in each output that the statement says something of.
  private func wrongOutputs(_ side: Side) throws {
    for (index, values) in try side.fixture.outputs().enumerated() {
      let isBit =
        switch side.fixture.network.outputs[index].rule {
        case .sign, .count: true
        case .sums, .activation: false
        }
      let wrong = values.altered(side.writer.random(values.count), isBit: isBit)
      var lie = InferenceForgery()
      switch side.fixture.disclosure.outputs[index] {
      case .hidden: continue
      case .stated: lie.networkStatement = { try $0.replacing(index, by: .stated(wrong)) }
      case .committed:
        let commitment = try #require(try side.fixture.commitment(to: wrong, output: index))
        lie.networkStatement = { try $0.replacing(index, by: .committed(commitment)) }
      }
      try side.add("wrong output", "output \(index)", side.fixture.prove(seed: 5, lie))
    }
  }

  /// Lies in single messages, cells, rows and in the opening.
  private func lies(_ side: Side, every step: Int) throws {
    let lies = EngineLie<KoalaBearQuintic>.all(side.fixture.prover.plan)
    for (index, lie) in lies.enumerated()
    where index % step == 0 || lie.kind == "opening" || !["message", "cell"].contains(lie.kind) {
      var forgery = InferenceForgery()
      forgery.hooks = lie.hooks
      try side.add(lie.kind, lie.what, side.fixture.prove(seed: 3, forgery))
    }
  }
}
