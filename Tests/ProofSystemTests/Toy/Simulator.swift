import FiniteFields
import ProofSystem
import Testing

/// Makes arguments without a witness when the challenges are known beforehand: what shows that an argument says nothing but its statement.
///
/// Written from the protocol, not from the prover: whatever the verifier cannot compute is drawn uniformly, and the rest follows from the
/// verifier's own equations. Where the real prover's messages have the same distribution, nobody can learn from them what the
/// simulator did not know.
struct Simulator<R: Relation> where R.K: PrimeField {
  typealias K = R.K
  let relation: R
  let shape: ArgumentShape<K>
  /// All challenges in order, more than enough of them, and the columns.
  let challenges: [K]
  let columns: [Int]

  /// An argument that the verifier accepts under these challenges.
  ///
  /// - Parameter fixed: the first messages, if the test wants to look at what follows after these.
  func simulate(seed: [UInt8], fixed: [K?] = []) throws -> [UInt8] {
    var source = RandomStream(seed: seed, witness: [], statement: [])
    let layout = shape.layout
    let parameters = shape.parameters

    // Every message is masked by its own pad, and X~(r), Y~(r) by slot 0.
    var messages = K.random(count: shape.plan.messageCount, from: &source)
    for (index, message) in fixed.enumerated() { messages[index] = message ?? messages[index] }
    let used = Recorder<Int>()
    let programmed = ProgrammedChallenges(challenges)
    var hooks = programmed.hooks
    let answer = try #require(hooks.challenge)
    hooks.challenge = { name, drawn in
      used.update(from: 0) { $0 += drawn.count }
      return answer(name, drawn)
    }
    let channel = MaskedChannel(plan: shape.plan, verifying: messages, hooks: hooks)
    try relation.run(channel, witness: nil)
    try channel.checkProducts()
    var next = used.value ?? 0
    func challenge() -> K {
      next += 1
      return challenges[next - 1]
    }

    let batch = ClaimBatch(
      claims: channel.madeClaims, lowFactors: channel.madeLowFactors, layout: layout, plan: shape.plan,
      rho: challenge())
    let m = layout.symbolVariables
    var opening = [K.random(from: &source)]
    let chi = challenge()
    var claim = batch.target + chi * opening[0]
    var point: [K] = []
    for _ in 0..<m {
      let (constant, quadratic) = (K.random(from: &source), K.random(from: &source))
      opening += [constant, quadratic]
      let x = challenge()
      let linear = claim - constant.doubled - quadratic
      claim = constant + linear * x + quadratic * x.squared
      point.append(x)
    }
    let value = K.random(from: &source)
    let maskValue = (claim - Self.omega(batch, layout, at: point) * value) * chi.inverse()
    let chi2 = challenge()
    let combined = K.random(count: parameters.rowLength, from: &source)
    let mask = K.random(count: parameters.maskRowLength(layout), from: &source)
    let positionWeights = Multilinear.eqTable(Array(point[..<layout.logWidth]))
    let monomials = [K.one] + point.flatMap { [$0, $0.squared] }
    opening += [
      value, Self.dot(positionWeights, combined) - chi2 * value,
      Self.dot(monomials, mask) - chi2 * maskValue,
    ]
    opening += combined + mask

    // Opened entries of masked rows are uniform; those of G' and U0 follow.
    let rowWeights = Multilinear.eqTable(Array(point[layout.logWidth...]))
    let generator = K.rootOfUnity(log2Order: parameters.logLength)
    var leaves = (0..<parameters.length).map { _ in (0..<32).map { _ in UInt8.random(in: 0...255) } }
    var writer = ByteWriter()
    for index in columns {
      let x = generator.power(UInt64(index))
      let rows = K.random(count: layout.combinedRowCount - 1, from: &source)
      let maskEntry = rows[rows.count - 1]
      let blindMask = evaluate(mask, at: x) - chi2 * maskEntry
      let blind = evaluate(combined, at: x) - chi2 * Self.dot(rowWeights, rows + [blindMask])
      let column = encode(rows + [blindMask, blind])
      leaves[index] = column.withUnsafeBytes { Array(HashTree.leaf($0)) }
      writer.append(column)
    }
    let tree = HashTree(leaves: leaves.flatMap { $0 })
    return tree.root + encode(messages) + encode(opening) + [UInt8](repeating: 0, count: 8) + writer.bytes
      + tree.multiproof(columns)
  }

  private static func dot(_ left: [K], _ right: [K]) -> K {
    zip(left, right).reduce(.zero) { $0 + $1.0 * $1.1 }
  }

  /// Ω~(z*) from all weights, symbol by symbol.
  private static func omega(_ batch: ClaimBatch<K>, _ layout: TableauLayout, at point: [K]) -> K {
    let width = 1 << layout.logWidth
    var table = [K](repeating: .zero, count: 1 << layout.symbolVariables)
    for factor in batch.factors {
      let weights = factor.low.weights()
      for (block, coefficient) in factor.coefficients {
        for (index, weight) in weights.enumerated() {
          table[block * weights.count + index] += coefficient * weight
        }
      }
    }
    for (cell, weight) in batch.extensionWeights.enumerated() {
      table[layout.baseRowCount * width + cell] += weight
    }
    return Multilinear.evaluate(table, at: point)
  }
}
