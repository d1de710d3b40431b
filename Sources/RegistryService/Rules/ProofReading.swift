// From base64 to proofs, and from the proof system's errors to refusals.

import InferenceProofs
import MembershipProofs
import ProofSystem

/// Decodes proofs; total on every input.
enum ProofReading {
  static func inference(_ text: String) throws(RegistryError) -> InferenceProof {
    let bytes = try bytes(text)
    do throws(ProofError) {
      return try InferenceProof(encoded: bytes)
    } catch {
      throw .malformedProof(error.description)
    }
  }

  static func membership(_ text: String) throws(RegistryError) -> MembershipProof {
    let bytes = try bytes(text)
    do throws(ProofError) {
      return try MembershipProof(encoded: bytes)
    } catch {
      throw .malformedProof(error.description)
    }
  }

  /// A proof that is read but does not hold is refused differently from one that cannot be read to its end.
  static func refusal(for error: ProofError) -> RegistryError {
    if case .rejected = error {
      .proofRejected(error.description)
    } else {
      .malformedProof(error.description)
    }
  }

  private static func bytes(_ text: String) throws(RegistryError) -> [UInt8] {
    guard let bytes = Base64Text.decode(text) else { throw .malformedProof("it is not base64") }
    return bytes
  }
}
