import FiniteFields
import ProofSystem
import Testing

/// A statement with its challenges, and transcripts of it: the real prover's and the simulator's.
struct SimulationSetting: Sendable {
  typealias K = Toy<Order257>

  let statement: SecretStatement
  let witnesses: [SecretStatement.Witness]
  let shape: ArgumentShape<K>
  let challenges: [K]
  let columns: [Int]
  /// Messages before the product check, and X~(r) and Y~(r), for views in which these are held fixed; nil for its rounds.
  let fixedMessages: [K?]
  /// For each witness, what chooses pads so that these are sent.
  private var fixing: [@Sendable (inout [K], ChannelPlan) -> Void] = []

  init(seed: UInt8) throws {
    (statement, witnesses) = try SecretStatement.make()
    shape = try ArgumentShape<K>(statement, parameters: SecretStatement.parameters)
    var source = RandomStream(seed: [seed], witness: [], statement: [])
    // 0 and 1 are left out: over a large field they do not occur, and they take away the weight of single symbols.
    challenges = (0..<400).map { _ in
      var x = K.random(from: &source)
      while x == .zero || x == .one { x = K.random(from: &source) }
      return x
    }
    columns = [Int(seed) % 20, 31, 63]
    let rounds = 2 * shape.plan.productVariables
    let masked = shape.plan.messageCount - 2 - rounds
    fixedMessages =
      K.random(count: masked, from: &source) + [K?](repeating: nil, count: rounds)
      + K.random(count: 2, from: &source)
    fixing = try witnesses.indices.map { try fixing(witness: $0) }
  }

  /// Everything that a proof shows but hashes: messages, opening, opened columns.
  func elements(_ proof: [UInt8]) -> [K] {
    let parts = ProofParts(shape)
    return ProofParts<K>.elements(
      proof[parts.messages.lowerBound..<parts.opening.upperBound] + proof[parts.columns])
  }

  /// The same without fixed messages.
  func lateElements(_ proof: [UInt8]) -> [K] {
    elements(proof).enumerated().filter {
      $0.offset >= fixedMessages.count || fixedMessages[$0.offset] == nil
    }.map(\.element)
  }

  /// Challenges of this setting in place of the transcript's.
  var hooks: ForgeryHooks<K> {
    var hooks = ProgrammedChallenges(challenges).hooks
    let columns = columns
    hooks.columns = { _ in columns }
    return hooks
  }

  /// - Parameters:
  ///   - number: of the randomness.
  ///   - sabotage: what this prover leaves out.
  ///   - fixesMessages: pads are chosen so that `fixedMessages` are sent.
  func real(
    _ witness: Int, _ number: Int, sabotage: Sabotage = .none, fixesMessages: Bool = false
  ) throws -> [UInt8] {
    var hooks = hooks
    sabotage.apply(to: &hooks, shape)
    if fixesMessages {
      let (first, then) = (fixing[witness], hooks.cells)
      hooks.cells = { cells, plan in
        first(&cells, plan)
        then?(&cells, plan)
      }
    }
    return try prove(witness, [UInt8(witness), UInt8(number & 255), UInt8(number >> 8)], hooks)
  }

  private func prove(_ witness: Int, _ seed: [UInt8], _ hooks: ForgeryHooks<K>) throws -> [UInt8] {
    let secret = witnesses[witness]
    return try Argument(statement, shape: shape).prove(
      columns: [secret.cells, secret.multiplicities], products: SecretStatement.products(secret),
      witness: secret, random: RandomStream(seed: seed, witness: [], statement: []), hooks: hooks)
  }

  func simulated(_ number: Int, fixesMessages: Bool = false) throws -> [UInt8] {
    try Simulator(relation: statement, shape: shape, challenges: challenges, columns: columns).simulate(
      seed: [9, UInt8(number & 255), UInt8(number >> 8)], fixed: fixesMessages ? fixedMessages : [])
  }

  /// Chooses each pad as the value under it minus the message that should be sent, and slot 0 by X~ and Y~.
  ///
  /// Values before the product check depend on witness and challenges alone, so a first run tells them.
  private func fixing(witness: Int) throws -> @Sendable (inout [K], ChannelPlan) -> Void {
    let seen = Recorder<(values: [K], rounds: [K])>()
    var hooks = hooks
    let answer = try #require(hooks.challenge)
    hooks.tamper = { _, value in
      seen.update(from: ([], [])) { $0.values.append(value) }
      return value
    }
    hooks.challenge = { name, drawn in
      let used = answer(name, drawn)
      if name == "product round" { seen.update(from: ([], [])) { $0.rounds += used } }
      return used
    }
    _ = try prove(witness, [7], hooks)
    let (values, rounds) = try #require(seen.value)
    let messages = fixedMessages
    let weights = Multilinear.eqTable(rounds)
    return { cells, plan in
      func position(_ list: ExtensionCell.List, _ slot: Int) -> Int {
        plan.position(of: ExtensionCell(list: list, index: slot))
      }
      for (index, cell) in plan.maskCells.enumerated() {
        guard let message = messages[index] else { continue }
        Sabotage.set(cell, to: values[index] - message, &cells, plan)
      }
      for (list, value) in [
        (ExtensionCell.List.x, messages[messages.count - 2]), (.y, messages[messages.count - 1]),
      ] {
        let others = (1..<weights.count).reduce(K.zero) { $0 + weights[$1] * cells[position(list, $1)] }
        cells[position(list, 0)] = ((value ?? .zero) - others) * weights[0].inverse()
      }
      cells[position(.z, 0)] = cells[position(.x, 0)] * cells[position(.y, 0)]
    }
  }
}

