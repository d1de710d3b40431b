import FiniteFields
import ProofSystem
import QuantizedNetworks

/// Proves and verifies the demonstration statement at one size.
package struct DemonstrationArgument: Sendable {
  package typealias K = KoalaBearQuintic

  /// What a prover starts from.
  package struct Input: Sendable {
    /// [channel, row, column].
    package var pixels: [UInt8]
    package var data: [KoalaBear]
    /// Where the data column is evaluated.
    package var point: [K]
  }

  package struct Proof: Sendable {
    package var statement: DemonstrationStatement
    package var bytes: [UInt8]
  }

  package let layout: DemonstrationLayout
  package let shape: ArgumentShape<K>

  /// - Throws: `ProofError.invalidField` for a size outside `DemonstrationLayout.logElementsRange`.
  package init(logElements: Int) throws {
    layout = try DemonstrationLayout(logElements: logElements)
    let statement = DemonstrationStatement(
      logElements: logElements, point: [K](repeating: K.zero, count: logElements), value: K.zero)
    shape = try ArgumentShape(DemonstrationRelation(layout: layout, statement: statement))
  }

  /// A repeatable input.
  package func input(seed: UInt8) -> Input {
    var source = RandomStream(seed: [seed], witness: [], statement: Array("demonstration input".utf8))
    var pixels = [UInt8](repeating: 0, count: layout.input.length)
    pixels.withUnsafeMutableBytes { source.fill($0) }
    return Input(
      pixels: pixels,
      data: KoalaBear.random(count: layout.shapes[DemonstrationLayout.data].length, from: &source),
      point: K.random(count: layout.logElements, from: &source))
  }

  /// - Parameters:
  ///   - clock: splits the time by step.
  ///   - altering: tests only: what a lying prover changes in its witness before it commits to it.
  ///   - hooks: tests only.
  package func prove(
    _ input: Input, clock: StepClock? = nil, altering: ((inout DemonstrationWitness) -> Void)? = nil,
    hooks: ForgeryHooks<K> = ForgeryHooks()
  ) throws(ProofError) -> Proof {
    guard input.pixels.count == layout.input.length,
      input.data.count == layout.shapes[DemonstrationLayout.data].length,
      input.point.count == layout.logElements
    else { throw .invalidWitness(reason: "the input does not have the statement's size") }
    // The convolution takes one core about as long as the data the other one. The random stream gets digests of the secrets, because
    // it hashes with the slower SHA-512.
    let (sums, (value, secret)) = Workers.both(
      { ConvolutionEvaluator.run(layout.convolution, on: input.pixels) },
      {
        (
          Self.evaluate(input.data, at: input.point),
          RandomStream.digest(input.data)
            + RandomStream.digest(input.pixels)
        )
      })
    var witness = DemonstrationWitness(layout: layout, pixels: input.pixels, data: input.data, sums: sums)
    let statement = DemonstrationStatement(
      logElements: layout.logElements, point: input.point, value: value)
    altering?(&witness)
    let random = RandomStream(
      witness: secret, statement: shape.parameters.encoded() + statement.encoded())
    clock?.mark("witness")
    let bytes = try argument(statement).prove(
      columns: witness.columns, witness: witness, random: random, clock: clock, hooks: hooks)
    return Proof(statement: statement, bytes: bytes)
  }

  /// Total: returns if the proof holds, throws otherwise.
  package func verify(
    _ proof: Proof, clock: StepClock? = nil, hooks: ForgeryHooks<K> = ForgeryHooks()
  ) throws(ProofError) {
    guard proof.statement.logElements == layout.logElements, proof.statement.point.count == layout.logElements
    else { throw .statementMismatch(field: "size") }
    try argument(proof.statement).verify(proof.bytes, clock: clock, hooks: hooks)
  }

  /// The value of a column, continued by zeros, at a point of `logElements` coordinates: rows are evaluated first.
  private static func evaluate(_ column: [KoalaBear], at point: [K]) -> K {
    let low = Multilinear.eqTable(Array(point[..<rowVariables]))
    let high = Multilinear.eqTable(Array(point[rowVariables...]))
    let (rows, rest) = column.count.quotientAndRemainder(dividingBy: low.count)
    var values = Workers.map(count: rows, grain: 16) { range in
      column[(range.lowerBound * low.count)..<(range.upperBound * low.count)].withUnsafeBufferPointer {
        rows in
        low.withUnsafeBufferPointer {
          FieldVector.dotRows(
            rows: rows, stride: low.count, count: range.count, length: low.count, weights: $0)
        }
      }
    }.flatMap(\.self)
    values.append(zip(low, column.suffix(rest)).reduce(into: K.zero) { $0.addProduct($1.0, base: $1.1) })
    return zip(high, values).reduce(into: K.zero) { $0.addProduct($1.0, $1.1) }
  }

  /// log₂ of the cells that are evaluated together.
  private static let rowVariables = 10

  private func argument(_ statement: DemonstrationStatement) -> Argument<DemonstrationRelation> {
    Argument(DemonstrationRelation(layout: layout, statement: statement), shape: shape)
  }
}
