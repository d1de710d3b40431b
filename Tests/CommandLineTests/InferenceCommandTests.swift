import Crypto
import Foundation
import Testing

/// Proofs of any network's runs, attestations, and the figures of models, as a person asks for them.
@Suite struct InferenceCommandTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A network of TestVectors with its first input.
  private func prepare(_ work: Workspace, _ name: String, inputBytes: Int) throws {
    let folder = Self.root.appendingPathComponent("TestVectors/networks/\(name)")
    try work.write(
      [UInt8](try Data(contentsOf: folder.appendingPathComponent("model.onnx"))), "\(name).onnx")
    let inputs = [UInt8](try Data(contentsOf: folder.appendingPathComponent("inputs.bin")))
    try work.write(Array(inputs.prefix(inputBytes)), "input")
  }

  @Test func anyNetworkIsProvenAndVerified() throws {
    let work = try Workspace()
    try prepare(work, "general-03", inputBytes: 5 * 6 * 24)
    try prepare(work, "general-01", inputBytes: 3 * 7 * 15)
    try work.write(
      Array(
        try Data(
          contentsOf: Self.root.appendingPathComponent("TestVectors/networks/general-03/inputs.bin")
        ).prefix(5 * 6 * 24)), "input")
    let proven = try expect(
      0, work.run("prove-inference", "general-03.onnx", "input", "-o", "a.proof", "--public-output", "--json")
    )
    #expect(proven.text("kind") == "network")
    #expect((proven.json["input"] as? [String: Any])?["disclosure"] as? String == "committed")
    let outputs = try #require(proven.json["outputs"] as? [[String: Any]])
    #expect(outputs.map { $0["disclosure"] as? String } == ["public", "public"])
    #expect((outputs[0]["values"] as? [Int])?.count == outputs[0]["count"] as? Int)
    let verified = try expect(0, work.run("verify", "a.proof", "--model", "general-03.onnx", "--json"))
    #expect(verified.json["accepted"] as? Bool == true)
    try expect(1, work.run("verify", "a.proof", "--model", "general-01.onnx"))
    try expect(1, work.run("verify", "a.proof"))
    try expect(2, work.run("verify", "a.proof", "--model", "general-03.onnx", "--app", "a", "--action", "b"))
    #expect(verified.json["outputNames"] as? [String] == ["scores0", "signs1"])
    let (zeros, ones) = (String(repeating: "00", count: 32), String(repeating: "11", count: 32))
    try expect(0, work.run("verify", "a.proof", "--model", "general-03.onnx", "--context", zeros))
    try expect(1, work.run("verify", "a.proof", "--model", "general-03.onnx", "--context", ones))
    // The input is committed, not stated.
    try expect(1, work.run("verify", "a.proof", "--model", "general-03.onnx", "--input", "input"))

    let inspected = try expect(0, work.run("inspect", "a.proof", "--model", "general-03.onnx", "--json"))
    let parts = try #require(inspected.json["parts"] as? [String: Int])
    let sections = try #require(inspected.json["sections"] as? [String: Int])
    #expect(parts.values.reduce(0, +) == inspected.integer("bytes"))
    #expect(sections.values.reduce(0, +) == parts["argument"])

    // Another output in the file is refused: the values lie behind model id, context and the input's commitment.
    var forged = try work.bytes("a.proof")
    forged[13 + 32 + 32 + 1 + 36 + 1 + 2 + 4] ^= 1
    try work.write(forged, "forged.proof")
    try expect(1, work.run("verify", "forged.proof", "--model", "general-03.onnx"))
    try work.write(Array(forged.prefix(200)), "cut.proof")
    try expect(2, work.run("verify", "cut.proof", "--model", "general-03.onnx"))
  }

  @Test func everyDisclosure() throws {
    let work = try Workspace()
    try prepare(work, "general-03", inputBytes: 5 * 6 * 24)
    try expect(0, work.run("prove-inference", "general-03.onnx", "input", "-o", "p.proof", "--public-input"))
    try expect(0, work.run("verify", "p.proof", "--model", "general-03.onnx", "--input", "input"))
    for options in [[], ["--public-input"], ["--hidden-input", "--hide", "signs1"]] {
      try expect(
        0,
        Program.run(
          ["prove-inference", "general-03.onnx", "input", "-o", "b.proof"] + options, in: work.folder))
      try expect(0, work.run("verify", "b.proof", "--model", "general-03.onnx"))
    }
    try expect(
      64,
      work.run(
        "prove-inference", "general-03.onnx", "input", "-o", "c.proof", "--public-input", "--hidden-input"))
    let unknown = try expect(
      2, work.run("prove-inference", "general-03.onnx", "input", "-o", "c.proof", "--hide", "nothing"))
    #expect(unknown.errors.contains("scores0"))
    try work.write([1, 2, 3], "short")
    let short = try expect(2, work.run("prove-inference", "general-03.onnx", "short", "-o", "c.proof"))
    #expect(short.errors.contains("720 bytes"))
    #expect(!FileManager.default.fileExists(atPath: work.path("c.proof")))
    // Not an eye's network.
    try expect(
      2, work.run("prove-code", "--normalized", "input", "--model", "general-03.onnx", "-o", "c.proof"))
  }

  @Test func modelsTellWhatTheyCost() throws {
    let work = try Workspace()
    try prepare(work, "general-03", inputBytes: 1)
    let imported = try expect(0, work.run("model", "import", "general-03.onnx", "-o", "encoding", "--json"))
    let digest = SHA256.hash(data: Data(try work.bytes("encoding"))).map { String(format: "%02x", $0) }
      .joined()
    #expect(imported.text("modelID") == digest)
    for model in [["general-03.onnx"], []] {
      let inspected = try expect(0, Program.run(["model", "inspect"] + model + ["--json"], in: work.folder))
      let proof = try #require(inspected.json["proof"] as? [String: Any])
      for figure in ["committedElements", "lookups", "proofKilobytes", "tableauMegabytes", "soundnessBits"] {
        #expect(try #require(proof[figure] as? NSNumber).doubleValue > 0)
      }
      let layers = try #require(inspected.json["layers"] as? [[String: Any]])
      #expect(layers.allSatisfy { $0["multiplications"] != nil && $0["sums"] != nil })
    }
  }

  /// A proof and an attestation hold together: of one scan, of one eye, by the sensor that is trusted.
  @Test func proofAndAttestationGoTogether() throws {
    let work = try Workspace()
    try work.picture(person: 31, number: 0, as: "eye.png")
    try work.picture(person: 31, number: 1, as: "again.png")
    for key in ["sensor.key", "other.key"] { try expect(0, work.run("sensor", "init", "-o", key)) }
    let proven = try expect(0, work.run("prove-code", "eye.png", "-o", "a.proof", "--json"))
    try expect(0, work.run("prove-code", "again.png", "-o", "b.proof"))
    try expect(0, work.run("sensor", "attest", "a.proof", "--sensor", "sensor.key", "-o", "a.json"))
    let verified = try expect(
      0, work.run("verify", "a.proof", "--attestation", "a.json", "--sensor", "sensor.key", "--json"))
    #expect(verified.text("sensor")?.count == 64)
    try expect(1, work.run("verify", "b.proof", "--attestation", "a.json"))
    try expect(1, work.run("verify", "a.proof", "--attestation", "a.json", "--sensor", "other.key"))
    // The other eye, another time, the future, a flipped digit.
    let commitment = try #require(proven.text("scanCommitment"))
    try expect(2, work.run("sensor", "attest", commitment, "--sensor", "sensor.key", "-o", "c.json"))
    try expect(
      0,
      work.run("sensor", "attest", commitment, "--eye", "right", "--sensor", "sensor.key", "-o", "right.json")
    )
    try expect(1, work.run("verify", "a.proof", "--attestation", "right.json"))
    try expect(
      0,
      work.run(
        "sensor", "attest", commitment, "--eye", "left", "--sensor", "sensor.key", "--time", "99999999999",
        "-o",
        "future.json"))
    let future = try expect(1, work.run("verify", "a.proof", "--attestation", "future.json"))
    #expect(future.errors.contains("future"))
    let text = String(decoding: try work.bytes("a.json"), as: UTF8.self)
    let changed = text.replacing(/"capturedAt":\d+/) { _ in "\"capturedAt\":1700000000" }
    try work.write(Array(changed.utf8), "changed.json")
    try expect(1, work.run("verify", "a.proof", "--attestation", "changed.json"))
    try work.write(Array("{}".utf8), "empty.json")
    try expect(2, work.run("verify", "a.proof", "--attestation", "empty.json"))
  }

  @Test func benchOfOneNetwork() throws {
    let work = try Workspace()
    let bench = try expect(
      0, work.run("bench", "inference", "--network", "tiny", "--runs", "1", "--json"))
    let results = try #require(bench.json["results"] as? [[String: Any]])
    let names = Set(results.compactMap { $0["name"] as? String })
    for figure in ["prove", "verify", "proof", "memory", "plan", "bits", "evaluate"] {
      #expect(names.contains("inference/tiny/\(figure)"))
    }
    try expect(64, work.run("bench", "inference", "--network", "nothing"))
    try expect(0, work.run("bench", "inference", "--network", "tiny", "--export", "networks"))
    try expect(0, work.run("model", "inspect", "networks/tiny.onnx"))
  }
}
