import ChildProcesses
import Foundation

/// Runs the built `worldid` as a process of its own, the way a person would.
enum Program {
  /// How a run ended.
  struct Outcome: CustomStringConvertible {
    let arguments: [String]
    let status: Int32
    /// True when the process ended by a signal: a trap, or a kill.
    let wasSignalled: Bool
    let output: [UInt8]
    let errors: String

    /// The JSON object on standard output.
    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(output)) as? [String: Any]) ?? [:]
    }

    func text(_ field: String) -> String? { json[field] as? String }
    func integer(_ field: String) -> Int? { (json[field] as? NSNumber)?.intValue }

    var description: String {
      "worldid \(arguments.joined(separator: " ")) -> \(status)\n\(errors)"
        + String(decoding: output, as: UTF8.self)
    }
  }

  /// The program lies beside the test bundle.
  static let executable: URL = {
    let beside = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("worldid")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(".build/release/worldid")
  }()

  /// A process that has been started. Its output goes to files, so that no reader can hold it up.
  final class Running {
    let process: ChildProcess
    private let arguments: [String]
    private let outputPath: String
    private let errorPath: String

    init(_ arguments: [String], in folder: String, environment: [String: String] = [:]) throws {
      self.arguments = arguments
      let name = UUID().uuidString
      outputPath = folder + "/\(name).stdout"
      errorPath = folder + "/\(name).stderr"
      process = try ChildProcess(
        executable: Program.executable.path, arguments: arguments,
        environment: ProcessInfo.processInfo.environment
          .merging(["XDG_DATA_HOME": folder + "/data"]) { $1 }.merging(environment) { $1 },
        directory: folder, output: outputPath, errors: errorPath)
    }

    var output: [UInt8] { [UInt8](FileManager.default.contents(atPath: outputPath) ?? Data()) }

    var errors: String {
      String(decoding: FileManager.default.contents(atPath: errorPath) ?? Data(), as: UTF8.self)
    }

    /// Waits for a text on standard error; false when the process ends without it.
    func reaches(_ text: String) -> Bool {
      while process.isRunning {
        if errors.contains(text) { return true }
        usleep(2_000)
      }
      return errors.contains(text)
    }

    /// Ends it at once, as a power failure would.
    func killAtOnce() {
      process.send(SIGKILL)
      _ = process.wait()
    }

    func wait() -> Outcome {
      let end = process.wait()
      defer { for path in [outputPath, errorPath] { unlink(path) } }
      let (status, wasSignalled) =
        switch end {
        case .exited(let status): (status, false)
        case .signalled(let number): (number, true)
        case .lost: (-1, true)
        }
      return Outcome(
        arguments: arguments, status: status, wasSignalled: wasSignalled, output: output, errors: errors)
    }
  }

  /// Runs to the end.
  @discardableResult
  static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Outcome {
    try Running(arguments, in: folder, environment: environment).wait()
  }
}
