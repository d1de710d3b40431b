import ArgumentParser
import InferenceProofs
import MembershipProofs
import ProofSystem

struct BenchSoundnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soundness", abstract: "Bits of provable soundness of both statements, round by round.",
    discussion: "The smallest round counts. No conjecture is used; the hash is a random oracle.")

  @OptionGroup var model: ModelOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let model = try EyeModel(path: model.path)
    let budgets = [
      ("soundness/inference", try InferenceVerifier(network: model.network).budget),
      ("soundness/membership", try MembershipVerifier().budget),
    ]
    let measurements = budgets.map { name, budget in
      Measurement(name: name, value: budget.bits, unit: "bits", target: SoundnessBudget.requiredBits)
    }
    if !output.json {
      for (name, budget) in budgets {
        for round in budget.rounds {
          Console.print(
            "  \(name) \(round.name): \((round.bits * 10).rounded() / 10) bits, error \(round.formula)")
        }
      }
    }
    Measurement.print(measurements, json: output.json)
  }
}
