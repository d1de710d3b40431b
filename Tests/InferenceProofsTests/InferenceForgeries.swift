import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks

/// A false witness or statement, and the one claim that it violates.
struct ClaimForgery: Sendable {
  let claim: String
  let what: String
  let fixture: @Sendable () throws -> ProofFixture
  let bend: @Sendable (inout InferenceForgery, ProofFixture) -> Void

  init(
    _ claim: String, _ what: String, _ fixture: @escaping @Sendable () throws -> ProofFixture,
    _ bend: @escaping @Sendable (inout InferenceForgery, ProofFixture) -> Void
  ) {
    self.claim = claim
    self.what = what
    self.fixture = fixture
    self.bend = bend
  }

  /// A forgery by a bent witness.
  static func witness(
    _ claim: String, _ what: String, _ fixture: @escaping @Sendable () throws -> ProofFixture,
    _ bend: @escaping @Sendable (inout InferenceWitness, ProofFixture) -> Void
  ) -> ClaimForgery {
    ClaimForgery(claim, what, fixture) { forgery, fixture in
      forgery.witness = { witness, _ in bend(&witness, fixture) }
    }
  }

  static let bank: @Sendable () throws -> ProofFixture = { try ProofFixture.bank.get() }
  static let residual: @Sendable () throws -> ProofFixture = { try ProofFixture.residual.get() }
  static let ties: @Sendable () throws -> ProofFixture = { try ProofFixture.ties.get() }

  static let all = convolutions + sponges + lookups

  // MARK: Convolutions

  static let convolutions: [ClaimForgery] = [
    .witness("bits kernel", "an accumulator with the other sign", bank) { witness, fixture in
      witness = fixture.witness(
        of: fixture.evaluate(
          FalseRun(sums: { number, sums in
            if number == 0 { sums[5] = 1 - sums[5] }
          })))
    },
    .witness("mask kernel", "a count that reaches its threshold", bank) { witness, fixture in
      witness = fixture.witness(
        of: fixture.evaluate(
          FalseRun(sums: { number, sums in
            if number == 1 { sums[3] = 1 - sums[3] }
          })))
    },
    .witness("layer 0 kernel", "an accumulator one too large", residual) { witness, fixture in
      witness = fixture.witness(
        of: fixture.evaluate(
          FalseRun(sums: { number, sums in
            if number == 0 { sums[20] += 1 }
          })))
    },
    .witness("layer 1 kernel", "an accumulator of another sign and size", residual) { witness, fixture in
      witness = fixture.witness(
        of: fixture.evaluate(
          FalseRun(sums: { number, sums in
            if number == 1 { sums[40] = -sums[40] / 2 + 1 }
          })))
    },
    .witness("bits patch", "the code of another picture with the same occlusion", bank) { witness, fixture in
      readingOther(&witness, fixture, convolution: 0, source: .pixels, box: fixture.layout.input) {
        for index in $0.indices where $0[index] != 128 { $0[index] = ($0[index] * 7 + 40) % 255 + 1 }
      }
    },
    .witness("mask patch", "a mask that takes everything for visible", bank) { witness, fixture in
      readingOther(&witness, fixture, convolution: 1, source: .visibility, box: fixture.layout.input) {
        for index in $0.indices { $0[index] = 1 }
      }
    },
    .witness("layer 0 patch", "one pixel other than the committed one", residual) { witness, fixture in
      readingOther(&witness, fixture, convolution: 0, source: .pixels, box: fixture.layout.input) {
        $0[17] = 255 - $0[17]
      }
    },
    .witness("layer 1 patch", "one activation other than the committed one", residual) { witness, fixture in
      readingOther(
        &witness, fixture, convolution: 1, source: .activation(0), box: fixture.layout.hidden[0].box
      ) { $0[31] = 255 - $0[31] }
    },
  ]

  /// The convolution reads other cells than are committed, and everything after it follows honestly.
  private static func readingOther(
    _ witness: inout InferenceWitness, _ fixture: ProofFixture, convolution: Int, source: TensorSource,
    box: TensorBox, _ change: @escaping (inout [Int]) -> Void
  ) {
    var seen: [Int] = []
    witness = fixture.witness(
      of: fixture.evaluate(
        FalseRun(input: { number, cells in
          guard number == convolution else { return }
          change(&cells)
          seen = cells
        })))
    witness.forgedInputs[source] = box.fill(seen)
  }

