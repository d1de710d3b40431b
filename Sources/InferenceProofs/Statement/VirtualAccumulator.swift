import FiniteFields
import ProofSystem

/// A convolution's accumulator, never committed: evaluated once, where the lookup of its remainder needs it, and then proven by a
/// `ConvolutionReduction`.
final class VirtualAccumulator {
  typealias K = KoalaBearQuintic

  let reduction: ConvolutionReduction
  /// Values in the output's box, prover only.
  private let values: [KoalaBear]?
  /// What was sent, and where; every entry is proven by a reduction of its own.
  private(set) var claims: [(value: Affine<K>, point: [K])] = []

  init(_ reduction: ConvolutionReduction, values: [KoalaBear]?) {
    self.reduction = reduction
    self.values = values
  }

  /// acc~(point), sent masked.
  func evaluate(at point: [K], _ channel: MaskedChannel<K>) throws(ProofError) -> Affine<K> {
    let value = try channel.send(reduction.name + " accumulator") {
      FieldVector.evaluate(base: values ?? [], at: point)
    }
    claims.append((value, point))
    return value
  }
}

/// r = v − 2^S q with v = acc (+ residual) + offset.
struct RemainderField: VirtualField {
  typealias K = KoalaBearQuintic

  let accumulator: VirtualAccumulator
  let quotients: Int
  let shift: Int
  /// Added on the whole box; one a channel, missing channels 0, or one for all when `isUniform`.
  let offsets: [Int]
  let isUniform: Bool
  /// Column added to the accumulator, scaled per channel.
  let residual: (column: Int, scales: [Int])?

  func form(at point: LookupPoint<K>, _ channel: MaskedChannel<K>) throws(ProofError) -> LinearForm<K> {
    let value = try accumulator.evaluate(at: point.coordinates, channel)
    let box = accumulator.reduction.output
    let channelWeights = Multilinear.eqTable(box.split(point.coordinates).channel)
    var form = LinearForm(value) - point.evaluation(column: quotients, times: K(1 << shift))
    if isUniform {
      form.affine.constant += K(offsets[0])
    } else {
      for (index, offset) in offsets.enumerated() {
        form.affine.constant.addProduct(channelWeights[index], base: KoalaBear(offset))
      }
    }
    if let residual {
      let area = box.rowVariables + box.columnVariables
      let low = channel.lowFactor(.eq(Array(point.coordinates[..<area])))
      let high = residual.scales.enumerated().map {
        channelWeights[$0.offset].scaled(by: KoalaBear($0.element))
      }
      form.terms.append(TensorTerm(column: residual.column, low: low, high: high))
    }
    return form
  }
}

/// v = visible count − threshold, on the whole box.
struct CountField: VirtualField {
  typealias K = KoalaBearQuintic

  let accumulator: VirtualAccumulator
  let thresholds: [Int]

  func form(at point: LookupPoint<K>, _ channel: MaskedChannel<K>) throws(ProofError) -> LinearForm<K> {
    var form = LinearForm(try accumulator.evaluate(at: point.coordinates, channel))
    let weights = Multilinear.eqTable(accumulator.reduction.output.split(point.coordinates).channel)
    for (index, weight) in weights.enumerated() {
      form.affine.constant.addProduct(weight, base: -KoalaBear(Self.threshold(thresholds, channel: index)))
    }
    return form
  }

  /// Channels that only fill the box count nothing, so any threshold of the table gives them bit 0.
  static func threshold(_ thresholds: [Int], channel: Int) -> Int {
    channel < thresholds.count ? thresholds[channel] : thresholds[0]
  }
}
