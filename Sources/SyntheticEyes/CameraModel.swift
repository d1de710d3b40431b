import Foundation
import IrisImaging

/// Illumination, blur, noise and quantisation of a camera.
struct CameraModel {
  let capture: SyntheticCapture
  let width: Int
  let height: Int
  let limbusRadius: Double

  func expose(_ scene: [Float], _ generator: inout SeededGenerator) -> GrayImage {
    var light = scene
    for y in 0..<height {
      for x in 0..<width {
        let slope = 1 + capture.illuminationSlope * (Double(x) / Double(width) - 0.5)
        light[y * width + x] *= Float(capture.exposure * slope)
      }
    }
    let blurred = blur(light, sigma: Float(capture.blur * limbusRadius / 100))
    var pixels = [UInt8](repeating: 0, count: width * height)
    for index in pixels.indices {
      let value = Double(blurred[index]) + capture.noise * generator.normal()
      pixels[index] = UInt8(min(max(value.rounded(), 0), 255))
    }
    return GrayImage(width: width, height: height, checked: pixels)
  }

  private func blur(_ source: [Float], sigma: Float) -> [Float] {
    guard sigma > 0.2 else { return source }
    let reach = Int((sigma * 3).rounded(.up))
    var kernel = (-reach...reach).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
    let sum = kernel.reduce(0, +)
    kernel = kernel.map { $0 / sum }
    var rows = [Float](repeating: 0, count: source.count)
    var result = rows
    for y in 0..<height {
      for (tap, weight) in kernel.enumerated() {
        let shift = tap - reach
        for x in 0..<width {
          rows[y * width + x] += weight * source[y * width + min(max(x + shift, 0), width - 1)]
        }
      }
    }
    for y in 0..<height {
      for (tap, weight) in kernel.enumerated() {
        let from = min(max(y + tap - reach, 0), height - 1) * width
        for x in 0..<width { result[y * width + x] += weight * rows[from + x] }
      }
    }
    return result
  }
}
