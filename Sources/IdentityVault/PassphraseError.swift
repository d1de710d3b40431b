/// Why no passphrase could be read. No case carries any part of it.
public enum PassphraseError: Error, Equatable, CustomStringConvertible {
  /// Nothing, or only a line end.
  case empty
  /// More than `PassphraseSource.maximumBytes`.
  case tooLong
  /// A file must hold exactly one line.
  case severalLines(path: String)
  /// The two entries of a new passphrase differ.
  case mismatch
  /// A signal ended the prompt; the terminal was put back first.
  case interrupted
  /// There is no terminal to ask on.
  case noTerminal
  /// The source could not be read.
  case unreadable(source: String, reason: String)
  /// No guarded memory.
  case memory(VaultError)

  /// What happened.
  public var reason: String {
    switch self {
    case .empty: "the passphrase is empty"
    case .tooLong: "the passphrase is longer than \(PassphraseSource.maximumBytes) bytes"
    case .severalLines(let path): "\(path) holds more than one line"
    case .mismatch: "the two passphrases differ"
    case .interrupted: "the passphrase prompt was interrupted"
    case .noTerminal: "there is no terminal to ask for the passphrase on"
    case .unreadable(let source, let reason): "cannot read the passphrase from \(source): \(reason)"
    case .memory(let error): error.reason
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .empty: "choose one of several words"
    case .tooLong: "choose a shorter one"
    case .severalLines: "write the passphrase alone on one line"
    case .mismatch, .interrupted: "repeat the command"
    case .noTerminal: "give it with --passphrase-file FILE or --passphrase-fd N"
    case .unreadable: "check the file or descriptor, or leave the option out to be asked"
    case .memory(let error): error.hint
    }
  }

  public var description: String { "\(reason); hint: \(hint)" }
}
