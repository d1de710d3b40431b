import Foundation
import IrisEncoding
import IrisImaging

/// The pairs that came out worst.
extension Evaluation {
  /// The genuine pairs of the highest scores, or the impostor pairs of the lowest; pairs that could not be compared come first among
  /// the genuine ones.
  func worstPairs(genuine: Bool, count: Int) -> [Pair] {
    let pairs = pairs.filter {
      (folder.pictures[$0.first].eye == folder.pictures[$0.second].eye) == genuine
    }
    return Array(pairs.sorted { genuine ? $0.score > $1.score : $0.score < $1.score }.prefix(count))
  }

  /// The pairs drawn side by side; nil if there are none.
  func sheet(genuine: Bool, count: Int, isNormalized: Bool) throws -> ColorCanvas? {
    let pairs = worstPairs(genuine: genuine, count: count)
    guard !pairs.isEmpty else { return nil }
    var sheet = PairSheet(
      genuine ? "Worst pairs of one eye" : "Closest pairs of different eyes", count: pairs.count)
    for (number, pair) in pairs.enumerated() {
      let first = try side(pair.first, isNormalized: isNormalized)
      let second = try side(pair.second, isNormalized: isNormalized)
      var caption = "\(number + 1): too few bits visible in both"
      if let match = pair.match {
        caption =
          "\(number + 1): score " + String(format: "%.4f", match.score) + ", distance "
          + String(format: "%.4f", match.distance) + " over \(match.comparedBits) bits, turned by "
          + "\(match.rotation) columns"
      }
      sheet.add(
        caption, first, second, rotation: pair.match?.rotation ?? 0,
        codeColumns: model.network.shape(ofOutput: 0).columns)
    }
    return sheet.canvas
  }

  /// The picture is read and segmented once more: codes are kept, contours are not.
  private func side(_ index: Int, isNormalized: Bool) throws -> PairSheet.Side {
    let path = folder.path + "/" + folder.pictures[index].name
    if isNormalized {
      let bytes = try Files.read(path, as: "normalised iris", limit: GrayImage.fileLimit)
      return PairSheet.Side(picture: nil, iris: try NormalizedIris(pgm: bytes))
    }
    var stopwatch = Stopwatch()
    let picture = try EyePicture(path: path, stopwatch: &stopwatch)
    return PairSheet.Side(
      picture: picture.segmentation.drawing(over: picture.image), iris: try picture.normalized(for: model))
  }
}
