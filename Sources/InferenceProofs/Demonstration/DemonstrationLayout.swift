import FiniteFields
import ProofSystem
import QuantizedNetworks

/// The columns of the demonstration statement: exactly 2^`logElements` committed elements of the base field.
///
/// In sixteenths of all elements: one of pixels (4 channels), two of quotients and two of outputs (8 channels each) of one 3×3 convolution;
/// the rest, but for the multiplicities of three small tables, is one column of further data. So lookups, multiplications and
/// everything else grow in proportion; at 2^20 there are 327,680 lookups and 4,718,592 multiplications.
package struct DemonstrationLayout: Sendable {
  /// Below, the tables would not fit; above, a tensor would exceed the limits of a network.
  package static let logElementsRange = 14...22
  static let inputChannels = 4
  static let outputChannels = 8
  /// s of the requantisation y = clamp(⌊(acc + 2^(s−1)) / 2^s⌋, 0, 255).
  static let shift = 8

  // Columns.
  package static let pixels = 0
  package static let quotients = 1
  package static let outputs = 2
  package static let data = 3
  /// Of the first table; the others follow.
  package static let multiplicities = 4

  // Tables.
  static let pixelTable = 0
  static let quotientTable = 1
  static let remainderTable = 2

  package let logElements: Int
  package let convolution: Convolution
  package let input: TensorBox
  package let output: TensorBox
  package let tables: [LookupTable]
  package let shapes: [ColumnShape]

  /// - Throws: `ProofError.invalidField` for a size outside `logElementsRange`.
  package init(logElements: Int) throws {
    guard Self.logElementsRange.contains(logElements) else {
      throw ProofError.invalidField(name: "size", reason: "it must be 2^14 to 2^22 elements")
    }
    self.logElements = logElements
    let area = logElements - 4 - Self.inputChannels.trailingZeroBitCount
    let shape = TensorShape(
      channels: Self.inputChannels, rows: 1 << (area / 2), columns: 1 << (area - area / 2))
    var source = WeightSource()
    convolution = try Convolution(
      source: .pixels, inputShape: shape, outputChannels: Self.outputChannels, kernelRows: 3,
      kernelColumns: 3, paddingTop: 1, paddingBottom: 1, paddingLeft: 1, paddingRight: 1,
      weights: source.next(Self.outputChannels * Self.inputChannels * 9, magnitude: 7),
      bias: source.next(Self.outputChannels, magnitude: 500))
    input = TensorBox(convolution.inputShape)
    output = TensorBox(convolution.outputShape)
    let rounding = 1 << (Self.shift - 1)
    let quotients = QuotientTable(
      shift: Self.shift,
      covering: AccumulatorBounds.ranges(of: convolution, largestInput: 255).map {
        ($0.lowerBound + rounding)...($0.upperBound + rounding)
      })
    // Values of the tables span less than 2^17, far below the modulus: no other quotient and remainder fit an accumulator.
    tables = [
      LookupTable(name: "pixel range", minimum: 0, maximum: 255, second: nil),
      .requantisation(quotients, layer: 0), .remainders(shift: Self.shift),
    ]
    let multiplicities = tables.map {
      ColumnShape(name: $0.name, length: $0.fields[0].count, variables: $0.variables)
    }
    let activations = [("pixels", input), ("quotients", output), ("outputs", output)].map {
      ColumnShape(name: $0, length: $1.length, variables: $1.variables)
    }
    let used = (activations + multiplicities).reduce(0) { $0 + $1.length }
    let data = ColumnShape(name: "data", length: 1 << logElements - used, variables: logElements)
    shapes = activations + [data] + multiplicities
  }

  package var elementCount: Int { shapes.reduce(0) { $0 + $1.length } }
  /// A pixel, a quotient with its output, or a remainder is looked up.
  package var lookupCount: Int { input.length + 2 * output.length }
  /// Rows of all tables, repeated last rows included.
  package var tableRowCount: Int { tables.reduce(0) { $0 + $1.fields[0].count } }
  package var multiplicationCount: Int { convolution.multiplications }

  /// Fixed small weights: the statement is about size, not about a network that is good for something.
  private struct WeightSource {
    private var state: UInt64 = 4

    mutating func next(_ count: Int, magnitude: Int) -> [Int32] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int32(Int(state >> 33) % (2 * magnitude + 1) - magnitude)
      }
    }
  }
}
