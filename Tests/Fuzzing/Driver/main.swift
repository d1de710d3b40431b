// The fuzzer: `Fuzzing TARGET [libFuzzer arguments]`, `Fuzzing TARGET --seeds DIRECTORY` to write the inputs to start from, or
// `Fuzzing TARGET --cost` to measure what they cost. Built by `.ci/fuzz`; the same targets run in the ordinary tests on the kept inputs.
//
// With the target's name in WORLDID_FUZZ_TARGET there is no argument for it: libFuzzer's merge starts the program again with its own
// arguments alone.

import Foundation

let environment = ProcessInfo.processInfo.environment["WORLDID_FUZZ_TARGET"]
let arguments = Array(CommandLine.arguments.dropFirst(environment == nil ? 2 : 1))
guard let name = environment ?? CommandLine.arguments.dropFirst().first,
  let target = try FuzzTargets.make(name)
else {
  print(
    "usage: Fuzzing \(FuzzTargets.names.joined(separator: "|")) [--seeds DIRECTORY | --cost | libFuzzer arguments]"
  )
  exit(2)
}

if arguments.count == 2, arguments[0] == "--seeds" {
  for (number, seed) in target.seeds.enumerated() {
    try Data(seed).write(to: URL(fileURLWithPath: "\(arguments[1])/seed-\(number)"))
  }
} else if arguments == ["--cost"] {
  Driver.measure(target)
} else {
  Driver.run(target, arguments)
}
