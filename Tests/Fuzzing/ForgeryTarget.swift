import FiniteFields
import ProofSystem

/// Lying provers: the input says what the prover changes in its witness, its committed cells, the coefficients of its rows and its
/// messages; everything else it does as the protocol says, so that each lie meets a complete and consistent proof.
///
/// Whether the committed data satisfy the statement is computed from the rows as they were encoded, without the proof system. Findings:
/// a false statement accepted, a changed message accepted, an honest run refused, a refusal by anything but a check.
struct ForgeryTarget: FuzzTarget {
  typealias K = KoalaBearQuintic

  let name = "forgery"
  let usesRecords = true
  private let bound = CostBound(shapeBytes: 1 << 19, bytesPerByte: 8, shapeSeconds: 0.1)
  private let toy: Toy
  /// The committed cells of K of an honest run with the same randomness.
  private let honestCells: [K]

  init() throws {
    toy = try Toy()
    let lies = Lies([], toy: toy)
    _ = try toy.prove(seed: 1, hooks: lies.hooks)
    honestCells = lies.cells
  }

  var seeds: [[UInt8]] {
    [[]]
      + Lies.Kind.allCases.flatMap { kind in
        [UInt8(0), 5, 60].flatMap { index in
          [UInt8(0), 1].map { [kind.rawValue, 0, index, 0, 1, $0, 0, 0] }
        }
      }
  }

  func run(_ input: [UInt8], meter: Meter) throws(Finding) {
    let lies = Lies(input, toy: toy)
    let argument = Argument(lies.relation, shape: toy.shape)
    let proof: [UInt8]
    do throws(ProofError) {
      proof = try toy.prove(lies.relation, lies.witness, seed: 1, hooks: lies.hooks)
    } catch {
      // Provers may refuse what no committed data can look like.
      guard case .invalidWitness = error else { throw Finding("forgery: the prover fails: \(error)") }
      return
    }
    var refusal: ProofError?
    try meter.run(name, inputBytes: proof.count, bound) { () throws(Finding) in
      do throws(ProofError) { try argument.verify(proof) } catch { refusal = error }
    }
    switch refusal {
    case nil:
      guard lies.relation.holds(lies.columns), cellsHold(lies.cells) else {
        throw Finding("forgery: a false statement is accepted")
      }
      guard !lies.changedMessage || lies.changedData else {
        throw Finding("forgery: a changed message is accepted")
      }
    case .rejected:
      guard lies.changedMessage || lies.changedData else {
        throw Finding("forgery: an honest run is refused")
      }
    case let error?:
      throw Finding("forgery: the proof has a wrong form: \(error)")
    }
  }

  /// Products are products, and cells that are copies of each other in an honest run are equal. There, cells with equal values other than
  /// zero are copies, since all others are uniform.
  private func cellsHold(_ cells: [K]) -> Bool {
    let size = 1 << toy.shape.plan.productVariables
    let (x, y, z) = (
      toy.shape.plan.padCount, toy.shape.plan.padCount + size, toy.shape.plan.padCount + 2 * size
    )
    guard (0..<size).allSatisfy({ cells[x + $0] * cells[y + $0] == cells[z + $0] }) else { return false }
    var first: [K: K] = [:]
    for (honest, cell) in zip(honestCells, cells) where honest != K.zero {
      if let copy = first[honest], copy != cell { return false }
      first[honest] = cell
    }
    return true
  }
}
