import FiniteFields
import ProofSystem

/// What a demonstration proof shows in public: where the committed data column is evaluated, and its value there.
package struct DemonstrationStatement: Hashable, Sendable {
  package let logElements: Int
  /// One coordinate a variable of the data column.
  package var point: [KoalaBearQuintic]
  package var value: KoalaBearQuintic

  package init(logElements: Int, point: [KoalaBearQuintic], value: KoalaBearQuintic) {
    self.logElements = logElements
    self.point = point
    self.value = value
  }

  /// log₂ of the number of elements ‖ point ‖ value.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(uint32: UInt32(logElements))
    writer.append(elements: point)
    writer.append(element: value)
    return writer.bytes
  }
}
