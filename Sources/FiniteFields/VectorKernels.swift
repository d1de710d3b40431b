import FieldKernels

/// The C kernels behind generic code: each call checks that the element type is one they know and returns how many
/// leading elements are done, 0 when there is no kernel for the type or the machine.
///
/// Both types consist of 32-bit words: `KoalaBear` of its Montgomery form, `KoalaBearQuintic` of five of them.
@usableFromInline
enum VectorKernels {
  @inlinable @inline(__always)
  static func isQuintic<K>(_: K.Type) -> Bool { K.self == KoalaBearQuintic.self }

  @usableFromInline
  static func bind(_ table: UnsafeMutableRawPointer, _ x: UnsafeRawPointer, _ count: Int) -> Int {
    worldid_quintic_bind(words(table), words(x), count)
  }

  @usableFromInline
  static func split(_ table: UnsafeMutableRawPointer, _ x: UnsafeRawPointer, _ half: Int) -> Int {
    worldid_quintic_split(words(table), words(x), half)
  }

  @usableFromInline
  static func addScaledBase(
    _ sum: UnsafeMutableRawPointer, _ factor: UnsafeRawPointer, _ row: UnsafeRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_add_scaled_base(words(sum), words(factor), words(row), count)
  }

  @usableFromInline
  static func addScaled(
    _ sum: UnsafeMutableRawPointer, _ factor: UnsafeRawPointer, _ row: UnsafeRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_add_scaled(words(sum), words(factor), words(row), count)
  }

  @usableFromInline
  static func addProducts(
    _ sum: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_add_products(words(sum), words(a), words(b), count)
  }

  @usableFromInline
  static func fractionSum(
    _ n0: UnsafeRawPointer, _ d0: UnsafeRawPointer, _ n1: UnsafeRawPointer, _ d1: UnsafeRawPointer,
    _ numerator: UnsafeMutableRawPointer, _ denominator: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_fraction_sum(
      words(n0), words(d0), words(n1), words(d1), words(numerator), words(denominator), count)
  }

  @usableFromInline
  static func fractionRound(
    _ weights: UnsafeRawPointer, _ a: UnsafeRawPointer, _ n1: UnsafeRawPointer, _ d0: UnsafeRawPointer,
    _ d1: UnsafeRawPointer, _ sums: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_fraction_round(
      words(weights), words(a), words(n1), words(d0), words(d1), words(sums), count)
  }

  @usableFromInline
  static func unitFractionSum(
    _ d0: UnsafeRawPointer, _ d1: UnsafeRawPointer, _ numerator: UnsafeMutableRawPointer,
    _ denominator: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_unit_fraction_sum(words(d0), words(d1), words(numerator), words(denominator), count)
  }

  @usableFromInline
  static func productRound(
    _ weights: UnsafeRawPointer, _ x: UnsafeRawPointer, _ y: UnsafeRawPointer,
    _ sums: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_product_round(words(weights), words(x), words(y), words(sums), count)
  }

  @usableFromInline
  static func cubeRound(
    _ weights: UnsafeRawPointer, _ input: UnsafeRawPointer, _ output: UnsafeRawPointer,
    _ sums: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    worldid_quintic_cube_round(words(weights), words(input), words(output), words(sums), count)
  }

  /// Transforms rows over KoalaBear, one after the other; false when they were not done.
  @usableFromInline
  static func transform(
    koalaBearRows rows: UnsafeMutableRawPointer, _ count: Int, prefix: Int, _ twiddles: UnsafeRawPointer,
    _ log2Size: Int
  ) -> Bool {
    withScratch(of: UInt32.self, 1 << log2Size, level: WORLDID_KERNELS_AVX2) { scratch in
      (0..<count).allSatisfy { row in
        let values = words(rows) + row << log2Size
        return worldid_koalabear_transform(values, prefix, scratch, words(twiddles), Int32(log2Size)) > 0
      }
    }
  }

