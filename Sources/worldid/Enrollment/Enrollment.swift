import Foundation
import InferenceProofs

/// The one enrolment of a vault: where, as whom, with which eye, and how far it got.
struct Enrollment: Codable {
  enum State: String, Codable {
    /// Written before anything was sent: the registry may or may not have it.
    case pending
    /// The registry has acknowledged it.
    case enrolled
  }

  private(set) var state: State
  let registryURL: String
  /// 64 hexadecimal digits.
  let registryID: String
  /// 64 hexadecimal digits.
  let identityCommitment: String
  /// "left" or "right".
  let eye: String
  /// 64 hexadecimal digits.
  let modelID: String
  /// Position in the registry's tree, once enrolled.
  private(set) var leafIndex: UInt32?

  init(
    pendingAt registryURL: String, registryID: [UInt8], identityCommitment: String, eye: EyeSide,
    modelID: String
  ) {
    state = .pending
    self.registryURL = registryURL
    self.registryID = Hex.encode(registryID)
    self.identityCommitment = identityCommitment
    self.eye = eye.description
    self.modelID = modelID
  }

  /// The same enrolment, acknowledged.
  func acknowledged(leafIndex: UInt32) -> Enrollment {
    var enrollment = self
    enrollment.state = .enrolled
    enrollment.leafIndex = leafIndex
    return enrollment
  }

  var report: Report {
    var report = Report([
      "state": .text(state.rawValue), "registry": .text(registryURL), "registryID": .text(registryID),
      "identityCommitment": .text(identityCommitment), "eye": .text(eye), "modelID": .text(modelID),
    ])
    if let leafIndex { report.add("leafIndex", .integer(Int(leafIndex))) }
    return report
  }
}

/// The scan behind an enrolment, from which its proof can be made again.
struct EnrolledScan: Codable {
  let rows: Int
  let columns: Int
  let pixels: Data
  let scanBlinding: Data
  let codeBlinding: Data
}

/// An action in which this identity has shown its nullifier.
struct SpentAction: Codable {
  let app: String
  let action: String
  let signal: String
  let nullifierHash: String
  let registryID: String
}
