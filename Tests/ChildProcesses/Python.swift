/// Scripts that need nothing but Python's standard library.
public enum Python {
  /// Whether an interpreter of version 3.9 or later can be run.
  public static let isThere: Bool = {
    let check = try? run(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"], in: "/")
    return check?.end == .exited(0)
  }()

  /// Runs the interpreter to its end and returns what it wrote on both its outputs; it leaves no compiled files behind.
  public static func run(
    _ arguments: [String], in folder: String
  ) throws -> (end: ChildProcess.End, text: String) {
    try ChildProcess.run("/usr/bin/env", ["python3", "-B"] + arguments, directory: folder)
  }
}
