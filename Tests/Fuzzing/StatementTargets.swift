import FiniteFields
import InferenceProofs
import MembershipProofs
import ProofSystem
import QuantizedNetworks

extension ProofTarget {
  /// Files of two members in two scopes, at full parameters.
  static func membership() throws -> ProofTarget {
    let prover = try MembershipProver()
    let verifier = try MembershipVerifier()
    let identities = ["first", "second"].map { Identity(secret: Array($0.utf8)) }
    var tree = MerkleTree()
    _ = try tree.append(contentsOf: [BN254Scalar(5)] + identities.map(\.commitment))
    let files = try identities.enumerated().map { index, identity in
      try prover.prove(
        identity: identity, inclusionProof: tree.inclusionProof(UInt32(index + 1)),
        externalNullifier: FieldHash.externalNullifier(app: "app", action: "vote \(index)"),
        signalHash: FieldHash.signalHash("yes"), forging: { _ in }, claiming: { $0 }, hooks: ForgeryHooks(),
        seed: [UInt8(index)]
      ).encoded()
    }
    let parameters = prover.parameters
    return ProofTarget(
      name: "membership", honest: files,
      map: ProofMap(
        field: BN254Scalar.self, headerByteCount: headerByteCount,
        statementFields: [Int](repeating: BN254Scalar.byteCount, count: 4), sections: prover.sections,
        openedColumns: parameters.openedColumns),
      bound: CostBound(shapeBytes: 2 << 20, bytesPerByte: 8, shapeSeconds: 0.25),
      pathByteCount: longestPath(parameters),
      reencode: { file throws(ProofError) in try MembershipProof(encoded: file).encoded() },
      verify: { file, leniency throws(ProofError) in
        try verifier.verify(MembershipProof(encoded: file), hooks: leniency.hooks(BN254Scalar.self))
      })
  }

  /// Files about the least network, with few and short columns and without grinding: only the odds of the query round are worse.
  static func inference() throws -> ProofTarget {
    let network = try leastNetwork()
    let parameters = TableauParameters(logWidth: 6, logLength: 9, openedColumns: 16, grindingBits: 0)
    let prover = try InferenceProver(network: network, parameters: parameters)
    let verifier = try InferenceVerifier(network: network, parameters: parameters)
    let files = try [UInt8(1), 2].map { seed in
      var honest = InferenceForgery()
      honest.seed = [seed]
      return try prover.prove(
        pixels: [seed, 200], scanBlinding: blinding(2 * seed), codeBlinding: blinding(2 * seed + 1),
        eyeSide: seed == 1 ? .left : .right, context: [UInt8](repeating: seed, count: 32), forgery: honest
      ).encoded()
    }
    let digest = ScanCommitment.byteCount
    return ProofTarget(
      name: "inference", honest: files,
      map: ProofMap(
        field: KoalaBearQuintic.self, headerByteCount: headerByteCount,
        statementFields: [32, digest, digest, 1, 32], sections: prover.sections,
        openedColumns: parameters.openedColumns),
      bound: CostBound(shapeBytes: 2 << 20, bytesPerByte: 8, shapeSeconds: 0.25),
      pathByteCount: longestPath(parameters),
      reencode: { file throws(ProofError) in try InferenceProof(encoded: file).encoded() },
      verify: { file, leniency throws(ProofError) in
        try verifier.verify(InferenceProof(encoded: file), hooks: leniency.hooks(KoalaBearQuintic.self))
      })
  }

  /// Arguments about a toy statement, without header and statement and without grinding.
  static func argument() throws -> ProofTarget {
    let toy = try Toy()
    let argument = Argument(toy.relation, shape: toy.shape)
    let parameters = toy.shape.parameters
    return ProofTarget(
      name: "argument", honest: try [1, 2].map { try toy.prove(seed: $0) },
      map: ProofMap(
        field: KoalaBearQuintic.self, headerByteCount: 0, statementFields: [], sections: toy.shape.sections,
        openedColumns: parameters.openedColumns),
      bound: CostBound(shapeBytes: 1 << 19, bytesPerByte: 8, shapeSeconds: 0.1),
      pathByteCount: longestPath(parameters),
      reencode: { file throws(ProofError) in file },
      verify: { file, leniency throws(ProofError) in
        try argument.verify(file, hooks: leniency.hooks(KoalaBearQuintic.self))
      })
  }

  /// Magic, version, kind.
  static let headerByteCount = ProofHeader.file(.membership, statement: [], argument: []).count

  static func longestPath(_ parameters: TableauParameters) -> Int {
    parameters.openedColumns * parameters.logLength * HashTree.digestByteCount
  }

  static func blinding(_ seed: UInt8) -> CommitmentBlinding {
    var source = RandomStream(seed: [seed], witness: [], statement: [])
    // Canonical words always decode.
    return CommitmentBlinding(elements: KoalaBear.random(count: 9, from: &source)) ?? .random()
  }

  /// One weight, one channel, no mask.
  private static func leastNetwork() throws -> QuantizedNetwork {
    let shape = TensorShape(channels: 1, rows: 1, columns: 2)
    let bits = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1, weights: [3],
      bias: [-300])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [], bits: bits, mask: nil)
  }
}
