import FiniteFields
import Foundation
import IrisImaging
import ProofSystem
import Testing

/// The kept inputs and the seeds of every fuzz target, through the same entry points as the fuzzer; `.ci/fuzz` finds new ones.
@Suite struct ReplayTests {
  private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("corpus")

  private func keptInputs(_ name: String) throws -> [(file: String, bytes: [UInt8])] {
    let folder = Self.corpus.appendingPathComponent(name)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      ($0, Array(try Data(contentsOf: folder.appendingPathComponent($0))))
    }
  }

  @Test(arguments: FuzzTargets.names)
  func keptInputsFindNothing(name: String) throws {
    let target = try #require(try FuzzTargets.make(name))
    let inputs = try keptInputs(name)
    #expect(!inputs.isEmpty)
    for (file, bytes) in inputs + target.seeds.enumerated().map({ ("seed \($0.offset)", $0.element) }) {
      do throws(Finding) {
        try target.run(bytes, meter: .none)
      } catch {
        Issue.record("\(file): \(error)")
      }
    }
  }

  /// The targets can find something: verifiers that accept what they should not, refuse what they should not, or contradict themselves.
  @Test func brokenVerifiersAreFound() throws {
    let honest = try ProofTarget.argument()
    func finds(_ input: [UInt8], _ verify: @escaping ProofTarget.Verification) -> Bool {
      var target = honest
      target.verify = verify
      do throws(Finding) {
        try target.run(input, meter: .none)
        return false
      } catch {
        return true
      }
    }
    let unchanged = EditScript.encode([])
    let flipped = EditScript.encode(omissions: 255, [Edit(.flipBit, view: 3, index: 1, argument: 3)])
    for input in [unchanged, flipped] { #expect(!finds(input, honest.verify)) }
    #expect(finds(flipped) { _, _ in })
    #expect(finds(unchanged) { _, _ throws(ProofError) in throw .rejected(.merkleRoot) })
    // A check that is left out refuses all the same, and a second run that says something else.
    #expect(finds(flipped) { _, _ throws(ProofError) in throw .rejected(.merkleRoot) })
    #expect(
      finds(flipped) { _, leniency throws(ProofError) in
        throw leniency.omitted.isEmpty ? .truncated(section: "root") : .truncated(section: "nonce")
      })
    #expect(
      finds(flipped) { _, leniency throws(ProofError) in
        if leniency.omitted.isEmpty { throw .truncated(section: "root") }
      })
  }

  /// The pictures that the fuzzer begins with reach what looks for the dots of lenses.
  @Test func eyesOfTheFuzzerAreLargeEnough() throws {
    let cues = EyeTarget.eyes.compactMap { image in
      (try? IrisSegmenter().segment(image)).map { LensCue(image: image, segmentation: $0) }
    }
    #expect(cues.count >= 4)
    #expect(cues.contains { ($0.dotPeak ?? 0) > LensCue.dotLimit })
    #expect(cues.contains { $0.dotPeak.map { $0 < LensCue.clearLimit } ?? false })
  }

  /// A lying prover that gets away with it is seen: the oracle that says what is true works without the proof system.
  @Test func falseDataAreTold() throws {
    let toy = try Toy()
    #expect(toy.relation.holds(toy.witness.columns))
    for column in 0..<3 {
      for cell in 0..<ToyRelation.count {
        var columns = toy.witness.columns
        columns[column][cell] += .one
        #expect(!toy.relation.holds(columns))
      }
    }
  }
}
