import ArgumentParser
import Foundation
import IdentityVault
import InferenceProofs

/// `--json`.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Write the result as one JSON object.")
  var json = false
}

/// `--context`.
struct ContextOptions: ParsableArguments {
  @Option(help: "What the proof is bound to, 64 hexadecimal digits; zeros without it.")
  var context: String?

  func validate() throws {
    if let context, Hex.decode(context, count: 32) == nil {
      throw ValidationError("--context is 64 hexadecimal digits")
    }
  }

  /// 32 bytes.
  var bytes: [UInt8] {
    context.flatMap { Hex.decode($0, count: 32) } ?? [UInt8](repeating: 0, count: 32)
  }
}

/// Which vault, and where its passphrase comes from; never from an argument.
struct VaultOptions: ParsableArguments {
  @Option(name: .customLong("vault"), help: "The vault's folder.", completion: .directory)
  var path = DataDirectory.vault

  @Option(help: "Read the passphrase from this file, which holds it as its only line.")
  var passphraseFile: String?

  @Option(help: "Read the passphrase from this open file descriptor, one line.")
  var passphraseFd: Int32?

  func validate() throws {
    if passphraseFile != nil && passphraseFd != nil {
      throw ValidationError("give --passphrase-file or --passphrase-fd, not both")
    }
    if let passphraseFd, passphraseFd < 0 { throw ValidationError("--passphrase-fd is 0 or more") }
  }

  private var source: PassphraseSource { Self.source(file: passphraseFile, descriptor: passphraseFd) }

  static func source(file: String?, descriptor: Int32?) -> PassphraseSource {
    if let file { return .file(file) }
    if let descriptor { return .fileDescriptor(descriptor) }
    return .prompt
  }

  func unlock() throws -> Vault { try unlock(try passphrase()) }

  func unlock(_ passphrase: borrowing SecretBytes) throws -> Vault {
    let vault = try Vault.open(at: path, passphrase: passphrase)
    warnIfUnlocked()
    return vault
  }

  /// The passphrase of an existing vault; one that is not there needs none to be missed.
  func passphrase() throws -> SecretBytes {
    guard FileManager.default.fileExists(atPath: path) else { throw VaultError.notFound(path: path) }
    return try source.read(warn: Console.warn)
  }

  func create() throws -> Vault {
    let passphrase = try source.read(prompt: "New vault passphrase: ", confirming: true, warn: Console.warn)
    let vault = try Vault.create(at: path, passphrase: passphrase)
    warnIfUnlocked()
    return vault
  }

  private func warnIfUnlocked() {
    if !SecretMemory.isLocked {
      Console.warn(
        "the system did not lock memory for secrets (see `ulimit -l`): they may reach the swap area")
    }
  }
}

/// `--model NAME` or `--model FILE.onnx`.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: "A shipped model, iris-embedding or iris-gabor, or an ONNX file; without it iris-embedding.",
    completion: .file(extensions: ["onnx"]))
  var path: String?
}

extension EyeSide: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
}
