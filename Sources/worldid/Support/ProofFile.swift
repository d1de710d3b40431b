import Crypto
import FiniteFields
import InferenceProofs
import MembershipProofs
import ProofSystem
import QuantizedNetworks

/// A proof of any kind, told apart by its header.
enum ProofFile {
  case inference(InferenceProof, byteCount: Int)
  case membership(MembershipProof, byteCount: Int)
  case network(NetworkProof, byteCount: Int)

  /// Reads header and statement; nothing is verified.
  init(path: String) throws {
    let bytes = try Files.read(path, as: "proof", limit: ProofHeader.maximumFileByteCount)
    var reader = ByteReader(bytes)
    switch try ProofHeader(from: &reader).kind {
    case .inference: self = .inference(try InferenceProof(encoded: bytes), byteCount: bytes.count)
    case .membership: self = .membership(try MembershipProof(encoded: bytes), byteCount: bytes.count)
    case .network: self = .network(try NetworkProof(encoded: bytes), byteCount: bytes.count)
    }
  }

  /// A membership proof, or a refusal of any other.
  static func membership(path: String) throws -> MembershipProof {
    switch try ProofFile(path: path) {
    case .membership(let proof, _): return proof
    case .inference: throw ProofError.wrongKind(found: "inference", expected: "membership")
    case .network: throw ProofError.wrongKind(found: "network", expected: "membership")
    }
  }

  /// What it states.
  var report: Report {
    switch self {
    case .inference(let proof, let byteCount):
      let statement = proof.statement
      return Report([
        "kind": .text("inference"), "version": .integer(protocolVersion), "bytes": .integer(byteCount),
        "modelID": .text(Hex.encode(statement.modelID)),
        "scanCommitment": .text(statement.scanCommitment.hex),
        "codeCommitment": .text(statement.codeCommitment.hex), "eye": .text("\(statement.eyeSide)"),
        "context": .text(Hex.encode(statement.context)),
      ])
    case .membership(let proof, let byteCount):
      var report = Report([
        "kind": .text("membership"), "version": .integer(protocolVersion), "bytes": .integer(byteCount),
      ])
      for (key, value) in Self.fields(proof.statement).fields { report.add(key, value) }
      return report
    case .network(let proof, let byteCount):
      let statement = proof.statement
      return Report([
        "kind": .text("network"), "version": .integer(protocolVersion), "bytes": .integer(byteCount),
        "modelID": .text(Hex.encode(statement.modelID)), "input": .object(Self.input(statement.input)),
        "outputs": .list(statement.outputs.map { .object(Self.output($0)) }),
        "context": .text(Hex.encode(statement.context)),
      ])
    }
  }

  /// Writes the file for anyone to read, and to standard output what it says and what it cost.
  func write(
    _ bytes: [UInt8], to path: String, soundnessBits: Double, stopwatch: Stopwatch, json: Bool
  ) throws(Failure) {
    try Files.write(bytes, to: path, isPrivate: false)
    var report = report
    report.add("soundnessBits", .rounded(soundnessBits))
    report.add("milliseconds", .object(stopwatch.report))
    report.add("output", .text(path))
    report.print(json: json)
  }

  /// Bytes before the argument, and of the argument.
  var parts: Report {
    switch self {
    case .inference(let proof, let byteCount):
      Self.parts(byteCount, statement: InferenceStatement.encodedByteCount, argument: proof.bytes.count)
    case .membership(let proof, let byteCount):
      Self.parts(byteCount, statement: proof.statement.encoded().count, argument: proof.bytes.count)
    case .network(let proof, let byteCount):
      Self.parts(byteCount, statement: proof.statement.encoded().count, argument: proof.bytes.count)
    }
  }

  private static func parts(_ total: Int, statement: Int, argument: Int) -> Report {
    Report([
      "header": .integer(total - statement - argument), "statement": .integer(statement),
      "argument": .integer(argument),
    ])
  }

  /// Bytes of the sections of the argument, for whoever has the model; nil when it is another one's proof.
  func sections(_ model: EyeModel) throws -> Report? {
    let (sections, total): ([(name: String, byteCount: Int)], Int)
    switch self {
    case .inference(let proof, _):
      guard proof.statement.modelID == model.network.id.bytes else { return nil }
      (sections, total) = (try InferenceProver(network: model.network).sections, proof.bytes.count)
    case .membership(let proof, _): (sections, total) = (try MembershipProver().sections, proof.bytes.count)
    case .network(let proof, _):
      guard proof.statement.modelID == model.network.id.bytes else { return nil }
      let prover = try NetworkProver(network: model.network, disclosure: proof.statement.disclosure)
      (sections, total) = (prover.sections, proof.bytes.count)
    }
    var report = Report()
    for section in sections { report.add(section.name, .integer(section.byteCount)) }
    report.add("authentication path", .integer(total - sections.reduce(0) { $0 + $1.byteCount }))
    return report
  }

  /// The four public values.
  static func fields(_ statement: MembershipStatement) -> Report {
    Report([
      "root": .text(statement.root.hex), "nullifierHash": .text(statement.nullifierHash.hex),
      "externalNullifier": .text(statement.externalNullifier.hex),
      "signalHash": .text(statement.signalHash.hex),
    ])
  }

  private static func input(_ claim: InputClaim) -> Report {
    switch claim {
    case .stated(let values): tensor(values.map { Int($0) }, bytes: values)
    case .committed(let commitment):
      Report(["disclosure": .text("committed"), "commitment": .text(commitment.hex)])
    case .hidden: Report(["disclosure": .text("hidden")])
    }
  }

  private static func output(_ claim: OutputClaim) -> Report {
    switch claim {
    case .stated(let values): tensor(values.integers, bytes: values.littleEndianBytes)
    case .committed(let commitment):
      Report(["disclosure": .text("committed"), "commitment": .text(commitment.hex)])
    case .hidden: Report(["disclosure": .text("hidden")])
    }
  }

  /// All values, how many they are, and the SHA-256 of their bytes (sums four each).
  private static func tensor(_ values: [Int], bytes: [UInt8]) -> Report {
    Report([
      "disclosure": .text("public"), "count": .integer(values.count),
      "sha256": .text(Hex.encode(Array(SHA256.hash(data: bytes)))),
      "values": .list(values.map { .integer($0) }),
    ])
  }
}

extension OutputTensor {
  var integers: [Int] {
    switch self {
    case .bytes(let values): values.map { Int($0) }
    case .sums(let values): values.map { Int($0) }
    }
  }

  /// Four bytes a sum.
  var littleEndianBytes: [UInt8] {
    switch self {
    case .bytes(let values): values
    case .sums(let values):
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> Int32(8 * $0)) } }
    }
  }
}
