import Foundation
import IrisImaging
import Testing

/// `encode`, `normalize`, `match`, `synthesize`, `model inspect`, `bench`.
@Suite struct PictureCommandTests {
  @Test func picturesOfOneEyeMatchAndOthersDoNot() throws {
    let work = try Workspace()
    try work.picture(person: 11, number: 0, as: "a.png")
    try work.picture(person: 11, number: 1, as: "b.png")
    try work.picture(person: 15, number: 0, as: "c.png")
    let same = try expect(0, work.run("match", "a.png", "b.png", "--json"))
    #expect(same.json["sameEye"] as? Bool == true)
    let different = try expect(1, work.run("match", "a.png", "c.png", "--json"))
    #expect(different.json["sameEye"] as? Bool == false)
    let distances = try [same, different].map { try #require($0.json["distance"] as? NSNumber).doubleValue }
    #expect(distances[0] < distances[1])
    let itself = try expect(0, work.run("match", "a.png", "a.png", "--json"))
    #expect((itself.json["distance"] as? NSNumber)?.doubleValue == 0)
  }

  @Test func aNormalizedIrisEncodesLikeItsPicture() throws {
    let work = try Workspace()
    try work.picture(person: 13, number: 0, as: "eye.png")
    let encoded = try expect(
      0, work.run("encode", "eye.png", "--bits", "one.bits", "--draw", "drawing.png", "--json"))
    try expect(0, work.run("normalize", "eye.png", "-o", "eye.pgm"))
    try expect(0, work.run("encode", "--normalized", "eye.pgm", "--bits", "two.bits"))
    let bits = try work.bytes("one.bits")
    #expect(bits == (try work.bytes("two.bits")))
    #expect(bits.allSatisfy { $0 <= 1 } && bits.contains(0) && bits.contains(1))
    #expect(encoded.integer("codeBits").map { 2 * $0 } == bits.count)
    // The picture, the unrolled iris and the code; without the picture the sheet is lower by that.
    try expect(0, work.run("encode", "--normalized", "eye.pgm", "--draw", "iris.png"))
    let sheets = try ["drawing.png", "iris.png"].map { try GrayImage.decode(try work.bytes($0)) }
    #expect(sheets.allSatisfy { $0.width == 792 })
    #expect(sheets[0].height - sheets[1].height == 480 * 768 / 640 + 26)
    // What was made from an eye is for its owner alone.
    let mode = try FileManager.default.attributesOfItem(atPath: work.path("eye.pgm"))[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
  }

  /// The figures of ISO/IEC 29794-6 are reported; a print is reported too, and not enrolled.
  @Test func aPrintIsReportedAndNotEnrolled() throws {
    let work = try Workspace()
    try work.prepare()
    try work.picture(person: 13, number: 0, as: "eye.png")
    let live = try expect(0, work.run("encode", "eye.png", "--json"))
    func part(_ name: String, of outcome: Program.Outcome) throws -> [String: Any] {
      let picture = try #require(outcome.json["picture"] as? [String: Any])
      return try #require(picture[name] as? [String: Any])
    }
    let quality = try part("standardQuality", of: live)
    for name in ["overallQuality", "usableIrisArea", "sharpness", "marginAdequacy", "irisPupilContrast"] {
      let figure = try #require(quality[name] as? NSNumber).doubleValue
      #expect((0...100).contains(figure) && figure > 5, "\(name) \(figure)")
    }
    #expect(try part("print", of: live)["isSuspicious"] as? Bool == false)

    let image = try GrayImage.decode(try work.bytes("eye.png"))
    var pixels = image.pixels
    for at in pixels.indices {
      let (x, y) = (Double(at % image.width), Double(at / image.width))
      let dot = cos(2 * Double.pi * x / 5) * cos(2 * Double.pi * y / 5)
      pixels[at] = UInt8(min(max(Double(pixels[at]) + 12 * dot, 0), 255))
    }
    let printed = try #require(GrayImage(width: image.width, height: image.height, pixels: pixels))
    try work.write(try printed.pngEncoded(), "print.png")
    let encoded = try expect(0, work.run("encode", "print.png", "--json"))
    #expect(try part("print", of: encoded)["isSuspicious"] as? Bool == true)
    let registry = try RunningRegistry(work)
    let refused = try expect(1, work.enroll("print.png", registry: registry.url))
    #expect(refused.errors.contains("print.png: the picture looks like a print"))

    // Neither a wide white border nor a tile that repeats exactly leads the windows away, or out of any number's range.
    var wide = [UInt8](repeating: 200, count: 640 * 1600)
    wide.replaceSubrange((64 * 640)..<(64 * 640 + printed.pixels.count), with: printed.pixels)
    for y in 1536..<1600 {
      for x in 0..<64 {
        let wave = cos(2 * Double.pi * Double(x) / 8) * cos(2 * Double.pi * Double(y) / 8)
        wide[y * 640 + x] = UInt8(128 + 100 * wave)
      }
    }
    let padded = try #require(GrayImage(width: 640, height: 1600, pixels: wide))
    try work.write(try padded.pngEncoded(), "padded.png")
    let again = try expect(1, work.enroll("padded.png", registry: registry.url))
    #expect(again.errors.contains("looks like a print"))
    let status = try expect(0, work.run("registry", "status", "--registry", registry.url, "--json"))
    #expect(status.integer("enrolled") == 0)
  }

  /// Boundaries and mask say the same of the picture as the rendering did.
  @Test func boundariesAndMaskAreInPixelsOfThePicture() throws {
    let work = try Workspace()
    try work.picture(person: 13, number: 0, as: "eye.png")
    try expect(
      0,
      work.run("normalize", "eye.png", "-o", "eye.pgm", "--contours", "eye.json", "--iris-mask", "mask.png"))
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(try work.bytes("eye.json"))) as? [String: Any])
    #expect((report["width"] as? NSNumber)?.intValue == 640)
    func boundary(_ name: String) throws -> (x: Double, y: Double, radius: Double, points: [[Double]]) {
      let boundary = try #require(report[name] as? [String: Any])
      let circle = try #require(boundary["circle"] as? [String: Double])
      let points = try #require(boundary["contour"] as? [[Double]])
      return (circle["x"] ?? 0, circle["y"] ?? 0, circle["radius"] ?? 0, points)
    }
    let (pupil, limbus) = (try boundary("pupil"), try boundary("limbus"))
    for (x, y, radius, points) in [pupil, limbus] {
      #expect(points.count >= 64)
      for point in points {
        let distance = ((point[0] - x) * (point[0] - x) + (point[1] - y) * (point[1] - y)).squareRoot()
        #expect(abs(distance / radius - 1) < 0.2)
      }
    }
    #expect((report["upperLid"] as? [[Double]])?.isEmpty == false)

    let mask = try GrayImage.decode(try work.bytes("mask.png"))
    #expect((mask.width, mask.height) == (640, 480))
    #expect(mask.pixels.allSatisfy { $0 == 0 || $0 == 255 })
    #expect(mask[Int(pupil.x), Int(pupil.y)] == 0)
    let ring = Double.pi * (limbus.radius * limbus.radius - pupil.radius * pupil.radius)
    let share = Double(mask.pixels.count { $0 == 255 }) / ring
    let unrolled = try NormalizedIris(pgm: try work.bytes("eye.pgm"))
    // The unrolled iris weighs inner rings more than their area.
    #expect(abs(share - unrolled.visibleFraction) < 0.12)
    #expect(share > 0.5)
  }