/// What a prover can forget.
enum Sabotage: Sendable, CustomStringConvertible {
  typealias K = SimulationSetting.K

  case none
  /// The pad of one sent value.
  case pad(Int)
  /// A pad used for two values.
  case padReuse
  /// Slot 0 of the product lists, which hides X~ and Y~.
  case slotZero
  /// A row of the opening, all of it: 0 is G, 1 is G', 2 is U0.
  case row(Int)
  /// One of the coefficients of G that mask the rounds.
  case maskCoefficient(Int)
  /// The symbol of the mask row that hides f~(z*), and the one that would stand in for it.
  case valueSymbol
  /// The masks of a base row, or of a row of K, but for as many symbols as one opened column fewer needs.
  case baseMasks
  case extensionMasks(Int)
  /// The one symbol of each kind of row that is more than is needed.
  case spareSymbols

  /// All that must show.
  static func all(_ setting: SimulationSetting) -> [Sabotage] {
    let shape = setting.shape
    return shape.plan.maskCells.indices.map { .pad($0) } + [.padReuse, .slotZero] + (0..<3).map { .row($0) }
      + (0..<shape.layout.maskSymbolCount - 1).map { .maskCoefficient($0) } + [.valueSymbol, .baseMasks]
      + (0..<shape.layout.extensionDataRowCount).map { .extensionMasks($0) }
  }

  /// Whether it concerns messages that are held fixed in the view from the product check on.
  func isBeforeProducts(_ setting: SimulationSetting) -> Bool {
    switch self {
    case .pad(let index): setting.fixedMessages[index] != nil
    case .padReuse, .slotZero: true
    default: false
    }
  }

  var description: String {
    switch self {
    case .none: "nothing"
    case .pad(let index): "pad \(index)"
    case .padReuse: "a second pad"
    case .slotZero: "slot 0"
    case .row(let row): ["G", "G'", "U0"][row]
    case .maskCoefficient(let index): "g_\(index)"
    case .valueSymbol: "the symbol that hides f~(z*)"
    case .baseMasks: "masks of a base row"
    case .extensionMasks(let row): "masks of row \(row) of K"
    case .spareSymbols: "spare symbols"
    }
  }

  func apply(to hooks: inout ForgeryHooks<K>, _ shape: ArgumentShape<K>) {
    let layout = shape.layout
    let k = shape.parameters.rowLength
    let w = shape.parameters.width
    let last = shape.parameters.maskRowLength(layout) - 1
    @Sendable func opening(_ row: Int) -> Int { (layout.extensionDataRowCount + row) * k }
    switch self {
    case .none: break
    case .pad(let index):
      hooks.cells = { cells, plan in Self.set(plan.maskCells[index], to: .zero, &cells, plan) }
    case .padReuse:
      hooks.cells = { cells, plan in
        let pads = plan.maskCells.filter { $0.list == .pad }.map { plan.position(of: $0) }
        cells[pads[2]] = cells[pads[1]]
      }
    case .slotZero:
      hooks.cells = { cells, plan in
        for list in [ExtensionCell.List.x, .y, .z] {
          cells[plan.position(of: ExtensionCell(list: list, index: 0))] = .zero
        }
      }
    case .row(let row):
      hooks.rows = { _, rows in for index in 0..<k { rows[opening(row) + index] = .zero } }
    case .maskCoefficient(let index):
      hooks.rows = { _, rows in rows[opening(0) + index] = .zero }
    case .valueSymbol:
      hooks.rows = { _, rows in
        for index in 0..<2 { rows[opening(0) + layout.maskSymbolCount - 1 + index] = .zero }
      }
    case .baseMasks:
      hooks.rows = { base, _ in for index in 0..<2 { base[w + index] = .zero } }
    case .extensionMasks(let row):
      hooks.rows = { _, rows in for index in 0..<2 { rows[row * k + w + index] = .zero } }
    case .spareSymbols:
      hooks.rows = { base, rows in
        base[k - 1] = .zero
        rows[k - 1] = .zero
        rows[opening(0) + last] = .zero
      }
    }
  }

  /// Gives a pad another value, and with it what is computed from it.
  static func set(_ cell: ExtensionCell, to value: K, _ cells: inout [K], _ plan: ChannelPlan) {
    func position(_ list: ExtensionCell.List, _ slot: Int) -> Int {
      plan.position(of: ExtensionCell(list: list, index: slot))
    }
    let slot = cell.index
    let old = cells[plan.position(of: cell)]
    // The pad of a power occurs in its own slot twice, and its square and itself in the next.
    let isPower =
      cell.list == .x && cells[position(.y, slot)] == old && slot + 1 < plan.productSlotCount
      && cells[position(.x, slot + 1)] == old.squared && cells[position(.y, slot + 1)] == old
    cells[plan.position(of: cell)] = value
    guard cell.list != .pad else { return }
    if isPower {
      cells[position(.y, slot)] = value
      cells[position(.x, slot + 1)] = value.squared
      cells[position(.y, slot + 1)] = value
      cells[position(.z, slot + 1)] = value.squared * value
    }
    cells[position(.z, slot)] = cells[position(.x, slot)] * cells[position(.y, slot)]
  }
}
