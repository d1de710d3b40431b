import FiniteFields
import ProofSystem
import Testing

/// What was said in one run of an argument, in order.
struct ConversationLog<K: ExtensionField>: Sendable {
  /// Every challenge; the opened columns come last.
  var challenges: [(name: String, values: [K])] = []
  var columns: [Int] = []
  /// For each sent element of K, the number of challenges before it.
  var challengesBefore: [Int] = []

  /// Hooks of either side that write to a recorder. The verifier goes on to the columns, whatever it should have refused before.
  static func hooks(_ recorder: Recorder<ConversationLog<K>>, proving: Bool = false) -> ForgeryHooks<K> {
    var hooks = ForgeryHooks<K>()
    let empty = ConversationLog<K>()
    hooks.challenge = { name, drawn in
      recorder.update(from: empty) { $0.challenges.append((name, drawn)) }
      return drawn
    }
    hooks.columns = { drawn in
      recorder.update(from: empty) { $0.columns = drawn }
      return drawn
    }
    hooks.tamper = { _, value in
      recorder.update(from: empty) { $0.challengesBefore.append($0.challenges.count) }
      return value
    }
    hooks.opening = { _, message, _ in
      let count = message.count
      recorder.update(from: empty) { log in
        log.challengesBefore += [Int](repeating: log.challenges.count, count: count)
      }
    }
    if !proving { hooks.omittedChecks = Set(ProofCheck.allCases) }
    return hooks
  }

  /// Challenges that are equal in both, by their number.
  func unchanged(_ other: Self) -> [Int] {
    zip(challenges, other.challenges).enumerated().filter { _, pair in
      // A changed challenge shares none of its coordinates with the old one.
      zip(pair.0.values, pair.1.values).contains { $0 == $1 }
    }.map(\.offset)
  }
}

/// Every challenge depends on everything that was said before it: the statement, the parameters, the commitment, every message.
@Suite struct FiatShamirTests {
  typealias K = KoalaBearQuintic
  typealias Log = ConversationLog<K>

