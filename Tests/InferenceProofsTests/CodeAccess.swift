import InferenceProofs
import QuantizedNetworks

extension QuantizedNetwork {
  /// Heads of networks that make iris codes, which those of these tests do.
  private var heads: CodeHeads {
    guard let code else { fatalError("\(id) makes no code") }
    return code
  }

  var bits: Convolution { heads.bits }
  var mask: Convolution? { heads.mask }
}

/// The parts of the iris statement's layout by name.
extension InferenceLayout {
  var pixels: Int { pixelColumn ?? -1 }
  var visibility: Int { visibilityColumn ?? -1 }
  static var pixelTable: Int { 0 }
  var bits: Quotients {
    guard case .sign(let quotients)? = heads.first else { fatalError("no sign head") }
    return quotients
  }

  var mask: (column: Int, box: TensorBox, table: Int)? {
    guard heads.count > 1, case .count(.column(let column), let box, let table) = heads[1] else { return nil }
    return (column, box, table)
  }

  var scanSponge: Sponge {
    guard let scan else { fatalError("no scan sponge") }
    return scan
  }
}

extension InferenceLayout.Quotients {
  /// Column of the values.
  var outputs: Int {
    guard case .column(let column) = values else { return -1 }
    return column
  }
}
