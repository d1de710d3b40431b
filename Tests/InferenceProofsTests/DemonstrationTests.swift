import FiniteFields
import InferenceProofs
import ProofSystem
import Testing

/// The statement whose cost the engine's benchmark measures.
@Suite struct DemonstrationTests {
  private static let small = Result { try DemonstrationArgument(logElements: 14) }
  private typealias Columns = DemonstrationLayout

  private func prove(
    altering: ((inout DemonstrationWitness) -> Void)? = nil,
    hooks: ForgeryHooks<KoalaBearQuintic> = ForgeryHooks()
  ) throws -> (DemonstrationArgument, DemonstrationArgument.Proof) {
    let demonstration = try Self.small.get()
    return (
      demonstration,
      try demonstration.prove(demonstration.input(seed: 1), altering: altering, hooks: hooks)
    )
  }

  @Test(arguments: DemonstrationLayout.logElementsRange)
  func everySizeHasItsElementsExactly(logElements: Int) throws {
    let layout = try DemonstrationLayout(logElements: logElements)
    #expect(layout.elementCount == 1 << logElements)
    // In proportion to what the target names at 2^20.
    #expect(Double(layout.lookupCount) >= 300_000 * Double(1 << logElements) / Double(1 << 20))
    #expect(Double(layout.multiplicationCount) >= 4e6 * Double(1 << logElements) / Double(1 << 20))
    #expect(layout.convolution.kernelRows == 3 && layout.convolution.kernelColumns == 3)
    #expect(layout.shapes.allSatisfy { $0.length > 0 && $0.length <= 1 << $0.variables })
    // One level of the fraction tree more would double the work out of proportion.
    #expect(layout.lookupCount + layout.tableRowCount <= 1 << (logElements - 1))
  }

  @Test func otherSizesAreRefused() {
    for logElements in [-1, 0, 13, 23, 64] {
      #expect(throws: ProofError.self) { try DemonstrationArgument(logElements: logElements) }
    }
  }

  @Test func anHonestProofIsAccepted() throws {
    let (demonstration, proof) = try prove()
    try demonstration.verify(proof)
    #expect(demonstration.shape.budget.bits >= SoundnessBudget.requiredBits)
  }

  /// The outputs against the definition, cell by cell.
  @Test func theWitnessIsTheConvolution() throws {
    let demonstration = try Self.small.get()
    let layout = demonstration.layout
    let pixels = demonstration.input(seed: 2).pixels
    let data = [KoalaBear](repeating: .zero, count: layout.shapes[Columns.data].length)
    let witness = DemonstrationWitness(layout: layout, pixels: pixels, data: data)
    let (input, output) = (layout.convolution.inputShape, layout.convolution.outputShape)
    for cell in 0..<output.count {
      let (channel, row, column) = (
        cell / (output.rows * output.columns), cell / output.columns % output.rows, cell % output.columns
      )
      var sum = Int(layout.convolution.bias[channel])
      for tap in 0..<(input.channels * 9) {
        let (y, x) = (
          row + tap / 3 % 3 - 1, (column + tap % 3 - 1 + input.columns) % input.columns
        )
        guard (0..<input.rows).contains(y) else { continue }
        sum +=
          Int(layout.convolution.weights[channel * input.channels * 9 + tap])
          * Int(pixels[(tap / 9 * input.rows + y) * input.columns + x])
      }
      #expect(witness.accumulators[cell] == KoalaBear(sum))
      #expect(witness.columns[Columns.outputs][cell] == KoalaBear(min(max((sum + 128) >> 8, 0), 255)))
      #expect(
        witness.columns[Columns.quotients][cell] * KoalaBear(256) + witness.remainders[cell]
          == KoalaBear(sum + 128))
    }
  }

  /// Each lie, and the claims that alone stand against it: without them the verifier accepts.
  @Test(arguments: Lie.all)
  func aLieIsRejectedByItsClaim(_ lie: Lie) throws {
    let (demonstration, proof) = try prove(altering: lie.alter)
    #expect(throws: ProofError.rejected(.linearTest)) { try demonstration.verify(proof) }
    let hooks = ForgeryHooks<KoalaBearQuintic>(omittedClaims: lie.claims)
    let (_, forged) = try prove(altering: lie.alter, hooks: hooks)
    try demonstration.verify(forged, hooks: hooks)
  }

  struct Lie: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let claims: Set<String>
    let alter: @Sendable (inout DemonstrationWitness) -> Void

    static let all = [
      Lie(testDescription: "a pixel of 256", claims: ["fraction root", "layer kernel"]) {
        $0.columns[Columns.pixels][3] = KoalaBear(256)
      },
      Lie(testDescription: "a wrong output", claims: ["fraction root"]) {
        $0.columns[Columns.outputs][5] += .one
      },
      Lie(testDescription: "a quotient too large, its remainder negative", claims: ["fraction root"]) {
        $0.columns[Columns.quotients][7] += .one
        $0.remainders[7] -= KoalaBear(256)
      },
      Lie(testDescription: "a tampered accumulator", claims: ["layer kernel"]) { witness in
        // One more, as far as the remainder's table allows: only the convolution says no.
        guard let cell = witness.remainders.firstIndex(where: { $0.canonical < 255 }) else { return }
        let remainder = Int(witness.remainders[cell].canonical)
        witness.accumulators[cell] += .one
        witness.remainders[cell] += .one
        witness.columns[Columns.multiplicities + 2][remainder] -= .one
        witness.columns[Columns.multiplicities + 2][remainder + 1] += .one
      },
      Lie(testDescription: "a changed data cell", claims: ["data value"]) {
        $0.columns[Columns.data][9] += .one
      },
    ]
  }

  @Test func anotherStatementIsRejected() throws {
    let (demonstration, proof) = try prove()
    var value = proof
    value.statement.value += .one
    #expect(throws: ProofError.self) { try demonstration.verify(value) }
    var point = proof
    point.statement.point[3] += .one
    #expect(throws: ProofError.self) { try demonstration.verify(point) }
    point.statement.point.removeLast()
    #expect(throws: ProofError.statementMismatch(field: "size")) { try demonstration.verify(point) }
  }

  @Test func anInputOfAnotherSizeIsRefused() throws {
    let demonstration = try Self.small.get()
    var input = demonstration.input(seed: 1)
    input.pixels.removeLast()
    #expect(throws: ProofError.self) { try demonstration.prove(input) }
  }
}