  static func prove() throws -> (relation: ToyRelation, proof: [UInt8], log: Log) {
    let (relation, witness) = EngineForgeryTests.honest()
    let recorder = Recorder<Log>()
    let proof = try relation.prove(
      witness, shape: EngineForgeryTests.shape.get(), hooks: Log.hooks(recorder, proving: true))
    return (relation, proof, try #require(recorder.value))
  }

  /// All that the verifier draws for these bytes, whether or not they are a proof.
  static func replay(_ relation: ToyRelation, _ proof: [UInt8]) throws -> Log {
    let recorder = Recorder<Log>()
    do {
      try Argument(relation, shape: EngineForgeryTests.shape.get()).verify(
        proof, hooks: Log.hooks(recorder))
    } catch ProofError.truncated(section: "authentication path") {
      // Other columns have another path.
    } catch ProofError.trailingBytes {
    }
    return try #require(recorder.value)
  }

  @Test func bothSidesDrawTheSame() throws {
    let (relation, proof, log) = try Self.prove()
    let replay = try Self.replay(relation, proof)
    #expect(replay.challenges.map(\.name) == log.challenges.map(\.name))
    #expect(log.unchanged(replay) == Array(log.challenges.indices))
    #expect(replay.columns == log.columns)
    #expect(log.challenges.count > 40)
  }

  @Test func everyMessageChangesEveryLaterChallenge() throws {
    let (relation, proof, log) = try Self.prove()
    let shape = try EngineForgeryTests.shape.get()
    let parts = ProofParts(shape)
    let start = parts.messages.lowerBound
    #expect((parts.opening.upperBound - start) / K.byteCount == log.challengesBefore.count)
    for (number, before) in log.challengesBefore.enumerated() {
      var changed = proof
      changed[start + number * K.byteCount + number % 5 * 4] ^= 1
      let replay = try Self.replay(relation, changed)
      #expect(log.unchanged(replay) == Array(0..<before), "message \(number)")
      #expect(replay.columns != log.columns, "message \(number)")
    }
    // Each challenge has a message before it that no earlier one has, or follows another one directly.
    #expect(Set(log.challengesBefore).contains(log.challenges.count), "V and Vg come last")
  }

  /// The root comes before all challenges, the nonce after all but the columns; columns and path come after everything.
  @Test func rootNonceAndColumns() throws {
    let (relation, proof, log) = try Self.prove()
    let parts = ProofParts(try EngineForgeryTests.shape.get())
    for byte in 0..<32 {
      var changed = proof
      changed[byte] ^= 0x10
      let replay = try Self.replay(relation, changed)
      #expect(log.unchanged(replay).isEmpty)
      #expect(replay.columns != log.columns)
    }
    for byte in parts.nonce {
      var changed = proof
      changed[byte] ^= 1
      let replay = try Self.replay(relation, changed)
      #expect(log.unchanged(replay) == Array(log.challenges.indices))
      #expect(replay.columns != log.columns)
    }
    var changed = proof
    changed[parts.columns.lowerBound] ^= 1
    let replay = try Self.replay(relation, changed)
    #expect(log.unchanged(replay) == Array(log.challenges.indices))
    #expect(replay.columns == log.columns)
  }

  @Test func statementChangesEveryChallenge() throws {
    var (relation, proof, log) = try Self.prove()
    relation.weightedSum += .one
    let replay = try Self.replay(relation, proof)
    #expect(log.unchanged(replay).isEmpty)
    #expect(replay.columns != log.columns)
  }

  /// The beginning of a transcript by its specification; every part can be changed.
  struct Beginning {
    var version = 2
    var field: [UInt8]
    var parameters: [Int]
    var layout: [Int]
    var statement: [UInt8]
    var root: [UInt8]

    init(_ relation: ToyRelation, root: [UInt8]) throws {
      let shape = try EngineForgeryTests.shape.get()
      // Degree 5; −1 in the base field; X⁵ = 1 − X².
      field = Self.words([5]) + KoalaBear(-1).canonicalBytes
      field += [1, 0, -1, 0, 0].flatMap { KoalaBear($0).canonicalBytes }
      let p = shape.parameters
      parameters = [p.logWidth, p.logLength, p.openedColumns, p.grindingBits]
      layout = [shape.layout.baseRowCount, shape.layout.extensionCellCount, shape.layout.placements.count]
      for place in shape.layout.placements {
        layout += [place.firstRow, place.offset, place.rowCount, place.variables]
      }
      statement = relation.weightedSum.canonicalBytes
      self.root = root
    }

    static func words(_ values: [Int]) -> [UInt8] {
      values.flatMap { value in (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    }

    func firstChallenge() -> K {
      var transcript = Transcript(domain: "worldid argument v\(version)")
      transcript.absorb("field", field)
      transcript.absorb("parameters", Self.words([version] + parameters))
      transcript.absorb("layout", Self.words(layout))
      transcript.absorb("weighted sum", statement)
      transcript.absorb("root", root)
      return transcript.challenge("lookup alpha")
    }
  }

  /// Protocol version, field, every parameter, every number of the layout, statement and root are what the first challenge hangs on.
  @Test func beginningOfTheTranscript() throws {
    let (relation, proof, log) = try Self.prove()
    let beginning = try Beginning(relation, root: Array(proof[..<32]))
    #expect(beginning.firstChallenge() == log.challenges[0].values[0])
    #expect(log.challenges[0].name == "lookup alpha")
    var challenges = [beginning.firstChallenge()]
    func vary(_ change: (inout Beginning) -> Void) {
      var other = beginning
      change(&other)
      challenges.append(other.firstChallenge())
    }
    vary { $0.version += 1 }
    for index in beginning.field.indices { vary { $0.field[index] ^= 1 } }
    for index in beginning.parameters.indices { vary { $0.parameters[index] += 1 } }
    for index in beginning.layout.indices { vary { $0.layout[index] += 1 } }
    for index in beginning.statement.indices { vary { $0.statement[index] ^= 1 } }
    for index in beginning.root.indices { vary { $0.root[index] ^= 1 } }
    #expect(Set(challenges).count == challenges.count)
  }

  /// Fields of equal degree and order, or of one base field, do not share challenges.
  @Test func fieldsHaveTheirOwnChallenges() throws {
    func first<F: ExtensionField>(_: F.Type) throws -> [UInt8] {
      let relation = BareRelation<F>()
      let parameters = TableauParameters(logWidth: 5, logLength: 6, openedColumns: 2, grindingBits: 0)
      let recorder = Recorder<[UInt8]>()
      var hooks = ForgeryHooks<F>()
      hooks.columns = { drawn in
        recorder.set(drawn.map { UInt8($0) })
        return drawn
      }
      hooks.omittedChecks = Set(ProofCheck.allCases)
      let shape = try ArgumentShape<F>(relation, parameters: parameters)
      let zeros = [UInt8](repeating: 0, count: shape.fixedByteCount + 4096)
      #expect(throws: ProofError.self) { try Argument(relation, shape: shape).verify(zeros, hooks: hooks) }
      return try #require(recorder.value)
    }
    // Over fields whose elements take the same bytes the same zeros would be drawn the same columns.
    let columns = try [first(Toy<Order257>.self), first(Toy<Order193>.self)]
    #expect(columns[0] != columns[1])
  }

  struct BareRelation<K: ExtensionField>: Relation {
    var columns: [ColumnShape] { [ColumnShape(name: "cell", length: 1, variables: 0)] }
    func absorb(into transcript: inout Transcript) {}
    func run(_ channel: MaskedChannel<K>, witness: Void?) throws(ProofError) {
      _ = try channel.send("nothing") { .zero }
    }
  }
}
