import FiniteFields
import ProofSystem

/// A relation that uses every part of the engine: bytes b (looked up in 0...255), cubes c = (b + previous b)^3, a secret product, and a
/// public weighted sum.
struct ToyRelation: Relation {
  typealias K = KoalaBearQuintic

  struct Witness {
    let bytes: [KoalaBear]
    let inputs: [KoalaBear]
    let cubes: [KoalaBear]
    let multiplicities: [KoalaBear]
  }

  let variables: Int
  /// Σ (i + 1) b_i.
  var weightedSum: KoalaBear

  var columns: [ColumnShape] {
    [
      ColumnShape(name: "bytes", length: 1 << variables, variables: variables),
      ColumnShape(name: "cubes", length: 1 << variables, variables: variables),
      ColumnShape(name: "multiplicities", length: 256, variables: 8),
    ]
  }

  func absorb(into transcript: inout Transcript) {
    transcript.absorb("weighted sum", elements: [weightedSum])
  }

  func run(_ channel: MaskedChannel<K>, witness: Witness?) throws(ProofError) {
    let lookup = LookupArgument<K>.Block(
      name: "bytes", tableID: 1, variables: variables, kind: .lookup,
      fields: [.column(0)],
      values: witness.map { w in { [w.bytes] } })
    let table = LookupArgument<K>.Block(
      name: "table", tableID: 1, variables: 8, kind: .table(multiplicities: 2),
      fields: [.table((0..<256).map { KoalaBear($0) })],
      values: witness.map { _ in { [(0..<256).map { KoalaBear($0) }] } },
      multiplicityValues: witness.map { w in { w.multiplicities } })
    try LookupArgument(channel, blocks: [lookup, table]).run()

    let cubes = try PowerZerocheck.run(
      "cube", channel, variables: variables, exponent: 3,
      tables: witness.map { w in { PowerZerocheck.Tables(input: w.inputs, output: w.cubes) } })
    let low = channel.lowFactor(.eq(cubes.point))
    let shifted = channel.lowFactor(.shiftedEq(cubes.point))
    channel.assertZero(
      "cube outputs",
      LinearForm(cubes.output.scaled(by: -K.one), [TensorTerm(column: 1, low: low, high: [K.one])]))
    channel.assertZero(
      "cube inputs",
      LinearForm(
        cubes.input.scaled(by: -K.one),
        [
          TensorTerm(column: 0, low: low, high: [K.one]), TensorTerm(column: 0, low: shifted, high: [K.one]),
        ]))
    let weights = (0..<1 << variables).map { K(base: KoalaBear($0 + 1)) }
    channel.assertZero(
      "weighted sum",
      LinearForm(
        Affine(K(base: -weightedSum)),
        [TensorTerm(column: 0, low: channel.lowFactor(.dense(weights)), high: [K.one])]))
    let bit = channel.committedBoolean("boolean")
    let product = channel.committedProduct(copyingX: bit)
    // bit * y = z and y - z = 0: so y = 0 or bit = 1.
    channel.assertZero("toy product", LinearForm(Affine(K.zero, product.y) - Affine(K.zero, product.z)))
  }

  static func make(variables: Int, seed: Int) -> (ToyRelation, Witness) {
    let size = 1 << variables
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    let bytes = (0..<size).map { _ -> Int in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 56)
    }
    let inputs = (0..<size).map { KoalaBear(bytes[$0] + ($0 > 0 ? bytes[$0 - 1] : 0)) }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[byte] += 1 }
    let sum = bytes.enumerated().reduce(KoalaBear.zero) { $0 + KoalaBear(($1.offset + 1) * $1.element) }
    return (
      ToyRelation(variables: variables, weightedSum: sum),
      Witness(
        bytes: bytes.map { KoalaBear($0) }, inputs: inputs, cubes: inputs.map { $0.squared * $0 },
        multiplicities: counts.map { KoalaBear($0) })
    )
  }

  func columnValues(_ witness: Witness) -> [[KoalaBear]] {
    [witness.bytes, witness.cubes, witness.multiplicities]
  }
}
