import FiniteFields
import ProofSystem

/// A statement over a toy field that uses every kind of message: eight committed cells with a public weighted sum, all in a table; a
/// cell sent masked; a product of two secrets; a cube; a secret bit.
struct SecretStatement: Relation {
  typealias K = Toy<Order257>

  struct Witness: Sendable {
    let cells: [K]
    /// Two factors with the public product.
    let factors: (K, K)
    /// Its cube is cell 1.
    let root: K
    let bit: K

    /// How often each row of the table occurs.
    var multiplicities: [K] {
      var counts = [Int](repeating: 0, count: SecretStatement.tableSize)
      for cell in cells { counts[Int(cell.value)] += 1 }
      return counts.map { K($0) }
    }
  }

  static let tableSize = 16
  let sum: K
  let product: K

  var columns: [ColumnShape] {
    [
      ColumnShape(name: "cells", length: 8, variables: 3),
      ColumnShape(name: "multiplicities", length: Self.tableSize, variables: 4),
    ]
  }

  func absorb(into transcript: inout Transcript) { transcript.absorb("public", elements: [sum, product]) }

  func run(_ channel: MaskedChannel<K>, witness: Witness?) throws(ProofError) {
    func term(_ weights: [K]) -> TensorTerm<K> {
      TensorTerm(column: 0, low: channel.lowFactor(.dense(weights)), high: [.one])
    }
    func cell(_ index: Int) -> TensorTerm<K> { term((0..<8).map { $0 == index ? .one : .zero }) }

    channel.assertZero("sum", LinearForm(Affine(-sum), [term((0..<8).map { K($0 + 1) })]))
    let sent = try channel.send("cell 0") { witness?.cells[0] ?? .zero }
    channel.assertZero("cell 0", LinearForm(Affine(.zero) - sent, [cell(0)]))
    let factors = try channel.sendFactors(
      "factors", { witness?.factors.0 ?? .zero }, { witness?.factors.1 ?? .zero })
    channel.assertZero("factors", LinearForm(factors.product - product))
    let cube = try channel.sendPower("root", exponent: 3) { witness?.root ?? .zero }
    channel.assertZero("cube", LinearForm(Affine(.zero) - cube.power, [cell(1)]))
    let bit = channel.committedBoolean("bit")
    let masked = channel.committedProduct(copyingX: bit)
    channel.assertZero("bit times factor", LinearForm(Affine(.zero, masked.y) - Affine(.zero, masked.z)))

    let rows = (0..<Self.tableSize).map { K($0) }
    let lookup = LookupArgument<K>.Block(
      name: "cells", tableID: 1, variables: 3, kind: .lookup, fields: [.column(0)],
      values: witness.map { w in { [w.cells] } })
    let table = LookupArgument<K>.Block(
      name: "table", tableID: 1, variables: 4, kind: .table(multiplicities: 1), fields: [.table(rows)],
      values: witness.map { _ in { [rows] } }, multiplicityValues: witness.map { w in { w.multiplicities } })
    try LookupArgument(channel, blocks: [lookup, table]).run()
  }

  /// Small parameters: rows of 32 symbols, three of 64 columns opened.
  static let parameters = TableauParameters(logWidth: 5, logLength: 6, openedColumns: 3, grindingBits: 0)

  /// A statement and two witnesses of it that have nothing in common but what it says.
  static func make() throws -> (statement: SecretStatement, witnesses: [Witness]) {
    // 1·a0 + 2·a1 + … + 8·a7, a1 a cube below 16: 1 = 1³ or 8 = 2³.
    let first: [Int] = [3, 1, 0, 0, 0, 0, 0, 5]
    let second: [Int] = [10, 8, 1, 1, 0, 2, 0, 0]
    func sum(_ cells: [Int]) -> K {
      cells.enumerated().reduce(.zero) { $0 + K(($1.offset + 1) * $1.element) }
    }
    let statement = SecretStatement(sum: sum(first), product: K(12))
    let witnesses = [
      Witness(cells: first.map { K($0) }, factors: (K(3), K(4)), root: K(1), bit: .zero),
      Witness(cells: second.map { K($0) }, factors: (K(12) * K(7).inverse(), K(7)), root: K(2), bit: .one),
    ]
    return sum(first) == sum(second) ? (statement, witnesses) : (statement, [])
  }

  /// The product witness: the bit, and a factor that only a set bit allows to differ from zero.
  static func products(_ witness: Witness) -> [K] { [witness.bit, witness.bit * K(100)] }
}
