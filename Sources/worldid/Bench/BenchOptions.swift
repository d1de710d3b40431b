import ArgumentParser

/// How often a benchmark repeats what it measures.
struct BenchOptions: ParsableArguments {
  @Option(help: "Runs of each measurement; the median counts.")
  var runs = 5

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...1000).contains(runs) else { throw ValidationError("--runs is 1 to 1000") }
  }
}
