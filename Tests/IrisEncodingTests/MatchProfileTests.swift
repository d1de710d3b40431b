import IrisEncoding
import Testing

@Suite struct MatchProfileTests {
  @Test func theShippedModelHasAMeasuredProfile() throws {
    let id = try ShippedModel.irisGabor.id.hex
    let profile = try #require(MatchProfile.shipped(modelID: id))
    #expect(profile == .irisGabor)
    let measurement = try #require(profile.measurement)
    #expect(measurement.comparisons > 100_000)
    #expect(measurement.low <= measurement.falseMatchRate && measurement.falseMatchRate <= measurement.high)
    #expect(MatchProfile.shipped(modelID: String(repeating: "0", count: 64)) == nil)
    #expect(MatchProfile.unmeasured.measurement == nil)
    // Two eyes together allow more than one eye alone, and less than chance.
    #expect(profile.threshold < profile.pairThreshold && profile.pairThreshold < 0.45)
  }

  /// A match of two codes of which the second has every n-th bit flipped.
  private func match(everyNth step: Int) throws -> IrisMatch {
    let code = try SampleIris.code(seed: 40)
    var bytes = code.bytes
    let words = 13312 / 64
    for bit in stride(from: 0, to: 13312, by: step) { bytes[17 + bit / 8] ^= 1 << UInt8(bit % 8) }
    #expect(bytes.count == 17 + 16 * words)
    return try code.distance(to: try #require(IrisCode(bytes: bytes)))
  }

  @Test func bothEyesDecideTogether() throws {
    let profile = MatchProfile.irisGabor
    let same = try match(everyNth: 5)
    let other = try SampleIris.code(seed: 41).distance(to: try SampleIris.code(seed: 42))
    #expect(same.isSameEye && !other.isSameEye)
    // One eye alone: its own threshold.
    let alone = try #require(PairMatch(left: same, right: nil, profile: profile))
    #expect(alone.score == same.score && alone.threshold == profile.threshold && alone.isSamePerson)
    let absent = try #require(PairMatch(left: nil, right: other, profile: profile))
    #expect(!absent.isSamePerson)
    #expect(PairMatch(left: nil, right: nil, profile: profile) == nil)
    // Both: the mean, and the threshold for two.
    let both = try #require(PairMatch(left: same, right: other, profile: profile))
    #expect(both.score == (same.score + other.score) / 2)
    #expect(both.threshold == profile.pairThreshold)
    #expect(both.isSamePerson == (both.score < profile.pairThreshold))
    #expect(try #require(PairMatch(left: same, right: same, profile: profile)).isSamePerson)
    #expect(try !#require(PairMatch(left: other, right: other, profile: profile)).isSamePerson)
    // The order of the eyes does not matter.
    #expect(PairMatch(left: other, right: same, profile: profile)?.score == both.score)
  }
}
