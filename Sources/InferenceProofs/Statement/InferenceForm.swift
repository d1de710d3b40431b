/// What a statement says of a tensor.
public enum Disclosure: UInt8, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// Its values are part of the statement.
  case stated = 0
  /// A hiding commitment to it is part of the statement.
  case committed = 1
  /// Nothing. A hidden input exists; a hidden output is not proven.
  case hidden = 2

  public var description: String {
    switch self {
    case .stated: "public"
    case .committed: "committed"
    case .hidden: "hidden"
    }
  }
}

/// Which of a network's tensors a statement states, commits to or hides.
public struct TensorDisclosure: Sendable, Hashable {
  public let input: Disclosure
  /// One for each output of the network.
  public let outputs: [Disclosure]

  public init(input: Disclosure, outputs: [Disclosure]) {
    self.input = input
    self.outputs = outputs
  }
}

/// The two kinds of statement about a network.
package enum InferenceForm: Sendable, Hashable {
  /// The iris statement: the scan committed, and bits and mask committed together.
  case code
  case tensors(TensorDisclosure)
}
