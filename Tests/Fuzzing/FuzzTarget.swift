/// What no input may bring about. The driver stops at the first one and keeps the input; the replay test records it.
struct Finding: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// An entry point with everything it needs made beforehand.
///
/// Inputs are either raw bytes, or records of eight bytes that say how to change what the code itself has made: see `EditScript`. Kept
/// inputs of the second kind stay meaningful when the format of proofs changes.
protocol FuzzTarget: Sendable {
  var name: String { get }
  /// Whether inputs are records of eight bytes, which the mutator keeps whole.
  var usesRecords: Bool { get }
  /// Inputs to start from.
  var seeds: [[UInt8]] { get }
  /// Runs one input; total but for findings.
  func run(_ input: [UInt8], meter: Meter) throws(Finding)
}

/// All targets by name; each is made when it is asked for, since making honest proofs takes a while.
enum FuzzTargets {
  static let names = [
    "membership", "inference", "network", "argument", "forgery", "decoders", "images", "eyes", "onnx",
  ]

  static func make(_ name: String) throws -> (any FuzzTarget)? {
    switch name {
    case "membership": try ProofTarget.membership()
    case "inference": try ProofTarget.inference()
    case "network": try ProofTarget.network()
    case "argument": try ProofTarget.argument()
    case "forgery": try ForgeryTarget()
    case "decoders": try DecoderTarget()
    case "images": try ImageTarget()
    case "eyes": EyeTarget()
    case "onnx": try OnnxTarget()
    default: nil
    }
  }
}
