import Foundation
import IrisImaging
import SyntheticEyes
import Testing

/// What the program says of eyes with contact lenses.
@Suite struct LensCommandTests {
  private func lensReport(_ outcome: Program.Outcome) throws -> [String: Any] {
    let picture = try #require(outcome.json["picture"] as? [String: Any])
    return try #require(picture["lens"] as? [String: Any])
  }

  @Test func aPrintedLensIsReportedAndNotEnrolled() throws {
    let work = try Workspace()
    try work.prepare()
    for lens in ["clear", "printed"] {
      try expect(
        0, work.run("synthesize", lens, "--identities", "1", "--images", "1", "--seed", "9", "--lens", lens))
    }
    let printed = "printed/0001/1.png"
    for command in [["encode", printed], ["normalize", printed, "-o", "printed.pgm"]] {
      let report = try lensReport(try expect(0, Program.run(command + ["--json"], in: work.folder)))
      #expect(report["isSuspicious"] as? Bool == true)
    }
    let registry = try RunningRegistry(work)
    let refused = try expect(1, work.enroll(printed, registry: registry.url))
    #expect(refused.errors.contains("printed/0001/1.png: the picture looks like a print"))
    #expect(refused.errors.contains("or the eye wears a printed contact lens"))
    #expect(refused.errors.contains("without contact lenses"))
    let status = try expect(0, work.run("registry", "status", "--registry", registry.url, "--json"))
    #expect(status.integer("enrolled") == 0)

    let clear = try lensReport(try expect(0, work.run("encode", "clear/0001/1.png", "--json")))
    #expect(clear["isSuspicious"] as? Bool == false)
    try expect(0, work.enroll("clear/0001/1.png", registry: registry.url))
  }

  /// In a small picture the edge of a lens shows and its dots, if it has any, do not.
  @Test func aLensThatMayBePrintedIsNotEnrolled() throws {
    let work = try Workspace()
    try work.prepare()
    var capture = SyntheticCapture(seed: 1)
    var lens = SyntheticLens()
    lens.rim = 30
    capture.lens = lens
    let small = SyntheticEye(identity: 21).render(capture, width: 272, height: 204).image
    try work.write(try small.pngEncoded(), "small.png")
    let refused = try expect(1, work.enroll("small.png", registry: "http://127.0.0.1:1"))
    #expect(refused.errors.contains("small.png: the eye wears a contact lens"))
    #expect(refused.errors.contains("take a picture in which the eye is larger"))
  }

  /// Of four eyes two wear printed lenses; a picture in which no eye is found counts in neither.
  @Test func anEvaluationCountsThem() throws {
    let work = try Workspace()
    for (folder, lens) in [("1", "clear"), ("2", "printed")] {
      try expect(
        0,
        work.run("synthesize", folder, "--identities", "2", "--images", "1", "--seed", folder, "--lens", lens)
      )
    }
    for (number, source) in ["1/0001", "1/0002", "2/0001", "2/0002"].enumerated() {
      try FileManager.default.createDirectory(
        atPath: work.path("eyes/\(number)"), withIntermediateDirectories: true)
      try work.write(work.bytes(source + "/1.png"), "eyes/\(number)/1.png")
    }
    try work.write(RenderedPictures.closedEye(person: 13), "eyes/0/shut.png")
    let run = try expect(0, work.run("evaluate", "eyes", "--attack-signs", "-o", "out", "--json"))
    let signs = try #require(run.json["attackSigns"] as? [String: Any])
    #expect((signs["pictures"] as? NSNumber)?.intValue == 4)
    let lens = signs["lens"] as? [String: Any]
    #expect((lens?["suspicious"] as? NSNumber)?.intValue == 2)
    let table = String(decoding: try work.bytes("out/signs.csv"), as: UTF8.self).split(separator: "\n")
    #expect(table.count == 5)
    for (number, isSuspicious) in [false, false, true, true].enumerated() {
      #expect(table.contains { $0.hasPrefix("\(number)/1.png,") && $0.hasSuffix(isSuspicious ? ",1" : ",0") })
    }
    try expect(64, work.run("evaluate", "eyes", "--attack-signs", "--normalized-input"))
  }
}
