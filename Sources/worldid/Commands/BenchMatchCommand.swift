import ArgumentParser
import Foundation
import IrisEncoding
import IrisImaging
import ProofSystem
import SyntheticEyes

struct BenchMatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "Search one code among a million, and compare with the machine's memory.",
    discussion: """
      The gallery holds codes of a thousand irises of noise somewhat coarser than real ones, covered as rendered eyes are, over and over. GB/s are bytes of the gallery over the time
      of a search; read and copy are what the same threads reach on the same memory, copied bytes counted once.
      """)

  @Option(help: "Codes in the gallery, 1000 to 4000000.")
  var codes = 1_000_000

  @OptionGroup var model: ModelOptions
  @OptionGroup var bench: BenchOptions

  func validate() throws {
    guard (1000...4_000_000).contains(codes) else { throw ValidationError("--codes is 1000 to 4000000") }
  }

  func run() throws {
    let model = try EyeModel(path: model.path)
    // Each code is covered as one of sixteen rendered eyes is.
    let covers = try (1...16).map { try RenderedEye.iris(for: model, identity: $0) }
    func code(_ seed: Int) throws -> IrisCode {
      guard let iris = NoiseIris.iris(seed: UInt64(seed), occlusion: covers[seed % covers.count]) else {
        throw Failure("the model takes no picture of this size", hint: "use a model of irises")
      }
      return try model.code(of: iris)
    }
    let probe = IrisProbe(try code(0), profile: model.profile)
    var gallery = IrisGallery()
    gallery.reserveCapacity(codes, like: probe.code)
    for seed in 1...1000 { try gallery.append(try code(seed)) }
    let spreads = probe.matches(in: gallery, 0..<gallery.count).compactMap { $0?.spread }.sorted()
    gallery.repeatCodes(until: codes)
    let full = gallery
    let threads = Workers.threadCount
    let search = fastest { _ = probe.search(full, threads: threads) }
    let exhaustive = fastest(runs: 1) { _ = probe.search(full, threads: threads, isExhaustive: true) }
    let speeds = MemorySpeeds(byteCount: min(full.byteCount, 1 << 30), threads: threads, runs: bench.runs)
    let gigabytes = Double(full.byteCount) / 1e9
    Measurement.print(
      [
        Measurement(name: "match/codes", value: Double(codes), unit: "codes", target: nil),
        Measurement(name: "match/gallery", value: gigabytes * 1000, unit: "MB", target: nil),
        Measurement(name: "match/search", value: search * 1000, unit: "ms", target: nil),
        Measurement(name: "match/search/speed", value: gigabytes / search, unit: "GB/s", target: nil),
        Measurement(
          name: "match/spread", value: 1000 * (spreads.isEmpty ? 0 : spreads[spreads.count / 2]),
          unit: "/ 1000 is how far chance goes; codes of real irises by iris-embedding: 10", target: nil),
        Measurement(
          name: "match/search/passed", value: 100 * Double(probe.firstLookCount(full)) / Double(full.count),
          unit: "% of the codes passed on by the first two looks", target: nil),
        Measurement(name: "match/exhaustive", value: exhaustive * 1000, unit: "ms", target: nil),
        Measurement(name: "match/memory/read", value: speeds.read, unit: "GB/s", target: nil),
        Measurement(name: "match/memory/copy", value: speeds.copy, unit: "GB/s", target: nil),
        Measurement(
          name: "match/search/ratio", value: speeds.copy / (gigabytes / search), unit: "copies", target: 1.5),
      ], json: bench.output.json)
  }

  /// Seconds of the fastest run.
  private func fastest(runs: Int? = nil, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<(runs ?? bench.runs) {
      best = min(best, try clock.measure(body).milliseconds / 1000)
    }
    return best
  }
}
