import Crypto
import FiniteFields
import Foundation
import InferenceProofs
import MembershipProofs
import ProofSystem

/// Hash trees, and samples of everything that the decoders read.
extension DecoderTarget {
  /// Any leaves at any places of a tree of any size: also repeated, descending, negative places, and sizes that are no power of two.
  static func anyTree(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count > 3 else { return }
    let leafCount = [1 << Int(bytes[0] % 20), 0, -1, .min, .max, Int(bytes[0])][Int(bytes[1] % 6)]
    let places = min(Int(bytes[2] % 32), (bytes.count - 3) / 2)
    let indices = (0..<places).map { place in
      let word = Int(bytes[3 + 2 * place]) | Int(bytes[4 + 2 * place]) << 8
      return word == 0xFFFF ? Int.max : word == 0xFFFE ? .min : word == 0xFFFD ? -1 : word
    }
    let proof = Array(bytes[(3 + 2 * places)...])
    let leaves = indices.flatMap { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 32) }
    let expected = HashTree.multiproofByteCount(indices, leafCount: leafCount)
    let root = HashTree.root(leaves: leaves, indices: indices, leafCount: leafCount, proof: proof)
    if root != nil, proof.count != expected { throw Finding("decoders: a path of the wrong length is read") }
    // The right number of bytes, so that hashing runs.
    let filled = Array(proof.prefix(expected)) + [UInt8](repeating: 0, count: max(0, expected - proof.count))
    let other = HashTree.root(leaves: leaves, indices: indices, leafCount: leafCount, proof: filled)
    // Ascending places in a tree of 2^k leaves have one root; from others the hashes must only end.
    let isSet = zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 }
    if isSet, !indices.isEmpty, indices.allSatisfy({ $0 >= 0 && $0 < leafCount }), bytes[1] % 6 == 0 {
      guard other?.count == 32 else {
        throw Finding("decoders: no root of \(indices) in \(leafCount) leaves")
      }
    }
    if HashTree.root(
      leaves: Array(leaves.dropLast(32)), indices: indices, leafCount: leafCount, proof: filled)
      != nil
    {
      throw Finding("decoders: fewer leaves than places")
    }
  }

  /// Some leaves of a tree: their proof leads to the root, and no other proof or leaf does.
  static func honestTree(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count > 4 else { return }
    let logCount = Int(bytes[0] % 7)
    let count = 1 << logCount
    var generator = SplitMix(state: UInt64(bytes[1]))
    let leaves = (0..<count * 32).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    let tree = HashTree(leaves: leaves)
    let indices = Set(bytes[4...].map { Int($0) % count }).sorted()
    guard !indices.isEmpty else { return }
    let opened = indices.flatMap { leaves[$0 * 32..<$0 * 32 + 32] }
    let proof = tree.multiproof(indices)
    guard proof.count == HashTree.multiproofByteCount(indices, leafCount: count),
      HashTree.root(leaves: opened, indices: indices, leafCount: count, proof: proof) == tree.root
    else { throw Finding("decoders: an honest path of \(indices) in \(count) leaves is refused") }
    guard bytes[3] != 0 else { return }
    var (altered, path) = (opened, proof)
    let place = Int(bytes[2]) % (opened.count + proof.count)
    if place < opened.count { altered[place] ^= bytes[3] } else { path[place - opened.count] ^= bytes[3] }
    if HashTree.root(leaves: altered, indices: indices, leafCount: count, proof: path) == tree.root {
      throw Finding("decoders: another path leads to the same root")
    }
  }

  static let sampleAttestation: ScanAttestation? = {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 9, count: 32)),
      let commitment = ScanCommitment(elements: (0..<9).map { KoalaBear($0) })
    else { return nil }
    // Ed25519 signatures of swift-crypto are not repeatable everywhere; one is enough for a run.
    return try? ScanAttestation.sign(
      scanCommitment: commitment, eyeSide: .right, capturedAt: 1_700_000_000, key: key)
  }()

  var seeds: [[UInt8]] {
    let statement = MembershipStatement(
      root: .one, nullifierHash: BN254Scalar(5), signalHash: -BN254Scalar.one, externalNullifier: .zero)
    let digest = (0..<9).flatMap { KoalaBear($0).canonicalBytes }
    let inference =
      [UInt8](repeating: 3, count: 32) + digest + digest + [1] + [UInt8](repeating: 4, count: 32)
    let path = InclusionProof(leafIndex: 3, siblings: (0..<3).map { BN254Scalar($0) })
    let header = ProofHeader.file(.membership, statement: [], argument: [])
    func json(_ value: some Encodable) -> [UInt8] {
      (try? JSONEncoder().encode(value)).map { Array($0) } ?? []
    }
    let samples: [[[UInt8]]] = [
      [header], [statement.encoded()], [inference],
      [
        ProofHeader.file(.membership, statement: statement.encoded(), argument: [1, 2]),
        ProofHeader.file(.inference, statement: inference, argument: [1, 2]),
      ],
      [json(path), json(InclusionProof(leafIndex: 0, siblings: []))],
      [sampleAttestationJSON()],
      [[8, 0x21, 0x0A, 0x13, 0x1C, 0x0D, 0x0E, 0x07, 0xC8] + [UInt8](repeating: 1, count: 200)],
      [KoalaBear(7).canonicalBytes, KoalaBearQuintic(7).canonicalBytes, BN254Scalar(7).canonicalBytes],
      [[4, 0, 3, 1, 0, 2, 0, 9, 0] + [UInt8](repeating: 5, count: 96), [4, 1, 2, 0xFF, 0xFF, 0xFE, 0xFF]],
      [[5, 1, 9, 1, 3, 4, 9, 31], [0, 0, 0, 1, 0]],
      [[UInt8](repeating: 0, count: 64), [1, 0, 0, 0], Array(honest.prefix(500))],
      [digest, Array("0a".utf8) + [UInt8](repeating: 48, count: 70)],
    ]
    return samples.enumerated().flatMap { number, list in list.map { [UInt8(number)] + $0 } }
  }

  private func sampleAttestationJSON() -> [UInt8] {
    (try? JSONEncoder().encode(Self.sampleAttestation)).map { Array($0) } ?? []
  }
}
