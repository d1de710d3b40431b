import FiniteFields

/// The conversation between prover and verifier, in which every sent value is hidden by its own one-time pad.
///
/// The verifier's logic of every reduction is written once, against this class, over `Affine` expressions; it runs in three roles. Planning
/// counts pads, products and claims; proving computes each value, masks it and sends it; verifying reads it. Nothing in the
/// logic may depend on values, so all three see the same sequence (`PROTOCOL.md` 4).
public final class MaskedChannel<K: ExtensionField> {
  enum Role {
    case planning
    /// `cells`: the committed column of K.
    case proving(cells: [K])
    case verifying(messages: [K])
  }

  private let clock: StepClock?
  let role: Role
  /// In the planning role this grows; otherwise it is the plan's.
  private(set) var plan: ChannelPlan
  private(set) var transcript: Transcript
  private(set) var sent: [K] = []
  private(set) var claims: [LinearForm<K>] = []
  private(set) var lowFactors: [LowFactor<K>] = []
  private var nextPad = 0
  private var nextSlot = 1
  /// Forgery tests only.
  let hooks: ForgeryHooks<K>

  /// Planning.
  init() {
    clock = nil
    role = .planning
    plan = ChannelPlan()
    transcript = Transcript(domain: "plan")
    hooks = ForgeryHooks()
  }

  init(
    role: Role, plan: ChannelPlan, transcript: Transcript, clock: StepClock? = nil, hooks: ForgeryHooks<K>
  ) {
    self.clock = clock
    self.role = role
    self.plan = plan
    self.transcript = transcript
    self.hooks = hooks
  }

  /// Ends a step of the statement for benchmarks.
  public func mark(_ step: String) { clock?.mark(step) }

  public var isProving: Bool {
    if case .proving = role { return true }
    return false
  }

  // MARK: Challenges

  /// A uniform challenge. `error`: the numerator of this round's soundness error over |K|, for the budget.
  /// Uniform over K without 0 when `nonZero`.
  public func challenge(_ name: String, error: Double, nonZero: Bool = false) -> K {
    if case .planning = role {
      plan.challenges.append((name, error))
      return K.one
    }
    return draw(name, count: 1, nonZero: nonZero)[0]
  }

  /// A uniform point; the error is that of a multilinear polynomial in `count` variables. Coordinates avoid 0 when `nonZero`.
  public func challengePoint(_ name: String, count: Int, nonZero: Bool = false) -> [K] {
    if case .planning = role {
      plan.challenges.append((name, Double(max(count, 1))))
      return [K](repeating: K.one, count: count)
    }
    return draw(name, count: count, nonZero: nonZero)
  }

  private func draw(_ name: String, count: Int, nonZero: Bool) -> [K] {
    let drawn: [K] =
      nonZero
      ? transcript.nonZeroChallenges(name, count: count) : transcript.challenges(name, count: count)
    return hooks.challenge?(name, drawn) ?? drawn
  }

  // MARK: Messages

  /// Sends a value under a fresh pad. `value` is evaluated by the prover only.
  public func send(_ name: String, _ value: () -> K) throws(ProofError) -> Affine<K> {
    let cell = ExtensionCell(list: .pad, index: nextPad)
    nextPad += 1
    if case .planning = role { plan.padCount += 1 }
    return try exchange(name, cell, value)
  }

  /// Sends two values and returns them and their product; their pads are the factors of one product slot.
  public func sendFactors(
    _ name: String, _ x: () -> K, _ y: () -> K
  ) throws(ProofError) -> (x: Affine<K>, y: Affine<K>, product: Affine<K>) {
    let slot = allocate(.fresh, .fresh)
    let left = try exchange(name + " left", slot.x, x)
    let right = try exchange(name + " right", slot.y, y)
    // (vx + px)(vy + py) = vx vy + vx py + vy px + px py
    var product = Affine(left.constant * right.constant, slot.z)
    product.terms.append((slot.y, left.constant))
    product.terms.append((slot.x, right.constant))
    return (left, right, product)
  }

