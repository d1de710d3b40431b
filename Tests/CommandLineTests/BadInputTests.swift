import Foundation
import IrisImaging
import Testing

/// What people get wrong: each a clear error, nothing half done, and the next attempt works.
@Suite struct BadInputTests {
  /// One line on standard error, in the form that every error has.
  private func expectRefusal(
    _ status: Int32, _ outcome: Program.Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect(status, outcome, sourceLocation: sourceLocation)
    let line = outcome.errors.split(separator: "\n").last ?? ""
    #expect(
      line.hasPrefix("worldid: error: ") && line.contains("; hint: "), "\(outcome)",
      sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, "\(outcome)", sourceLocation: sourceLocation)
  }

  @Test func picturesThatCannotBeUsed() throws {
    let work = try Workspace()
    try work.prepare()
    try work.write(Array("just some text".utf8), "text.png")
    try work.write(Array(RenderedPictures.shared.png(person: 21, number: 0).prefix(5000)), "cut.png")
    let gray = try #require(
      GrayImage(width: 640, height: 480, pixels: [UInt8](repeating: 128, count: 307_200)))
    try work.write(gray.pgmEncoded(), "gray.pgm")
    let small = try #require(GrayImage(width: 8, height: 8, pixels: [UInt8](repeating: 128, count: 64)))
    try work.write(small.pgmEncoded(), "small.pgm")
    try work.write(RenderedPictures.closedEye(person: 21), "closed.png")
    for picture in ["missing.png", "text.png", "cut.png", "gray.pgm", "small.pgm", "closed.png", "."] {
      try expectRefusal(2, work.run("encode", picture))
      try expectRefusal(2, work.enroll(picture, registry: "http://127.0.0.1:1"))
      try expectRefusal(2, work.run("normalize", picture, "-o", "out.pgm"))
    }
    try expectRefusal(2, work.run("match", "closed.png", "gray.pgm"))
    #expect(!FileManager.default.fileExists(atPath: work.path("out.pgm")))
    // A normalised iris of another size than the model's.
    try expectRefusal(2, work.run("encode", "--normalized", "small.pgm"))
    try expectRefusal(2, work.run("prove-code", "--normalized", "small.pgm", "-o", "out.proof"))
    try work.picture(person: 21, number: 0, as: "eye.png")
    try expect(0, work.run("encode", "eye.png"))
  }

  @Test func networksOutsideTheSubset() throws {
    let work = try Workspace()
    try work.picture(person: 22, number: 0, as: "eye.png")
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let shipped = [UInt8](try Data(contentsOf: root.appendingPathComponent("Models/iris-embedding.onnx")))
    try work.write(shipped, "shipped.onnx")
    // An operator that does not exist, in a file that is otherwise sound.
    var other = shipped
    let name = Array("Greater".utf8)
    let found = other.indices.dropLast(name.count).first { Array(other[$0..<$0 + name.count]) == name }
    other[try #require(found)] = UInt8(ascii: "X")
    try work.write(other, "other.onnx")
    try work.write(Array(shipped.prefix(shipped.count / 2)), "cut.onnx")
    try work.write(Array("no network".utf8), "text.onnx")
    for model in ["other.onnx", "cut.onnx", "text.onnx", "missing.onnx"] {
      try expectRefusal(2, work.run("model", "inspect", model))
      try expectRefusal(2, work.run("encode", "eye.png", "--model", model))
      try expectRefusal(
        2, work.run("registry", "serve", "--sensor", String(repeating: "0", count: 64), "--model", model))
    }
    let inspected = try expect(0, work.run("model", "inspect", "shipped.onnx", "--json"))
    #expect(inspected.text("modelID") == (try work.run("model", "inspect", "--json").text("modelID")))
  }

  @Test func passphrasesAndVaults() throws {
    let work = try Workspace()
    try expectRefusal(2, work.unlock("vault", "list"))
    try work.prepare()
    try work.write(Array("wrong".utf8), "wrong")
    chmod(work.path("wrong"), 0o600)
    try expectRefusal(2, work.run("vault", "list", "--vault", "vault", "--passphrase-file", "wrong"))
    try expectRefusal(2, work.run("vault", "list", "--vault", "vault", "--passphrase-file", "missing"))
    // A second vault in the same place would bury the first.
    try expectRefusal(2, work.unlock("vault", "init"))
    try expect(0, work.unlock("vault", "list"))

    // Another passphrase opens it, the old one no longer.
    try expectRefusal(
      2,
      work.run(
        "vault", "change-passphrase", "--vault", "vault", "--passphrase-file", "wrong",
        "--new-passphrase-file", "wrong"))
    try expect(0, work.unlock("vault", "change-passphrase", "--new-passphrase-file", "wrong"))
    try expectRefusal(2, work.unlock("vault", "list"))
    try work.write(work.bytes("wrong"), "passphrase")
    try expect(0, work.unlock("vault", "list"))

    let file = work.path("vault/vault.sqlite")
    let sound = try work.bytes("vault/vault.sqlite")
    var damaged = sound
    for position in stride(from: 2000, to: damaged.count, by: 7) { damaged[position] ^= 0x55 }
    try work.write(damaged, "vault/vault.sqlite")
    try expectRefusal(2, work.unlock("vault", "list"))
    try work.write(Array(sound.prefix(100)), "vault/vault.sqlite")
    try expectRefusal(2, work.unlock("vault", "list"))
    for companion in ["-wal", "-shm"] { unlink(file + companion) }
    try work.write(sound, "vault/vault.sqlite")
    try expect(0, work.unlock("vault", "list"))
  }

  @Test func proofsOfOtherVersionsAndFilesThatAreNone() throws {
    let work = try Workspace()
    try work.picture(person: 23, number: 0, as: "eye.png")
    try expect(0, work.run("prove-code", "eye.png", "-o", "code.proof"))
    var bytes = try work.bytes("code.proof")
    // The version follows the eight bytes that begin every proof.
    bytes[8] &+= 1
    try work.write(bytes, "newer.proof")
    for file in ["newer.proof", "eye.png", "missing.proof"] {
      try expectRefusal(2, work.run("verify", file))
      try expectRefusal(2, work.run("inspect", file))
      try expectRefusal(2, work.run("claim", file))
    }
  }

  @Test func wrongUsage() throws {
    let work = try Workspace()
    let uses: [[String]] = [
      ["verify"], ["enroll", "eye.png"], ["enroll", "eye.png", "--eye", "third"], ["unknown"],
      ["encode"], ["encode", "eye.png", "--normalized", "eye.pgm"], ["encode", "eye.png", "--unknown"],
      ["verify", "x", "--root", "xyz"], ["verify", "x", "--root", String(repeating: "f", count: 64)],
      ["verify", "x", "--app", "a"], ["registry", "serve"], ["bench", "membership", "--runs", "0"],
      ["vault", "list", "--passphrase-file", "a", "--passphrase-fd", "0"],
    ]
    for arguments in uses { try expect(64, Program.run(arguments, in: work.folder)) }
    try expect(0, work.run("--help"))
  }

  @Test func sensorKeys() throws {
    let work = try Workspace()
    try expectRefusal(2, work.run("sensor", "show", "--sensor", "missing"))
    let made = try expect(0, work.run("sensor", "init", "-o", "key", "--json"))
    let shown = try expect(0, work.run("sensor", "show", "--sensor", "key"))
    #expect(String(decoding: shown.output, as: UTF8.self) == (made.text("publicKey") ?? "") + "\n")
    let mode = try FileManager.default.attributesOfItem(atPath: work.path("key"))[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
    // Never over another key.
    let before = try work.bytes("key")
    try expectRefusal(1, work.run("sensor", "init", "-o", "key"))
    #expect(try work.bytes("key") == before)
    try work.write(Array(before.dropLast(4)), "key")
    try expectRefusal(2, work.run("sensor", "show", "--sensor", "key"))
  }
}