  @Test func synthesizedPicturesDependOnTheSeedAlone() throws {
    let work = try Workspace()
    for (folder, seed) in [("a", "5"), ("b", "5"), ("c", "6")] {
      try expect(
        0, work.run("synthesize", folder, "--identities", "1", "--images", "1", "--seed", seed))
    }
    #expect(try work.bytes("a/0001/1.png") == work.bytes("b/0001/1.png"))
    #expect(try work.bytes("a/0001/1.png") != work.bytes("c/0001/1.png"))
    // A folder with pictures in it is left alone.
    try expect(2, work.run("synthesize", "a"))
  }

  @Test func theShippedModelReaches128Bits() throws {
    let work = try Workspace()
    let model = try expect(0, work.run("model", "inspect", "--json"))
    #expect(model.text("modelID")?.count == 64)
    let bench = try expect(0, work.run("bench", "soundness", "--json"))
    let results = try #require(bench.json["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["name"] as? String } == ["soundness/inference", "soundness/membership"])
    for result in results { #expect(try #require(result["value"] as? NSNumber).doubleValue >= 128) }
  }

  /// A gallery is searched as fast as the machine allows, and its figures are there; how fast is not for a test.
  @Test func theSearchIsMeasured() throws {
    let work = try Workspace()
    let bench = try expect(0, work.run("bench", "match", "--codes", "2000", "--runs", "1", "--json"))
    let results = try #require(bench.json["results"] as? [[String: Any]])
    for name in ["match/search", "match/search/speed", "match/memory/read", "match/memory/copy"] {
      #expect(results.contains { $0["name"] as? String == name })
    }
    try expect(64, work.run("bench", "match", "--codes", "10"))
  }

  @Test func bothEyesDecideTogether() throws {
    let work = try Workspace()
    for (person, name) in [(UInt64(11), "left"), (15, "right")] {
      for number in 0..<2 { try work.picture(person: person, number: number, as: "\(name)\(number).png") }
    }
    let same = try expect(
      0, work.run("match", "left0.png", "left1.png", "--other-eye", "right0.png", "right1.png", "--json"))
    #expect(same.json["samePerson"] as? Bool == true)
    let different = try expect(
      1, work.run("match", "left0.png", "right1.png", "--other-eye", "right0.png", "left1.png", "--json"))
    #expect(different.json["samePerson"] as? Bool == false)
    try expect(64, work.run("match", "left0.png", "left1.png", "--other-eye", "right0.png"))
  }

  @Test(arguments: [["inference", "--network", "iris-gabor"], ["membership"], ["encode"]])
  func benchesReportTheirFigures(arguments: [String]) throws {
    let work = try Workspace()
    let name = arguments[0]
    let bench = try expect(
      0, Program.run(["bench"] + arguments + ["--runs", "1", "--json"], in: work.folder))
    #expect(bench.text("machine") != nil)
    let results = try #require(bench.json["results"] as? [[String: Any]])
    #expect(results.count >= 3)
    for result in results {
      #expect((result["name"] as? String)?.hasPrefix(name) == true)
      #expect(try #require(result["value"] as? NSNumber).doubleValue > 0)
    }
  }
}
