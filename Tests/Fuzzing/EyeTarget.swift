import IrisImaging
import SyntheticEyes

/// Whatever looks for an iris in a picture, on rendered eyes and other pictures that are cut, painted over and printed on.
///
/// Inputs are records of eight bytes: the first one chooses the picture to begin with, each further one is a change to it.
struct EyeTarget: FuzzTarget {
  let name = "eyes"
  let usesRecords = true
  private let bound = CostBound(shapeBytes: 64 << 20, bytesPerByte: 0, shapeSeconds: 4)

  /// Rendered eyes, small and close: without a lens, with a printed one, half closed, turned away.
  static let eyes: [GrayImage] = (0..<8).map { index in
    if index >= 6 { return large(SyntheticLens(print: index == 6 ? .init() : nil)) }
    var capture = SyntheticCapture.demanding(seed: UInt64(index))
    capture.irisSize = index % 2 == 0 ? 0.24 : 0.38
    if index == 1 || index == 4 { capture.lens = SyntheticLens(print: .init()) }
    if index == 5 { capture.upperOpening = 0.2 }
    return SyntheticEye(identity: UInt64(index)).render(capture, width: 240, height: 200).image
  }

  /// An eye that is large enough for the dots of a lens.
  private static func large(_ lens: SyntheticLens) -> GrayImage {
    var capture = SyntheticCapture(seed: 1)
    capture.irisSize = 0.34
    capture.lens = lens
    return SyntheticEye(identity: 7).render(capture, width: 420, height: 320).image
  }

  let seeds: [[UInt8]] =
    (0..<8).map { [UInt8($0), 0, 0, 0, 0, 0, 0, 0] }
    + (0..<13).flatMap { operation in
      [[0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]].map {
        $0 + [UInt8(operation), 128, 110, 60, 50, 200, 9, 3]
      }
    }

  func run(_ input: [UInt8], meter: Meter) throws(Finding) {
    guard let image = Self.picture(input) else { return }
    try meter.run(name, inputBytes: input.count, bound) { () throws(Finding) in try Self.examine(image) }
  }

  private static func examine(_ image: GrayImage) throws(Finding) {
    let print = PrintCue(image: image).dotPeak
    guard (1...PrintCue.largestPeak).contains(print) else { throw Finding("eyes: a print of \(print)") }
    let found: IrisSegmentation
    do {
      found = try IrisSegmenter().segment(image)
    } catch {
      guard !error.description.isEmpty else { throw Finding("eyes: an error without words") }
      return
    }
    let quality = found.quality
    let radii = found.pupilContour.radii + found.limbusContour.radii
    guard radii.allSatisfy({ $0.isFinite && $0 > 0 }), found.pupil.radius < found.limbus.radius else {
      throw Finding("eyes: boundaries \(found)")
    }
    let parts = [quality.visibleFraction, quality.focus, quality.overall, quality.pupilIrisRatio]
    guard parts.allSatisfy({ (0...1).contains($0) }) else { throw Finding("eyes: \(quality)") }
    let standard = StandardQuality(image: image, segmentation: found)
    let figures = [
      standard.usableIrisArea, standard.irisScleraContrast, standard.irisPupilContrast,
      standard.pupilIrisRatio, standard.irisPupilConcentricity, standard.pupilBoundaryCircularity,
      standard.marginAdequacy, standard.sharpness, standard.overall,
    ]
    guard figures.allSatisfy({ (0...100).contains($0) }) else { throw Finding("eyes: \(standard)") }
    let lens = LensCue(image: image, segmentation: found)
    guard lens.rim.isFinite, lens.rim >= 0, (1...PrintCue.largestPeak).contains(lens.dotPeak ?? 1) else {
      throw Finding("eyes: \(lens)")
    }
    let again = PrintCue(image: image, limbus: found.limbus).dotPeak
    guard (print...PrintCue.largestPeak).contains(again) else { throw Finding("eyes: a print of \(again)") }
    let iris = NormalizedIris(image: image, segmentation: found, rows: 45, columns: 256)
    guard (0...1).contains(iris.visibleFraction) else { throw Finding("eyes: an iris that is not there") }
    let drawing = found.drawing(over: image)
    guard drawing.width == image.width, drawing.height == image.height else {
      throw Finding("eyes: a drawing of another size")
    }
  }

  /// Nil when nothing is left of it.
  private static func picture(_ input: [UInt8]) -> GrayImage? {
    guard let first = input.first else { return nil }
    var canvas = Canvas(first < 200 ? eyes[Int(first) % eyes.count] : nil, level: input.last ?? 0)
    var start = 8
    while start + 8 <= input.count, start < 8 * 24 {
      canvas.change(Array(input[start..<(start + 8)]))
      start += 8
    }
    return canvas.image
  }
}

