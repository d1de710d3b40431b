import ChildProcesses
import Foundation
import Testing

/// The README's comparison with other provers is what the figures in TestVectors/peers say.
@Suite struct PeersTableTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  @Test func theReadmeHasTheTable() throws {
    let table = try text("TestVectors/peers/results.md")
    #expect(table.split(separator: "\n").count > 5)
    #expect(try text("README.md").contains(table), "copy TestVectors/peers/results.md into README.md")
  }

  /// Needs nothing but Python's standard library.
  @Test(.enabled(if: Python.isThere))
  func theTableIsThatOfTheFigures() throws {
    let folder = Self.root.appending(path: "TestVectors/peers").path
    let made = try Python.run(
      ["-c", "import json, report; print(report.table(json.load(open('results.json'))), end='')"], in: folder)
    #expect(made.end == .exited(0))
    #expect(made.text == (try text("TestVectors/peers/results.md")))
  }
}
