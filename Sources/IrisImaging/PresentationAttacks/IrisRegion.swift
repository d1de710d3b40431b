/// A plane round an iris, and which of its pixels are visible iris.
struct IrisRegion {
  private let plane: Plane
  private let seen: [Bool]
  /// Seen pixels over and left of each corner, [row, column], one more than pixels in both directions.
  private let counts: [Int]

  private var width: Int { plane.width }
  private var height: Int { plane.height }

  init(_ plane: Plane, _ segmentation: IrisSegmentation) {
    self.plane = plane
    let line = plane.width + 1
    var seen: [Bool] = []
    var counts = [Int](repeating: 0, count: (plane.height + 1) * line)
    for y in 0..<plane.height {
      var inRow = 0
      for x in 0..<plane.width {
        let point = plane.global(Point(x: Double(x), y: Double(y)))
        let isSeen =
          !segmentation.mask.isCovered(point) && segmentation.limbusContour.contains(point)
          && !segmentation.pupilContour.contains(point)
        seen.append(isSeen)
        if isSeen { inRow += 1 }
        counts[(y + 1) * line + x + 1] = counts[y * line + x + 1] + inRow
      }
    }
    self.seen = seen
    self.counts = counts
  }

  /// Corners of square windows of which at least the part `visible` is seen, about `most` of them, spread over the iris.
  func windows(side: Int, visible: Double, most: Int) -> [(x: Int, y: Int)] {
    guard width >= side, height >= side, most > 0 else { return [] }
    let needed = Int((visible * Double(side * side)).rounded(.up))
    var places: [(x: Int, y: Int)] = []
    let step = max(1, side / 5)
    for y in stride(from: 0, through: height - side, by: step) {
      for x in stride(from: 0, through: width - side, by: step) where count(x, y, side) >= needed {
        places.append((x, y))
      }
    }
    guard places.count > most else { return places }
    return (0..<most).map { places[$0 * places.count / most] }
  }

  private func count(_ x: Int, _ y: Int, _ side: Int) -> Int {
    let line = width + 1
    return counts[(y + side) * line + x + side] - counts[y * line + x + side]
      - counts[(y + side) * line + x] + counts[y * line + x]
  }

  /// Deviations from the mean of the seen pixels, 0 for the others, [row, column].
  func deviations(x: Int, y: Int, side: Int) -> [Double] {
    var sum = 0.0
    for row in y..<(y + side) {
      for column in x..<(x + side) where seen[row * width + column] {
        sum += Double(plane.values[row * width + column])
      }
    }
    let mean = sum / Double(max(count(x, y, side), 1))
    var values = [Double](repeating: 0, count: side * side)
    for row in 0..<side {
      for column in 0..<side {
        let at = (y + row) * width + x + column
        if seen[at] { values[row * side + column] = Double(plane.values[at]) - mean }
      }
    }
    return values
  }
}
