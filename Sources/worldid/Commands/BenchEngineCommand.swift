import ArgumentParser
import InferenceProofs
import ProofSystem

struct BenchEngineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engine",
    abstract: "Prove and verify the demonstration statement, and compare each step with its lower bound.",
    discussion: """
      2^20 committed base elements, 327,680 lookups, one 3x3 convolution of 4.7 million multiplications. A bound counts what
      any implementation of the protocol has to do (bytes moved, hashes, multiplications) at the speed that the kernels have
      in this very run, on as many threads. Times are medians; ratios compare each step's fastest run with the fastest kernels.
      """)

  @Flag(help: "Measure sizes from 2^14 up instead, to show how the cost grows.")
  var growth = false

  @Option(help: "log2 of the committed elements, 14 to 22: 20, with --growth up to 22.")
  var logElements: Int?

  @Option(name: .customLong("plot"), help: "With --growth: draw the figures into this SVG file.")
  var plotPath: String?

  @OptionGroup var bench: BenchOptions

  func validate() throws {
    let sizes = DemonstrationLayout.logElementsRange
    if let logElements, !sizes.contains(logElements) {
      throw ValidationError("--log-elements is \(sizes.lowerBound) to \(sizes.upperBound)")
    }
    if plotPath != nil && !growth { throw ValidationError("--plot draws what --growth measures: give both") }
  }

  func run() throws {
    if growth { try measureGrowth() } else { try measureSteps() }
  }

  private func measureGrowth() throws {
    let growth = try EngineGrowth(
      largest: logElements ?? DemonstrationLayout.logElementsRange.upperBound, runs: bench.runs)
    if let plotPath { try Files.write(Array(growth.plot().svg.utf8), to: plotPath, isPrivate: false) }
    if bench.output.json {
      Measurement.print(growth.measurements(), json: true)
    } else {
      for line in growth.lines() { Console.print(line) }
    }
  }

  private func measureSteps() throws {
    let logElements = logElements ?? 20
    // Targets are those of 2^20 elements.
    func target(_ value: Double) -> Double? { logElements == 20 ? value : nil }
    PeakMemory.reset()
    let run = try DemonstrationRun(logElements: logElements, runs: bench.runs)
    let work = EngineWork(run.demonstration)
    let logLength = run.demonstration.shape.parameters.logLength
    let allThreads = KernelSpeeds(threads: Workers.threadCount, logLength: logLength)
    let oneThread = KernelSpeeds(threads: 1, logLength: logLength)
    let proving = StepBounds(
      run.proving.fastest(averaged: EngineWork.grinding), work: work.prover, speeds: allThreads)
    let verifying = StepBounds(
      run.verifying.fastest(averaged: EngineWork.grinding), work: work.verifier, speeds: oneThread)

    let name = "engine/demo"
    let headline =
      run.proving.measurements("\(name)/prove", target: target(250))
      + run.verifying.measurements("\(name)/verify", target: target(12))
      + [.kilobytes("\(name)/proof", run.proofByteCount, target: target(600))]
      + Measurement.sections(
        "\(name)/proof", run.demonstration.shape.sections, total: run.proofByteCount)
      + [Measurement(name: "\(name)/memory", value: run.memory, unit: "MB", target: target(300))]
    let bounds =
      proving.measurements("\(name)/prove", target: target(2))
      + verifying.measurements("\(name)/verify", target: nil)
    let speeds =
      allThreads.measurements("engine/kernel/\(allThreads.threads)-threads")
      + oneThread.measurements("engine/kernel/1-thread") + FieldSpeeds.measurements()
    if bench.output.json {
      Measurement.print(headline + bounds + speeds, json: true)
      return
    }
    let parameters = run.demonstration.shape.parameters
    Console.print(
      "2^\(logElements) committed elements: \(run.demonstration.layout.lookupCount) lookups, "
        + "\(run.demonstration.layout.multiplicationCount) multiplications; w \(parameters.width), "
        + "n \(parameters.length), t \(parameters.openedColumns)")
    let tables =
      proving.lines(
        "Proving, each step in its fastest of \(bench.runs) runs; bounds on \(allThreads.threads) threads:")
      + verifying.lines("Verifying, each step in its fastest of \(bench.runs) runs; bounds on one thread:")
    for line in tables { Console.print(line) }
    // The tables have the rest.
    Measurement.print(headline + bounds.filter { $0.target != nil } + speeds, json: false)
  }
}
