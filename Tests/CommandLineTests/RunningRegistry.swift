import Foundation
import Testing

/// A registry in a process of its own, which can be killed and started again on the same port.
final class RunningRegistry {
  private let folder: String
  private let options: [String]
  private var running: Program.Running?
  private(set) var port = 0

  var url: String { "http://127.0.0.1:\(port)" }

  /// Accepts the sensor of the workspace.
  init(_ workspace: Workspace, sensor: String = "sensor.key", options: [String] = []) throws {
    folder = workspace.folder
    self.options = ["--database", "registry.sqlite", "--sensor", sensor] + options
    try start()
  }

  deinit { running?.killAtOnce() }

  func start() throws {
    let running = try Program.Running(
      ["registry", "serve", "--json", "--port", "\(port)"] + options, in: folder)
    self.running = running
    for _ in 0..<1500 {
      if let line = String(decoding: running.output, as: UTF8.self).split(separator: "\n").first,
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let number = object["port"] as? NSNumber
      {
        port = number.intValue
        return
      }
      try #require(running.process.isRunning, "the registry ended: \(running.errors)")
      usleep(20_000)
    }
    Issue.record("the registry did not start: \(running.errors)")
  }

  /// Ends it as a power failure would, and starts it again.
  func killAndRestart() throws {
    killAtOnce()
    try start()
  }

  func killAtOnce() {
    running?.killAtOnce()
    running = nil
  }

  /// Asks it to end and returns its exit status.
  func stop() -> Int32? {
    defer { running = nil }
    running?.process.send(SIGTERM)
    return running?.wait().status
  }
}
