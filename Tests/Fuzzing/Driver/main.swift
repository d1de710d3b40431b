// The fuzzer: `Fuzzing TARGET [libFuzzer arguments]`, or `Fuzzing TARGET --seeds DIRECTORY` to write the inputs to start from.
// Built by `.ci/fuzz`; the same targets run in the ordinary tests on the kept inputs.

import Foundation

guard CommandLine.arguments.count > 1, let target = try FuzzTargets.make(CommandLine.arguments[1]) else {
  print(
    "usage: Fuzzing \(FuzzTargets.names.joined(separator: "|")) [--seeds DIRECTORY | libFuzzer arguments]")
  exit(2)
}

if CommandLine.arguments.count == 4, CommandLine.arguments[2] == "--seeds" {
  for (number, seed) in target.seeds.enumerated() {
    try Data(seed).write(to: URL(fileURLWithPath: "\(CommandLine.arguments[3])/seed-\(number)"))
  }
  exit(0)
}

Driver.run(target)
