import FiniteFields
import ProofSystem
import Testing

/// For each claim and check of the engine a false proof that nothing else stops (table: `ForgeryTable`).
@Suite struct EngineForgeryTests {
  typealias K = KoalaBearQuintic

  /// A lie told to a toy relation with 16 entries and a table of 16 rows.
  struct Forgery: Sendable {
    let claim: String
    let prove: @Sendable (_ omitted: Set<String>) throws -> (ToyRelation, [UInt8])
  }

  static let shape = Result { try ArgumentShape<K>(ToyRelation.make(variables: 4, seed: 1).0) }

  static func honest() -> (ToyRelation, ToyRelation.Witness) { ToyRelation.make(variables: 4, seed: 1) }

  /// Entry 5 is outside the table; the multiplicities still add up to the number of lookups.
  static func outOfTable() -> (ToyRelation, ToyRelation.Witness) {
    var entries = (0..<16).map { $0 * 5 % 16 }
    entries[5] = 77
    var (relation, witness) = ToyRelation.make(entries: entries)
    witness.multiplicities[3] += .one
    witness.fillColumns()
    return (relation, witness)
  }

  /// A forgery by a bent witness alone.
  static func bent(
    _ claim: String, _ bend: @escaping @Sendable (inout ToyRelation, inout ToyRelation.Witness) -> Void
  ) -> Forgery {
    forgery(claim, from: honest) { relation, witness, _ in bend(&relation, &witness) }
  }

  static func forgery(
    _ claim: String, from start: @escaping @Sendable () -> (ToyRelation, ToyRelation.Witness),
    _ bend:
      @escaping @Sendable (inout ToyRelation, inout ToyRelation.Witness, inout ForgeryHooks<K>) throws -> Void
  ) -> Forgery {
    Forgery(claim: claim) { omitted in
      var (relation, witness) = start()
      var hooks = ForgeryHooks<K>(omittedClaims: omitted)
      try bend(&relation, &witness, &hooks)
      return (relation, try relation.prove(witness, shape: shape.get(), hooks: hooks))
    }
  }

  static let forgeries: [Forgery] = [
    bent("weighted sum") { relation, _ in relation.weightedSum += .one },
    bent("boolean") { _, witness in witness.products = [K(2), K.zero] },
    bent("toy product") { _, witness in witness.products = [K.zero, K(5)] },
    // Committed is a cube that is none; the zerocheck runs over the true ones.
    bent("cube outputs") { _, witness in witness.columns[1][7] += .one },
    // The zerocheck runs over the false cube.
    bent("cube outputs") { _, witness in
      witness.cubes[7] += .one
      witness.fillColumns()
    },
    // A cube of something else than the sum of two entries.
    bent("cube inputs") { _, witness in
      witness.inputs[9] += .one
      witness.cubes[9] = witness.inputs[9].power(3)
      witness.fillColumns()
    },
    forgery("fraction root", from: outOfTable) { _, _, _ in },
    forgery("fraction layer", from: outOfTable) { _, _, hooks in hooks.tamper = balancedRoot() },
    forgery("lookup numerators", from: outOfTable) { _, _, hooks in
      hooks.leaves = { numerators, denominators in
        numerators[16] -= total(numerators, denominators) * denominators[16]
      }
    },
    forgery("lookup denominators", from: outOfTable) { _, _, hooks in
      hooks.leaves = { numerators, denominators in
        let sum = total(numerators, denominators)
        denominators[0] = (denominators[0].inverse() - sum).inverse()
      }
    },
    // bit = 0, but the slot that should hold a copy of it holds 1, so that y = 5 passes.
    forgery("product copy", from: honest) { _, witness, hooks in
      witness.products = [K.zero, K(5)]
      hooks.cells = { cells, plan in
        let slot = productSlot(plan)
        cells[plan.position(of: ExtensionCell(list: .x, index: slot))] = K.one
        cells[plan.position(of: ExtensionCell(list: .z, index: slot))] = K(5)
      }
    },
    forgery("product Z", from: honest) { _, witness, hooks in falseProduct(&witness, &hooks) },
    forgery("product X", from: honest) { relation, witness, hooks in
      falseProduct(&witness, &hooks)
      hooks.tamper = try lying(about: "product X", relation, witness, hooks)
    },
    forgery("product Y", from: honest) { relation, witness, hooks in
      falseProduct(&witness, &hooks)
      hooks.tamper = try lying(about: "product Y", relation, witness, hooks)
    },
  ]

