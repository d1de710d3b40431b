import FiniteFields
import ProofSystem

/// One run of a lying prover over the toy statement: what it changes, and what it has committed to in the end.
final class Lies: @unchecked Sendable {
  typealias K = KoalaBearQuintic

  /// What a record changes, by number; numbers are taken modulo their count. Kept inputs depend on the order.
  enum Kind: UInt8, CaseIterable {
    /// Tables that the reductions run over.
    case entries, inputs, cubes, multiplicities
    /// Committed cells.
    case column, product, cell, copyCell
    /// The public value.
    case statement
    /// A sent value.
    case message
    /// A numerator or denominator of the lookup.
    case leaf
    /// A coefficient of a committed row, mask included.
    case baseRow, extensionRow
    /// Everything that follows from other entries.
    case consistentEntry
    /// A clear message of the opening; the value that would make a false claim true.
    case opening, fittingValue
  }

  private let edits: [(kind: Kind, edit: Edit)]
  private let toy: Toy
  private(set) var relation: ToyRelation
  private(set) var witness: ToyRelation.Witness
  /// As encoded: the relation's columns, and the cells of K.
  private(set) var columns: [[KoalaBear]] = []
  private(set) var cells: [K] = []
  private(set) var changedMessage = false
  /// Whether anything but a message is different from an honest run.
  private(set) var changedData = false
  private var sentCount = 0
  private var openedCount = 0

  init(_ input: [UInt8], toy: Toy) {
    let kinds = Kind.allCases
    edits = stride(
      from: 0, to: min(input.count, 64 * Edit.byteCount) / Edit.byteCount * Edit.byteCount, by: Edit.byteCount
    )
    .map { (kinds[Int(input[$0]) % kinds.count], Edit(record: input[$0..<$0 + Edit.byteCount])) }
    self.toy = toy
    relation = toy.relation
    witness = toy.witness
    for (kind, edit) in edits { change(kind, edit) }
  }

  /// Changes made before the run.
  private func change(_ kind: Kind, _ edit: Edit) {
    let cell = Int(edit.index) % ToyRelation.count
    let delta = delta(edit)
    switch kind {
    case .entries: witness.entries[cell] += delta
    case .inputs: witness.inputs[cell] += delta
    case .cubes: witness.cubes[cell] += delta
    case .multiplicities: witness.multiplicities[cell] += delta
    case .column: witness.columns[Int(edit.view) % 3][cell] += delta
    case .product: witness.products[cell % 2] += value(edit)
    case .statement: relation.weightedSum += delta
    case .consistentEntry: replaceEntry(cell, by: Int(edit.argument % 16))
    default: return
    }
    changedData = true
  }

  /// Another entry with all that follows from it, also outside the table, where no multiplicity counts it.
  private func replaceEntry(_ cell: Int, by entry: Int) {
    witness.entries[cell] = KoalaBear(entry)
    let entries = witness.entries
    witness.inputs = entries.indices.map { $0 > 0 ? entries[$0] + entries[$0 - 1] : entries[0] }
    witness.cubes = witness.inputs.map { $0 * $0 * $0 }
    witness.multiplicities = entries.indices.map { row in
      KoalaBear(entries.filter { $0 == KoalaBear(row) }.count)
    }
    relation.weightedSum = entries.enumerated().reduce(.zero) { $0 + KoalaBear($1.offset + 1) * $1.element }
    witness.columns = [witness.entries, witness.cubes, witness.multiplicities]
  }

  /// A number from the argument: small ones of either sign, and any.
  private func delta(_ edit: Edit) -> KoalaBear {
    let argument = Int(edit.argument)
    return argument & 0x100 == 0 ? KoalaBear(argument & 0xFF) : KoalaBear(-(argument >> 9))
  }

  /// An element with one coefficient, chosen by the view.
  private func value(_ edit: Edit) -> K {
    let delta = delta(edit)
    return K(coefficients: (0..<K.degree).map { $0 == Int(edit.view) % K.degree ? delta : .zero })
      ?? K(base: delta)
  }

  private func edits(_ kind: Kind) -> [Edit] { edits.filter { $0.kind == kind }.map(\.edit) }

  /// Changes made during the run.
  var hooks: ForgeryHooks<K> {
    var hooks = ForgeryHooks<K>()
    hooks.cells = { [self] cells, _ in bend(&cells) }
    hooks.leaves = { [self] numerators, denominators in
      for edit in edits(.leaf) {
        let index = Int(edit.index) / 2 % numerators.count
        changedData = true
        if edit.index % 2 == 0 {
          numerators[index] += value(edit)
        } else {
          denominators[index] += value(edit)
        }
      }
    }
    hooks.rows = { [self] base, rows in
      for edit in edits(.baseRow) { base[Int(edit.index) % base.count] += delta(edit) }
      for edit in edits(.extensionRow) { rows[Int(edit.index) % rows.count] += value(edit) }
      changedData = changedData || !edits(.baseRow).isEmpty || !edits(.extensionRow).isEmpty
      readBack(base, rows)
    }
    hooks.tamper = { [self] _, honest in
      let edits = edits(.message).filter { Int($0.index) % toy.shape.plan.messageCount == sentCount }
      sentCount += 1
      let changed = edits.reduce(honest) { $1.argument == 0 ? K.zero : $0 + value($1) }
      changedMessage = changedMessage || changed != honest
      return changed
    }
    hooks.opening = { [self] label, message, view in
      let honest = message
      for edit in edits(.opening) {
        let position = Int(edit.index) % 512 - openedCount
        guard message.indices.contains(position) else { continue }
        message[position] = edit.argument == 0 ? K.zero : message[position] + value(edit)
      }
      openedCount += message.count
      if label == "opening values", !edits(.fittingValue).isEmpty { message[0] = view.fittingValue }
      changedMessage = changedMessage || message != honest
    }
    return hooks
  }

  private func bend(_ cells: inout [K]) {
    for (kind, edit) in edits where kind == .cell || kind == .copyCell {
      let index = Int(edit.index) % cells.count
      changedData = true
      if kind == .cell {
        cells[index] += value(edit)
      } else {
        cells[index] = cells[Int(edit.argument) % cells.count]
      }
    }
  }

  /// What rows carry as data.
  private func readBack(_ base: [KoalaBear], _ rows: [K]) {
    let (layout, parameters) = (toy.shape.layout, toy.shape.parameters)
    let (w, k) = (parameters.width, parameters.rowLength)
    columns = zip(layout.placements, relation.columns).map { placement, column in
      (0..<column.length).map { cell in
        let position = placement.offset + cell
        return base[(placement.firstRow + position / w) * k + position % w]
      }
    }
    cells = (0..<layout.extensionCellCount).map { rows[$0 / w * k + $0 % w] }
  }
}
