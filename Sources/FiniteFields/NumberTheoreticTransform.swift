/// The discrete Fourier transform over a prime field, for vectors over any extension of it.
///
/// Input and output are in natural order. With w the root of unity of order `size`,
/// forward computes values[i] = Σ_j coefficients[j] · w^(ij) and inverse undoes it.
public struct NumberTheoreticTransform<Base: PrimeField>: Sendable {
  public let log2Size: Int
  public let size: Int
  /// Entry half + j is the root of order 2·half to the power j, for half = 1, 2, 4, … and j < half.
  @usableFromInline let twiddles: [Base]
  @usableFromInline let sizeInverse: Base

  /// log2Size must lie in 0...Base.twoAdicity.
  @inlinable
  public init(log2Size: Int) {
    self.log2Size = log2Size
    let size = 1 << log2Size
    self.size = size
    let root = Base.rootOfUnity(log2Order: log2Size)
    var twiddles = [Base](repeating: .one, count: size)
    if size >= 2 {
      // The last layer holds the powers; each earlier layer is every second entry of the next.
      var half = size / 2
      var power = Base.one
      for index in 0..<half {
        twiddles[half + index] = power
        power *= root
      }
      while half > 1 {
        half /= 2
        for index in 0..<half { twiddles[half + index] = twiddles[2 * half + 2 * index] }
      }
    }
    self.twiddles = twiddles
    sizeInverse = Base(size).inverse()
  }

  /// The points w^i for i in 0..<size.
  @inlinable
  public var domain: [Base] {
    if size == 1 { return [.one] }
    let upper = twiddles[(size / 2)...]
    // w^(size/2) = −1
    return Array(upper) + upper.map { -$0 }
  }

  /// Coefficients to values, in place. The buffer must hold `size` elements.
  @inlinable
  public func forward<E: ExtensionField>(_ values: UnsafeMutableBufferPointer<E>) where E.Base == Base {
    forward(values, prefix: size)
  }

  /// The same where all coefficients from `prefix` on are zero.
  @inlinable
  func forward<E: ExtensionField>(
    _ values: UnsafeMutableBufferPointer<E>, prefix: Int
  ) where E.Base == Base {
    precondition(values.count == size, "the transform takes \(size) elements, not \(values.count)")
    if transformedByKernel(values, prefix: prefix) { return }
    twiddles.withUnsafeBufferPointer { twiddles in
      permuteBitReversed(values)
      var half = 1
      var layers = log2Size
      // Layers in which only the first entry of a block is not zero copy it.
      while layers > 0, prefix <= 1 << (layers - 1) {
        layers -= 1
        half *= 2
      }
      if half > 1 {
        for index in 0..<size { values[index] = values[index & ~(half - 1)] }
      }
      if layers % 2 == 1 {
        layer(values, half: half, twiddles)
        half *= 2
      }
      while half < size {
        twoLayers(values, half: half, twiddles)
        half *= 4
      }
    }
  }

  /// Coefficients to values for many rows of `size` elements, one after the other, which is faster than row by row.
  /// All entries of a row from `prefix` on must be zero.
  @inlinable
  public func forward<E: ExtensionField>(
    rows: UnsafeMutableBufferPointer<E>, prefix: Int
  ) where E.Base == Base {
    precondition(rows.count % size == 0, "rows of \(size) elements do not add up to \(rows.count)")
    precondition((0...size).contains(prefix), "a row has \(size) elements, not \(prefix)")
    if transformedByKernel(rows, prefix: prefix) { return }
    for start in stride(from: 0, to: rows.count, by: size) {
      forward(UnsafeMutableBufferPointer(rebasing: rows[start..<(start + size)]), prefix: prefix)
    }
  }

  @inlinable
  func transformedByKernel<E: ExtensionField>(_ rows: UnsafeMutableBufferPointer<E>, prefix: Int) -> Bool {
    let count = rows.count / size
    return twiddles.withUnsafeBufferPointer { twiddles in
      guard let start = rows.baseAddress, let powers = twiddles.baseAddress else { return false }
      if E.self == KoalaBear.self {
        return VectorKernels.transform(koalaBearRows: start, count, prefix: prefix, powers, log2Size)
      }
      if E.self == KoalaBearQuintic.self {
        return VectorKernels.transform(quinticRows: start, count, prefix: prefix, powers, log2Size)
      }
      if E.self == BN254Scalar.self {
        return VectorKernels.transform(scalarRows: start, count, prefix: prefix, powers, log2Size)
      }
      return false
    }
  }

  /// Values to coefficients, in place. The buffer must hold `size` elements.
  @inlinable
  public func inverse<E: ExtensionField>(_ values: UnsafeMutableBufferPointer<E>) where E.Base == Base {
    forward(values)
    // The inverse transform is the forward one read at −i, divided by the size.
    values[0] = values[0].scaled(by: sizeInverse)
    var low = 1
    var high = size - 1
    while low < high {
      let value = values[low]
      values[low] = values[high].scaled(by: sizeInverse)
      values[high] = value.scaled(by: sizeInverse)
      low &+= 1
      high &-= 1
    }
    if low == high { values[low] = values[low].scaled(by: sizeInverse) }
  }

  @inlinable
  public func forward<E: ExtensionField>(_ values: inout [E]) where E.Base == Base {
    values.withUnsafeMutableBufferPointer { forward($0) }
  }

  @inlinable
  public func inverse<E: ExtensionField>(_ values: inout [E]) where E.Base == Base {
    values.withUnsafeMutableBufferPointer { inverse($0) }
  }

  @inlinable @inline(__always)
  func permuteBitReversed<E>(_ values: UnsafeMutableBufferPointer<E>) {
    var reversed = 0
    for index in 0..<size {
      if index < reversed { values.swapAt(index, reversed) }
      // Adds one at the top bit, with the carry running down.
      var bit = size >> 1
      while reversed & bit != 0 {
        reversed ^= bit
        bit >>= 1
      }
      reversed |= bit
    }
  }

  @inlinable @inline(__always)
  func layer<E: ExtensionField>(
    _ values: UnsafeMutableBufferPointer<E>, half: Int, _ twiddles: UnsafeBufferPointer<Base>
  ) where E.Base == Base {
    var start = 0
    while start < size {
      for index in 0..<half {
        let low = values[start &+ index]
        let high = values[start &+ half &+ index].scaled(by: twiddles[half &+ index])
        values[start &+ index] = low + high
        values[start &+ half &+ index] = low - high
      }
      start &+= 2 &* half
    }
  }

  /// Two layers in one pass over the memory.
  @inlinable @inline(__always)
  func twoLayers<E: ExtensionField>(
    _ values: UnsafeMutableBufferPointer<E>, half: Int, _ twiddles: UnsafeBufferPointer<Base>
  ) where E.Base == Base {
    var start = 0
    while start < size {
      for index in 0..<half {
        let i0 = start &+ index
        let i1 = i0 &+ half
        let i2 = i1 &+ half
        let i3 = i2 &+ half
        let inner = twiddles[half &+ index]
        let v1 = values[i1].scaled(by: inner)
        let v3 = values[i3].scaled(by: inner)
        let a0 = values[i0] + v1
        let a1 = values[i0] - v1
        let a2 = (values[i2] + v3).scaled(by: twiddles[2 &* half &+ index])
        let a3 = (values[i2] - v3).scaled(by: twiddles[3 &* half &+ index])
        values[i0] = a0 + a2
        values[i1] = a1 + a3
        values[i2] = a0 - a2
        values[i3] = a1 - a3
      }
      start &+= 4 &* half
    }
  }
}
