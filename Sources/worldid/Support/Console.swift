import Foundation

/// Standard error, where people read along, and standard output, where programs read data.
enum Console {
  /// `worldid: error: what; hint: what to do`.
  static func report(_ failure: Failure) {
    write("worldid: error: \(failure.message); hint: \(failure.hint)\n", to: .standardError)
  }

  /// The argument parser's message, whose first line says what was wrong, in the form that all errors have.
  static func reportUsage(_ message: String) {
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let first = lines.first, first.hasPrefix("Error: ") {
      lines[0] = "worldid: error: \(first.dropFirst(7)); hint: see the usage below"
    }
    write(lines.joined(separator: "\n") + "\n", to: .standardError)
  }

  static func warn(_ sentence: String) {
    write("worldid: warning: \(sentence)\n", to: .standardError)
  }

  /// What is being done, for people.
  static func progress(_ sentence: String) {
    write("worldid: \(sentence)\n", to: .standardError)
  }

  /// A line that takes the place of the one before it on a terminal, or stands for itself elsewhere.
  static func showProgress(_ sentence: String, moving: Bool, last: Bool) {
    guard moving else { return progress(sentence) }
    // Return to the first column, write, erase what was longer before.
    write("\rworldid: \(sentence)\u{1B}[K" + (last ? "\n" : ""), to: .standardError)
  }

  /// One line of data.
  static func print(_ line: String) {
    write(line + "\n", to: .standardOutput)
  }

  /// Binary data.
  static func write(_ bytes: [UInt8]) {
    try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }

  private static func write(_ text: String, to handle: FileHandle) {
    // A reader that went away (a closed pipe) is no reason to fail.
    try? handle.write(contentsOf: Data(text.utf8))
  }

  static var outputIsTerminal: Bool { isatty(FileHandle.standardOutput.fileDescriptor) == 1 }
}