  // MARK: Sponges

  static let sponges: [ClaimForgery] = sponge("scan") + sponge("code")

  private static func sponge(_ name: String) -> [ClaimForgery] {
    var forgeries: [ClaimForgery] = [
      faulty(name + " S-box outputs", name, FaultySponge(.output, permutation: 0, sBox: 100)),
      faulty(name + " S-box inputs", name, FaultySponge(.input, permutation: 0, sBox: 100)),
      faulty(name + " blinding S-box outputs", name, FaultySponge(.output, permutation: nil, sBox: 214)),
      faulty(name + " blinding S-box inputs", name, FaultySponge(.input, permutation: nil, sBox: 0)),
      otherMessage(name),
    ]
    for slot in 0..<CommitmentSponge.digestElementCount { forgeries.append(falseDigest(name, slot)) }
    return forgeries
  }

  private static func otherMessage(_ name: String) -> ClaimForgery {
    .witness(name + " S-box inputs", "a commitment to a message other than the committed cells", bank) {
      witness, fixture in
      let current = witness.columns
      var sponge = FaultySponge(.input, permutation: 999, sBox: 0)
      let message = name == "scan" ? fixture.layout.pixels : fixture.layout.bits.outputs
      sponge.run(name, fixture) { index in
        index == message ? current[index].map { $0 == .zero ? KoalaBear.one : $0 } : current[index]
      }
      commit(sponge, name, &witness, fixture)
    }
  }

  private static func falseDigest(_ name: String, _ slot: Int) -> ClaimForgery {
    ClaimForgery(name + " digest \(slot)", "another public digest", bank) { forgery, _ in
      forgery.statement = { try otherDigest($0, isScan: name == "scan", slot: slot) }
    }
  }

  private static func faulty(_ claim: String, _ name: String, _ sponge: FaultySponge) -> ClaimForgery {
    .witness(claim, "a digest by an S-box with another \(sponge.fault)", bank) { witness, fixture in
      var sponge = sponge
      let current = witness.columns
      sponge.run(name, fixture) { current[$0] }
      commit(sponge, name, &witness, fixture)
    }
  }

  /// Puts a sponge's run into the witness: committed columns, zerocheck tables, digest.
  static func commit(
    _ sponge: FaultySponge, _ name: String, _ witness: inout InferenceWitness, _ fixture: ProofFixture
  ) {
    let columns = name == "scan" ? fixture.layout.scanSponge.columns : fixture.layout.codes[0].columns
    witness.columns[columns.outputs] = sponge.outputs
    witness.columns[columns.blindOutputs] = sponge.blindOutputs
    if name == "scan" { witness.scanTrace = sponge.trace } else { witness.codeTraces[0] = sponge.trace }
  }

  private static func otherDigest(
    _ statement: InferenceStatement, isScan: Bool, slot: Int
  ) throws(ProofError) -> InferenceStatement {
    var scan = statement.scanCommitment.elements
    var code = statement.codeCommitment.elements
    if isScan { scan[slot] += .one } else { code[slot] += .one }
    guard let scanCommitment = ScanCommitment(elements: scan),
      let codeCommitment = CodeCommitment(elements: code)
    else { throw .invalidField(name: "digest", reason: "length") }
    return try InferenceStatement(
      modelID: statement.modelID, scanCommitment: scanCommitment, codeCommitment: codeCommitment,
      eyeSide: statement.eyeSide, context: statement.context)
  }
}

extension FaultySponge {
  mutating func run(_ name: String, _ fixture: ProofFixture, columns: (Int) -> [KoalaBear]) {
    run(
      name == "scan" ? fixture.layout.scanSponge.sponge : fixture.layout.codes[0].sponge,
      blinding: name == "scan" ? ProofFixture.scanBlinding : ProofFixture.codeBlinding, columns: columns)
  }
}

extension ProofFixture {
  func evaluate(_ run: FalseRun) -> QuantizedNetwork.Evaluation { run.evaluate(network, pixels) }
}
