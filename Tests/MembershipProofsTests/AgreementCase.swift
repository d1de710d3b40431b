import Foundation
import ProofSystem

/// A proof that both verifiers judge, this one and the one in TestVectors/verifier: which file, changed how, and the verdict.
///
/// TestVectors/proofs/README.md describes the manifest. `InferenceProofsTests` has the same types.
struct AgreementCase: Codable {
  /// Applied one after the other to the bytes of the file; texts are hexadecimal.
  struct Edit: Codable {
    var offset: Int?
    var xor: String?
    var length: Int?
    var append: String?

    static func flip(_ offset: Int, bit: Int) -> Edit { xor(offset, [1 << UInt8(bit)]) }
    static func truncate(_ length: Int) -> Edit { Edit(length: length) }
    static func append(_ bytes: [UInt8]) -> Edit { Edit(append: hex(bytes)) }
    static func xor(_ offset: Int, _ bytes: [UInt8]) -> Edit { Edit(offset: offset, xor: hex(bytes)) }

    /// Writes `bytes` over those of `file`.
    static func overwrite(_ file: [UInt8], _ offset: Int, _ bytes: [UInt8]) -> Edit {
      xor(offset, zip(file[offset...], bytes).map { $0 ^ $1 })
    }

    func apply(to bytes: inout [UInt8]) {
      if let offset, let xor {
        for (index, byte) in Self.bytes(xor).enumerated() { bytes[offset + index] ^= byte }
      }
      if let length { bytes = Array(bytes.prefix(length)) }
      if let append { bytes += Self.bytes(append) }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(_ hex: String) -> [UInt8] {
      let digits = hex.compactMap(\.hexDigitValue)
      return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
    }
  }

  let verifier: String
  let kind: String
  let what: String
  let file: String
  var edits: [Edit] = []
  /// Claims that the verifier leaves out: shows that nothing else stops a forgery.
  var omitted: [String] = []
  var verdict = ""

  /// The edited file.
  func bytes() throws -> [UInt8] {
    var bytes = Array(try Data(contentsOf: AgreementManifest.folder.appending(path: file)))
    for edit in edits { edit.apply(to: &bytes) }
    return bytes
  }
}

/// A folder of proofs with the verdicts of the Swift verifier.
struct AgreementManifest: Codable {
  struct Verifier: Codable {
    let kind: String
    /// File with the canonical encoding.
    var network: String?
    /// log₂ w, log₂ n, t, g in place of those that 128 bits demand.
    var parameters: [Int]?
    /// Of the input, then of each output of a network's statement: 0 public, 1 committed, 2 hidden.
    var disclosures: [Int]?

    var tableau: TableauParameters? {
      parameters.map {
        TableauParameters(logWidth: $0[0], logLength: $0[1], openedColumns: $0[2], grindingBits: $0[3])
      }
    }
  }
  var verifiers: [String: Verifier] = [:]
  var cases: [AgreementCase] = []

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "TestVectors/proofs")

  init() {}

  /// One of the manifests in the repository.
  init(named name: String) throws {
    self = try JSONDecoder().decode(
      Self.self, from: Data(contentsOf: Self.folder.appending(path: name + ".json")))
  }

  static func verdict(_ verify: () throws -> Void) -> String {
    do {
      try verify()
      return "accepted"
    } catch ProofError.notAProof {
      return "notAProof"
    } catch ProofError.rejected(let check) {
      return "rejected \(check)"
    } catch {
      return Mirror(reflecting: error).children.first?.label ?? "\(error)"
    }
  }
}

/// Writes a folder of proofs, and decides every case with the Swift verifier on the way.
final class AgreementWriter {
  let folder: URL
  private(set) var manifest = AgreementManifest()
  private var files: [[UInt8]: String] = [:]
  private let manifestName: String
  private var generator: UInt64 = 1

  /// - Parameter name: of the manifest.
  init(_ folder: URL, name: String) throws {
    self.folder = folder
    manifestName = name
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func addVerifier(
    _ name: String, kind: String, parameters: TableauParameters?, disclosures: [Int]? = nil
  ) {
    manifest.verifiers[name] = .init(
      kind: kind,
      parameters: parameters.map { [$0.logWidth, $0.logLength, $0.openedColumns, $0.grindingBits] },
      disclosures: disclosures)
  }

  func setNetwork(_ encoding: [UInt8], of verifier: String) throws {
    let file = verifier + ".network"
    try Data(encoding).write(to: folder.appending(path: file))
    manifest.verifiers[verifier]?.network = file
  }

  /// Adds a proof file; `verify` judges bytes.
  func add(
    _ verifier: String, _ kind: String, _ what: String, file bytes: [UInt8], omitted: [String] = [],
    edits: [AgreementCase.Edit] = [], verify: ([UInt8], Set<String>) throws -> Void
  ) throws {
    let name = files[bytes] ?? "\(verifier)-\(files.count).proof"
    if files[bytes] == nil { try Data(bytes).write(to: folder.appending(path: name)) }
    files[bytes] = name
    var edited = bytes
    for edit in edits { edit.apply(to: &edited) }
    let verdict = AgreementManifest.verdict { try verify(edited, Set(omitted)) }
    manifest.cases.append(
      AgreementCase(
        verifier: verifier, kind: kind, what: what, file: name, edits: edits, omitted: omitted,
        verdict: verdict))
  }

  func finish() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // One case a line.
    let cases = try manifest.cases.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    let verifiers = String(decoding: try encoder.encode(manifest.verifiers), as: UTF8.self)
    let text = "{\"verifiers\": \(verifiers),\n\"cases\": [\n\(cases.joined(separator: ",\n"))\n]}\n"
    try Data(text.utf8).write(to: folder.appending(path: manifestName + ".json"))
  }

  /// A repeatable number below `bound`.
  func random(_ bound: Int) -> Int {
    generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(generator >> 33) % bound
  }

  /// `count` flipped bits in each section of a file, given by the sections' lengths; what is left over is the last section.
  func flips(_ sections: [(name: String, byteCount: Int)], fileByteCount: Int, count: Int) -> [(
    String, [AgreementCase.Edit]
  )] {
    var start = 0
    var result: [(String, [AgreementCase.Edit])] = []
    let known = sections.reduce(0) { $0 + $1.byteCount }
    for section in sections + [("authentication path", fileByteCount - known)] where section.byteCount > 0 {
      for _ in 0..<count {
        result.append((section.name, [.flip(start + random(section.byteCount), bit: random(8))]))
      }
      start += section.byteCount
    }
    return result
  }
}
