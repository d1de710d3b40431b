import Foundation

// Of AllocationMeter, which exists in fuzzing builds only and so is not imported.
@_silgen_name("allocation_meter_begin") private func beginMeasurement()
@_silgen_name("allocation_meter_peak") private func peakOfMeasurement() -> Int

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// libFuzzer's own mutations.
@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int) -> Int

enum Driver {
  /// Set once before the fuzzer starts; it runs one input at a time.
  nonisolated(unsafe) private static var target: (any FuzzTarget)?
  /// Most heap bytes of an execution so far.
  nonisolated(unsafe) private static var largest = 0

  private static let meter = Meter(
    begin: { beginMeasurement() },
    peak: {
      let bytes = peakOfMeasurement()
      largest = max(largest, bytes)
      return bytes
    })

  static func run(_ target: any FuzzTarget, _ libFuzzerArguments: [String]) {
    self.target = target
    // Constants that are made at their first use belong to no input.
    for seed in target.seeds.prefix(200) { execute(seed, .none) }
    var arguments: [UnsafeMutablePointer<CChar>?] =
      (CommandLine.arguments.prefix(1) + libFuzzerArguments).map { strdup($0) } + [nil]
    var count = Int32(arguments.count - 1)
    arguments.withUnsafeMutableBufferPointer { buffer in
      var list = buffer.baseAddress
      exit(
        runDriver(&count, &list) { data, size in
          Driver.execute(Array(UnsafeBufferPointer(start: data, count: size)), Driver.meter)
          return 0
        })
    }
  }

  /// The most that one of the seeds' executions takes, once constants are made.
  static func measure(_ target: any FuzzTarget) {
    self.target = target
    for seed in target.seeds { execute(seed, .none) }
    largest = 0
    let start = Meter.processorSeconds()
    for seed in target.seeds { execute(seed, meter) }
    let seconds = (Meter.processorSeconds() - start) / Double(target.seeds.count)
    print("\(target.name): at most \(largest) heap bytes, \(seconds) s an input on average")
  }

  private static func execute(_ input: [UInt8], _ meter: Meter) {
    do throws(Finding) {
      try target?.run(input, meter: meter)
    } catch {
      FileHandle.standardError.write(Data("FINDING: \(error)\n".utf8))
      abort()
    }
  }

  /// A change of one record, or of any bytes.
  fileprivate static func mutate(
    _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int, _ seed: UInt32
  ) -> Int {
    var generator = SplitMix(state: UInt64(seed))
    guard target?.usesRecords == true, generator.next(below: 8) > 0 else {
      return mutateBytes(data, size, maximum)
    }
    let bytes = RecordMutator.mutate(
      Array(UnsafeBufferPointer(start: data, count: size)), maximum: maximum, &generator)
    for (index, byte) in bytes.enumerated() { data[index] = byte }
    return bytes.count
  }
}

/// Found by libFuzzer by its name.
@_cdecl("LLVMFuzzerCustomMutator")
func customMutator(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int, _ seed: UInt32) -> Int {
  Driver.mutate(data, size, maximum, seed)
}
