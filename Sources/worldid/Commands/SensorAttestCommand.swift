import ArgumentParser
import Foundation
import InferenceProofs

struct SensorAttestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest",
    abstract:
      "Sign that a scan was captured here and now: its commitment, the eye, the time and this sensor.",
    discussion: """
      The attestation says nothing of a code, and a proof nothing of the capture: a registry demands both, and that
      both are of one scan. `worldid verify PROOF --attestation FILE` compares them.
      """)

  @Argument(
    help:
      "The commitment, 72 hexadecimal digits, or a file of `prove-code`, whose commitment and eye are meant.",
    completion: .file())
  var scan: String

  @Option(help: "Which eye it is: left or right; needed beside a commitment.")
  var eye: EyeSide?

  @Option(name: .customLong("sensor"), help: "The key file.", completion: .file())
  var keyPath = DataDirectory.sensorKey

  @Option(help: "When it was captured, in Unix seconds; now without it.")
  var time: UInt64?

  @Option(
    name: [.customShort("o"), .customLong("output")], help: "The file to write; standard output without it.",
    completion: .file())
  var path: String?

  func run() throws {
    let key = try SensorKey(contentsOf: keyPath)
    let (commitment, side) = try subject()
    let attestation = try ScanAttestation.sign(
      scanCommitment: commitment, eyeSide: side,
      capturedAt: time ?? UInt64(max(0, Date().timeIntervalSince1970)), key: key.signingKey)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let json = try encoder.encode(attestation)
    guard let path else { return Console.print(String(decoding: json, as: UTF8.self)) }
    try Files.write([UInt8](json), to: path, isPrivate: false)
  }

  private func subject() throws -> (ScanCommitment, EyeSide) {
    if let commitment = ScanCommitment(hex: scan) {
      guard let eye else {
        throw Failure("a commitment does not say which eye it is of", hint: "add --eye left or --eye right")
      }
      return (commitment, eye)
    }
    guard case .inference(let proof, _) = try ProofFile(path: scan) else {
      throw Failure("\(scan) is no proof of an iris code", hint: "name a file of `prove-code`")
    }
    guard eye == nil || eye == proof.statement.eyeSide else {
      throw Failure(
        "\(scan) is of the \(proof.statement.eyeSide) eye", hint: "leave --eye out", status: .refused)
    }
    return (proof.statement.scanCommitment, proof.statement.eyeSide)
  }
}

extension ScanAttestation {
  private static let fileLimit = 4096

  /// Reads a file of `sensor attest`.
  init(contentsOf path: String) throws {
    let bytes = try Files.read(path, as: "attestation", limit: Self.fileLimit)
    guard let attestation = try? JSONDecoder().decode(ScanAttestation.self, from: Data(bytes)) else {
      throw Failure("\(path) is not an attestation", hint: "name a file of `worldid sensor attest`")
    }
    self = attestation
  }

  /// Refuses an attestation that is not of the proof's scan and eye, or not signed by its sensor, or not by the one expected.
  func requireMatch(_ statement: InferenceStatement, sensor: [UInt8]?, now: UInt64) throws(Failure) {
    func refuse(_ message: String, _ hint: String) -> Failure {
      Failure(message, hint: hint, status: .refused)
    }
    guard isValid() else {
      throw refuse("the attestation's signature does not hold", "ask the sensor for a new one")
    }
    guard scanCommitment == statement.scanCommitment else {
      throw refuse("the attestation is of another scan", "ask for the proof of the scan that was attested")
    }
    guard eyeSide == statement.eyeSide else {
      throw refuse(
        "the attestation is of the \(eyeSide) eye, the proof of the \(statement.eyeSide) one",
        "ask for the proof of the eye that was attested")
    }
    if let sensor, sensor != sensorID {
      throw refuse(
        "the attestation is by another sensor", "name the sensor that signed it, or do not trust it")
    }
    guard capturedAt <= now + Self.clockTolerance else {
      throw refuse("the attestation is from the future", "set the clocks of this machine and of the sensor")
    }
  }

  /// Seconds that clocks may differ.
  private static var clockTolerance: UInt64 { 300 }
}
