import Foundation
import ProofSystem
import Testing

/// The table of attacks in the documentation, the table of mutations, and the tests, kept in step.
@Suite struct AttackTableTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Names of the mutations, and the tests that each names.
  static func mutations() throws -> [(name: String, filters: [String])] {
    var rows: [(name: String, filters: [String])] = []
    for line in try text(".ci/mutations").split(separator: "\n") {
      if line.hasPrefix("== ") { rows.append((String(line.dropFirst(3)), [])) }
      if line.hasPrefix("? ") {
        rows[rows.count - 1].filters += line.dropFirst(2).split(separator: " ").map(String.init)
      }
    }
    return rows
  }

  /// Check and test of each row of the article's tables of checks.
  static func article() throws -> [(check: String, suite: String, test: String)] {
    try text("Sources/ProofSystem/ProofSystem.docc/Attacks.md").split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[0].hasPrefix("`"), cells[2].hasPrefix("`") else { return nil }
      let test = cells[2].trimmingCharacters(in: ["`"]).split(separator: ".").map(String.init)
      return (cells[0].trimmingCharacters(in: ["`"]), test[0], test.count > 1 ? test[1] : "")
    }
  }

  @Test func everyMutationIsARowOfTheArticle() throws {
    let mutations = try Self.mutations().map(\.name)
    let article = try Self.article().map(\.check)
    #expect(Set(mutations).count == mutations.count)
    #expect(Set(article).count == article.count)
    #expect(Set(mutations).subtracting(article) == [])
    #expect(Set(article).subtracting(mutations) == [])
    #expect(mutations.count > 150)
  }

  @Test(arguments: ProofCheck.allCases) func everyCheckIsAMutation(check: ProofCheck) throws {
    #expect(try Self.mutations().contains { $0.name == "check \(check)" })
  }

  /// Claims of the engine itself; those of the toy relation are the toy's.
  @Test func everyClaimIsAMutation() throws {
    let toys: Set = ["cube outputs", "cube inputs", "weighted sum", "boolean", "toy product"]
    let mutations = Set(try Self.mutations().map(\.name))
    for claim in Set(try EngineForgeryTests.shape.get().plan.claimNames).subtracting(toys) {
      #expect(mutations.contains("claim \(claim)"))
    }
  }

  /// The tests are there, and they are among those that the mutation run tries first.
  @Test func everyTestExists() throws {
    var sources: [String] = []
    let tests = Self.root.appending(path: "Tests").path
    for path in try FileManager.default.subpathsOfDirectory(atPath: tests) where path.hasSuffix(".swift") {
      sources.append(try Self.text("Tests/\(path)"))
    }
    let filters = Dictionary(
      try Self.mutations().map { ($0.name, $0.filters) }, uniquingKeysWith: { first, _ in first })
    for row in try Self.article() {
      #expect(
        sources.contains { $0.contains("@Suite struct \(row.suite) ") && $0.contains("func \(row.test)(") },
        "\(row.suite).\(row.test)")
      #expect(
        filters[row.check]?.contains { $0.hasSuffix(".\(row.suite)") || !$0.contains(".") } == true,
        "\(row.check): \(row.suite)")
    }
  }
}
