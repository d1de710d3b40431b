import FiniteFields
import ProofSystem
import QuantizedNetworks

/// What the statement says of the input.
public enum InputClaim: Hashable, Sendable {
  /// The values, [channel, row, column].
  case stated([UInt8])
  case committed(ScanCommitment)
  /// There is one.
  case hidden
}

/// What the statement says of an output.
public enum OutputClaim: Hashable, Sendable {
  case stated(OutputTensor)
  case committed(CodeCommitment)
  /// Nothing.
  case hidden
}

/// "On this input, the network puts out these outputs", each tensor stated, committed to or hidden.
public struct NetworkStatement: Hashable, Sendable {
  /// SHA-256 of the network's canonical encoding, 32 bytes.
  public let modelID: [UInt8]
  /// What the proof is bound to, 32 bytes.
  public let context: [UInt8]
  public let input: InputClaim
  /// One for each output of the network.
  public let outputs: [OutputClaim]

  /// - Throws: `ProofError.invalidField` unless model id and context have 32 bytes each and the tensors are not beyond limits.
  public init(
    modelID: [UInt8], context: [UInt8], input: InputClaim, outputs: [OutputClaim]
  ) throws(ProofError) {
    guard modelID.count == 32 else { throw .invalidField(name: "model id", reason: "it must have 32 bytes") }
    guard context.count == 32 else { throw .invalidField(name: "context", reason: "it must have 32 bytes") }
    guard (1...NetworkLimits.outputs).contains(outputs.count) else {
      throw .invalidField(name: "outputs", reason: "there must be 1 to \(NetworkLimits.outputs)")
    }
    self.modelID = modelID
    self.context = context
    self.input = input
    self.outputs = outputs
  }

  public var disclosure: TensorDisclosure {
    let input: Disclosure =
      switch self.input {
      case .stated: .stated
      case .committed: .committed
      case .hidden: .hidden
      }
    return TensorDisclosure(
      input: input,
      outputs: outputs.map {
        switch $0 {
        case .stated: .stated
        case .committed: .committed
        case .hidden: .hidden
        }
      })
  }

  /// Model id ‖ context ‖ input ‖ number of outputs (a byte) ‖ outputs.
  ///
  /// A tensor is a byte (0 stated, 1 committed, 2 hidden) and then, if it is stated, the number of its values and these, or, if it is committed,
  /// the 36 bytes of the commitment. An output that is stated says with one more byte whether its values are bytes (0) or sums of
  /// 32 bits (1).
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(modelID)
    writer.append(context)
    writer.append(byte: disclosure.input.rawValue)
    switch input {
    case .stated(let values):
      writer.append(uint32: UInt32(truncatingIfNeeded: values.count))
      writer.append(values)
    case .committed(let commitment): writer.append(commitment.bytes)
    case .hidden: break
    }
    writer.append(byte: UInt8(outputs.count))
    for (output, disclosure) in zip(outputs, disclosure.outputs) {
      writer.append(byte: disclosure.rawValue)
      switch output {
      case .stated(.bytes(let values)):
        writer.append(byte: 0)
        writer.append(uint32: UInt32(truncatingIfNeeded: values.count))
        writer.append(values)
      case .stated(.sums(let values)):
        writer.append(byte: 1)
        writer.append(uint32: UInt32(truncatingIfNeeded: values.count))
        for value in values { writer.append(uint32: UInt32(bitPattern: value)) }
      case .committed(let commitment): writer.append(commitment.bytes)
      case .hidden: break
      }
    }
    return writer.bytes
  }

  public init(encoded: [UInt8]) throws(ProofError) {
    var reader = ByteReader(encoded)
    try self.init(from: &reader)
    try reader.finish()
  }

  init(from reader: inout ByteReader) throws(ProofError) {
    let modelID = try reader.take(32, "model id")
    let context = try reader.take(32, "context")
    let input: InputClaim
    switch try Self.disclosure(&reader, "input") {
    case .stated: input = .stated(try reader.take(try Self.count(&reader, "input"), "input"))
    case .committed:
      input = .committed(ScanCommitment(digest: try Self.digest(&reader, "input commitment")))
    case .hidden: input = .hidden
    }
    let outputs = try (0..<Int(try reader.byte("number of outputs"))).map { (_) throws(ProofError) in
      try Self.output(&reader)
    }
    try self.init(modelID: modelID, context: context, input: input, outputs: outputs)
  }

  private static func output(_ reader: inout ByteReader) throws(ProofError) -> OutputClaim {
    switch try disclosure(&reader, "output") {
    case .hidden: return .hidden
    case .committed: return .committed(CodeCommitment(digest: try digest(&reader, "output commitment")))
    case .stated:
      let kind = try reader.byte("output")
      let count = try count(&reader, "output")
      switch kind {
      case 0: return .stated(.bytes(try reader.take(count, "output")))
      case 1:
        let bytes = try reader.take(4 * count, "output")
        return .stated(
          .sums(
            stride(from: 0, to: bytes.count, by: 4).map { start in
              Int32(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
            }))
      default:
        throw .invalidField(name: "output", reason: "its values must be bytes (0) or sums (1)")
      }
    }
  }

  private static func disclosure(
    _ reader: inout ByteReader, _ name: String
  ) throws(ProofError) -> Disclosure {
    guard let disclosure = Disclosure(rawValue: try reader.byte(name)) else {
      throw .invalidField(name: name, reason: "it must be 0 (public), 1 (committed) or 2 (hidden)")
    }
    return disclosure
  }

  private static func count(_ reader: inout ByteReader, _ name: String) throws(ProofError) -> Int {
    let count = Int(try reader.uint32(name))
    guard count <= NetworkLimits.tensorCells else {
      throw .invalidField(name: name, reason: "it has more than \(NetworkLimits.tensorCells) values")
    }
    return count
  }

  private static func digest(
    _ reader: inout ByteReader, _ name: String
  ) throws(ProofError) -> CommitmentSponge.Digest {
    .init(first: try reader.elements(CommitmentSponge.digestElementCount, name))
  }
}

/// A statement about a network's run with its argument: one file.
public struct NetworkProof: Hashable, Sendable {
  public let statement: NetworkStatement
  /// The argument of `Argument.prove`.
  public let bytes: [UInt8]

  public init(statement: NetworkStatement, bytes: [UInt8]) {
    self.statement = statement
    self.bytes = bytes
  }

  /// Header ‖ statement ‖ argument.
  public func encoded() -> [UInt8] {
    ProofHeader.file(.network, statement: statement.encoded(), argument: bytes)
  }

  /// Reads header and statement; the argument itself is read by the verifier, which knows its shape.
  public init(encoded: [UInt8]) throws(ProofError) {
    let (_, rest) = try ProofHeader.open(encoded, expecting: .network, statementByteCount: 0)
    var reader = ByteReader(rest)
    statement = try NetworkStatement(from: &reader)
    bytes = try reader.take(reader.remaining, "argument")
  }
}
