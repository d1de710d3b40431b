import QuantizedNetworks
import Testing

/// The table of counts minus thresholds, whose size depends on all channels together.
@Suite struct CountTableTests {
  /// Mask channels that count one row of pixels with these weights, one threshold each.
  private func network(_ weights: [[Int32]], thresholds: [Int32]) throws -> QuantizedNetwork {
    let shape = TensorShape(channels: 1, rows: 1, columns: 4)
    let width = weights[0].count
    let bits = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: weights.count, kernelRows: 1, kernelColumns: width,
      weights: [Int32](repeating: 1, count: weights.count * width),
      bias: [Int32](repeating: 0, count: weights.count))
    let mask = try Convolution(
      source: .visibility, inputShape: shape, outputChannels: weights.count, kernelRows: 1,
      kernelColumns: width, weights: weights.flatMap { $0 }, bias: thresholds.map { 1 - $0 })
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: true, hiddenLayers: [], bits: bits, mask: mask)
  }

  private func isRefused(_ weights: [[Int32]], thresholds: [Int32]) -> Bool {
    do {
      _ = try network(weights, thresholds: thresholds)
      return false
    } catch NetworkError.limitExceeded("mask head", "rows of the count table", _, 65536) {
      return true
    } catch { return false }
  }

  @Test func largestCount() throws {
    // Counts 0…65535 and a threshold of 1: 65536 rows.
    #expect(try network([[32767, 32767, 1]], thresholds: [1]).maskTaps == 65535)
    #expect(isRefused([[32767, 32767, 2]], thresholds: [1]))
    // The counts of a channel are too many even where its threshold is not below them.
    #expect(isRefused([[32767, 32767, 2]], thresholds: [65536]))
  }

  /// From minus the largest threshold to the largest count above its own: 30000 + 35535 + 1 rows.
  @Test func channelsShareOneTable() throws {
    _ = try network([[1, 0], [32767, 2769]], thresholds: [30000, 1])
    #expect(isRefused([[1, 0], [32767, 2770]], thresholds: [30000, 1]))
    #expect(isRefused([[1, 0], [32767, 2769]], thresholds: [30001, 1]))
  }
}
