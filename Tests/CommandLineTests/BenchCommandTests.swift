import Foundation
import Testing

/// `bench engine` at its smallest size.
@Suite struct BenchCommandTests {
  private func values(_ outcome: Program.Outcome) throws -> [String: Double] {
    let results = try #require(outcome.json["results"] as? [[String: Any]])
    return Dictionary(
      try results.map {
        (try #require($0["name"] as? String), try #require($0["value"] as? NSNumber).doubleValue)
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test func everyStepOfAProofHasALowerBound() throws {
    let work = try Workspace()
    let bench = try expect(
      0, work.run("bench", "engine", "--log-elements", "14", "--runs", "1", "--json"))
    let values = try values(bench)
    for name in ["prove", "verify", "proof", "memory", "prove-bound", "verify-bound"] {
      #expect(try #require(values["engine/demo/" + name]) > 0)
    }
    // A renamed step would no longer be compared with anything.
    #expect(values.keys.filter { $0.contains("-unbounded/") } == [])
    // No step does more than is possible. One run of a bound's kernel may be disturbed, all steps together less so.
    #expect(try #require(values["engine/demo/prove-ratio"]) > 1)
    for name in ["poseidon/single", "poseidon/batch", "bn254/multiply", "quintic/multiply"] {
      #expect(try #require(values["engine/" + name]) > 0)
    }
  }

  @Test func growthIsMeasuredAndDrawn() throws {
    let work = try Workspace()
    let bench = try expect(
      0,
      work.run(
        "bench", "engine", "--growth", "--log-elements", "15", "--runs", "1", "--plot", "growth.svg", "--json"
      ))
    let values = try values(bench)
    for size in ["2^14", "2^15"] {
      for figure in ["prove", "verify", "proof", "memory"] {
        #expect(try #require(values["engine/growth/\(size)/\(figure)"]) > 0)
      }
    }
    #expect(values.count == 8)
    let drawing = try XMLDocumentShape(work.bytes("growth.svg"))
    #expect(drawing.root == "svg")
    #expect(drawing.counts["polyline"] == 4)
    #expect(drawing.counts["circle"] == 8)
  }

  @Test func sizesOutOfRangeAreUsageErrors() throws {
    let work = try Workspace()
    try expect(64, work.run("bench", "engine", "--log-elements", "13"))
    try expect(64, work.run("bench", "engine", "--log-elements", "23", "--growth"))
    try expect(64, work.run("bench", "engine", "--plot", "growth.svg"))
  }

  /// Element names of a well-formed document, without a parser of XML: tags must nest.
  private struct XMLDocumentShape {
    private(set) var root = ""
    private(set) var counts: [String: Int] = [:]

    struct NotWellFormed: Error {}

    init(_ bytes: [UInt8]) throws {
      var open: [String] = []
      for piece in String(decoding: bytes, as: UTF8.self).split(separator: "<") {
        guard let end = piece.firstIndex(of: ">") else { throw NotWellFormed() }
        let tag = piece[..<end]
        let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
        if tag.hasPrefix("/") {
          guard open.popLast() == String(tag.dropFirst()) else { throw NotWellFormed() }
          continue
        }
        if root.isEmpty { root = name }
        counts[name, default: 0] += 1
        if !tag.hasSuffix("/") { open.append(name) }
      }
      guard open.isEmpty else { throw NotWellFormed() }
    }
  }
}
