import FiniteFields

/// The prover's tree of fractions; layer k has 2^k nodes, node i with the children i and i + 2^k in layer k + 1.
///
/// A layer is used up by the rounds that prove it, in its own memory, so the tree is the most that is held: 40 bytes a leaf with the leaves
/// of a lookup argument, whose columns are kept in their place, 80 bytes a leaf otherwise (for K of 20 bytes).
final class FractionTree<K: ExtensionField> {
  struct Layer: Sendable {
    var numerators: [K]
    var denominators: [K]
  }

  private var layers: [Layer]
  /// The layer below `layers`, or nil when that is there too.
  private let leaves: LookupLeaves<K>?

  @_specialize(where K == KoalaBearQuintic)
  init(numerators: [K], denominators: [K]) {
    layers = Self.layers(above: Layer(numerators: numerators, denominators: denominators))
    leaves = nil
  }

  @_specialize(where K == KoalaBearQuintic)
  init(_ leaves: LookupLeaves<K>) {
    let isLarge = LeafRoundProver<K>.pays(leaves)
    layers = Self.layers(above: isLarge ? leaves.parents() : leaves.fractions())
    self.leaves = isLarge ? leaves : nil
  }

  private static func layers(above leaves: Layer) -> [Layer] {
    var layers = [leaves]
    while let child = layers.last, child.numerators.count > 1 {
      let half = child.numerators.count / 2
      layers.append(
        Layer(count: half, grain: 2048) { range, numerators, denominators in
          let upper = range.lowerBound + half..<range.upperBound + half
          child.numerators.withUnsafeBufferPointer { n in
            child.denominators.withUnsafeBufferPointer { d in
              FieldVector.fractionSum(
                n.slice(range), d.slice(range), n.slice(upper), d.slice(upper), numerators: numerators,
                denominators: denominators)
            }
          }
        })
    }
    return layers.reversed()
  }

  /// The prover of the rounds that reduce a layer to the one below; each layer once.
  func rounds(layer index: Int, lambda: K, rho: [K]) -> any FractionProver<K> {
    if let leaves, index + 1 == layers.count {
      // Lambda is 0 in tests over tiny fields.
      if lambda != K.zero { return LeafRoundProver(leaves, lambda: lambda, rho: rho) }
      layers.append(leaves.fractions())
    }
    return FractionRoundProver(taking: &layers[index + 1], lambda: lambda, rho: rho)
  }
}

extension FractionTree.Layer {
  /// A new layer; the body writes all fractions of its range.
  init(
    count: Int, grain: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<K>, UnsafeMutableBufferPointer<K>) -> Void
  ) {
    var denominators: [K] = []
    numerators = [K](large: count) { numerators in
      denominators = [K](large: count) { denominators in
        let (n, d) = (Shared(numerators), Shared(denominators))
        Workers.perform(count: count, grain: grain) { body($0, n.slice($0), d.slice($0)) }
      }
    }
    self.denominators = denominators
  }
}
