import FiniteFields

/// The verifier's side of the tableau: opened columns against the root and the two tests (`PROTOCOL.md` 2).
struct TableauVerifier<K: ExtensionField> {
  let layout: TableauLayout
  let parameters: TableauParameters

  /// One opened column.
  struct Column {
    let base: [K.Base]
    let extended: [K]
    let digest: [UInt8]
  }

  /// Reads the opened columns and checks them against the root.
  func readColumns(
    _ indices: [Int], root: [UInt8], from reader: inout ByteReader, omitting: Set<ProofCheck>
  ) throws(ProofError) -> [Column] {
    var columns: [Column] = []
    for _ in indices {
      let start = reader.position
      let base: [K.Base] = try reader.elements(layout.baseRowCount, "columns")
      let extended: [K] = try reader.elements(layout.extensionRowCount, "columns")
      let digest = reader.bytes[start..<reader.position].withUnsafeBytes { Array(HashTree.leaf($0)) }
      columns.append(Column(base: base, extended: extended, digest: digest))
    }
    let count = HashTree.multiproofByteCount(indices, leafCount: parameters.length)
    let path = try reader.take(count, "authentication path")
    let computed = HashTree.root(
      leaves: columns.map(\.digest), indices: indices, leafCount: parameters.length, proof: path)
    guard computed == root || omitting.contains(.merkleRoot) else { throw .rejected(.merkleRoot) }
    return columns
  }

  /// Both tests on every opened column.
  ///
  /// - Parameters:
  ///   - u: k coefficients.
  ///   - l: 2w + t' coefficients, coefficient w − 1 filled in from the claims.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func check(
    _ columns: [Column], at indices: [Int], u: [K], l: [K], gammas: [K], batch: ClaimBatch<K>,
    omitting: Set<ProofCheck>
  ) throws(ProofError) {
    let generator = K.Base.rootOfUnity(log2Order: parameters.logLength)
    let factors = batch.factors.map { SortedFactor($0) }
    for (column, index) in zip(columns, indices) {
      let x = generator.power(UInt64(index))
      var powers = [x]
      for _ in 0..<parameters.logWidth { powers.append(powers[powers.count - 1].squared) }
      let firstBlind = layout.extensionDataRowCount
      var combined = column.extended[firstBlind]
      for (gamma, entry) in zip(gammas, column.base) { combined.addProduct(gamma, base: entry) }
      var next = layout.baseRowCount
      for (row, entry) in column.extended.enumerated() where row != firstBlind {
        combined.addProduct(gammas[next], entry)
        next += 1
      }
      guard combined == Self.evaluate(u[...], at: x) || omitting.contains(.proximityTest) else {
        throw .rejected(.proximityTest)
      }
      var sum = column.extended[firstBlind + 1]
      sum.addProduct(column.extended[firstBlind + 2], base: powers[parameters.logWidth])
      for factor in factors {
        sum += factor.evaluate(column.base, powers: powers, logWidth: parameters.logWidth)
      }
      for row in 0..<firstBlind {
        let start = row * parameters.width
        let end = min(start + parameters.width, batch.extensionWeights.count)
        var weight = K.zero
        for cell in start..<end { weight = weight.scaled(by: x) + batch.extensionWeights[cell] }
        // Missing cells at the end of the last row have weight 0.
        weight = weight.scaled(by: x.power(UInt64(start + parameters.width - end)))
        sum.addProduct(weight, column.extended[row])
      }
      guard sum == Self.evaluate(l[...], at: x) || omitting.contains(.linearTest) else {
        throw .rejected(.linearTest)
      }
    }
  }

  /// Horner over coefficients in ascending order.
  private static func evaluate(_ coefficients: ArraySlice<K>, at x: K.Base) -> K {
    var value = K.zero
    for coefficient in coefficients.reversed() { value = value.scaled(by: x) + coefficient }
    return value
  }

  /// A factor of the claim batch with its coefficients as arrays, for one pass per column.
  private struct SortedFactor {
    let low: LowFactor<K>
    /// Per block of a row: the rows that have a coefficient, and the coefficient.
    let blocks: [[(row: Int, coefficient: K)]]

    init(_ factor: ClaimBatch<K>.Factor) {
      low = factor.low
      var blocks = [[(row: Int, coefficient: K)]](repeating: [], count: factor.blockCount)
      for (key, coefficient) in factor.coefficients {
        blocks[key % factor.blockCount].append((key / factor.blockCount, coefficient))
      }
      self.blocks = blocks
    }

    @inline(__always)
    func evaluate(_ base: [K.Base], powers: [K.Base], logWidth: Int) -> K {
      // Horner over blocks: block b contributes X^(w - (b+1) 2^v).
      let step = powers[low.variables]
      var sum = K.zero
      for block in blocks {
        sum = sum.scaled(by: step)
        for (row, coefficient) in block { sum.addProduct(coefficient, base: base[row]) }
      }
      return sum * low.reversedPolynomial(powers: powers)
    }
  }
}
