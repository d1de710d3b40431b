import FiniteFields

/// The leaves of a lookup argument as what they are made of: columns over the base field, five times smaller than fractions over K.
///
/// Leaf i of a lookup is 1/(α − id − β x_i − β² y_i …), of a table −m_i/(…), beyond all blocks 0/1.
struct LookupLeaves<K: ExtensionField>: Sendable {
  struct Block: Sendable {
    let range: Range<Int>
    /// α − id.
    let start: K
    /// The entries of the tuple with −β, −β², …; entries beyond a column's end are zero.
    let columns: [(factor: K, cells: [K.Base])]
    /// Nil for a lookup.
    let multiplicities: [K.Base]?
  }

  /// What the leaves in a range are.
  enum Content: Sendable {
    /// All belong to one block that looks tuples up.
    case lookups(Block)
    case padding
    case mixed
  }

  let variables: Int
  /// One after the other, the first one from 0 on.
  let blocks: [Block]

  private var end: Int { blocks.last?.range.upperBound ?? 0 }

  func content(of range: Range<Int>) -> Content {
    if range.lowerBound >= end { return .padding }
    if let block = blocks.first(where: { $0.range.contains(range.lowerBound) }), block.multiplicities == nil,
      block.range.upperBound >= range.upperBound
    {
      return .lookups(block)
    }
    return .mixed
  }

  /// - Parameter shift: added to the denominators.
  func writeDenominators(_ range: Range<Int>, shift: K = K.zero, to target: UnsafeMutableBufferPointer<K>) {
    var written = range.lowerBound
    for block in blocks where block.range.overlaps(range) {
      let part = block.range.clamped(to: range)
      let slice = target.slice(part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound)
      slice.update(repeating: block.start + shift)
      let first = part.lowerBound - block.range.lowerBound
      for (factor, cells) in block.columns where first < cells.count {
        cells.withUnsafeBufferPointer {
          FieldVector.addScaled(slice, factor, base: $0.slice(first..<min(first + part.count, $0.count)))
        }
      }
      written = part.upperBound
    }
    target.slice(written - range.lowerBound..<range.count).update(repeating: K.one + shift)
  }

  func writeNumerators(_ range: Range<Int>, to target: UnsafeMutableBufferPointer<K>) {
    target.update(repeating: K.zero)
    for block in blocks where block.range.overlaps(range) {
      let part = block.range.clamped(to: range)
      let slice = target.slice(part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound)
      guard let multiplicities = block.multiplicities else {
        slice.update(repeating: K.one)
        continue
      }
      let first = part.lowerBound - block.range.lowerBound
      for index in first..<max(first, min(first + part.count, multiplicities.count)) {
        slice[index - first] = K(base: -multiplicities[index])
      }
    }
  }

  /// All leaves as fractions.
  @_specialize(where K == KoalaBearQuintic)
  func fractions() -> FractionTree<K>.Layer {
    FractionTree<K>.Layer(count: 1 << variables, grain: 4096) { range, numerators, denominators in
      writeNumerators(range, to: numerators)
      writeDenominators(range, to: denominators)
    }
  }

  /// The layer above: node i adds the leaves i and i + half. Numerators of lookups are 1 and padding is 0/1, which saves most products.
  @_specialize(where K == KoalaBearQuintic)
  func parents() -> FractionTree<K>.Layer {
    let half = 1 << (variables - 1)
    return FractionTree<K>.Layer(count: half, grain: 2048) { range, numerators, denominators in
      for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.piece) {
        let left = first..<min(first + Self.piece, range.upperBound)
        let part = left.lowerBound - range.lowerBound..<left.upperBound - range.lowerBound
        add(
          left, left.lowerBound + half..<left.upperBound + half,
          numerators: numerators.slice(part), denominators: denominators.slice(part))
      }
    }
  }

  /// Leaves that are worked on at a time, so that they stay in the innermost cache.
  static var piece: Int { 512 }

  private func add(
    _ left: Range<Int>, _ right: Range<Int>, numerators: UnsafeMutableBufferPointer<K>,
    denominators: UnsafeMutableBufferPointer<K>
  ) {
    let count = left.count
    withUnsafeTemporaryAllocation(of: K.self, capacity: 4 * count) { scratch in
      let tables = (0..<4).map { scratch.slice($0 * count..<($0 + 1) * count) }
      switch (content(of: left), content(of: right)) {
      case (.lookups, .lookups):
        writeDenominators(left, to: tables[0])
        writeDenominators(right, to: tables[1])
        FieldVector.unitFractionSum(
          UnsafeBufferPointer(tables[0]), UnsafeBufferPointer(tables[1]), numerators: numerators,
          denominators: denominators)
      case (_, .padding):
        writeNumerators(left, to: numerators)
        writeDenominators(left, to: denominators)
      default:
        writeNumerators(left, to: tables[0])
        writeDenominators(left, to: tables[1])
        writeNumerators(right, to: tables[2])
        writeDenominators(right, to: tables[3])
        FieldVector.fractionSum(
          UnsafeBufferPointer(tables[0]), UnsafeBufferPointer(tables[1]), UnsafeBufferPointer(tables[2]),
          UnsafeBufferPointer(tables[3]), numerators: numerators, denominators: denominators)
      }
    }
  }
}
