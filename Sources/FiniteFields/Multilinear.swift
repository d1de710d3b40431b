/// Multilinear polynomials given by their values on {0, 1}^m; variable b is bit b of the index.
public enum Multilinear {
  /// The 2^m values eq(point, index), where m is the length of the point.
  @inlinable
  public static func eqTable<K: FiniteField>(_ point: [K]) -> [K] { eqTable(point, scale: .one) }

  /// The 2^m values scale · eq(point, index).
  @inlinable
  public static func eqTable<K: FiniteField>(_ point: [K], scale: K) -> [K] {
    precondition(point.count < 48, "a table of 2^\(point.count) entries does not fit into memory")
    let count = 1 << point.count
    return [K](unsafeUninitializedCapacity: count) { table, initialized in
      table.initializeElement(at: 0, to: scale)
      for (bit, coordinate) in point.enumerated() {
        let half = 1 << bit
        var done = 0
        if let start = table.baseAddress {
          if VectorKernels.isQuintic(K.self) {
            done = withUnsafePointer(to: coordinate) { VectorKernels.split(start, $0, half) }
          } else if K.self == BN254Scalar.self {
            done = withUnsafePointer(to: coordinate) { VectorKernels.splitScalars(start, $0, half) }
          }
        }
        for index in done..<half {
          let high = table[index] * coordinate
          table.initializeElement(at: half &+ index, to: high)
          table[index] -= high
        }
      }
      initialized = count
    }
  }

  /// Π_b (a_b b_b + (1 − a_b)(1 − b_b)) for points of equal length.
  @inlinable
  public static func eq<K: FiniteField>(_ a: [K], _ b: [K]) -> K {
    precondition(a.count == b.count, "eq takes two points of equal length")
    var product = K.one
    for (x, y) in zip(a, b) {
      product *= (x * y).doubled - x - y + .one
    }
    return product
  }

  /// The value at a point of m coordinates; a table shorter than 2^m is continued by zeros.
  @inlinable
  public static func evaluate<K: FiniteField>(_ table: [K], at point: [K]) -> K {
    var values = padded(table, variables: point.count)
    for coordinate in point.reversed() {
      let half = values.count / 2
      bind(&values, half: half, to: coordinate)
      values.removeLast(half)
    }
    return values[0]
  }

  /// The value of a table over the base field at a point over the extension; shorter tables are continued by zeros.
  @inlinable
  public static func evaluate<K: ExtensionField>(base table: [K.Base], at point: [K]) -> K {
    let values = padded(table, variables: point.count)
    guard let last = point.last else { return K(base: values[0]) }
    let half = values.count / 2
    let bound = (0..<half).map { index in
      last.scaled(by: values[half &+ index] - values[index]).adding(base: values[index])
    }
    return evaluate(bound, at: Array(point.dropLast()))
  }

  /// Halves the table, binding bit 0: t[i] = t[2i] + x (t[2i+1] − t[2i]). The count must be even.
  @inlinable
  public static func bindLowest<K: ExtensionField>(_ table: inout [K], to x: K) {
    table.withUnsafeMutableBufferPointer { FieldVector.bindLowest($0, to: x) }
    table.removeLast(table.count / 2)
  }

  @inlinable
  static func padded<K: FiniteField>(_ table: [K], variables: Int) -> [K] {
    precondition(variables < 48, "a table of 2^\(variables) entries does not fit into memory")
    let count = 1 << variables
    precondition(table.count <= count, "the table has more than 2^\(variables) entries")
    return table.count == count ? table : table + [K](repeating: .zero, count: count - table.count)
  }

  @inlinable
  static func bind<K: FiniteField>(_ values: inout [K], half: Int, to x: K) {
    values.withUnsafeMutableBufferPointer { buffer in
      for index in 0..<half {
        let low = buffer[index]
        buffer[index] = low + x * (buffer[half &+ index] - low)
      }
    }
  }
}
