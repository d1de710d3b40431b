import Foundation
import Testing

/// The house as it stands: every source, the manifest, the top level.
@Suite struct HouseTests {
  /// The package's root, found from this file.
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Paths from the root of all files under `folder`.
  private func files(under folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: Self.root.appendingPathComponent(folder).path)
      .map { folder + "/" + $0 }.sorted()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func everySourceKeepsTheRules() throws {
    let manifest = try Manifest(root: Self.root.path)
    var violations = House.violations(of: manifest)
    var sources = 0
    for path in try files(under: "Sources") + files(under: "Tests") {
      if path.hasSuffix(".swift") {
        let source = SwiftSource(path: path, text: try text(path))
        let name = String(path.split(separator: "/")[1])
        guard let target = manifest.targets[name] else {
          violations.append("\(path) belongs to no target")
          continue
        }
        violations += House.violations(of: source, in: target)
        sources += 1
      } else if path.hasSuffix(".c") || path.hasSuffix(".h") {
        violations += House.violations(ofText: try text(path), path: path, isGenerated: false)
      }
    }
    for violation in violations { Issue.record("\(violation)") }
    #expect(sources > 50)
  }

  @Test func everyAllowedTrapIsStillThere() throws {
    for (path, trap) in House.trapsWithReason {
      #expect(SwiftSource(path: path, text: try text(path)).code.contains(trap.construct), "\(path)")
    }
  }

  @Test func theTopLevelIsExact() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
    #expect(House.violations(ofTopLevel: names) == [])
  }

  /// What continuous integration runs last are the two commands that the reader is told.
  @Test func theReadmesCommandsAreTheOnesRun() throws {
    let commands = try text(".ci/run").split(separator: "\n").suffix(2)
    #expect(commands.allSatisfy { $0.hasPrefix("swift ") })
    let readme = try text("README.md")
    for command in commands { #expect(readme.contains(command), "README.md lacks the command \(command)") }
  }

  @Test func theManifestUsesNoUnsafeFlags() throws {
    let manifest = SwiftSource(path: "Package.swift", text: try text("Package.swift"))
    #expect(!manifest.code.contains("unsafeFlags"))
    for flag in ["-Ounchecked", "-march"] { #expect(!manifest.text.contains(flag)) }
  }
}
