import Foundation
import IrisImaging

/// One eye in front of one camera: geometry and the layers of the picture.
struct EyeScene {
  let eye: SyntheticEye
  let capture: SyntheticCapture
  let width: Int
  let height: Int
  /// Boundaries of the eye ball looking into the camera; `turn` makes them ellipses round the limbus centre.
  let limbus: Circle
  let pupil: Circle
  let turn: BallTurn
  let lids: LidShape

  init(eye: SyntheticEye, capture: SyntheticCapture, width: Int, height: Int) {
    self.eye = eye
    self.capture = capture
    self.width = width
    self.height = height
    let radius = max(capture.irisSize, 0.01) * Double(height)
    let center = Point(
      x: Double(width) / 2 + capture.gazeX * radius, y: Double(height) / 2 + capture.gazeY * radius)
    limbus = Circle(center: center, radius: radius)
    turn = BallTurn(center: center, yawDegrees: capture.yawDegrees, pitchDegrees: capture.pitchDegrees)
    pupil = Circle(
      center: Point(x: center.x + eye.anatomy.pupilX * radius, y: center.y + eye.anatomy.pupilY * radius),
      radius: min(max(capture.dilation, 0.05), 0.9) * radius)
    let corner = center.y + eye.anatomy.cornerDrop * radius
    // Lids follow the gaze half way; closed ones meet a little under the corners.
    let closed = corner + 0.15 * radius
    lids = LidShape(
      center: center.x - 0.5 * capture.gazeX * radius, halfWidth: eye.anatomy.lidHalfWidth * radius,
      cornerY: corner, upperY: capture.isClosed ? closed : center.y - capture.upperOpening * radius,
      lowerY: capture.isClosed ? closed : center.y + capture.lowerOpening * radius)
  }

  var label: SyntheticLabel {
    let left = (limbus.center.x - limbus.radius).rounded(.down)
    let count = Int(2 * limbus.radius) + 2
    let edges = (0..<count).map { lids.edges(at: left + Double($0)) }
    let eyelids = Eyelids(
      left: left, spacing: 1, checkedUpper: edges.map(\.upper), checkedLower: edges.map(\.lower))
    return SyntheticLabel(
      identity: eye.identity, capture: capture, pupil: turn.seen(pupil), limbus: turn.seen(limbus),
      pupilOutline: turn.outline(of: pupil), limbusOutline: turn.outline(of: limbus), eyelids: eyelids,
      openFraction: openFraction)
  }

  private var openFraction: Double {
    var open = 0
    for angleStep in 0..<120 {
      let angle = 2 * Double.pi * Double(angleStep) / 120
      let from = Point(
        x: pupil.center.x + pupil.radius * cos(angle), y: pupil.center.y + pupil.radius * sin(angle))
      let to = Point(
        x: limbus.center.x + limbus.radius * cos(angle), y: limbus.center.y + limbus.radius * sin(angle))
      for ring in 0..<20 {
        let part = (Double(ring) + 0.5) / 20
        let point = turn.seen(
          Point(x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part))
        let edges = lids.edges(at: point.x)
        if point.y > edges.upper, point.y < edges.lower { open += 1 }
      }
    }
    return Double(open) / 2400
  }

  /// Skin, eye ball, highlights and lashes, then lens and sensor.
  func render() -> GrayImage {
    var generator = SeededGenerator(seed: eye.identity ^ capture.seed, stream: 4)
    var canvas = paintSurfaces(&generator)
    paintHighlights(&canvas, &generator)
    LashPainter(scene: self).paint(&canvas, &generator)
    paintGlassReflections(&canvas, &generator)
    return CameraModel(capture: capture, width: width, height: height, limbusRadius: limbus.radius)
      .expose(canvas, &generator)
  }

