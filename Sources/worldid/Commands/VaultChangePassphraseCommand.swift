import ArgumentParser
import IdentityVault

struct VaultChangePassphraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change-passphrase", abstract: "Give the vault another passphrase.",
    discussion: "Copies made before still open with the old one.")

  @OptionGroup var vault: VaultOptions

  @Option(help: "Read the new passphrase from this file, which holds it as its only line.")
  var newPassphraseFile: String?

  @Option(help: "Read the new passphrase from this open file descriptor, one line.")
  var newPassphraseFd: Int32?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if newPassphraseFile != nil && newPassphraseFd != nil {
      throw ValidationError("give --new-passphrase-file or --new-passphrase-fd, not both")
    }
    if let newPassphraseFd, newPassphraseFd < 0 { throw ValidationError("--new-passphrase-fd is 0 or more") }
  }

  func run() throws {
    let current = try vault.passphrase()
    let opened = try vault.unlock(current)
    let replacement = try VaultOptions.source(file: newPassphraseFile, descriptor: newPassphraseFd)
      .read(prompt: "New vault passphrase: ", confirming: true, warn: Console.warn)
    try opened.changePassphrase(from: current, to: replacement)
    Report(["vault": .text(opened.path), "changed": .flag(true)]).print(json: output.json)
  }
}
