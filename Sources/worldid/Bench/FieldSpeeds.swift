import FiniteFields

/// Figures of single operations, one thread, the fastest of several runs.
enum FieldSpeeds {
  static func measurements() -> [Measurement] {
    [
      figure("engine/poseidon/single", unit: "µs", target: 15, poseidon),
      figure("engine/poseidon/batch", unit: "µs", target: 4, poseidonBatch),
      figure("engine/bn254/multiply", unit: "ns") { products(BN254Scalar.self, chained: false) },
      figure("engine/bn254/multiply-chain", unit: "ns") { products(BN254Scalar.self, chained: true) },
      figure("engine/koalabear/multiply", unit: "ns") { products(KoalaBear.self, chained: false) },
      figure("engine/quintic/multiply", unit: "ns") { products(KoalaBearQuintic.self, chained: false) },
    ]
  }

  private static func figure(
    _ name: String, unit: String, target: Double? = nil, _ load: @Sendable () -> KernelSpeeds.Load
  ) -> Measurement {
    let seconds = KernelSpeeds.seconds(1, load)
    return Measurement(name: name, value: seconds * (unit == "µs" ? 1e6 : 1e9), unit: unit, target: target)
  }

  /// Hashes of two elements, each of the one before.
  private static func poseidon() -> KernelSpeeds.Load {
    var source = KernelSpeeds.Noise()
    var state = BN254Scalar.random(from: &source)
    return KernelSpeeds.Load(units: 100) {
      for _ in 0..<100 { state = Poseidon.hash(state, .one) }
    }
  }

  private static func poseidonBatch() -> KernelSpeeds.Load {
    var source = KernelSpeeds.Noise()
    let pairs = BN254Scalar.random(count: 1 << 10, from: &source)
    return KernelSpeeds.Load(units: pairs.count / 2) { _ = Poseidon.hashPairs(pairs) }
  }

  /// Products of neighbours in an array, or each with the product before it.
  private static func products<F: FiniteField>(_: F.Type, chained: Bool) -> KernelSpeeds.Load {
    var source = KernelSpeeds.Noise()
    let factor = F.random(from: &source)
    var values = F.random(count: 256, from: &source)
    return KernelSpeeds.Load(units: 64 * values.count) {
      multiply(&values, by: factor, rounds: 64, chained: chained)
    }
  }

  @_specialize(where F == BN254Scalar)
  @_specialize(where F == KoalaBear)
  @_specialize(where F == KoalaBearQuintic)
  private static func multiply<F: FiniteField>(
    _ values: inout [F], by factor: F, rounds: Int, chained: Bool
  ) {
    values.withUnsafeMutableBufferPointer { values in
      for _ in 0..<rounds {
        if chained {
          var product = values[0]
          for _ in 0..<values.count { product = product * factor }
          values[0] = product
        } else {
          for index in 0..<values.count { values[index] = values[index] * factor }
        }
      }
    }
  }
}