extension EyeTarget {
  /// A picture that is being changed.
  private struct Canvas {
    var width: Int
    var height: Int
    var pixels: [UInt8]

    /// - Parameter image: nil for an even one.
    init(_ image: GrayImage?, level: UInt8) {
      width = image?.width ?? 210
      height = image?.height ?? 205
      pixels = image?.pixels ?? [UInt8](repeating: level, count: 210 * 205)
    }

    var image: GrayImage? { GrayImage(width: width, height: height, pixels: pixels) }

    /// Operation, centre, half size, value, two more numbers; places are in 256ths of the picture.
    mutating func change(_ record: [UInt8]) {
      let numbers = record.map(Int.init)
      let (x, y) = (numbers[1] * width / 256, numbers[2] * height / 256)
      let (reachX, reachY) = (numbers[3] * width / 256, numbers[4] * height / 256)
      let (value, first, second) = (numbers[5], numbers[6], numbers[7])
      switch numbers[0] % 13 {
      case 0: paint(x, y, reachX, reachY) { _, _, _ in value }
      case 1:
        paint(x, y, reachX, reachX) { old, dx, dy in dx * dx + dy * dy <= reachX * reachX ? value : old }
      case 2:
        paint(x, y, reachX, reachX) { old, dx, dy in
          let square = dx * dx + dy * dy
          let inner = max(reachX - first % 8 - 1, 0)
          return square <= reachX * reachX && square >= inner * inner ? value : old
        }
      case 3:
        paint(x, y, reachX, reachY) { old, dx, dy in old + (dx * dx * first + dy * dy * second) % 64 - 32 }
      case 4:
        paint(x, y, reachX, reachY) { old, dx, dy in
          (dx + reachX) % (first % 12 + 2) == 0 || (dy + reachY) % (second % 12 + 2) == 0 ? value : old
        }
      case 5: paint(x, y, reachX, reachY) { old, _, _ in 255 - old }
      case 6: paint(x, y, reachX, reachY) { old, _, _ in old * value / 64 }
      case 7:
        paint(x, y, reachX, reachY) { old, dx, dy in old + (dx * (first - 128) + dy * (second - 128)) / 64 }
      case 8: cut(x, y)
      case 9: pixels.reverse()
      case 10: enlarge(value % 3 + 2)
      case 11: copy(fromX: first * width / 256, fromY: second * height / 256, x, y, reachX, reachY)
      default: widen(by: value % 200, level: UInt8(first))
      }
    }

    private mutating func paint(
      _ x: Int, _ y: Int, _ reachX: Int, _ reachY: Int, _ shade: (_ old: Int, _ dx: Int, _ dy: Int) -> Int
    ) {
      for row in max(y - reachY, 0)...min(y + reachY, height - 1) {
        for column in max(x - reachX, 0)...min(x + reachX, width - 1) {
          let at = row * width + column
          pixels[at] = UInt8(min(max(shade(Int(pixels[at]), column - x, row - y), 0), 255))
        }
      }
    }

    /// Leaves what lies right of and below a place, but at least 180 pixels.
    private mutating func cut(_ x: Int, _ y: Int) {
      let left = min(x, max(width - 180, 0))
      let top = min(y, max(height - 180, 0))
      pixels = (top..<height).flatMap { row in (left..<width).map { pixels[row * width + $0] } }
      (width, height) = (width - left, height - top)
    }

    private mutating func copy(fromX: Int, fromY: Int, _ x: Int, _ y: Int, _ reachX: Int, _ reachY: Int) {
      let source = pixels
      let (width, height) = (width, height)
      paint(x, y, reachX, reachY) { old, dx, dy in
        let (column, row) = (fromX + dx, fromY + dy)
        let isInside = column >= 0 && row >= 0 && column < width && row < height
        return isInside ? Int(source[row * width + column]) : old
      }
    }

    /// Every pixel several times, in both directions.
    private mutating func enlarge(_ factor: Int) {
      guard width * factor <= 1300, height * factor <= 1300 else { return }
      let source = pixels
      let line = width
      (width, height) = (width * factor, height * factor)
      pixels = (0..<height).flatMap { row in
        (0..<width).map { source[row / factor * line + $0 / factor] }
      }
    }

    /// Adds columns on the right.
    private mutating func widen(by count: Int, level: UInt8) {
      guard width < 600 else { return }
      pixels = (0..<height).flatMap { row in
        pixels[(row * width)..<((row + 1) * width)] + [UInt8](repeating: level, count: count)
      }
      width += count
    }
  }
}