  private func paintSurfaces(_ generator: inout SeededGenerator) -> [Float] {
    let anatomy = eye.anatomy
    let folds = PeriodicNoise.field(radial: 6, angular: 12, &generator)
    let pores = PeriodicNoise.field(radial: 40, angular: 200, &generator)
    var canvas = [Float](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        let edges = lids.edges(at: Double(x))
        let row = y * (PeriodicNoise.rows - 1) / height
        let noiseAt = row * PeriodicNoise.columns + x * (PeriodicNoise.columns - 1) / width
        let crease = creaseShade(x: Double(x), y: Double(y), upper: edges.upper)
        let skin =
          anatomy.skinGray + 7 * Double(folds[noiseAt]) + 2.5 * Double(pores[noiseAt]) - crease
        let ball = ballGray(x: Double(x), y: Double(y), upperEdge: edges.upper)
        // The opening's edge is one pixel soft; its rim is dark where lashes grow.
        let inside = min(Double(y) - edges.upper, edges.lower - Double(y))
        let open = min(max(inside + 0.5, 0), 1)
        let rim = 45 * exp(-pow((Double(y) - edges.upper + 1.5) / (0.03 * limbus.radius), 2))
        canvas[y * width + x] = Float(open * ball + (1 - open) * (skin - rim))
      }
    }
    return canvas
  }

  /// The fold of the upper lid above its edge.
  private func creaseShade(x: Double, y: Double, upper: Double) -> Double {
    let distance = (y - (upper - 0.42 * limbus.radius)) / (0.05 * limbus.radius)
    let span = (x - lids.center) / lids.halfWidth
    return 28 * exp(-distance * distance) * max(0, 1 - span * span)
  }

  /// The gray value of pupil, iris or sclera.
  private func ballGray(x: Double, y: Double, upperEdge: Double) -> Double {
    let anatomy = eye.anatomy
    let place = turn.facing(x: x, y: y)
    let dx = place.x - limbus.center.x
    let dy = place.y - limbus.center.y
    let distance = (dx * dx + dy * dy).squareRoot()
    let corner = abs(x - lids.center) / lids.halfWidth
    var gray = anatomy.scleraGray - 25 * corner * corner
    let soft = max(anatomy.limbusSoftness * limbus.radius, 0.8)
    let iris = Self.smoothStep((limbus.radius - distance) / soft + 0.5)
    if iris > 0 {
      let px = place.x - pupil.center.x
      let py = place.y - pupil.center.y
      let fromPupil = (px * px + py * py).squareRoot()
      let angle = atan2(py, px)
      let span = rayLength(angle) - pupil.radius
      let depth = (fromPupil - pupil.radius) / max(span, 1e-6)
      let turns = angle / (2 * Double.pi) - capture.rotationDegrees / 360
      let texture = anatomy.textureContrast * eye.texture.deviation(depth: depth, turns: turns)
      let darkening = 10 * pow(min(max(depth, 0), 1), 4)
      gray = iris * (anatomy.irisGray + texture - darkening) + (1 - iris) * gray
      let black = Self.smoothStep((pupil.radius - fromPupil) / max(0.02 * limbus.radius, 0.8) + 0.5)
      gray = black * anatomy.pupilGray + (1 - black) * gray
    }
    gray = throughLens(gray, x: place.x, y: place.y, iris: iris)
    // The lid throws a soft shadow on the ball.
    let shadow = 0.35 * exp(-max(0, y - upperEdge) / (0.07 * limbus.radius))
    return gray * (1 - shadow)
  }

  /// Distance from the pupil's centre to the limbus in a direction.
  private func rayLength(_ angle: Double) -> Double {
    let ox = pupil.center.x - limbus.center.x
    let oy = pupil.center.y - limbus.center.y
    let along = ox * cos(angle) + oy * sin(angle)
    let square = along * along - (ox * ox + oy * oy) + limbus.radius * limbus.radius
    return -along + max(square, 0).squareRoot()
  }

  static func smoothStep(_ t: Double) -> Double {
    let u = min(max(t, 0), 1)
    return u * u * (3 - 2 * u)
  }

  /// Mirror images of the lamps on the cornea, in or near the pupil.
  private func paintHighlights(_ canvas: inout [Float], _ generator: inout SeededGenerator) {
    for _ in 0..<min(max(capture.highlights, 0), 3) {
      let x = pupil.center.x + generator.uniform(-0.28...0.28) * limbus.radius
      let y = pupil.center.y + generator.uniform(-0.05...0.3) * limbus.radius
      let radius = generator.uniform(0.035...0.065) * limbus.radius
      let edges = lids.edges(at: x)
      guard y > edges.upper, y < edges.lower else { continue }
      let reach = radius * 2 + 2
      for row in Int(y - reach)...Int(y + reach) where row >= 0 && row < height {
        for column in Int(x - reach)...Int(x + reach) where column >= 0 && column < width {
          let dx = Double(column) - x
          let dy = Double(row) - y
          let distance = (dx * dx + dy * dy).squareRoot()
          let light = Float(Self.smoothStep((radius - distance) / max(radius * 0.4, 1) + 0.5))
          let at = row * width + column
          canvas[at] = canvas[at] * (1 - light) + 275 * light
        }
      }
    }
  }
}
