import Crypto
import Foundation

/// The Ed25519 key of a sensor, in a file that only its owner can read.
///
/// The file is one JSON object; the public key is in it so that a damaged private key shows.
struct SensorKey {
  private struct Document: Codable {
    static let format = "worldid sensor key 1"

    let format: String
    let publicKey: String
    let privateKey: String
  }

  private static let fileLimit = 4096

  let signingKey: Curve25519.Signing.PrivateKey

  /// 32 bytes.
  var publicKey: [UInt8] { [UInt8](signingKey.publicKey.rawRepresentation) }

  /// Makes a key and its file, mode 0600.
  static func create(at path: String) throws -> SensorKey {
    let key = SensorKey(signingKey: Curve25519.Signing.PrivateKey())
    try Files.makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        "there is already a file \(path)",
        hint: "`worldid sensor show` prints its key, or name another with -o",
        status: .refused)
    }
    let document = Document(
      format: Document.format, publicKey: Hex.encode(key.publicKey),
      privateKey: Hex.encode(key.signingKey.rawRepresentation))
    try Files.write([UInt8](try JSONEncoder().encode(document)), to: path, isPrivate: true, replacing: false)
    return key
  }

  private init(signingKey: Curve25519.Signing.PrivateKey) { self.signingKey = signingKey }

  /// Reads a key file.
  init(contentsOf path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure("there is no sensor key in \(path)", hint: "create one with `worldid sensor init`")
    }
    let bytes = try Files.read(path, as: "sensor key", limit: Self.fileLimit)
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
      document.format == Document.format, let secret = Hex.decode(document.privateKey, count: 32),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret),
      Hex.encode(key.publicKey.rawRepresentation) == document.publicKey
    else {
      throw Failure(
        "\(path) is not a sensor key, or it is damaged", hint: "create one with `worldid sensor init`")
    }
    signingKey = key
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
      Console.warn("other users can read the sensor key \(path); close it with `chmod 600`")
    }
  }

  /// A public key as the operator of a registry names it: 64 digits, or a key file.
  static func publicKey(named text: String) throws -> [UInt8] {
    if let bytes = Hex.decode(text, count: 32) { return bytes }
    return try SensorKey(contentsOf: text).publicKey
  }
}
