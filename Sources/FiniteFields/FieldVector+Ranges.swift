/// The loops of `FieldVector` on parts of tables, for callers who share a table among threads. Here a buffer stands for a
/// table, and those named together have the same count unless a function says otherwise.
extension FieldVector {
  /// table[i] = table[2i] + x (table[2i+1] − table[2i]) in the first half of the table, whose count is even; the
  /// second half is left as it falls.
  @inlinable
  public static func bindLowest<K: ExtensionField>(_ table: UnsafeMutableBufferPointer<K>, to x: K) {
    precondition(table.count % 2 == 0, "binding a variable halves the table, whose count must be even")
    let half = table.count / 2
    guard let start = table.baseAddress else { return }
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = withUnsafePointer(to: x) { VectorKernels.bind(start, $0, half) }
    } else if K.self == BN254Scalar.self {
      done = withUnsafePointer(to: x) { VectorKernels.bindScalars(start, $0, half) }
    }
    for index in done..<half {
      let low = table[2 &* index]
      table[index] = low + x * (table[2 &* index &+ 1] - low)
    }
  }

  /// bound[i] = table[2i] + x (table[2i+1] − table[2i]) for a table over the base field.
  @inlinable
  public static func bindLowest<K: ExtensionField>(
    base table: UnsafeBufferPointer<K.Base>, to x: K, into bound: UnsafeMutableBufferPointer<K>
  ) {
    precondition(table.count == 2 * bound.count, "binding a variable halves the table")
    var done = 0
    if VectorKernels.isQuintic(K.self), let source = table.baseAddress, let target = bound.baseAddress {
      done = withUnsafePointer(to: x) { VectorKernels.bindBase(source, $0, target, bound.count) }
    }
    for index in done..<bound.count {
      let low = table[2 &* index]
      bound[index] = x.scaled(by: table[2 &* index &+ 1] - low).adding(base: low)
    }
  }

  /// The sums 1/d0 + 1/d1 = (d0 + d1) / (d0 d1) of fractions.
  @inlinable
  public static func unitFractionSum<K: ExtensionField>(
    _ d0: UnsafeBufferPointer<K>, _ d1: UnsafeBufferPointer<K>, numerators: UnsafeMutableBufferPointer<K>,
    denominators: UnsafeMutableBufferPointer<K>
  ) {
    let count = numerators.count
    precondition(
      d0.count == count && d1.count == count && denominators.count == count, "the arrays differ in length")
    guard let d0 = d0.baseAddress, let d1 = d1.baseAddress, let sum = numerators.baseAddress,
      let product = denominators.baseAddress
    else { return }
    var done = 0
    if VectorKernels.isQuintic(K.self) { done = VectorKernels.unitFractionSum(d0, d1, sum, product, count) }
    for index in done..<count {
      sum[index] = d0[index] + d1[index]
      product[index] = d0[index] * d1[index]
    }
  }

  /// The sums n0/d0 + n1/d1 = (n0 d1 + n1 d0) / (d0 d1) of fractions.
  @inlinable
  public static func fractionSum<K: ExtensionField>(
    _ n0: UnsafeBufferPointer<K>, _ d0: UnsafeBufferPointer<K>, _ n1: UnsafeBufferPointer<K>,
    _ d1: UnsafeBufferPointer<K>, numerators: UnsafeMutableBufferPointer<K>,
    denominators: UnsafeMutableBufferPointer<K>
  ) {
    let count = numerators.count
    precondition(
      n0.count == count && d0.count == count && n1.count == count && d1.count == count
        && denominators.count == count, "the arrays differ in length")
    guard let n0 = n0.baseAddress, let d0 = d0.baseAddress, let n1 = n1.baseAddress, let d1 = d1.baseAddress,
      let sum = numerators.baseAddress, let product = denominators.baseAddress
    else { return }
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = VectorKernels.fractionSum(n0, d0, n1, d1, sum, product, count)
    }
    for index in done..<count {
      sum[index] = n0[index] * d1[index] + n1[index] * d0[index]
      product[index] = d0[index] * d1[index]
    }
  }

  /// Coefficients 0 and 2 of Σ_i weights[i] (a_i(X) d1_i(X) + n1_i(X) d0_i(X)), where f_i(X) is the line through
  /// f[2i] at 0 and f[2i+1] at 1. The tables are twice as long as the weights.
  @inlinable
  public static func fractionRound<K: ExtensionField>(
    weights: UnsafeBufferPointer<K>, a: UnsafeBufferPointer<K>, n1: UnsafeBufferPointer<K>,
    d0: UnsafeBufferPointer<K>, d1: UnsafeBufferPointer<K>
  ) -> (constant: K, quadratic: K) {
    let count = weights.count
    precondition(
      a.count == 2 * count && n1.count == 2 * count && d0.count == 2 * count && d1.count == 2 * count,
      "tables hold two entries a weight")
    var sums = (constant: K.zero, quadratic: K.zero)
    guard let weight = weights.baseAddress, let a = a.baseAddress, let n1 = n1.baseAddress,
      let d0 = d0.baseAddress, let d1 = d1.baseAddress
    else { return sums }
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = withUnsafeMutablePointer(to: &sums) {
        VectorKernels.fractionRound(weight, a, n1, d0, d1, $0, count)
      }
    }
    for index in done..<count {
      let low = 2 &* index
      let high = low &+ 1
      sums.constant += weight[index] * (a[low] * d1[low] + n1[low] * d0[low])
      sums.quadratic +=
        weight[index]
        * ((a[high] - a[low]) * (d1[high] - d1[low]) + (n1[high] - n1[low]) * (d0[high] - d0[low]))
    }
    return sums
  }

  /// Coefficients 0 and 2 of Σ_i weights[i] x_i(X) y_i(X), lines as above. The tables are twice as long as the weights.
  @inlinable
  public static func productRound<K: ExtensionField>(
    weights: UnsafeBufferPointer<K>, _ x: UnsafeBufferPointer<K>, _ y: UnsafeBufferPointer<K>
  ) -> (constant: K, quadratic: K) {
    let count = weights.count
    precondition(x.count == 2 * count && y.count == 2 * count, "tables hold two entries a weight")
    var sums = (constant: K.zero, quadratic: K.zero)
    guard let weight = weights.baseAddress, let x = x.baseAddress, let y = y.baseAddress else { return sums }
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = withUnsafeMutablePointer(to: &sums) { VectorKernels.productRound(weight, x, y, $0, count) }
    }
    for index in done..<count {
      let low = 2 &* index
      let high = low &+ 1
      sums.constant += weight[index] * (x[low] * y[low])
      sums.quadratic += weight[index] * ((x[high] - x[low]) * (y[high] - y[low]))
    }
    return sums
  }

  /// With u + vX the line through input[2i] at 0 and input[2i+1] at 1: Σ_i weights[i] times output[2i] − u³, u v² and
  /// v³. The tables are twice as long as the weights.
  @inlinable
  public static func cubeRound<K: ExtensionField>(
    weights: UnsafeBufferPointer<K>, input: UnsafeBufferPointer<K>, output: UnsafeBufferPointer<K>
  ) -> (constant: K, mixed: K, cubic: K) {
    let count = weights.count
    precondition(input.count == 2 * count && output.count == 2 * count, "tables hold two entries a weight")
    var sums = (constant: K.zero, mixed: K.zero, cubic: K.zero)
    guard let weight = weights.baseAddress, let input = input.baseAddress, let output = output.baseAddress
    else {
      return sums
    }
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = withUnsafeMutablePointer(to: &sums) { VectorKernels.cubeRound(weight, input, output, $0, count) }
    }
    for index in done..<count {
      let u = input[2 &* index]
      let v = input[2 &* index &+ 1] - u
      let square = v.squared
      sums.constant += weight[index] * (output[2 &* index] - u.squared * u)
      sums.mixed += weight[index] * (u * square)
      sums.cubic += weight[index] * (square * v)
    }
    return sums
  }

  /// The same for tables over the base field.
  @inlinable
  public static func cubeRound<K: ExtensionField>(
    weights: UnsafeBufferPointer<K>, baseInput input: UnsafeBufferPointer<K.Base>,
    baseOutput output: UnsafeBufferPointer<K.Base>
  ) -> (constant: K, mixed: K, cubic: K) {
    let count = weights.count
    precondition(input.count == 2 * count && output.count == 2 * count, "tables hold two entries a weight")
    var sums = (constant: K.zero, mixed: K.zero, cubic: K.zero)
    guard let weight = weights.baseAddress, let input = input.baseAddress, let output = output.baseAddress
    else {
      return sums
    }
    var done = 0
    if VectorKernels.isQuintic(K.self) {
      done = withUnsafeMutablePointer(to: &sums) {
        VectorKernels.cubeRoundBase(weight, input, output, $0, count)
      }
    }
    for index in done..<count {
      let u = input[2 &* index]
      let v = input[2 &* index &+ 1] - u
      let square = v.squared
      sums.constant.addProduct(weight[index], base: output[2 &* index] - u.squared * u)
      sums.mixed.addProduct(weight[index], base: u * square)
      sums.cubic.addProduct(weight[index], base: square * v)
    }
    return sums
  }

  /// With u + vX the line through input[2i] at 0 and input[2i+1] at 1: Σ_i weights[i] times output[2i] − u⁵, u³v², u²v³,
  /// uv⁴ and v⁵, in this order. The tables are twice as long as the weights.
  @inlinable
  public static func fifthPowerRound<K: ExtensionField>(
    weights: UnsafeBufferPointer<K>, input: UnsafeBufferPointer<K>, output: UnsafeBufferPointer<K>
  ) -> [K] {
    let count = weights.count
    precondition(input.count == 2 * count && output.count == 2 * count, "tables hold two entries a weight")
    var sums = [K](repeating: .zero, count: 5)
    if K.self == BN254Scalar.self, let weights = weights.baseAddress, let input = input.baseAddress,
      let output = output.baseAddress, VectorKernels.fifthPowerRound(weights, input, output, &sums, count) > 0
    {
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

extension FieldVector {
  /// The value at a point of the multilinear polynomial with these values over the base field, in one pass; a table shorter than
  /// 2^point.count is continued by zeros.
  @inlinable
  public static func evaluate<K: ExtensionField>(base table: [K.Base], at point: [K]) -> K {
    precondition(
      point.count >= Int.bitWidth - 1 || table.count <= 1 << point.count,
      "the table has more than 2^\(point.count) entries")
    let variables = min(point.count, 10)
    let length = 1 << variables
    let low = Multilinear.eqTable(Array(point[..<variables]))
    let high = Multilinear.eqTable(Array(point[variables...]))
    return table.withUnsafeBufferPointer { table in
      low.withUnsafeBufferPointer { low in
        let whole = table.count / length
        let rest = table.count % length
        var sums = dotRows(
          rows: table, stride: length, count: whole, length: length, weights: low)
        if rest > 0 {
          sums += dotRows(
            rows: UnsafeBufferPointer(rebasing: table[(whole * length)...]), stride: rest, count: 1,
            length: rest,
            weights: UnsafeBufferPointer(rebasing: low[..<rest]))
        }
        var value = K.zero
        for (sum, weight) in zip(sums, high) { value.addProduct(sum, weight) }
        return value
      }
    }
  }
}
