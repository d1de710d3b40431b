import QuantizedNetworks
import Testing

/// Networks whose parts do not fit each other, and sizes beyond the limits.
@Suite struct NetworkChecksTests {
  static let shape = TensorShape(channels: 1, rows: 4, columns: 6)

  func tap(
    _ source: TensorSource, shape: TensorShape = shape, channels: Int = 1, weight: Int32 = 1, bias: Int32 = 0
  ) throws -> Convolution {
    try Convolution(
      source: source, inputShape: shape, outputChannels: channels, kernelRows: 1, kernelColumns: 1,
      weights: [Int32](repeating: weight, count: channels * shape.channels),
      bias: [Int32](repeating: bias, count: channels))
  }

  func network(
    _ layers: [HiddenLayer] = [], bits: Convolution, mask: Convolution? = nil
  ) throws -> QuantizedNetwork {
    try QuantizedNetwork(
      inputShape: Self.shape, usesInputTable: true, hiddenLayers: layers, bits: bits, mask: mask)
  }

  func node(of error: any Error) -> String? {
    switch error as? NetworkError {
    case .limitExceeded(let node, _, _, _), .invalid(let node, _, _), .outOfBounds(let node, _, _),
      .unsupported(let node, _, _), .malformed(let node, _):
      node
    default: nil
    }
  }

