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

  /// A claim about a value that was not sent here.
  func claim(_ value: Affine<K>, at point: [K]) { claims.append((value, point)) }

  /// acc~(point), sent masked.
  func evaluate(at point: [K], _ channel: MaskedChannel<K>) throws(ProofError) -> Affine<K> {
    let value = try channel.send(reduction.name + " accumulator") {
      FieldVector.evaluate(base: values ?? [], at: point)
    }
    claims.append((value, point))
    return value
  }
}

/// What is added to an accumulator, scaled per channel.
struct ResidualField {
  enum Source {
    case column(Int)
    /// Cells of the whole box.
    case stated([KoalaBear])
  }

  let source: Source
  let scales: [Int]

  /// Its value where the channel has these weights and row and column have the others.
  func form(
    channelWeights: [KoalaBearQuintic], area: [KoalaBearQuintic], _ channel: MaskedChannel<KoalaBearQuintic>
  ) -> LinearForm<KoalaBearQuintic> {
    let high = scales.enumerated().map { channelWeights[$0.offset].scaled(by: KoalaBear($0.element)) }
    switch source {
    case .column(let column):
      return LinearForm(
        Affine(.zero), [TensorTerm(column: column, low: channel.lowFactor(.eq(area)), high: high)])
    case .stated(let cells):
      return LinearForm(constant: StatedTensors.weighted(cells, low: Multilinear.eqTable(area), high: high))
    }
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
  let residual: ResidualField?

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
      let area = Array(point.coordinates[..<(box.rowVariables + box.columnVariables)])
      form = form + residual.form(channelWeights: channelWeights, area: area, channel)
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
