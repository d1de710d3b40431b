import ArgumentParser

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "The whole way on a rendered eye, every step explained.",
    discussion: """
      Renders eyes, starts a registry of its own on a free port, enrols, proves membership, verifies, claims.
      It works in a temporary folder and removes it and the registry at the end, also when it is interrupted.
      """)

  @OptionGroup var output: OutputOptions

  func run() throws {
    let cleanUp = try CleanUp(name: "worldid-demo")
    defer { cleanUp.run() }
    var demonstration = Demonstration(runner: try ProgramRunner(cleanUp: cleanUp), json: output.json)
    do {
      try demonstration.run()
    } catch {
      cleanUp.yieldIfInterrupted()
      throw error
    }
  }
}
