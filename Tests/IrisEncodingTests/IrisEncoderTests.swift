import IrisEncoding
import IrisImaging
import QuantizedNetworks
import Testing

@Suite struct IrisEncoderTests {
  @Test func shippedModelReadsTheDefaultSize() throws {
    let encoder = try IrisEncoder(try ShippedModel.irisGabor)
    #expect(encoder.rows == NormalizedIris.defaultRows)
    #expect(encoder.columns == NormalizedIris.defaultColumns)
    let code = try SampleIris.code(seed: 1)
    #expect([code.rows, code.columns, code.channels] == [13, 256, 4])
    #expect(code.visibleBits == 13312)
  }

  @Test func layoutIsRowColumnChannel() throws {
    let iris = try SampleIris.noise(seed: 2, occluded: 0.25)
    let run = try ShippedModel.irisGabor.evaluate(iris.pixels)
    let bytes = try IrisEncoder(try ShippedModel.irisGabor).encode(iris).bitBytes
    #expect(bytes.count == 2 * 13312)
    for channel in 0..<4 {
      for cell in 0..<(13 * 256) {
        #expect(bytes[cell * 4 + channel] == run.bits[channel * 13 * 256 + cell])
        #expect(bytes[13312 + cell * 4 + channel] == run.mask[channel * 13 * 256 + cell])
      }
    }
    #expect(run.mask.contains(0) && run.mask.contains(1))
  }

  @Test(arguments: [-30, -2, 2, 8, 256]) func turnedEyeGivesTurnedCode(turn: Int) throws {
    let encoder = try IrisEncoder(try ShippedModel.irisGabor)
    let iris = try SampleIris.noise(seed: 3, occluded: 0.2)
    let turned = try encoder.encode(try SampleIris.turned(iris, by: turn))
    #expect(turned == (try encoder.encode(iris)).rotated(by: turn / 2))
  }

  @Test func otherSizesAreRefused() throws {
    let encoder = try IrisEncoder(try ShippedModel.irisGabor)
    let wrong = try SampleIris.noise(seed: 4, rows: 46, columns: 512)
    #expect(throws: IrisCodeError.wrongSize(expected: "45 x 512", actual: "46 x 512")) {
      try encoder.encode(wrong)
    }
  }

  /// A network whose bits are the pixels above 100, with any mask head.
  func network(maskChannels: Int?, inputChannels: Int = 1) throws -> QuantizedNetwork {
    let shape = TensorShape(channels: inputChannels, rows: 3, columns: 5)
    let taps = [Int32](repeating: 1, count: 2 * inputChannels)
    let bits = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: 2, kernelRows: 1, kernelColumns: 1, weights: taps,
      bias: [-100, -50])
    let mask = try maskChannels.map {
      try Convolution(
        source: .visibility, inputShape: shape, outputChannels: $0, kernelRows: 1, kernelColumns: 1,
        weights: Array(taps.prefix($0 * inputChannels)), bias: [Int32](repeating: 0, count: $0))
    }
    return try QuantizedNetwork(
      inputShape: shape, usesInputTable: false, hiddenLayers: [], bits: bits, mask: mask)
  }

  @Test func masksMayBeSharedOrMissing() throws {
    let pixels: [UInt8] = [0, 60, 120, 0, 255, 1, 2, 3, 4, 5, 0, 0, 0, 0, 99]
    let iris = try SampleIris.iris(pixels, rows: 3, columns: 5)
    let visible = pixels.flatMap { [$0 == 0 ? 0 : 1, $0 == 0 ? 0 : 1] as [UInt8] }
    let bits = pixels.flatMap { [$0 > 100 ? 1 : 0, $0 > 50 ? 1 : 0] as [UInt8] }
    for channels in [1, 2] {
      let code = try IrisEncoder(try network(maskChannels: channels)).encode(iris)
      #expect(code.bitBytes == bits + visible)
    }
    let bare = try IrisEncoder(try network(maskChannels: nil)).encode(iris)
    #expect(bare.bitBytes == bits + [UInt8](repeating: 1, count: 30))
  }

  @Test func networksOfSeveralInputChannelsAreRefused() throws {
    let wide = try network(maskChannels: nil, inputChannels: 2)
    #expect(throws: IrisCodeError.notAnIrisModel(channels: 2)) { try IrisEncoder(wide) }
  }
}
