import Foundation

/// Runs this very program again as other processes, in the folder of a `CleanUp`.
struct ProgramRunner {
  /// How a run ended.
  struct Outcome {
    let status: Int32
    let output: String
    /// The last line on standard error.
    let remark: String
    let duration: Duration

    /// A field of the JSON object on standard output, as text.
    func field(_ name: String) -> String? {
      guard let object = try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] else {
        return nil
      }
      return object[name].map { "\($0)" }
    }

    /// The time of one part of the run, as the command itself reported it.
    func milliseconds(_ part: String) -> String {
      let object = try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
      let times = object?["milliseconds"] as? [String: Any]
      return (times?[part] as? NSNumber).map { "\(Int($0.doubleValue.rounded())) ms" } ?? "?"
    }

    func number(_ name: String) -> Int? { field(name).flatMap { Int($0) } }
  }

  let cleanUp: CleanUp
  private let executable: URL

  init(cleanUp: CleanUp) throws(Failure) {
    guard let path = Bundle.main.executablePath else {
      throw Failure("this program does not find its own file", hint: "start it by its path")
    }
    self.cleanUp = cleanUp
    executable = URL(fileURLWithPath: path)
  }

  /// Runs to the end.
  ///
  /// - Parameter input: what the program reads on standard input, such as a passphrase.
  func run(_ arguments: [String], input: String = "") throws -> Outcome {
    let process = makeProcess(arguments)
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    let clock = ContinuousClock()
    let start = clock.now
    try process.run()
    cleanUp.adopt(process.processIdentifier)
    defer { cleanUp.release(process.processIdentifier) }
    try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try? stdin.fileHandleForWriting.close()
    let output = Self.text(stdout)
    let errors = Self.text(stderr)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: output,
      remark: errors.split(separator: "\n").last.map(String.init) ?? "",
      duration: start.duration(to: clock.now))
  }

  /// Starts a service and waits for its first line of output.
  ///
  /// - Returns: that line, and what keeps the service running: it stops when its standard input is closed.
  func start(_ arguments: [String]) throws -> (line: String, input: FileHandle) {
    let process = makeProcess(arguments)
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    try process.run()
    cleanUp.adopt(process.processIdentifier)
    var line = Data()
    while let byte = try stdout.fileHandleForReading.read(upToCount: 1), byte.first != UInt8(ascii: "\n") {
      guard !byte.isEmpty else { break }
      line.append(byte)
    }
    guard !line.isEmpty else {
      throw Failure("the service did not start", hint: "its own message stands above")
    }
    return (String(decoding: line, as: UTF8.self), stdin.fileHandleForWriting)
  }

  private func makeProcess(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: cleanUp.folder)
    return process
  }

  private static func text(_ pipe: Pipe) -> String {
    String(decoding: (try? pipe.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
  }
}
