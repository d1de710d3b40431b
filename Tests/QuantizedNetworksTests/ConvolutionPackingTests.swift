import QuantizedNetworks
import Testing

/// What the C kernels read is made at a convolution's first run and kept.
extension ConvolutionKernelTests {
  private static func convolution(
    _ shape: TensorShape, outputs: Int, kernelRows: Int, kernelColumns: Int, magnitude: Int32,
    _ random: inout SplitMix
  ) throws -> Convolution {
    let count = outputs * shape.channels * kernelRows * kernelColumns
    return try Convolution(
      source: .pixels, inputShape: shape, outputChannels: outputs, kernelRows: kernelRows,
      kernelColumns: kernelColumns,
      weights: (0..<count).map { _ in .random(in: -magnitude...magnitude, using: &random) },
      bias: (0..<outputs).map { _ in .random(in: -9000...9000, using: &random) })
  }

  /// Dense layers and others with fewer columns than channels, whose lanes are channels.
  @Test(arguments: UInt64(0)..<200) func narrowOutputsSumAsThePortableLoops(seed: UInt64) throws {
    var random = SplitMix(state: 7000 + seed)
    let shape = TensorShape(
      channels: .random(in: 1...6, using: &random), rows: .random(in: 1...5, using: &random),
      columns: .random(in: 1...12, using: &random))
    let outputColumns = Int.random(in: 1...min(7, shape.columns), using: &random)
    let convolution = try Self.convolution(
      shape, outputs: .random(in: 1...70, using: &random),
      kernelRows: .random(in: 1...shape.rows, using: &random),
      kernelColumns: shape.columns + 1 - outputColumns, magnitude: seed % 2 == 0 ? 127 : 32767, &random)
    let cells = random.bytes(shape.count)
    #expect(
      ConvolutionEvaluator.run(convolution, on: cells)
        == ConvolutionEvaluator.runPortably(convolution, on: cells))
  }

  @Test func laterRunsAndCopiesSumAlike() throws {
    var random = SplitMix(state: 1)
    let shape = TensorShape(channels: 5, rows: 9, columns: 33)
    let convolution = try Self.convolution(
      shape, outputs: 7, kernelRows: 3, kernelColumns: 5, magnitude: 120, &random)
    let copy = convolution
    for run in 0..<6 {
      let cells = random.bytes(shape.count)
      #expect(
        ConvolutionEvaluator.run(run % 2 == 0 ? convolution : copy, on: cells)
          == ConvolutionEvaluator.runPortably(convolution, on: cells))
    }
  }

  /// Many threads meet at the first run.
  @Test(arguments: 0..<20) func firstRunsAtTheSameTime(seed: Int) async throws {
    var random = SplitMix(state: UInt64(seed))
    let shape = TensorShape(channels: 4, rows: 8, columns: 40)
    let convolution = try Self.convolution(
      shape, outputs: 20, kernelRows: 8, kernelColumns: 30, magnitude: 9000, &random)
    let cells = random.bytes(shape.count)
    let expected = ConvolutionEvaluator.runPortably(convolution, on: cells)
    await withTaskGroup(of: [Int32].self) { group in
      for _ in 0..<8 { group.addTask { ConvolutionEvaluator.run(convolution, on: cells) } }
      for await sums in group { #expect(sums == expected) }
    }
  }

  /// Whether it has run is no part of what a convolution is.
  @Test func aRunChangesNeitherEqualityNorHash() throws {
    let shape = TensorShape(channels: 2, rows: 4, columns: 9)
    func make(_ seed: UInt64) throws -> Convolution {
      var random = SplitMix(state: seed)
      return try Self.convolution(
        shape, outputs: 3, kernelRows: 2, kernelColumns: 3, magnitude: 50, &random)
    }
    let (run, fresh, other) = (try make(4), try make(4), try make(5))
    _ = ConvolutionEvaluator.run(run, on: [UInt8](repeating: 3, count: shape.count))
    #expect(run == fresh)
    #expect(run.hashValue == fresh.hashValue)
    #expect(run != other)
    #expect(Set([run, fresh, other]).count == 2)
  }
}
