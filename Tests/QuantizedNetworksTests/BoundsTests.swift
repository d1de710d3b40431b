import QuantizedNetworks
import Testing

/// The no-wrap condition of PROTOCOL section 7, on both sides of the bound.
@Suite struct BoundsTests {
  static let modulus = 2_130_706_433

  /// A layer of constant channels (all weights 0), one bias and shift each.
  func constantLayer(biases: [Int32], shifts: [Int]) throws -> QuantizedNetwork {
    let shape = TensorShape(channels: 1, rows: 1, columns: 2)
    let zeros = [Int32](repeating: 0, count: biases.count)
    let layer = HiddenLayer(
      convolution: try Convolution(
        source: .pixels, inputShape: shape, outputChannels: biases.count, kernelRows: 1, kernelColumns: 1,
        weights: zeros, bias: biases),
      shifts: shifts)
    let head = try Convolution(
      source: .activation(0), inputShape: TensorShape(channels: biases.count, rows: 1, columns: 2),
      outputChannels: 1, kernelRows: 1, kernelColumns: 1, weights: zeros, bias: [1])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: false, hiddenLayers: [layer], bits: head, mask: nil)
  }

  func expectRefused(_ node: String, _ make: () throws -> QuantizedNetwork) {
    #expect {
      _ = try make()
    } throws: { error in
      guard case .outOfBounds(let place, _, _)? = error as? NetworkError else { return false }
      return place == node
    }
  }

  @Test func modulusIsThatOfKoalaBear() {
    #expect(NetworkLimits.fieldModulus == Self.modulus)
  }

  @Test func largestValueBelowTheModulusIsAcceptedAndOneMoreRefused() throws {
    // Table 0...q: the value farthest from it is 0, at distance v = bias + 2^15.
    let largest = Int32(Self.modulus - 1 - (1 << 15))
    let network = try constantLayer(biases: [largest], shifts: [16])
    #expect(network.hiddenTables[0].maximum == (Self.modulus - 1) >> 16)
    expectRefused("hidden layer 0") { try constantLayer(biases: [largest + 1], shifts: [16]) }
  }

  @Test func negativeSideIsMeasuredToTheEndOfTheTable() throws {
    // v = bias + 2^15, table q...0, farthest spelled value 2^16 - 1: distance 2^16 - 1 - v.
    let least = Int32(-(Self.modulus - 1) + (1 << 16) - 1 - (1 << 15))
    #expect(try constantLayer(biases: [least], shifts: [16]).hiddenTables[0].maximum == 0)
    expectRefused("hidden layer 0") { try constantLayer(biases: [least - 1], shifts: [16]) }
  }

  @Test func aChannelIsMeasuredAgainstTheTableOfItsNeighbours() throws {
    // Alone each channel is fine; the second one's table makes the first one's value ambiguous.
    // v = -65536 * 8000 and the end of the table may be p - 1 = 65536 * 32512 apart: q up to 24511.
    let low: Int32 = -65536 * 8000 - 32768
    let high: Int32 = 65536 * 24512 - 1 - 32768
    #expect(try constantLayer(biases: [low, high], shifts: [16, 16]).hiddenTables[0].minimum == -8000)
    expectRefused("hidden layer 0") { try constantLayer(biases: [low, high + 1], shifts: [16, 16]) }
    _ = try constantLayer(biases: [high + 1], shifts: [16])
  }

  @Test func smallShiftsAreMeasuredAfterScaling() throws {
    // Channel 0 stays clear of the bound. Shift 6 beside shift 16: v = 2^10 (bias + 32), accepted up to p - 1.
    let largest = Int32((Self.modulus - 1) >> 10) - 32
    #expect(try constantLayer(biases: [65536, largest], shifts: [16, 6]).hiddenTables[0].shift == 16)
    expectRefused("hidden layer 0") { try constantLayer(biases: [65536, largest + 1], shifts: [16, 6]) }
    _ = try constantLayer(biases: [largest + 1], shifts: [6 + 4])
  }

  @Test func quotientTablesHaveAtMostSixtyFiveThousandRows() throws {
    #expect(try constantLayer(biases: [65535], shifts: [0]).hiddenTables[0].count == 65536)
    expectRefused("hidden layer 0") { try constantLayer(biases: [65536], shifts: [0]) }
    #expect(try constantLayer(biases: [-65535], shifts: [0]).hiddenTables[0].minimum == -65535)
    expectRefused("hidden layer 0") { try constantLayer(biases: [-65536], shifts: [0]) }
  }

  @Test func shiftsEndAtSixteen() throws {
    _ = try constantLayer(biases: [0], shifts: [16])
    expectRefused("hidden layer 0") { try constantLayer(biases: [0], shifts: [17]) }
    expectRefused("hidden layer 0") { try constantLayer(biases: [0], shifts: [-1]) }
  }

  @Test func residualCountsTowardsTheBound() throws {
    func network(_ bias: Int32) throws -> QuantizedNetwork {
      let shape = TensorShape(channels: 1, rows: 1, columns: 2)
      func tap(_ source: TensorSource, _ bias: Int32) throws -> Convolution {
        try Convolution(
          source: source, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1, weights: [0],
          bias: [bias])
      }
      return try QuantizedNetwork(
        inputShape: shape, usesInputTable: false,
        hiddenLayers: [
          HiddenLayer(convolution: try tap(.pixels, 0), shifts: [0]),
          HiddenLayer(convolution: try tap(.activation(0), bias), residual: .activation(0), shifts: [16]),
        ], bits: try tap(.activation(1), 0), mask: nil)
    }
    let largest = Int32(Self.modulus - 1 - (1 << 15) - 255)
    _ = try network(largest)
    expectRefused("hidden layer 1") { try network(largest + 1) }
  }

  func head(weight: Int32, bias: Int32) throws -> QuantizedNetwork {
    let shape = TensorShape(channels: 1, rows: 1, columns: 1)
    let head = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
      weights: [weight], bias: [bias])
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: false, hiddenLayers: [], bits: head, mask: nil)
  }

  @Test func signHeadIsBoundedOnBothSides() throws {
    // Only S = 15 and 16 have tables that small; with S the distance is acc + 2^S - 1 against 0, so S = 15.
    let largest = Int32(Self.modulus - 1 - 32767)
    #expect(try head(weight: 0, bias: largest).signTable.shift == 15)
    expectRefused("sign head") { try head(weight: 0, bias: largest + 1) }
    // acc < 0: v = acc + 2^S - 1, highest spelled value 2^S - 1, distance -acc for every S.
    let least = Int32(-(Self.modulus - 1))
    _ = try head(weight: 0, bias: least)
    expectRefused("sign head") { try head(weight: 0, bias: least - 1) }
  }

  @Test func signShiftMinimisesBothTablesTogether() throws {
    // acc in -2550...2550. For S: rows = 2^S + ceil(2550/2^S) + floor(2550/2^S) + 1, counted by hand.
    let shape = TensorShape(channels: 2, rows: 1, columns: 1)
    let head = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
      weights: [10, -10], bias: [0])
    let network = try QuantizedNetwork(
      inputShape: shape, usesInputTable: false, hiddenLayers: [], bits: head, mask: nil)
    #expect(network.signTable.shift == 6)  // 64 + 40 + 39 + 1 = 144; S = 5: 32 + 80 + 79 + 1; S = 7: 128 + 40
    #expect(network.signTable.minimum == -39)
    #expect(network.signTable.maximum == 40)
  }

  @Test func weightsStayBelowSixteenBits() throws {
    #expect(try head(weight: 32767, bias: 0).bits.weights == [32767])
    #expect(try head(weight: -32767, bias: 0).bits.weights == [-32767])
    expectRefused("convolution") { try head(weight: 32768, bias: 0) }
    expectRefused("convolution") { try head(weight: -32768, bias: 0) }
    expectRefused("convolution") { try head(weight: .min, bias: 0) }
  }
}
