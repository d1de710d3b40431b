import FiniteFields
import InferenceProofs
import ProofSystem
import QuantizedNetworks

/// A network with its prover and verifier, a picture, and fixed blindings: everything a test of proofs needs.
struct ProofFixture: Sendable {
  let network: QuantizedNetwork
  let prover: InferenceProver
  let verifier: InferenceVerifier
  let layout: InferenceLayout
  let pixels: [UInt8]

  static let context = [UInt8](repeating: 7, count: 32)
  static let scanBlinding = blinding(1)
  static let codeBlinding = blinding(2)

  static let bank = Result { try ProofFixture(TestNetworks.filterBank()) }
  static let residual = Result { try ProofFixture(TestNetworks.residualNetwork()) }
  static let ties = Result { try ProofFixture(TestNetworks.tieNetwork(), pixels: TestNetworks.tiePixels) }
  static let tiny = Result { try ProofFixture(TestNetworks.tinyNetwork()) }

  /// The least network with few and short columns: every section of a proof, in a third of the bytes. Only the odds of the query
  /// round are worse.
  static let short = Result {
    try ProofFixture(
      TestNetworks.tinyNetwork(),
      parameters: TableauParameters(logWidth: 6, logLength: 9, openedColumns: 16, grindingBits: 16))
  }

  init(_ network: QuantizedNetwork, pixels: [UInt8]? = nil, parameters: TableauParameters? = nil) throws {
    self.network = network
    if let parameters {
      prover = try InferenceProver(network: network, parameters: parameters)
      verifier = try InferenceVerifier(network: network, parameters: parameters)
    } else {
      prover = try InferenceProver(network: network)
      verifier = try InferenceVerifier(network: network)
    }
    layout = InferenceLayout(network: network)
    self.pixels = pixels ?? TestNetworks.pixels(network, seed: 3)
  }

  static func blinding(_ seed: UInt8) -> CommitmentBlinding {
    var source = RandomStream(seed: [seed], witness: [], statement: [])
    let bytes = KoalaBear.random(count: 9, from: &source).flatMap(\.canonicalBytes)
    // Canonical words always decode.
    return CommitmentBlinding(bytes: bytes) ?? .random()
  }

  /// A repeatable proof, honest unless a forgery is given.
  func prove(seed: UInt8 = 0, _ forgery: InferenceForgery = InferenceForgery()) throws -> InferenceProof {
    var forgery = forgery
    forgery.seed = [seed]
    return try prover.prove(
      pixels: pixels, scanBlinding: Self.scanBlinding, codeBlinding: Self.codeBlinding, eyeSide: .left,
      context: Self.context, forgery: forgery)
  }

  /// The witness of a run that was not the network's.
  func witness(of evaluation: QuantizedNetwork.Evaluation) -> InferenceWitness {
    InferenceWitness(
      layout: layout, pixels: pixels, evaluation: evaluation,
      blindings: .init(scan: Self.scanBlinding, codes: [Self.codeBlinding]))
  }
}
