import FiniteFields

/// What a statement's shape fixes before the first challenge, counted by running the verifier's logic once without values.
public struct ChannelPlan: Sendable {
  /// How a factor of a product list slot gets its value.
  enum FactorSource: Sendable {
    /// Uniform: a pad that masks one sent value, or slot 0.
    case fresh
    /// The value of another cell; a linear claim links the two.
    case copy(ExtensionCell)
    /// The next value of the prover's product witness.
    case witness
  }

  struct ProductSlot: Sendable {
    let x: FactorSource
    let y: FactorSource
  }

  package var padCount = 0
  /// Slot 0 is uniform and used nowhere else, so that X~(r) and Y~(r) may be sent in clear.
  var slots: [ProductSlot] = [ProductSlot(x: .fresh, y: .fresh)]
  /// Values of K that the prover sends, masked and clear.
  package var messageCount = 0
  /// Names of all claims, in the order in which the linear test weights them.
  package var claimNames: [String] = []
  /// The cell that masks each masked message, in the order in which they are sent.
  package var maskCells: [ExtensionCell] = []
  package var challenges: [(name: String, error: Double)] = []

  var claimCount: Int { claimNames.count }

  package var productSlotCount: Int { slots.count }

  package init() {}

  /// μ, the product lists have 2^μ slots.
  package var productVariables: Int {
    var variables = 0
    while 1 << variables < slots.count { variables += 1 }
    return variables
  }

  package var extensionCellCount: Int { padCount + 3 << productVariables }

  /// Position of a cell in the committed column of K: pads, then the lists X, Y, Z.
  package func position(of cell: ExtensionCell) -> Int {
    let size = 1 << productVariables
    switch cell.list {
    case .pad: return cell.index
    case .x: return padCount + cell.index
    case .y: return padCount + size + cell.index
    case .z: return padCount + 2 * size + cell.index
    }
  }

  /// Draws all pads and fills the product lists.
  ///
  /// - Parameter witness: the committed factors in the order in which the statement asks for them.
  func fillCells<K: ExtensionField>(witness: [K], random: RandomStream) throws(ProofError) -> [K] {
    var cells = [K](repeating: K.zero, count: extensionCellCount)
    var source = random
    for index in 0..<padCount { cells[index] = K.random(from: &source) }
    var next = 0
    for (index, slot) in slots.enumerated() {
      let factors = [(slot.x, ExtensionCell.List.x), (slot.y, .y)]
      for (rule, list) in factors {
        let value: K
        switch rule {
        case .fresh: value = K.random(from: &source)
        case .copy(let cell): value = cells[position(of: cell)]
        case .witness:
          guard next < witness.count else { throw .invalidWitness(reason: "too few product factors") }
          value = witness[next]
          next += 1
        }
        cells[position(of: ExtensionCell(list: list, index: index))] = value
      }
      cells[position(of: ExtensionCell(list: .z, index: index))] =
        cells[position(of: ExtensionCell(list: .x, index: index))]
        * cells[position(of: ExtensionCell(list: .y, index: index))]
    }
    guard next == witness.count else { throw .invalidWitness(reason: "too many product factors") }
    return cells
  }
}
