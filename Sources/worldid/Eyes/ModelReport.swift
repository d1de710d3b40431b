import InferenceProofs
import QuantizedNetworks

/// What a network is, and what a proof of it will take.
struct ModelReport {
  let report: Report

  init(_ model: EyeModel) throws {
    let network = model.network
    var report = Report([
      "name": .text(model.name), "modelID": .text(network.id.hex),
      "inputShape": .text(network.inputShape.description), "inputTable": .flag(network.usesInputTable),
      "makesIrisCodes": .flag(network.code != nil),
      "outputs": .list(network.outputs.indices.map { .object(Self.output($0, network)) }),
      "multiplications": .integer(network.multiplications), "activations": .integer(network.activations),
    ])
    let layers = network.hiddenLayers.enumerated().map { index, layer in
      Self.layer(
        "hidden \(index)", layer.convolution, residual: layer.residual, table: network.hiddenTables[index])
    }
    let heads = zip(network.outputs, network.outputBounds).compactMap { output, bounds in
      output.rule.convolution.map { Self.head(output.name, $0, bounds) }
    }
    report.add("layers", .list((layers + heads).map { .object($0) }))
    report.add("proof", .object(try Self.proof(network)))
    self.report = report
  }

  /// Outputs as `prove-inference` and `prove-code` disclose them when nothing else is asked for.
  private static func proof(_ network: QuantizedNetwork) throws -> Report {
    let cost =
      network.code != nil
      ? try InferenceProver(network: network).cost
      : try NetworkProver(
        network: network,
        disclosure: TensorDisclosure(input: .committed, outputs: network.outputs.map { _ in .stated })
      ).cost
    return Report([
      "statement": .text(
        network.code != nil ? "scan and code committed" : "input committed, outputs public"),
      "committedElements": .integer(cost.committedElements), "ofWhichHashing": .integer(cost.hashElements),
      "lookups": .integer(cost.lookups), "tableRows": .integer(cost.tableRows),
      "tableauMegabytes": .rounded(Double(cost.tableauBytes) / 1e6),
      "proofKilobytes": .rounded(Double(cost.proofBytes) / 1e3),
      "soundnessBits": .rounded(cost.soundnessBits),
    ])
  }

  private static func output(_ index: Int, _ network: QuantizedNetwork) -> Report {
    let kind =
      switch network.outputs[index].rule {
      case .sign: "bits"
      case .count: "bits that count visible pixels"
      case .sums: "sums"
      case .activation(let layer): "bytes of hidden layer \(layer)"
      }
    return Report([
      "name": .text(network.outputs[index].name), "values": .text(kind),
      "shape": .text(network.shape(ofOutput: index).description),
    ])
  }

  private static func head(_ name: String, _ convolution: Convolution, _ bounds: OutputBounds) -> Report {
    switch bounds {
    case .sign(let table): return layer(name, convolution, residual: nil, table: table)
    case .count(let taps, let thresholds):
      var report = layer(name, convolution, residual: nil, table: nil)
      report.add("largestCount", .integer(taps.max() ?? 0))
      report.add("thresholds", .text(span(thresholds)))
      return report
    case .sums, .activation: return layer(name, convolution, residual: nil, table: nil)
    }
  }

  private static func layer(
    _ name: String, _ convolution: Convolution, residual: TensorSource?, table: QuotientTable?
  ) -> Report {
    let isVisibility = convolution.source == .visibility
    let ranges = AccumulatorBounds.ranges(of: convolution, largestInput: isVisibility ? 1 : 255)
    var report = Report([
      "layer": .text(name), "reads": .text(convolution.source.description),
      "outputShape": .text(convolution.outputShape.description),
      "kernel": .text("\(convolution.kernelRows)x\(convolution.kernelColumns)"),
      "stride": .text("\(convolution.strideRows)x\(convolution.strideColumns)"),
      "multiplications": .integer(convolution.multiplications),
      "sums": .text(
        "\(ranges.map(\.lowerBound).min() ?? 0)...\(ranges.map(\.upperBound).max() ?? 0)"),
    ])
    if let residual { report.add("adds", .text(residual.description)) }
    if let table {
      report.add("shift", .integer(table.shift))
      report.add("quotients", .text("\(table.minimum)...\(table.maximum)"))
    }
    return report
  }

  private static func span(_ numbers: [Int]) -> String {
    let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
    return low == high ? "\(low)" : "\(low)...\(high)"
  }
}
