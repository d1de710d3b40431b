import FiniteFields
import Foundation
import ProofSystem
import Testing

@Suite struct TranscriptTests {
  /// The conversation that TestVectors/generate_transcript.py holds as well.
  @Test func challengesEqualTheScripts() throws {
    let expected = try Vectors.load().transcript
    var transcript = Transcript(domain: "worldid test")
    transcript.absorb("first", [])
    transcript.absorb("second", Array(0..<100))
    let koala: [KoalaBear] = transcript.challenges("koala", count: 20)
    #expect(koala.map(\.canonical) == expected.koala)
    let quintic: KoalaBearQuintic = transcript.challenge("quintic")
    #expect(quintic.coefficients.map(\.canonical) == expected.quintic)
    transcript.absorb("elements", elements: [quintic])
    let scalars: [BN254Scalar] = transcript.challenges("bn254", count: 3)
    #expect(scalars.map(\.hex) == expected.bn254)
    #expect(transcript.grind(bits: 10) == expected.nonce)
    #expect(transcript.meetsTarget(nonce: expected.nonce, bits: 10))
    #expect(!(0..<expected.nonce).contains { transcript.meetsTarget(nonce: $0, bits: 10) })
    #expect(transcript.distinctIndices("columns", count: 12, below: 64) == expected.indices)
    transcript.beginChallenge("end")
    var bytes = [UInt8](repeating: 0, count: 70)
    bytes.withUnsafeMutableBytes { transcript.fill($0) }
    #expect(Hex.encode(bytes) == expected.bytes)
  }

  /// What a transcript absorbs; each component can be changed alone.
  struct Script {
    var domain = "worldid"
    var steps: [(label: String, bytes: [UInt8])] = [("a", [1, 2]), ("b", []), ("ab", [3]), ("c", [0, 0])]
    var challengeLabel = "x"

    func run() -> KoalaBearQuintic {
      var transcript = Transcript(domain: domain)
      for step in steps { transcript.absorb(step.label, step.bytes) }
      return transcript.challenge(challengeLabel)
    }
  }

  @Test func everyComponentChangesLaterChallenges() {
    var variants = [Script()]
    func vary(_ change: (inout Script) -> Void) {
      var script = Script()
      change(&script)
      variants.append(script)
    }
    vary { $0.domain = "worldie" }
    vary { $0.challengeLabel = "y" }
    for step in 0..<4 {
      vary { $0.steps[step].label += "a" }
      vary { $0.steps[step].bytes.append(0) }
      vary { $0.steps.remove(at: step) }
      vary { $0.steps.insert($0.steps[step], at: step) }
      if step < 3 { vary { $0.steps.swapAt(step, step + 1) } }
    }
    for (step, byte) in [(0, 0), (0, 1), (2, 0), (3, 0), (3, 1)] {
      for bit in 0..<8 { vary { $0.steps[step].bytes[byte] ^= 1 << UInt8(bit) } }
    }
    // A byte moved from a message to its neighbour, or to the label.
    vary {
      $0.steps[0].bytes = [1]; $0.steps[1].bytes = [2]
    }
    vary { $0.steps[2] = ("a", [UInt8(ascii: "b"), 3]) }
    let challenges = variants.map { $0.run() }
    // One insertion repeats a step, which equals another variant only if the script were symmetric; all must differ.
    #expect(Set(challenges).count == challenges.count)
    #expect(Script().run() == challenges[0])
  }

  @Test func challengesAreIndependentOfHowTheyAreRead() {
    var one = Transcript(domain: "d")
    var many = Transcript(domain: "d")
    let single: KoalaBear = one.challenge("c")
    let first: [KoalaBear] = many.challenges("c", count: 4)
    #expect(single == first[0])
    #expect(Set(first).count == 4)
  }

  @Test(arguments: [(1, 2), (2, 2), (64, 64), (7, 1024)]) func indicesAreDistinctAscendingAndInRange(
    count: Int, bound: Int
  ) {
    for seed in 0..<20 {
      var transcript = Transcript(domain: "indices \(seed)")
      let indices = transcript.distinctIndices("i", count: count, below: bound)
      #expect(indices.count == count)
      #expect(zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 })
      #expect(indices.allSatisfy { (0..<bound).contains($0) })
    }
  }

  /// All sets of 2 out of 4 are equally likely: 6 cells, 5 degrees of freedom, 6000 draws.
  @Test func indicesAreUniformOverSets() {
    var counts: [[Int]: Int] = [:]
    for seed in 0..<6000 {
      var transcript = Transcript(domain: "sets \(seed)")
      counts[transcript.distinctIndices("i", count: 2, below: 4), default: 0] += 1
    }
    let chiSquare = counts.values.reduce(0.0) { $0 + pow(Double($1) - 1000, 2) / 1000 }
    #expect(counts.count == 6)
    #expect(chiSquare < 30, "p < 0.00002")
  }

  @Test func grindingBoundaries() {
    let transcript = Transcript(domain: "grind")
    #expect(transcript.grind(bits: 0) == 0)
    #expect((0..<UInt64(50)).allSatisfy { transcript.meetsTarget(nonce: $0, bits: 0) })
    for bits in 1...13 {
      for threads in [1, 3] {
        let nonce = Workers.$threadOverride.withValue(threads) { transcript.grind(bits: bits) }
        #expect(transcript.meetsTarget(nonce: nonce, bits: bits))
        #expect((0..<nonce).allSatisfy { !transcript.meetsTarget(nonce: $0, bits: bits) })
      }
    }
    var other = transcript
    other.absorb("x", [])
    #expect(other.grind(bits: 16) != transcript.grind(bits: 16))
  }

  @Test func streamsDependOnEverything() {
    func draw(_ seed: [UInt8], _ witness: [UInt8], _ statement: [UInt8]) -> [KoalaBear] {
      var stream = RandomStream(seed: seed, witness: witness, statement: statement)
      return KoalaBear.random(count: 5000, from: &stream)
    }
    let streams = [
      draw([1], [2], [3]), draw([9], [2], [3]), draw([1], [9], [3]), draw([1], [2], [9]),
      draw([1, 2], [], [3]),
      draw([], [1, 2], [3]),
    ]
    #expect(draw([1], [2], [3]) == streams[0])
    for (index, stream) in streams.enumerated() {
      // No stretch repeats, so chunks have their own nonces.
      #expect(Set(stream).count > 4980)
      for other in streams[..<index] { #expect(stream[..<4] != other[..<4]) }
    }
    var system = RandomStream(witness: [2], statement: [3])
    var again = RandomStream(witness: [2], statement: [3])
    #expect(KoalaBear.random(count: 8, from: &system) != KoalaBear.random(count: 8, from: &again))
  }
}