  /// Sends a value and returns it with its power.
  ///
  /// - Precondition: the exponent is 3 or 5. For another one the slots below would leave terms of the pad out, and with them anything could
  ///   be proven.
  public func sendPower(
    _ name: String, exponent: Int, _ value: () -> K
  ) throws(ProofError) -> (value: Affine<K>, power: Affine<K>) {
    precondition(exponent == 3 || exponent == 5, "powers are cubes or fifth powers")
    let square = allocate(.fresh, nil)
    let pad = square.x
    let sent = try exchange(name, pad, value)
    // Cells of pad^2, pad^3, ... : each slot multiplies two cells that hold lower powers.
    var powers: [ExtensionCell] = [pad, square.z]
    let cube = allocate(.copy(square.z), .copy(pad))
    powers.append(cube.z)
    if exponent == 5 {
      let fourth = allocate(.copy(square.z), .copy(square.z))
      powers.append(fourth.z)
      powers.append(allocate(.copy(fourth.z), .copy(pad)).z)
    }
    // (v + p)^d = sum_i C(d, i) v^(d-i) p^i
    var result = Affine(sent.constant.power(UInt64(exponent)))
    var binomial = 1
    for (index, cell) in powers.enumerated() {
      let i = index + 1
      binomial = binomial * (exponent - i + 1) / i
      result.terms.append((cell, K(binomial) * sent.constant.power(UInt64(exponent - i))))
    }
    return (sent, result)
  }

  /// A product of two committed secrets: x and y from the prover's product witness or copied from other cells, z = xy.
  public func committedProduct(
    copyingX x: ExtensionCell? = nil, copyingY y: ExtensionCell? = nil
  ) -> (x: ExtensionCell, y: ExtensionCell, z: ExtensionCell) {
    allocate(x.map { .copy($0) } ?? .witness, y.map { .copy($0) } ?? .witness)
  }

  /// Boolean b: x = y = z in one slot forces b² = b.
  public func committedBoolean(_ name: String) -> ExtensionCell {
    let slot = allocate(.witness, nil)
    assertZero(name, LinearForm(Affine(K.zero, slot.x) - Affine(K.zero, slot.z)))
    return slot.x
  }

  /// Sends a value that hides nothing.
  func sendClear(_ name: String, _ value: () -> K) throws(ProofError) -> K {
    try deliver(name, pad: K.zero, value)
  }

  /// `y` nil copies the slot's own x.
  private func allocate(
    _ x: ChannelPlan.FactorSource, _ y: ChannelPlan.FactorSource?
  ) -> (x: ExtensionCell, y: ExtensionCell, z: ExtensionCell) {
    let index = nextSlot
    nextSlot += 1
    let cells = (
      x: ExtensionCell(list: .x, index: index), y: ExtensionCell(list: .y, index: index),
      z: ExtensionCell(list: .z, index: index)
    )
    let right = y ?? .copy(cells.x)
    if case .planning = role { plan.slots.append(ChannelPlan.ProductSlot(x: x, y: right)) }
    for (rule, cell) in [(x, cells.x), (right, cells.y)] {
      if case .copy(let source) = rule {
        assertZero("product copy", LinearForm(Affine(K.zero, cell) - Affine(K.zero, source)))
      }
    }
    return cells
  }

  private func exchange(_ name: String, _ cell: ExtensionCell, _ value: () -> K) throws(ProofError) -> Affine<
    K
  > {
    var pad = K.zero
    if case .planning = role { plan.maskCells.append(cell) }
    if case .proving(let cells) = role { pad = cells[plan.position(of: cell)] }
    return Affine(try deliver(name, pad: pad, value), cell)
  }

  private func deliver(_ name: String, pad: K, _ value: () -> K) throws(ProofError) -> K {
    let message: K
    switch role {
    case .planning:
      plan.messageCount += 1
      return K.zero
    case .proving:
      let honest = value()
      message = (hooks.tamper?(name, honest) ?? honest) - pad
    case .verifying(let messages):
      // The plan fixed the number of messages before they were read, so this cannot run out; stay total all the same.
      guard sent.count < messages.count else { throw .truncated(section: "messages") }
      message = messages[sent.count]
    }
    sent.append(message)
    transcript.absorb(name, elements: [message])
    return message
  }

  // MARK: Claims

  /// Registers public weights; claims that use equal weights share one polynomial in the linear test.
  public func lowFactor(_ factor: LowFactor<K>) -> LowFactorID {
    lowFactors.append(factor)
    return LowFactorID(index: lowFactors.count - 1)
  }

  /// Claims that a linear form in committed values is zero; the tableau's linear test proves all claims at once.
  public func assertZero(_ name: String, _ form: LinearForm<K>) {
    if hooks.omittedClaims.contains(name) { return }
    switch role {
    case .planning:
      plan.claimNames.append(name)
      return
    case .proving(let cells):
      hooks.observeClaim?(name, form.affine.value(cells: cells, plan: plan))
    case .verifying: break
    }
    claims.append(form)
  }

  /// Values of the product lists (X, Y, Z), prover only.
  func productLists() -> (x: [K], y: [K], z: [K])? {
    guard case .proving(let cells) = role else { return nil }
    let size = 1 << plan.productVariables
    let lists = (0..<3).map { Array(cells[plan.padCount + $0 * size..<plan.padCount + ($0 + 1) * size]) }
    return (lists[0], lists[1], lists[2])
  }
}
