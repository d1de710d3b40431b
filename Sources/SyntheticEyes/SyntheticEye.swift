import Foundation
import IrisImaging

/// One eye that does not exist: an identity with a fixed iris texture and fixed anatomy, of which any number
/// of near-infrared pictures can be rendered.
///
/// The same identity, capture and size give the same pixels on the same platform.
public struct SyntheticEye: Sendable {
  public let identity: UInt64
  let texture: IrisTexture
  let anatomy: EyeAnatomy

  /// Every 64-bit number is an identity of its own.
  public init(identity: UInt64) {
    self.identity = identity
    texture = IrisTexture(identity: identity)
    anatomy = EyeAnatomy(identity: identity)
  }

  /// Renders a picture under usual circumstances drawn from a seed.
  public func render(captureSeed: UInt64, width: Int = 640, height: Int = 480) -> (
    image: GrayImage, label: SyntheticLabel
  ) {
    render(SyntheticCapture(seed: captureSeed), width: width, height: height)
  }

  /// Renders a picture; sizes outside 64...4096 are moved to the nearest allowed one.
  public func render(_ capture: SyntheticCapture, width: Int = 640, height: Int = 480) -> (
    image: GrayImage, label: SyntheticLabel
  ) {
    let scene = EyeScene(
      eye: self, capture: capture, width: min(max(width, 64), 4096), height: min(max(height, 64), 4096))
    return (scene.render(), scene.label)
  }
}
