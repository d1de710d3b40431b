import FiniteFields

/// Size of the tableau: rows of w symbols, masked by t + 1 more, encoded to n points of which t are opened.
public struct TableauParameters: Hashable, Sendable {
  /// log₂ w, w = message symbols a row.
  public let logWidth: Int
  /// log₂ n, n = code length = number of columns.
  public let logLength: Int
  /// t, distinct columns opened.
  public let openedColumns: Int
  /// Zero bits of the proof-of-work nonce before the columns are drawn (0…16).
  public let grindingBits: Int

  public init(logWidth: Int, logLength: Int, openedColumns: Int, grindingBits: Int) {
    self.logWidth = logWidth
    self.logLength = logLength
    self.openedColumns = openedColumns
    self.grindingBits = grindingBits
  }

  public var width: Int { 1 << logWidth }
  public var length: Int { 1 << logLength }
  /// t' = t + 1: one more than is opened, so that even all opened entries of a row leave one uniform symbol (`PROTOCOL.md` 1.4).
  public var maskLength: Int { openedColumns + 1 }
  /// k = w + t', coefficients of a row polynomial.
  public var rowLength: Int { width + maskLength }
  /// Coefficients of a mask row's polynomial, no more than k.
  public func maskRowLength(_ layout: TableauLayout) -> Int { layout.maskSymbolCount + maskLength }

  /// Protocol version, then log₂ w, log₂ n, t and g, four bytes each.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    for value in [protocolVersion, logWidth, logLength, openedColumns, grindingBits] {
      writer.append(uint32: UInt32(value))
    }
    return writer.bytes
  }

  func absorb(into transcript: inout Transcript) { transcript.absorb("parameters", encoded()) }
}
