import ArgumentParser

struct SensorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensor", abstract: "The key with which this machine's camera signs its scans.",
    discussion: """
      A registry accepts enrolments whose scan was signed by a sensor that it knows. Show the public key to
      its operator: `worldid registry serve --sensor KEY`.
      """,
    subcommands: [SensorInitCommand.self, SensorShowCommand.self, SensorAttestCommand.self])
}

struct SensorInitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Create a sensor key; never over another one.")

  @Option(
    name: [.customShort("o"), .customLong("output")], help: "The key file to write.", completion: .file())
  var path = DataDirectory.sensorKey

  @OptionGroup var output: OutputOptions

  func run() throws {
    let key = try SensorKey.create(at: path)
    Report(["publicKey": .text(Hex.encode(key.publicKey)), "file": .text(path)]).print(json: output.json)
  }
}

struct SensorShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the sensor's public key.")

  @Option(name: .customLong("sensor"), help: "The key file.", completion: .file())
  var path = DataDirectory.sensorKey

  @OptionGroup var output: OutputOptions

  func run() throws {
    let key = Hex.encode(try SensorKey(contentsOf: path).publicKey)
    if output.json { Report(["publicKey": .text(key)]).print(json: true) } else { Console.print(key) }
  }
}
