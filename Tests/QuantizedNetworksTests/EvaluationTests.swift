import QuantizedNetworks
import Testing

/// One 1x1 layer with the given weight, bias and shift over a single row of pixels, then a trivial head.
func singleTap(
  weight: Int32, bias: Int32, shift: Int, columns: Int = 4, usesInputTable: Bool = false
) throws -> QuantizedNetwork {
  let shape = TensorShape(channels: 1, rows: 1, columns: columns)
  let layer = HiddenLayer(
    convolution: try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
      weights: [weight], bias: [bias]),
    shifts: [shift])
  let head = try Convolution(
    source: .activation(0), inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
    weights: [1], bias: [0])
  return try QuantizedNetwork(
    inputShape: shape, usesInputTable: usesInputTable, hiddenLayers: [layer], bits: head, mask: nil)
}

@Suite struct EvaluationTests {
  @Test func negativeHalvesRoundUp() throws {
    // PROTOCOL section 7: for s = 3, -4 goes to 0 and -12 to -1, which ReLU hides; 4 goes to 1, 3 to 0.
    let network = try singleTap(weight: 1, bias: -8, shift: 3)
    let run = try network.evaluate([4, 12, 11, 20])
    #expect(run.accumulators == [[-4, 4, 3, 12]])
    #expect(run.activations == [[0, 1, 0, 2]])
    #expect(run.bits == [0, 1, 0, 1])
  }

  @Test func zeroShiftOnlyClamps() throws {
    let network = try singleTap(weight: 2, bias: -10, shift: 0)
    #expect(try network.evaluate([0, 5, 6, 255]).activations == [[0, 0, 2, 255]])
  }

  @Test func inputTableTurnsOccludedPixelsIntoGrey() throws {
    let network = try singleTap(weight: 1, bias: 0, shift: 0, usesInputTable: true)
    #expect(try network.evaluate([0, 1, 127, 255]).activations == [[128, 1, 127, 255]])
  }

  @Test func zeroAccumulatorGivesZeroBit() throws {
    let network = try singleTap(weight: 1, bias: -7, shift: 0)
    #expect(try network.evaluate([7, 8, 6, 0]).bits == [0, 1, 0, 0])
  }

  @Test func columnsWrapAndRowsDoNot() throws {
    let shape = TensorShape(channels: 1, rows: 2, columns: 3)
    let head = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 2, kernelColumns: 2, paddingTop: 1,
      paddingLeft: 1, weights: [1000, 100, 10, 1], bias: [0])
    let network = try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [], bits: head, mask: nil)
    // By hand: row -1 counts 0 (not 128), the column before the first is the last, and 0 reads 128.
    #expect(
      try network.evaluate([1, 2, 3, 4, 5, 0]).bitAccumulators == [31, 12, 23, 4384, 1245, 2478])
  }

  @Test(arguments: UInt64(0)..<60)
  func randomNetworksFollowTheDefinition(seed: UInt64) throws {
    var random = RandomNetwork(seed: seed)
    let network = try random.make()
    var pixels = random.generator.bytes(network.inputShape.count)
    for index in pixels.indices where random.generator.next() % 4 == 0 { pixels[index] = 0 }
    let run = try network.evaluate(pixels)
    let expected = DirectNetwork.outputs(network, pixels)
    #expect(run.bits == expected.bits)
    #expect(run.mask == expected.mask)
    #expect(run.bits.count == network.bits.outputShape.count)
    #expect(try network.outputs(for: pixels) == run.outputs)
  }

  @Test(arguments: UInt64(100)..<110)
  func tablesCoverWhatRandomInputsReach(seed: UInt64) throws {
    var random = RandomNetwork(seed: seed)
    let network = try random.make()
    let run = try network.evaluate(random.generator.bytes(network.inputShape.count))
    for (index, layer) in network.hiddenLayers.enumerated() {
      let area = layer.convolution.outputShape.rows * layer.convolution.outputShape.columns
      let table = network.hiddenTables[index]
      for (cell, sum) in run.accumulators[index].enumerated() {
        let shift = layer.shifts[cell / area]
        let quotient = (Int(sum) + HiddenLayer.rounding(shift: shift)) >> shift
        #expect((table.minimum...table.maximum).contains(quotient))
        #expect(Int(run.activations[index][cell]) == min(max(quotient, 0), 255))
      }
    }
    let sign = network.signTable
    for (sum, bit) in zip(run.bitAccumulators, run.bits) {
      let quotient = (Int(sum) + (1 << sign.shift) - 1) >> sign.shift
      #expect((sign.minimum...sign.maximum).contains(quotient))
      #expect((quotient >= 1) == (bit == 1))
    }
  }

  @Test(arguments: [0, 3, 5]) func wrongInputSizeIsRefused(count: Int) throws {
    let network = try singleTap(weight: 1, bias: 0, shift: 0)
    #expect(throws: NetworkError.wrongInputSize(expected: 4, actual: count)) {
      try network.evaluate([UInt8](repeating: 1, count: count))
    }
    #expect(throws: NetworkError.wrongInputSize(expected: 4, actual: count)) {
      try network.outputs(for: [UInt8](repeating: 1, count: count))
    }
  }

  @Test func hugeStrideMakesOneColumn() throws {
    let shape = TensorShape(channels: 1, rows: 3, columns: 5)
    let head = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 3, kernelColumns: 5,
      strideRows: 1 << 22, strideColumns: 1 << 22, weights: (0..<15).map { Int32($0) }, bias: [1])
    let network = try QuantizedNetwork(
      inputShape: shape, usesInputTable: false, hiddenLayers: [], bits: head, mask: nil)
    #expect(try network.evaluate([UInt8](repeating: 2, count: 15)).bitAccumulators == [211])
  }
}
