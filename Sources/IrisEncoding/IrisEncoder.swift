import IrisImaging
import QuantizedNetworks

/// Turns normalised irises into codes with one network.
public struct IrisEncoder: Sendable {
  public let network: QuantizedNetwork
  private let heads: CodeHeads

  /// Any network with one input channel that makes codes.
  public init(_ network: QuantizedNetwork) throws(IrisCodeError) {
    guard network.inputShape.channels == 1 else {
      throw .notAnIrisModel(channels: network.inputShape.channels)
    }
    guard let heads = network.code else { throw .makesNoCode(outputs: network.outputs.map(\.name)) }
    self.network = network
    self.heads = heads
  }

  /// Rows and columns to normalise to.
  public var rows: Int { network.inputShape.rows }
  public var columns: Int { network.inputShape.columns }

  /// The code of an iris of exactly `rows` x `columns`.
  public func encode(_ iris: NormalizedIris) throws(IrisCodeError) -> IrisCode {
    guard iris.rows == rows, iris.columns == columns else {
      throw .wrongSize(expected: "\(rows) x \(columns)", actual: "\(iris.rows) x \(iris.columns)")
    }
    do {
      return IrisCode(try network.outputs(for: iris.pixels), of: heads)
    } catch {
      throw .network(error)
    }
  }
}
