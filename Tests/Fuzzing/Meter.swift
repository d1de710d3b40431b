import Glibc

/// What one execution may cost: a constant of the statement's shape, and a part that is linear in the input.
struct CostBound: Sendable {
  /// Heap bytes for an input of no length.
  let shapeBytes: Int
  /// Heap bytes per byte of input.
  let bytesPerByte: Int
  /// Processor seconds for an input of no length.
  let shapeSeconds: Double

  /// Processor seconds per byte of input: a thousand times what hashing it takes.
  static let secondsPerByte = 2e-6

  func heapBytes(inputBytes: Int) -> Int { shapeBytes + bytesPerByte * inputBytes }
  func seconds(inputBytes: Int) -> Double { shapeSeconds + Self.secondsPerByte * Double(inputBytes) }
}

/// Measures heap and processor time of single executions. Only the driver can: it replaces the allocator.
struct Meter: Sendable {
  /// Starts a measurement.
  let begin: (@Sendable () -> Void)?
  /// The most heap bytes that were live at once since `begin`, above those that were live then.
  let peak: @Sendable () -> Int

  /// Measures nothing.
  static let none = Meter(begin: nil, peak: { 0 })

  /// Runs `body` and holds it to its bound.
  func run(_ name: String, inputBytes: Int, _ bound: CostBound, _ body: () throws(Finding) -> Void)
    throws(Finding)
  {
    guard let begin else { return try body() }
    let start = Self.processorSeconds()
    begin()
    try body()
    let bytes = peak()
    let seconds = Self.processorSeconds() - start
    guard bytes <= bound.heapBytes(inputBytes: inputBytes) else {
      throw Finding("\(name): \(bytes) heap bytes for \(inputBytes) bytes of input")
    }
    guard seconds <= bound.seconds(inputBytes: inputBytes) else {
      throw Finding("\(name): \(seconds) s for \(inputBytes) bytes of input")
    }
  }

  /// Of this process, all threads.
  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
