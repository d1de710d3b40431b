extension FieldVector {
  /// With u + vX the line through input[2i] at 0 and input[2i+1] at 1: Σ_i weights[i] times output[2i] − u⁵, u³v², u²v³,
  /// uv⁴ and v⁵, five sums in this order. The tables are twice as long as the weights.
  @inlinable
  public static func fifthPowerRound<K: ExtensionField>(weights: [K], input: [K], output: [K]) -> [K] {
    let count = weights.count
    precondition(input.count == 2 * count && output.count == 2 * count, "tables hold two entries a weight")
    var sums = [K](repeating: .zero, count: 5)
    if K.self == BN254Scalar.self, VectorKernels.fifthPowerRound(weights, input, output, &sums, count) > 0 {
      return sums
    }
    for index in 0..<count {
      let weight = weights[index]
      let u = input[2 &* index]
      let v = input[2 &* index &+ 1] - u
      let uu = u.squared
      let vv = v.squared
      let mixed = uu * vv
      let weightedU = weight * u
      let weightedV = weight * v
      let fourth = vv.squared
      sums[0] += weight * output[2 &* index] - weightedU * uu.squared
      sums[1] += weightedU * mixed
      sums[2] += weightedV * mixed
      sums[3] += weightedU * fourth
      sums[4] += weightedV * fourth
    }
    return sums
  }
}
