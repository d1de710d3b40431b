import FiniteFields

/// The verifier's side of the tableau: opened columns against the root, and the opening's checks.
struct TableauVerifier<K: ExtensionField> {
  let layout: TableauLayout
  let parameters: TableauParameters

  /// One opened column.
  struct Column {
    let base: [K.Base]
    let extended: [K]
  }

  /// Reads the opened columns and checks them against the root.
  func readColumns(
    _ indices: [Int], root: [UInt8], from reader: inout ByteReader, omitting: Set<ProofCheck>
  ) throws(ProofError) -> [Column] {
    let start = reader.position
    var columns: [Column] = []
    for _ in indices {
      let base: [K.Base] = try reader.elements(layout.baseRowCount, "columns")
      let extended: [K] = try reader.elements(layout.extensionRowCount, "columns")
      columns.append(Column(base: base, extended: extended))
    }
    let byteCount = layout.columnByteCount(K.self)
    let digests = reader.bytes[start..<reader.position].withUnsafeBytes {
      HashTree.leaves(columns: $0, byteCount: byteCount)
    }
    let count = HashTree.multiproofByteCount(indices, leafCount: parameters.length)
    let path = try reader.take(count, "authentication path")
    let computed = HashTree.root(
      leaves: digests, indices: indices, leafCount: parameters.length, proof: path)
    guard computed == root || omitting.contains(.merkleRoot) else { throw .rejected(.merkleRoot) }
    return columns
  }

  /// V and Vg against the values that were sent, and against the claims of the statement.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func checkValues(
    _ opening: Opening.Outcome<K>, batch: ClaimBatch<K>, omitting: Set<ProofCheck>
  ) throws(ProofError) {
    let position = Array(opening.point[..<layout.logWidth])
    let rowWeights = Multilinear.eqTable(Array(opening.point[layout.logWidth...]))
    let value = Self.dot(Multilinear.eqTable(position), opening.combined)
    guard
      value == opening.blindValue + opening.chi2 * opening.value || omitting.contains(.evaluation)
    else { throw .rejected(.evaluation) }
    // T = Omega~(z*) f~(z*) + chi G(z*) says what G(z*) must be; chi is not zero.
    let omega = batch.evaluate(position: position, rowWeights: rowWeights)
    let maskValue = (opening.claim - omega * opening.value) * opening.chi.inverse()
    let maskWeights = MaskPolynomial.weights(at: opening.point)
    guard
      Self.dot(maskWeights, opening.mask) == opening.blindMaskValue + opening.chi2 * maskValue
        || omitting.contains(.linearTest)
    else { throw .rejected(.linearTest) }
  }

  /// V and Vg against the opened columns.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  func checkColumns(
    _ columns: [Column], at indices: [Int], opening: Opening.Outcome<K>, omitting: Set<ProofCheck>
  ) throws(ProofError) {
    let weights = Multilinear.eqTable(Array(opening.point[layout.logWidth...]), scale: opening.chi2)
    let transform = NumberTheoreticTransform<K.Base>(log2Size: parameters.logLength)
    var code = opening.combined + [K](repeating: K.zero, count: parameters.length - opening.combined.count)
    code.withUnsafeMutableBufferPointer { transform.forward(rows: $0, prefix: parameters.rowLength) }
    let generator = K.Base.rootOfUnity(log2Order: parameters.logLength)
    let mask = layout.extensionDataRowCount
    let blind = mask + 2
    for (column, index) in zip(columns, indices) {
      var combined = column.extended[blind]
      for (weight, entry) in zip(weights, column.base) { combined.addProduct(weight, base: entry) }
      for (weight, entry) in zip(weights[layout.baseRowCount...], column.extended[..<blind]) {
        combined.addProduct(weight, entry)
      }
      guard combined == code[index] || omitting.contains(.proximityTest) else {
        throw .rejected(.proximityTest)
      }
      var masked = column.extended[mask + 1]
      masked.addProduct(opening.chi2, column.extended[mask])
      guard
        masked == Self.evaluate(opening.mask, at: generator.power(UInt64(index)))
          || omitting.contains(.maskTest)
      else {
        throw .rejected(.maskTest)
      }
    }
  }

  /// Σ left[i] right[i] over the shorter one.
  private static func dot(_ left: [K], _ right: [K]) -> K {
    var sum = K.zero
    for (a, b) in zip(left, right) { sum.addProduct(a, b) }
    return sum
  }

  /// Horner over coefficients in ascending order.
  private static func evaluate(_ coefficients: [K], at x: K.Base) -> K {
    var value = K.zero
    for coefficient in coefficients.reversed() { value = value.scaled(by: x) + coefficient }
    return value
  }
}