  func expectRefused(
    _ place: String, at location: SourceLocation = #_sourceLocation, _ make: () throws -> Void
  ) {
    #expect(sourceLocation: location) {
      try make()
    } throws: { error in
      node(of: error) == place && "\(error)".hasPrefix(place)
    }
  }

  @Test func layersReadOnlyWhatComesBefore() throws {
    let forward = HiddenLayer(convolution: try tap(.activation(0)), shifts: [0])
    expectRefused("hidden layer 0") { _ = try network([forward], bits: try tap(.activation(0))) }
    expectRefused("sign head") { _ = try network(bits: try tap(.activation(0))) }
    expectRefused("sign head") { _ = try network(bits: try tap(.activation(-1))) }
    expectRefused("sign head") { _ = try network(bits: try tap(.visibility)) }
  }

  @Test func shapesMustAgree() throws {
    let other = TensorShape(channels: 1, rows: 4, columns: 5)
    expectRefused("sign head") { _ = try network(bits: try tap(.pixels, shape: other)) }
    expectRefused("mask head") {
      _ = try network(bits: try tap(.pixels), mask: try tap(.visibility, shape: other))
    }
    // A mask of the right shape that is computed from an input of another one.
    let taller = TensorShape(channels: 1, rows: 5, columns: 6)
    let mask = try Convolution(
      source: .visibility, inputShape: taller, outputChannels: 1, kernelRows: 2, kernelColumns: 1,
      weights: [1, 1],
      bias: [0])
    #expect(mask.outputShape == Self.shape)
    expectRefused("mask head") { _ = try network(bits: try tap(.pixels), mask: mask) }
    let wide = HiddenLayer(convolution: try tap(.pixels, channels: 2), shifts: [0, 0])
    let layer = HiddenLayer(convolution: try tap(.pixels), residual: .activation(0), shifts: [0])
    expectRefused("hidden layer 1") { _ = try network([wide, layer], bits: try tap(.pixels)) }
  }

  @Test func residualsAreEarlierActivations() throws {
    for residual in [TensorSource.pixels, .visibility, .activation(0), .activation(7)] {
      let layer = HiddenLayer(convolution: try tap(.pixels), residual: residual, shifts: [0])
      expectRefused("hidden layer 0") { _ = try network([layer], bits: try tap(.activation(0))) }
    }
  }

  @Test func oneShiftForEachChannel() throws {
    for shifts in [[], [1, 1]] {
      let layer = HiddenLayer(convolution: try tap(.pixels), shifts: shifts)
      expectRefused("hidden layer 0") { _ = try network([layer], bits: try tap(.activation(0))) }
    }
  }

  @Test func maskHeadCountsVisiblePixels() throws {
    let bits = try tap(.pixels, channels: 2)
    let good = try network(bits: bits, mask: try tap(.visibility, channels: 2, weight: 3, bias: -2))
    #expect(good.maskTaps == 3)
    #expect(good.maskThresholds == [3, 3])
    #expect(try network(bits: bits, mask: try tap(.visibility)).maskThresholds == [1])
    #expect(try network(bits: bits).maskThresholds.isEmpty)
    expectRefused("mask head") { _ = try network(bits: bits, mask: try tap(.pixels)) }
    expectRefused("mask head") { _ = try network(bits: bits, mask: try tap(.visibility, weight: -1)) }
    expectRefused("mask head") { _ = try network(bits: bits, mask: try tap(.visibility, bias: 1)) }
    expectRefused("mask head") { _ = try network(bits: bits, mask: try tap(.visibility, channels: 3)) }
    expectRefused("mask head") { _ = try network(bits: bits, mask: try tap(.visibility, bias: .min)) }
  }

  @Test func layerCountEndsAtSixtyFour() throws {
    let layer = HiddenLayer(convolution: try tap(.pixels), shifts: [0])
    let most = [HiddenLayer](repeating: layer, count: 64)
    #expect(try network(most, bits: try tap(.activation(63))).hiddenTables.count == 64)
    expectRefused("network") { _ = try network(most + [layer], bits: try tap(.pixels)) }
  }

  @Test(arguments: [
    TensorShape(channels: 0, rows: 1, columns: 1), TensorShape(channels: 1, rows: -1, columns: 1),
    TensorShape(channels: 1, rows: 1, columns: .max), TensorShape(channels: .max, rows: .max, columns: .max),
    TensorShape(channels: 1 << 11, rows: 1 << 11, columns: 2),
    TensorShape(channels: .min, rows: 1, columns: 1),
  ]) func hostileShapesAreRefused(shape: TensorShape) {
    expectRefused("convolution") {
      _ = try Convolution(
        source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1, weights: [1],
        bias: [0])
    }
  }

  @Test(arguments: [
    [0, 1, 1, 1, 0, 0, 0, 0], [1, 0, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0],
    [5, 1, 1, 1, 0, 0, 0, 0], [1, 7, 1, 1, 0, 0, 0, 0], [1, 1, 1, 1, -1, 0, 0, 0], [1, 1, 1, 1, 0, -1, 0, 0],
    [1, 1, 1, 1, 0, 0, 7, 0], [1, 1, 1, 1, 0, 0, 0, 7], [1, 1, 1, 1, .max, 0, 0, 0],
    [1, 1, 1, 1, 0, .max, 0, 0], [1, 1, .max, .max, 0, 0, 0, 0], [.max, .max, 1, 1, 0, 0, 0, 0],
    [1, 1, 1, 1, 1 << 21, 0, 0, 0],
  ]) func hostileGeometryIsRefused(sizes: [Int]) {
    expectRefused("here") {
      _ = try Convolution(
        node: "here", source: .pixels, inputShape: Self.shape, outputChannels: 1, kernelRows: sizes[0],
        kernelColumns: sizes[1], strideRows: sizes[2], strideColumns: sizes[3], paddingTop: sizes[4],
        paddingBottom: sizes[5], paddingLeft: sizes[6], paddingRight: sizes[7], weights: [1], bias: [0])
    }
  }

  @Test func weightAndBiasCountsAreChecked() {
    for (weights, bias) in [(0, 1), (2, 1), (1, 0), (1, 2)] {
      expectRefused("convolution") {
        _ = try Convolution(
          source: .pixels, inputShape: Self.shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1,
          weights: [Int32](repeating: 1, count: weights), bias: [Int32](repeating: 1, count: bias))
      }
    }
  }

  @Test func workOfOneInferenceIsLimited() throws {
    let shape = TensorShape(channels: 1, rows: 1 << 10, columns: 1 << 11)
    let kernel = 1 << 10
    let huge = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: kernel,
      paddingLeft: kernel, paddingRight: kernel, weights: [Int32](repeating: 1, count: kernel), bias: [0])
    #expect(huge.multiplications < 1 << 32)
    let many = HiddenLayer(convolution: huge, shifts: [9])
    let bits = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 1, kernelRows: 1, kernelColumns: 1, weights: [1],
      bias: [0])
    expectRefused("network") {
      _ = try QuantizedNetwork(
        inputShape: shape, usesInputTable: false, hiddenLayers: [many, many], bits: bits, mask: nil)
    }
  }
}
