import Foundation

/// Where this program keeps what the user did not name a place for.
enum DataDirectory {
  /// `$XDG_DATA_HOME/worldid`, by default `~/.local/share/worldid`.
  static var path: String {
    let environment = ProcessInfo.processInfo.environment
    if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") { return base + "/worldid" }
    return (environment["HOME"] ?? FileManager.default.currentDirectoryPath) + "/.local/share/worldid"
  }

  static var vault: String { path + "/vault" }
  static var sensorKey: String { path + "/sensor.key" }
  static var registryDatabase: String { path + "/registry.sqlite" }
}
