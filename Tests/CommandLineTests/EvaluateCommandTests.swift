import Foundation
import IrisImaging
import Testing

/// `evaluate` on a few rendered eyes: its counts, what it leaves behind, and that it goes on where it was.
@Suite struct EvaluateCommandTests {
  /// Three eyes of two pictures, one of them shut, and files that are no pictures.
  private func dataset(_ work: Workspace) throws {
    for person in 1...3 {
      try FileManager.default.createDirectory(
        atPath: work.path("eyes/00\(person)L"), withIntermediateDirectories: true)
      for number in 0..<2 {
        try work.picture(person: UInt64(10 + person), number: number, as: "eyes/00\(person)L/\(number).png")
      }
    }
    try work.write(RenderedPictures.closedEye(person: 13), "eyes/003L/shut.png")
    try work.write(Array("notes".utf8), "eyes/003L/notes.txt")
    try work.write(Array("notes".utf8), "eyes/notes.txt")
  }

  private func number(_ value: Any?, _ path: String...) -> Double? {
    var value = value
    for key in path { value = (value as? [String: Any])?[key] }
    return (value as? NSNumber)?.doubleValue
  }

  @Test func everyPairIsCounted() throws {
    let work = try Workspace()
    try dataset(work)
    let run = try expect(
      0, work.run("evaluate", "eyes", "-o", "out", "--normalized", "irises", "--json"))
    #expect(run.integer("eyes") == 3)
    #expect(run.integer("pictures") == 7)
    #expect(number(run.json, "failureToAcquire", "pictures") == 1)
    #expect(number(run.json, "genuine", "comparisons") == 3)
    #expect(number(run.json, "impostor", "comparisons") == 12)
    #expect(run.integer("lostGenuineComparisons") == 2)
    #expect(number(run.json, "eer", "value") == 0)
    let points = try #require(run.json["fnmrAtFMR"] as? [[String: Any]])
    #expect(points.count == 4)
    #expect(points.allSatisfy { number($0, "fnmr", "value") == 0 })
    #expect(points.allSatisfy { number($0, "fnmrWithLostPictures", "value") == 0.4 })
    // Genuine pairs match at the shipped threshold, and the search of a gallery finds them.
    #expect(number(run.json, "codes", "searchMatches").map { $0 >= 3 } == true)
    #expect(number(run.json, "codes", "searchMissed") == 0)
    #expect(number(run.json, "codes", "medianSpread").map { $0 > 0 } == true)
    #expect(run.errors.contains("7 of 7 pictures encoded"))

    let scores = String(decoding: try work.bytes("out/scores.csv"), as: UTF8.self).split(separator: "\n")
    #expect(scores.count == 16)
    #expect(scores.count { $0.hasPrefix("genuine,") } == 3)
    let refused = String(decoding: try work.bytes("out/refused.csv"), as: UTF8.self)
    #expect(refused.contains("003L/shut.png,"))
    #expect(refused.split(separator: "\n").count == 2)

    for name in ["det.png", "scores.png", "worst-genuine.png", "closest-impostor.png"] {
      #expect(try GrayImage.decode(try work.bytes("out/" + name)).width > 500)
    }
    for name in ["det.svg", "scores.svg"] {
      let svg = String(decoding: try work.bytes("out/" + name), as: UTF8.self)
      #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("<polyline "))
      #expect(!svg.contains("001L"))
    }

    // What it saw can be exported, and says the same again.
    let irises = try FileManager.default.subpathsOfDirectory(atPath: work.path("irises"))
    #expect(irises.count { $0.hasSuffix(".pgm") } == 6)
    let again = try expect(
      0, work.run("evaluate", "irises", "--normalized-input", "--json", "-o", "again", "--pairs", "2"))
    #expect(try GrayImage.decode(try work.bytes("again/closest-impostor.png")).height < 1300)
    #expect(number(again.json, "genuine", "comparisons") == 3)
    #expect(number(again.json, "failureToAcquire", "pictures") == 0)
    for figure in ["mean", "smallest", "largest"] {
      #expect(number(again.json, "genuine", figure) == number(run.json, "genuine", figure))
      #expect(number(again.json, "impostor", figure) == number(run.json, "impostor", figure))
    }
    let mode = try FileManager.default.attributesOfItem(atPath: work.path("out/scores.csv"))[
      .posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
  }

  @Test func aSecondRunReadsWhatTheFirstFound() throws {
    let work = try Workspace()
    try dataset(work)
    let first = try expect(0, work.run("evaluate", "eyes", "-o", "out", "--json"))
    let caches = try FileManager.default.contentsOfDirectory(atPath: work.path("out/codes"))
    let cache = try #require(caches.first)
    #expect(caches.count == 1)
    let entries = try FileManager.default.contentsOfDirectory(atPath: work.path("out/codes/" + cache))
      .sorted()
    #expect(entries.count == 7)
    // Two entries exchanged: the second run believes them, so it did not look at the pictures again.
    let folder = "out/codes/" + cache + "/"
    let (one, two) = (try work.bytes(folder + entries[0]), try work.bytes(folder + entries[1]))
    try work.write(two, folder + entries[0])
    try work.write(one, folder + entries[1])
    // One damaged and one missing, as after a crash: they are made again.
    try work.write([1, 0, 0], folder + entries[2])
    try FileManager.default.removeItem(atPath: work.path(folder + entries[3]))
    let second = try expect(0, work.run("evaluate", "eyes", "-o", "out", "--json"))
    #expect(first.output != second.output)
    for entry in entries.prefix(2) { try FileManager.default.removeItem(atPath: work.path(folder + entry)) }
    let third = try expect(0, work.run("evaluate", "eyes", "-o", "out", "--json"))
    #expect(first.output == third.output)
    // Entries of another program cannot be read and go; other folders stay.
    let other = "out/codes/0123456789abcdef-0123456789abcdef"
    for path in [other, "out/codes/mine"] {
      try FileManager.default.createDirectory(atPath: work.path(path), withIntermediateDirectories: true)
    }
    try expect(0, work.run("evaluate", "eyes", "-o", "out"))
    #expect(!FileManager.default.fileExists(atPath: work.path(other)))
    #expect(FileManager.default.fileExists(atPath: work.path("out/codes/mine")))
  }

  /// Two persons, of whom one lost a picture of one eye.
  @Test func bothEyesAreCountedTogether() throws {
    let work = try Workspace()
    for (name, person) in [("1L", 11), ("1R", 12), ("2L", 13), ("2R", 15), ("3L", 16)] {
      try FileManager.default.createDirectory(
        atPath: work.path("eyes/\(name)"), withIntermediateDirectories: true)
      for number in 0..<2 {
        try work.picture(person: UInt64(person), number: number, as: "eyes/\(name)/\(number).png")
      }
    }
    try work.write(RenderedPictures.closedEye(person: 15), "eyes/2R/1.png")
    let run = try expect(0, work.run("evaluate", "eyes", "--json"))
    #expect(number(run.json, "bothEyes", "persons") == 2)
    // Captures: two of the first person, one of the second, whose other one is lost.
    #expect(number(run.json, "bothEyes", "genuine", "comparisons") == 1)
    #expect(number(run.json, "bothEyes", "impostor", "comparisons") == 2)
    #expect(number(run.json, "bothEyes", "lostGenuineComparisons") == 1)
    #expect(number(run.json, "bothEyes", "eer", "value") == 0)
  }

  @Test func aHalfOfTheIdentitiesCanBeHeldOut() throws {
    let work = try Workspace()
    try dataset(work)
    let odd = try expect(0, work.run("evaluate", "eyes", "--identities", "odd", "--json"))
    #expect(odd.integer("eyes") == 2)
    #expect(number(odd.json, "impostor", "comparisons") == 4)
    let even = try expect(0, work.run("evaluate", "eyes", "--identities", "even", "--json"))
    #expect(even.integer("eyes") == 1)
    #expect(number(even.json, "impostor", "comparisons") == 0)
    try FileManager.default.moveItem(atPath: work.path("eyes/002L"), toPath: work.path("eyes/other"))
    try expect(2, work.run("evaluate", "eyes", "--identities", "even"))
    try expect(64, work.run("evaluate", "eyes", "--identities", "third"))
    try expect(2, work.run("evaluate", "missing"))
    try expect(2, work.run("evaluate", "out"))
  }
}
