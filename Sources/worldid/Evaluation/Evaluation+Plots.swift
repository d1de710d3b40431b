import Foundation
import IrisEncoding
import IrisImaging

/// The curves of an evaluation.
extension Evaluation {
  /// False non-matches over false matches as the threshold moves, both axes logarithmic.
  ///
  /// Below one comparison nothing was measured, so the axes end at the power of ten under it.
  var tradeOffPlot: Figure {
    let plot = PlotArea(
      horizontal: .rates("false match rate", from: Self.lowestPower(oneEye.test.impostorCount)),
      vertical: .rates("false non-match rate", from: Self.lowestPower(oneEye.test.genuineCount)))
    var figure = plot.figure("Detection error trade-off")
    let curve = oneEye.test.tradeOff.filter { $0.falseMatchRate > 0 }
    let kept = Double(max(oneEye.test.genuineCount, 1))
    let all = kept + Double(oneEye.test.lostGenuine.reduce(0, +))
    func steps(_ rate: (Double) -> Double) -> [Point] {
      var points: [Point] = []
      var before: Point?
      for corner in curve {
        let point = plot.place(corner.falseMatchRate, rate(corner.falseNonMatchRate))
        if let before { points.append(Point(x: point.x, y: before.y)) }
        points.append(point)
        before = point
      }
      return points
    }
    let (low, high) = (
      max(plot.horizontal.range.lowerBound, plot.vertical.range.lowerBound),
      min(plot.horizontal.range.upperBound, plot.vertical.range.upperBound)
    )
    figure.add(path: [plot.place(low, low), plot.place(high, high)], PlotArea.faint, isDashed: true)
    if all > kept {
      figure.add(path: steps { 1 - (1 - $0) * kept / all }, PlotArea.impostor, width: 1.2, isDashed: true)
    }
    figure.add(path: steps { $0 }, PlotArea.genuine, width: 1.8)
    var lines = [
      (Self.text(oneEye.rates.equalErrorRate * 100, 2) + " % EER", PlotArea.faint),
      ("compared", PlotArea.genuine),
    ]
    if all > kept { lines.append(("lost pictures counted as non-matches", PlotArea.impostor)) }
    for (index, line) in lines.reversed().enumerated() {
      figure.add(
        line.0, x: plot.left + 10, y: plot.bottom - 12 - 16 * Double(index), line.1)
    }
    return figure
  }

  /// How both kinds of scores are distributed; the share axis is logarithmic, since the tails are what decides.
  var histogram: Figure {
    let binWidth = 0.005
    let (genuine, impostor) = (oneEye.test.scores(genuine: true), oneEye.test.scores(genuine: false))
    let lowest = min(genuine.first ?? 0.5, impostor.first ?? 0.5, oneEye.threshold)
    let highest = max(genuine.last ?? 0, impostor.last ?? 0, oneEye.threshold)
    let from = (lowest / 0.05).rounded(.down) * 0.05
    let to = max((highest / 0.05).rounded(.up) * 0.05, from + 0.05)
    let marks = stride(from: from, through: to + 1e-9, by: 0.05).map { ($0, Self.text($0, 2)) }
    let plot = PlotArea(
      horizontal: PlotArea.Axis(title: "score", range: from...to, isLogarithmic: false, marks: marks),
      vertical: .rates(
        "share of comparisons per \(binWidth) of score",
        from: Self.lowestPower(max(genuine.count, impostor.count))))
    var figure = plot.figure("Scores of the same eye and of different eyes")
    for (scores, color) in [(impostor, PlotArea.impostor), (genuine, PlotArea.genuine)] {
      let bins = Int(((to - from) / binWidth).rounded(.up))
      var counts = [Int](repeating: 0, count: max(bins, 1))
      for score in scores { counts[min(max(Int((score - from) / binWidth), 0), counts.count - 1)] += 1 }
      var outline: [Point] = []
      for (bin, count) in counts.enumerated() {
        let share = Double(count) / Double(max(scores.count, 1))
        let (start, end) = (from + Double(bin) * binWidth, from + Double(bin + 1) * binWidth)
        let (first, second) = (plot.place(start, share), plot.place(end, share))
        outline += [first, second]
        if count > 0 {
          figure.add(left: first.x, top: first.y, right: second.x, bottom: plot.bottom, color, opacity: 0.3)
        }
      }
      figure.add(path: outline, color, width: 1.2)
    }
    figure.add(
      path: [plot.place(oneEye.threshold, 1e-12), plot.place(oneEye.threshold, 1)], .ink, width: 1,
      isDashed: true)
    let x = plot.place(oneEye.threshold, 1).x
    figure.add("threshold \(oneEye.threshold)", x: x - 6, y: plot.top + 14, anchor: .end)
    figure.add(
      "same eye: \(genuine.count)", x: plot.left + 10, y: plot.top + 14, PlotArea.genuine)
    figure.add(
      "different eyes: \(impostor.count)", x: plot.left + 10, y: plot.top + 30, PlotArea.impostor)
    return figure
  }

  /// The power of ten just under one comparison.
  private static func lowestPower(_ count: Int) -> Int {
    min(-1, Int((-log10(Double(max(count, 1)))).rounded(.down)))
  }

  private static func text(_ value: Double, _ digits: Int) -> String {
    String(format: "%.*f", digits, value)
  }
}
