// Everything that is settled before a registry starts, the accepted sensors and models included.

import Foundation
import QuantizedNetworks

/// Settings of a registry. Sensors and models change only by a restart: there are no administration routes.
public struct RegistryConfiguration: Sendable {
  /// Address to listen on.
  public var host = "127.0.0.1"
  /// TCP port, 0 for any free one.
  public var port = 8080
  /// The SQLite file; created when it does not exist.
  public var databasePath: String
  /// Ed25519 public keys, 32 bytes each.
  public var acceptedSensors: [[UInt8]]
  /// Models whose inference proofs are accepted.
  public var acceptedModels: [QuantizedNetwork]
  /// Seconds after which a superseded root is no longer accepted; the latest root always is.
  public var maxRootAgeSeconds: UInt64 = 3_600
  /// Seconds between the capture of a scan and its enrolment.
  public var maxAttestationAgeSeconds: UInt64 = 3_600
  /// Seconds that a sensor's clock may be ahead.
  public var maxClockSkewSeconds: UInt64 = 120
  /// Bounds on requests.
  public var limits = RegistryLimits()
  /// Unix seconds; tests set it.
  package var clock: @Sendable () -> UInt64 = { UInt64(max(0, Date().timeIntervalSince1970)) }

  /// - Parameters:
  ///   - databasePath: the SQLite file, created when it does not exist.
  ///   - acceptedSensors: Ed25519 public keys, 32 bytes each.
  ///   - acceptedModels: models whose inference proofs are accepted.
  public init(databasePath: String, acceptedSensors: [[UInt8]], acceptedModels: [QuantizedNetwork]) {
    self.databasePath = databasePath
    self.acceptedSensors = acceptedSensors
    self.acceptedModels = acceptedModels
  }

  /// Throws `RegistryStartupError` for settings with which no registry can run.
  func validate() throws(RegistryStartupError) {
    for (position, key) in acceptedSensors.enumerated() where key.count != 32 {
      throw .invalidSensorKey(position: position)
    }
    guard (0...65_535).contains(port) else { throw .invalidSetting(name: "port", allowed: "0 to 65535") }
    let sizes = [
      ("enrollmentBodyBytes", limits.enrollmentBodyBytes), ("proofBodyBytes", limits.proofBodyBytes),
      ("bodySeconds", limits.bodySeconds), ("idleSeconds", limits.idleSeconds),
      ("jsonDepth", limits.jsonDepth),
      ("connections", limits.connections),
      ("rememberedClients", limits.rememberedClients), ("shutdownSeconds", limits.shutdownSeconds),
    ]
    for (name, value) in sizes where value < 1 || value > 1 << 30 {
      throw .invalidSetting(name: name, allowed: "1 to 2^30")
    }
    guard (0...1 << 20).contains(limits.waitingVerifications) else {
      throw .invalidSetting(name: "waitingVerifications", allowed: "0 to 2^20")
    }
    if let limit = limits.rateLimit {
      guard limit.requestsPerSecond > 0, limit.requestsPerSecond <= 1e9, limit.burst >= 1, limit.burst <= 1e9
      else {
        throw .invalidSetting(name: "rateLimit", allowed: "a positive rate and a burst of at least 1")
      }
    }
  }
}
