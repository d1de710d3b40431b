import QuantizedNetworks

extension QuantizedNetwork {
  /// Heads of networks that make iris codes, which those of these tests do.
  private var heads: CodeHeads {
    guard let code else { fatalError("\(id) makes no code") }
    return code
  }

  var bits: Convolution { heads.bits }
  var mask: Convolution? { heads.mask }
  var signTable: QuotientTable { heads.signTable }
  var maskTaps: Int { heads.maskTaps }
  var maskThresholds: [Int] { heads.maskThresholds }
}
