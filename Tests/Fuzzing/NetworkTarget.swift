import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks

extension ProofTarget {
  /// Files about a small network's run: public input, public layer that is a residual as well, public sums, a committed count.
  ///
  /// As `worldid verify` does, the verifier takes from the statement which tensors are public, so that an altered statement meets the
  /// verifier of its own disclosure. Short columns and no grinding: only the odds of the query round are worse.
  static func network() throws -> ProofTarget {
    let network = try smallNetwork()
    let parameters = TableauParameters(logWidth: 6, logLength: 9, openedColumns: 16, grindingBits: 0)
    let told = TensorDisclosure(input: .stated, outputs: [.stated, .stated, .committed])
    let prover = try NetworkProver(network: network, disclosure: told, parameters: parameters)
    var verifiers: [TensorDisclosure: NetworkVerifier] = [:]
    for disclosure in disclosures(network.outputs.count) {
      verifiers[disclosure] = try NetworkVerifier(
        network: network, disclosure: disclosure, parameters: parameters)
    }
    let proofs = try [UInt8(1), 2].map { seed in
      var honest = InferenceForgery()
      honest.seed = [seed]
      return try prover.prove(
        input: [seed, 0, 200, 90],
        blindings: .init(scan: blinding(2 * seed), codes: [blinding(2 * seed + 1)]),
        context: [UInt8](repeating: seed, count: 32), forgery: honest)
    }
    return ProofTarget(
      name: "network", honest: proofs.map { $0.encoded() },
      map: ProofMap(
        field: KoalaBearQuintic.self, headerByteCount: headerByteCount,
        statementFields: fields(of: proofs[0].statement), sections: prover.sections,
        openedColumns: parameters.openedColumns),
      bound: CostBound(shapeBytes: 2 << 20, bytesPerByte: 8, shapeSeconds: 0.25),
      pathByteCount: longestPath(parameters),
      reencode: { file throws(ProofError) in try NetworkProof(encoded: file).encoded() },
      verify: { [verifiers] file, leniency throws(ProofError) in
        let proof = try NetworkProof(encoded: file)
        guard let verifier = verifiers[proof.statement.disclosure] else {
          throw .statementMismatch(field: "disclosure")
        }
        try verifier.verify(proof, hooks: leniency.hooks(KoalaBearQuintic.self))
      })
  }

  /// All that say anything of an output.
  private static func disclosures(_ outputs: Int) -> [TensorDisclosure] {
    var lists: [[Disclosure]] = [[]]
    for _ in 0..<outputs { lists = lists.flatMap { list in Disclosure.allCases.map { list + [$0] } } }
    lists.removeAll { $0.allSatisfy { $0 == .hidden } }
    return Disclosure.allCases.flatMap { input in
      lists.map { TensorDisclosure(input: input, outputs: $0) }
    }
  }

  /// Lengths of the parts of an encoded statement, in order.
  private static func fields(of statement: NetworkStatement) -> [Int] {
    var fields = [32, 32, 1]
    switch statement.input {
    case .stated(let values): fields += [4, values.count]
    case .committed: fields.append(ScanCommitment.byteCount)
    case .hidden: break
    }
    fields.append(1)
    for output in statement.outputs {
      fields.append(1)
      switch output {
      case .stated(.bytes(let values)): fields += [1, 4, values.count]
      case .stated(.sums(let values)): fields += [1, 4, 4 * values.count]
      case .committed: fields.append(CodeCommitment.byteCount)
      case .hidden: break
      }
    }
    return fields
  }

  /// Two layers of four cells, the second with a residual, scores with weights of 16 bits, and a count.
  private static func smallNetwork() throws -> QuantizedNetwork {
    let shape = TensorShape(channels: 1, rows: 1, columns: 4)
    func convolution(
      _ source: TensorSource, columns: Int, padding: Int, _ weights: [Int32], bias: Int32
    ) throws -> Convolution {
      try Convolution(
        source: source, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: columns,
        paddingRight: padding, weights: weights, bias: [bias])
    }
    let first = HiddenLayer(
      convolution: try convolution(.pixels, columns: 2, padding: 1, [7, -3], bias: 5), shifts: [3])
    let second = HiddenLayer(
      convolution: try convolution(.activation(0), columns: 1, padding: 0, [5], bias: -9),
      residual: .activation(0), shifts: [2])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [first, second],
      outputs: [
        .init(name: "features", rule: .activation(0)),
        .init(
          name: "scores",
          rule: .sums(
            convolution(.activation(1), columns: 4, padding: 0, [32_000, -11, 900, -32_000], bias: 1))),
        .init(
          name: "seen", rule: .count(convolution(.visibility, columns: 3, padding: 2, [1, 1, 1], bias: -1))),
      ])
  }
}