  /// The same over the quintic extension.
  @usableFromInline
  static func transform(
    quinticRows rows: UnsafeMutableRawPointer, _ count: Int, prefix: Int, _ twiddles: UnsafeRawPointer,
    _ log2Size: Int
  ) -> Bool {
    withScratch(of: UInt32.self, 6 << log2Size, level: WORLDID_KERNELS_AVX2) { scratch in
      (0..<count).allSatisfy { row in
        let values = words(rows) + (5 * row) << log2Size
        return worldid_quintic_transform(values, prefix, scratch, words(twiddles), Int32(log2Size)) > 0
      }
    }
  }

  /// The same over BN254.
  @usableFromInline
  static func transform(
    scalarRows rows: UnsafeMutableRawPointer, _ count: Int, prefix: Int, _ twiddles: UnsafeRawPointer,
    _ log2Size: Int
  ) -> Bool {
    // A lane for each row: below two rows most of the work would be idle lanes.
    guard count >= 2 else { return false }
    return withScratch(of: UInt64.self, (50 << log2Size) + 8, level: WORLDID_KERNELS_AVX512_IFMA) {
      worldid_bn254_transform_rows(
        longWords(rows), count, prefix, $0, longWords(twiddles), Int32(log2Size)) > 0
    }
  }

  @usableFromInline
  static func koalaBearColumns(
    _ base: UnsafeRawPointer?, _ baseRows: Int, _ extended: UnsafeRawPointer?, _ extendedRows: Int,
    _ length: Int, _ first: Int, _ target: UnsafeMutableRawPointer, _ stride: Int
  ) -> Int {
    worldid_koalabear_columns(
      base.map(words), baseRows, extended.map(words), extendedRows, length, first,
      target.assumingMemoryBound(to: UInt8.self), stride)
  }

  @usableFromInline
  static func scalarColumns(
    _ rows: UnsafeRawPointer?, _ rowCount: Int, _ length: Int, _ first: Int,
    _ target: UnsafeMutableRawPointer, _ stride: Int
  ) -> Int {
    worldid_bn254_columns(
      rows?.assumingMemoryBound(to: UInt64.self), rowCount, length, first,
      target.assumingMemoryBound(to: UInt8.self), stride)
  }

  /// The constants of a Poseidon schedule in the form `poseidonPairs` wants; nil when there is no such kernel.
  static func limbs(_ elements: [BN254Scalar]) -> [UInt64]? {
    var limbs = [UInt64](repeating: 0, count: 5 * elements.count)
    let done = elements.withUnsafeBytes { source in
      worldid_bn254_limbs(source.bindMemory(to: UInt64.self).baseAddress, &limbs, elements.count)
    }
    return done == elements.count ? limbs : nil
  }

  /// The hashes of neighbours; elements.count is even.
  static func poseidonPairs(_ elements: [BN254Scalar], schedule: [UInt64]) -> [BN254Scalar] {
    let count = elements.count / 2
    return [BN254Scalar](unsafeUninitializedCapacity: count) { digests, initialized in
      elements.withUnsafeBytes { source in
        initialized = worldid_bn254_poseidon_pairs(
          source.bindMemory(to: UInt64.self).baseAddress,
          UnsafeMutableRawBufferPointer(digests).bindMemory(to: UInt64.self).baseAddress, count, schedule)
      }
    }
  }

  /// Memory for a kernel of this level, wiped afterwards because rows may be secret; false on a lesser machine.
  private static func withScratch<Word>(
    of type: Word.Type, _ count: Int, level: Int, _ body: (UnsafeMutablePointer<Word>) -> Bool
  ) -> Bool {
    guard worldid_kernels_level() >= Int32(level) else { return false }
    return withUnsafeTemporaryAllocation(of: type, capacity: count) { buffer in
      guard let start = buffer.baseAddress else { return false }
      defer { worldid_wipe(start, count * MemoryLayout<Word>.stride) }
      return body(start)
    }
  }

  private static func words(_ pointer: UnsafeRawPointer) -> UnsafePointer<UInt32> {
    pointer.assumingMemoryBound(to: UInt32.self)
  }

  private static func words(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt32> {
    pointer.assumingMemoryBound(to: UInt32.self)
  }
}
