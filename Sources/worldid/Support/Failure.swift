import Foundation
import IdentityVault
import InferenceProofs
import IrisEncoding
import IrisImaging
import MembershipProofs
import ProofSystem
import QuantizedNetworks
import RegistryService
import SyntheticEyes

/// What a command ends with when it does not succeed: what was wrong, what to do, and the exit status.
struct Failure: Error {
  enum Status: Int32 {
    /// Examined, and the answer is no.
    case refused = 1
    /// Could not be read, or could not be reached.
    case unreadable = 2
  }

  let message: String
  let hint: String
  let status: Status

  init(_ message: String, hint: String, status: Status = .unreadable) {
    self.message = message
    self.hint = hint
    self.status = status
  }

  /// The one place that turns errors of the modules into words and a status; nil for errors of the argument
  /// parser, which speaks for itself.
  init?(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as VaultError: self.init(error.reason, hint: error.hint)
    case let error as PassphraseError: self.init(error.reason, hint: error.hint)
    case let error as ImageError: self.init(sentence: "\(error)")
    case let error as SegmentationError: self.init(sentence: "\(error)")
    case let error as NetworkError: self.init(sentence: "\(error)")
    case let error as IrisCodeError: self.init(sentence: "\(error)")
    case let error as SyntheticDataset.WriteError: self.init(sentence: "\(error)")
    case let error as RegistryStartupError: self.init(sentence: "\(error)")
    case let error as RegistryClientError: self.init(error)
    case let error as RegistryError: self.init(error.message, hint: error.hint, status: .refused)
    case let error as ProofError: self.init(error)
    case let error as MerkleTreeError: self.init(sentence: "\(error)")
    case let error as CocoaError: self.init(error)
    default: return nil
    }
  }

  /// Messages of the modules carry their hint after the last semicolon.
  private init(sentence: String) {
    let marks = ["; hint: ", "; "]
    for mark in marks {
      guard let range = sentence.range(of: mark, options: .backwards) else { continue }
      self.init(String(sentence[..<range.lowerBound]), hint: String(sentence[range.upperBound...]))
      return
    }
    self.init(sentence, hint: "see `worldid help`")
  }

  private init(_ error: RegistryClientError) {
    switch error {
    case .refused(let status, let code, let message, let hint):
      self.init("the registry refused (\(status) \(code)): \(message)", hint: hint, status: .refused)
    default: self.init(sentence: "\(error)")
    }
  }

  private init(_ error: ProofError) {
    switch error {
    case .rejected:
      self.init("\(error)", hint: "do not trust this proof; ask for a new one", status: .refused)
    case .statementMismatch(let field):
      self.init(
        "\(error)",
        hint: field == "model" ? "name its model file with --model" : "ask for a proof of this one",
        status: .refused)
    case .unsupportedVersion:
      self.init("\(error)", hint: "make the proof again with this version, or verify it with its own")
    case .notAProof: self.init("\(error)", hint: "name a file that `prove-membership` or `prove-code` wrote")
    case .wrongKind: self.init("\(error)", hint: "`worldid inspect` shows what the file is")
    case .truncated, .trailingBytes, .nonCanonical, .invalidField:
      self.init("\(error)", hint: "the file is damaged: copy it again or make the proof again")
    case .unreachableSoundness: self.init("\(error)", hint: "use a smaller model")
    case .invalidWitness: self.init("\(error)", hint: "normalise the picture to the model's input size")
    }
  }

  private init(_ error: CocoaError) {
    let path = error.filePath ?? "the file"
    self.init(
      "cannot use \(path): \(error.localizedDescription)", hint: "check its permissions and the free space")
  }
}
