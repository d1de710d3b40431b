// The sensors whose attestations a registry accepts.

/// Answer of `GET /v1/sensors`: Ed25519 public keys, fixed when the registry starts.
public struct AcceptedSensors: Hashable, Sendable, Codable {
  private let sensors: [Canonical<Bytes32>]

  init(_ sensors: [Bytes32]) {
    self.sensors = sensors.map { Canonical(wrappedValue: $0) }
  }

  /// The public keys, 32 bytes each.
  public var publicKeys: [[UInt8]] { sensors.map(\.wrappedValue.bytes) }
}
