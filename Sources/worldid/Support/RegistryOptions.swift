import ArgumentParser

/// `--registry URL`.
struct RegistryOptions: ParsableArguments {
  static let defaultURL = "http://127.0.0.1:8080"

  @Option(name: .customLong("registry"), help: "The registry's URL.")
  var url = RegistryOptions.defaultURL
}
