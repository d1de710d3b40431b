import FiniteFields
import ProofSystem

/// What a proof will take, known from the network alone.
public struct ProofCost: Sendable, Hashable {
  /// Elements of the base field that are committed: activations, quotients, hash S-boxes, multiplicities.
  public let committedElements: Int
  /// Tuples that are looked up, boxes filled to powers of two.
  public let lookups: Int
  /// Rows of all lookup tables.
  public let tableRows: Int
  /// S-boxes of the commitments to input and outputs, part of the committed elements.
  public let hashElements: Int
  /// Size of the encoded tableau, the prover's largest object.
  public let tableauBytes: Int
  /// Size of a proof, the authentication path estimated.
  public let proofBytes: Int
  /// Minimum over all rounds.
  public let soundnessBits: Double

  init(_ shape: InferenceShape) {
    let layout = shape.layout
    let parameters = shape.argument.parameters
    committedElements = layout.shapes.reduce(0) { $0 + $1.length }
    var lookups = layout.pixelTable == nil ? 0 : 1 << layout.input.variables
    for layer in layout.hidden { lookups += 2 << layer.box.variables }
    for head in layout.heads {
      switch head {
      case .sign(let quotients): lookups += 2 << quotients.box.variables
      case .count(_, let box, _): lookups += 1 << box.variables
      case .sums, .none: break
      }
    }
    self.lookups = lookups
    tableRows = layout.tables.reduce(0) { $0 + $1.fields[0].count }
    let sponges = (layout.scan.map { [$0] } ?? []) + layout.codes
    hashElements = sponges.reduce(0) {
      $0 + CommitmentSponge.circuit.sBoxCount * ($1.sponge.message.permutationCount + 1)
    }
    tableauBytes =
      shape.argument.layout.columnByteCount(KoalaBearQuintic.self) * parameters.length
    // t paths of which the upper levels, log2 t of them, are shared.
    let shared = Int.bitWidth - 1 - max(1, parameters.openedColumns).leadingZeroBitCount
    proofBytes =
      shape.argument.sections.reduce(0) { $0 + $1.byteCount }
      + parameters.openedColumns * max(0, parameters.logLength - shared) * HashTree.digestByteCount
    soundnessBits = shape.argument.budget.bits
  }
}

extension InferenceProver {
  public var cost: ProofCost { ProofCost(shape) }
}

extension NetworkProver {
  public var cost: ProofCost { ProofCost(shape) }
}
