/// Rounds over tables of the base field: a witness is one, so these are the first rounds of the reductions.
extension FieldVector {
  /// `cubeRound(weights:input:output:)` for tables over the base field: Σ_i weights[i] times output[2i] − u³, u v² and v³.
  @inlinable
  public static func cubeRound<K: ExtensionField>(
    weights: [K], baseInput input: [K.Base], baseOutput output: [K.Base]
  ) -> (constant: K, mixed: K, cubic: K) {
    let count = weights.count
    precondition(input.count == 2 * count && output.count == 2 * count, "tables hold two entries a weight")
    var sums = [K](repeating: .zero, count: 3)
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = VectorKernels.cubeRoundBase(weights, input, output, &sums, count)
    }
    var (constant, mixed, cubic) = (sums[0], sums[1], sums[2])
    for index in done..<count {
      let weight = weights[index]
      let u = input[2 &* index]
      let v = input[2 &* index &+ 1] - u
      let square = v.squared
      constant.addProduct(weight, base: output[2 &* index] - u.squared * u)
      mixed.addProduct(weight, base: u * square)
      cubic.addProduct(weight, base: square * v)
    }
    return (constant, mixed, cubic)
  }
}
