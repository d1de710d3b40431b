import ArgumentParser
import Foundation
import IrisEncoding
import Logging
import RegistryService

struct RegistryServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve a registry over HTTP until SIGTERM or SIGINT.",
    discussion: """
      Prints one line to standard output when it accepts requests: its URL, or with --json the port and the
      URL. Logs go to standard error. It holds identity commitments and used nullifiers, no picture and no
      iris code.
      """)

  @Option(help: "Address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "TCP port; 0 for any free one.")
  var port = 8080

  @Option(name: .customLong("database"), help: "The SQLite file; created when it does not exist.")
  var databasePath = DataDirectory.registryDatabase

  @Option(
    name: .customLong("sensor"),
    help: "A sensor to accept: its public key, or its key file. Repeat it for several.")
  var sensors: [String] = []

  @Option(
    name: .customLong("model"),
    help: "A model to accept, by name or as ONNX file; without it the shipped ones. Repeat it for several.")
  var models: [String] = []

  @Option(help: "Seconds for which a root that was replaced is still accepted.")
  var maxRootAge: UInt64 = 3_600

  @Option(help: "Seconds between the capture of a scan and its enrolment.")
  var maxScanAge: UInt64 = 3_600

  @Flag(help: "Log requests as well, not only troubles.")
  var verbose = false

  @Flag(help: "Stop when standard input ends: for a parent process that must not leave this one behind.")
  var stopWithInput = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if sensors.isEmpty {
      throw ValidationError("name at least one sensor with --sensor; `worldid sensor show` prints a key")
    }
  }

  func run() async throws {
    try Files.makeFolder(URL(fileURLWithPath: databasePath).deletingLastPathComponent().path)
    var configuration = RegistryConfiguration(
      databasePath: databasePath, acceptedSensors: try sensors.map { try SensorKey.publicKey(named: $0) },
      acceptedModels: models.isEmpty
        ? try ShippedModel.all.map { try $0.network } : try models.map { try EyeModel(path: $0).network })
    configuration.host = host
    configuration.port = port
    configuration.maxRootAgeSeconds = maxRootAge
    configuration.maxAttestationAgeSeconds = maxScanAge

    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var logger = Logger(label: "worldid.registry")
    logger.logLevel = verbose ? .info : .warning
    if stopWithInput { Self.stopWhenInputEnds() }
    try await RegistryServer.run(configuration, logger: logger) { [host, output] port in
      let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
      if output.json {
        Report(["listening": .flag(true), "port": .integer(port), "url": .text(url)]).print(json: true)
      } else {
        Console.print(url)
      }
    }
  }

  /// Ends in the same good order as at a signal.
  private static func stopWhenInputEnds() {
    Thread.detachNewThread {
      while let data = try? FileHandle.standardInput.read(upToCount: 4096), !data.isEmpty {}
      kill(getpid(), SIGTERM)
    }
  }
}
