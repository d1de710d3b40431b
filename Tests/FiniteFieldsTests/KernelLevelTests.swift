import ChildProcesses
import FieldKernels
import Foundation
import Testing

/// The tests of this module once more on every lesser level of the C kernels (`WORLDID_KERNELS`). The level is fixed for
/// a process, so a child runs them; the process itself covers the best level.
@Suite struct KernelLevelTests {
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["WORLDID_KERNELS"] == nil),
    arguments: [
      ("portable", WORLDID_KERNELS_PORTABLE), ("avx2", WORLDID_KERNELS_AVX2),
      ("avx512", WORLDID_KERNELS_AVX512),
    ])
  func testsPassOn(name: String, level: Int) throws {
    // Without the instructions the child would run on a level that another one covers.
    guard worldid_kernels_level() > level else { return }
    let (end, text) = try ChildProcess.runTests("FiniteFieldsTests", changing: ["WORLDID_KERNELS": name])
    #expect(end == .exited(0), "\(text.suffix(2000))")
    let summary = try #require(text.firstMatch(of: /Test run with (\d+) tests in \d+ suites passed/))
    #expect(Int(summary.1) ?? 0 > 40)
  }
}
