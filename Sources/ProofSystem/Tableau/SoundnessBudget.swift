import FiniteFields
import Foundation

/// Bits of provable soundness, round by round; the smallest round counts (round-by-round soundness, `PROTOCOL.md` 3).
///
/// Unique decoding only: e = ⌊(n − k) / 2⌋. Committed words that are jointly farther than e from the code stay so when rows are folded with a
/// random coordinate, except for n/|K| a line (Ben-Sasson, Carmon, Ishai, Kopparty, Saraf, eprint 2020/654, theorem 4.1, for interleaved
/// words by Diamond and Gruen, "Proximity Gaps in Interleaved Codes", theorem 3.1); within e the decoded rows are unique. The
/// verifier's last word is a combination of rows, which t columns tell from every other one.
public struct SoundnessBudget: Sendable, Hashable {
  /// One verifier challenge and its error.
  public struct Round: Sendable, Hashable {
    public let name: String
    public let formula: String
    public let bits: Double
  }

  /// What every statement must reach.
  public static let requiredBits = 128.0
  /// Proof of work counts on the query round only and at most this much.
  public static let maximumGrindingBits = 16

  public let rounds: [Round]

  /// The minimum over all rounds.
  public var bits: Double { rounds.map(\.bits).min() ?? 0 }
  public var isSufficient: Bool { bits >= Self.requiredBits }

  /// - Parameters:
  ///   - fieldBits: log₂ |K|.
  ///   - challenges: name and error numerator d (error d/|K|) of each challenge of the reductions.
  ///   - rowVariables: h, index bits of the combined rows.
  ///   - claimCount: linear claims that powers of ρ batch.
  public init(
    parameters: TableauParameters, rowVariables: Int, fieldBits: Double,
    challenges: [(name: String, error: Double)], claimCount: Int
  ) {
    var rounds: [Round] = []
    // Many rounds share a name; the worst of each name says it all.
    var worst: [String: Double] = [:]
    var order: [String] = []
    for challenge in challenges {
      if worst[challenge.name] == nil { order.append(challenge.name) }
      worst[challenge.name] = max(worst[challenge.name] ?? 0, challenge.error)
    }
    for name in order {
      let error = worst[name] ?? 1
      rounds.append(
        Round(name: name, formula: "\(Int(error.rounded(.up)))/|K|", bits: fieldBits - log2(max(error, 1))))
    }
    let n = parameters.length
    func round(_ name: String, _ formula: String, _ error: Double) {
      rounds.append(Round(name: name, formula: "\(formula)/|K|", bits: fieldBits - log2(max(error, 1))))
    }
    round("rho", "claims = \(claimCount)", Double(claimCount))
    round("chi", "1", 1)
    round("opening round, position", "2", 2)
    // n/|K| a fold would do; this counts all h folds in each, and twice (as tensor proximity gaps were first proven).
    let folding = 2 * rowVariables * n + 2
    round("opening round, row", "2 h n + 2 = \(folding)", Double(folding))
    round("chi2", "n + 3 = \(n + 3)", Double(n + 3))
    rounds.append(
      Round(
        name: "queries",
        formula: "C(n-e-1,t)/C(n,t) 2^-g, n=\(n) e=\(Self.decodingRadius(parameters)) w=\(parameters.width) "
          + "t=\(parameters.openedColumns) g=\(parameters.grindingBits)",
        bits: Self.queryBits(parameters)))
    self.rounds = rounds
  }

  package static func decodingRadius(_ parameters: TableauParameters) -> Int {
    max(0, (parameters.length - parameters.rowLength) / 2)
  }

  /// −log₂ of the chance that t distinct columns all miss the disagreement, plus the grinding bits.
  package static func queryBits(_ parameters: TableauParameters) -> Double {
    let n = parameters.length
    let t = parameters.openedColumns
    let agreement = n - decodingRadius(parameters) - 1
    guard t > 0, t <= n, parameters.rowLength <= n else { return 0 }
    guard parameters.grindingBits <= maximumGrindingBits else { return 0 }
    guard agreement >= t else { return .infinity }
    var bits = Double(parameters.grindingBits)
    for index in 0..<t { bits += log2(Double(n - index)) - log2(Double(agreement - index)) }
    return bits
  }

  /// The parameters with the smallest proof, where a kilobyte of proof is worth 256 kB of tableau (encoding and hashing time).
  ///
  /// Deterministic in its arguments: prover and verifier each run it and must agree.
  /// - Parameters:
  ///   - shapes: the committed base-field columns.
  ///   - extensionCells: committed cells of K (pads and product lists).
  ///   - K: the challenge field.
  public static func search<K: ExtensionField>(
    shapes: [ColumnShape], extensionCells: Int, field: K.Type, challenges: [(name: String, error: Double)],
    claimCount: Int
  ) throws(ProofError) -> TableauParameters {
    var best: (cost: Int, parameters: TableauParameters)?
    for logWidth in 5...14 {
      let layout = TableauLayout(shapes: shapes, extensionCells: extensionCells, logWidth: logWidth)
      guard layout.maskEntropyBits(K.self) >= 2 * requiredBits, layout.maskSymbolCount <= 1 << logWidth
      else { continue }
      for logLength in logWidth + 1...min(logWidth + 6, K.Base.twoAdicity, 18) {
        guard
          let parameters = smallestOpening(logWidth: logWidth, logLength: logLength),
          SoundnessBudget(
            parameters: parameters, rowVariables: layout.rowVariables, fieldBits: K.orderBits,
            challenges: challenges, claimCount: claimCount
          ).isSufficient
        else { continue }
        let columnBytes = layout.columnByteCount(K.self)
        let tableauBytes = columnBytes * parameters.length
        let proofBytes =
          parameters.openedColumns * (columnBytes + 32 * (logLength - 6))
          + (parameters.rowLength + parameters.maskRowLength(layout)) * K.byteCount
        let cost = proofBytes + tableauBytes / 256
        if cost < best?.cost ?? .max { best = (cost, parameters) }
      }
    }
    guard let best else {
      throw .unreachableSoundness(
        reason: "\(shapes.reduce(0) { $0 + $1.length }) cells, |K| = 2^\(K.orderBits), \(claimCount) claims")
    }
    return best.parameters
  }

  /// The least t that reaches the target with full grinding, by bisection (bits grow with t).
  private static func smallestOpening(logWidth: Int, logLength: Int) -> TableauParameters? {
    func parameters(_ t: Int) -> TableauParameters {
      TableauParameters(
        logWidth: logWidth, logLength: logLength, openedColumns: t, grindingBits: maximumGrindingBits)
    }
    var low = 1
    var high = min(1024, (1 << logLength) / 4)
    guard queryBits(parameters(high)) >= requiredBits else { return nil }
    while low < high {
      let middle = (low + high) / 2
      if queryBits(parameters(middle)) >= requiredBits { high = middle } else { low = middle + 1 }
    }
    return parameters(low)
  }
}