  /// The last slot that the toy relation asks for; slots before are those of sent factors and powers.
  static func productSlot(_ plan: ChannelPlan) -> Int { plan.productSlotCount - 1 }

  static func total(_ numerators: [K], _ denominators: [K]) -> K {
    zip(numerators, denominators).reduce(K.zero) { $0 + $1.0 * $1.1.inverse() }
  }

  /// b = 2 in all three places of its slot: boolean and copy hold, 2 · 2 = 2 does not.
  static func falseProduct(_ witness: inout ToyRelation.Witness, _ hooks: inout ForgeryHooks<K>) {
    witness.products = [K(2), K.zero]
    hooks.cells = { cells, plan in
      let slot = productSlot(plan) - 1
      cells[plan.position(of: ExtensionCell(list: .z, index: slot))] = K(2)
    }
  }

  /// Replaces the last value sent for the root so that its numerator is zero; the layer below then has a false claim.
  static func balancedRoot() -> @Sendable (String, K) -> K {
    let sent = Recorder<[K]>()
    return { name, honest in
      guard name.hasPrefix("fraction A, D1") || name.hasPrefix("fraction N1, D0") else { return honest }
      return sent.update(from: []) { values in
        values.append(honest)
        // N0 D1 + N1 D0 = 0 in the order N0, D1, N1, D0.
        return values.count == 4 ? -values[0] * values[1] * values[2].inverse() : honest
      }
    }
  }

  /// Proves once to see by how much the last product claim fails, then lies about one factor by as much as makes it hold.
  static func lying(
    about factor: String, _ relation: ToyRelation, _ witness: ToyRelation.Witness, _ hooks: ForgeryHooks<K>
  ) throws -> @Sendable (String, K) -> K {
    let failure = Recorder<K>()
    let partner = Recorder<K>()
    var observing = hooks
    observing.omittedClaims = []
    observing.observeClaim = { name, value in if name == "product Z" { failure.set(value) } }
    observing.tamper = { name, value in
      if name.hasPrefix("product "), name.count == 9, name != factor { partner.set(value) }
      return value
    }
    _ = try relation.prove(witness, shape: shape.get(), hooks: observing)
    let missing = try #require(failure.value) * #require(partner.value).inverse()
    return { name, value in name == factor ? value + missing : value }
  }

  @Test(arguments: forgeries.indices) func onlyThisClaimStopsIt(index: Int) throws {
    let forgery = Self.forgeries[index]
    let shape = try Self.shape.get()
    let (relation, refused) = try forgery.prove([])
    #expect(throws: ProofError.rejected(.linearTest)) {
      try Argument(relation, shape: shape).verify(refused)
    }
    let (_, accepted) = try forgery.prove([forgery.claim])
    try Argument(relation, shape: shape).verify(accepted, hooks: ForgeryHooks(omittedClaims: [forgery.claim]))
    // Leaving out any one other claim does not help.
    for other in Set(shape.plan.claimNames) where other != forgery.claim {
      let (_, proof) = try forgery.prove([other])
      #expect(throws: ProofError.rejected(.linearTest), "\(forgery.claim) without \(other)") {
        try Argument(relation, shape: shape).verify(proof, hooks: ForgeryHooks(omittedClaims: [other]))
      }
    }
  }

  /// An omitted claim must not be what makes honest proofs pass.
  @Test func honestProofsPassWithoutAnyClaim() throws {
    let (relation, witness) = Self.honest()
    let shape = try Self.shape.get()
    for claim in Set(shape.plan.claimNames) {
      let hooks = ForgeryHooks<K>(omittedClaims: [claim])
      let proof = try relation.prove(witness, shape: shape, hooks: hooks)
      try Argument(relation, shape: shape).verify(proof, hooks: hooks)
      // Claims are weighted by their place, so prover and verifier must mean the same ones.
      #expect(throws: ProofError.rejected(.linearTest)) {
        try Argument(relation, shape: shape).verify(proof)
      }
    }
  }
}
