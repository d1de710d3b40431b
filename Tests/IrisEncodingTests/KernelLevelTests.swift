import ChildProcesses
import FieldKernels
import Foundation
import Testing

/// The tests of this module once more on the lesser levels of the C kernels, see FiniteFieldsTests; and the sum of sectors against its
/// definition.
@Suite struct KernelLevelTests {
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["WORLDID_KERNELS"] == nil),
    arguments: [("portable", WORLDID_KERNELS_PORTABLE), ("avx2", WORLDID_KERNELS_AVX2)])
  func testsPassOn(name: String, level: Int) throws {
    guard worldid_kernels_level() > level else { return }
    let (end, text) = try ChildProcess.runTests("IrisEncodingTests", changing: ["WORLDID_KERNELS": name])
    #expect(end == .exited(0), "\(text.suffix(2000))")
    let summary = try #require(text.firstMatch(of: /Test run with (\d+) tests in \d+ suites passed/))
    #expect(Int(summary.1) ?? 0 > 30)
  }

  @Test(arguments: [1, 7, 8, 9, 15, 16, 17, 40], [0, 1, 2, 3, 96, 97])
  func sectorsAreAddedWhereTheyAgreeBest(turns: Int, reach: Int) {
    var generator = SplitMix(state: UInt64(1000 * turns + reach))
    let codes = 3
    // Small numbers, so that there are ties; some sectors compare nothing.
    var counts: [UInt64] = []
    for _ in 0..<(codes * 4 * turns) {
      let compared = UInt64.random(in: 0..<12, using: &generator)
      counts.append(compared << 32 | UInt64.random(in: 0...compared, using: &generator))
    }
    var aligned = [UInt32](repeating: .max, count: 2 * codes * turns)
    worldid_align_sectors(counts, turns, codes, reach, &aligned)
    for code in 0..<codes {
      for turn in 0..<turns {
        var (differing, compared) = (0, 0)
        for sector in 0..<4 {
          var best = (lead: Int.min, compared: 0)
          for at in max(0, turn - min(reach, 96))...min(turns - 1, turn + min(reach, 96)) {
            let count = counts[(code * 4 + sector) * turns + at]
            let visible = Int(count >> 32)
            let lead = visible - 2 * Int(count & 0xffff_ffff)
            if (lead, visible) > best { best = (lead, visible) }
          }
          compared += best.compared
          differing += (best.compared - best.lead) / 2
        }
        #expect(aligned[2 * (code * turns + turn)] == UInt32(differing))
        #expect(aligned[2 * (code * turns + turn) + 1] == UInt32(compared))
      }
    }
  }
}
