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
  @Test(.enabled(if: python("import sys; sys.exit(sys.version_info < (3, 9))").status == 0))
  func theTableIsThatOfTheFigures() throws {
    let folder = Self.root.appending(path: "TestVectors/peers").path
    let made = python(
      "import json, report; print(report.table(json.load(open('results.json'))), end='')", in: folder)
    #expect(made.status == 0)
    #expect(made.output == (try text("TestVectors/peers/results.md")))
  }
}

private func python(_ program: String, in folder: String = "/") -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", "-B", "-c", program]
  process.currentDirectoryURL = URL(filePath: folder)
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  do {
    try process.run()
  } catch {
    return (-1, "")
  }
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return (process.terminationStatus, text)
}
