import Foundation
import IrisImaging

/// A rectangle with two axes inside a figure.
struct PlotArea {
  /// One axis: where its values lie, and its marks.
  struct Axis {
    let title: String
    let range: ClosedRange<Double>
    let isLogarithmic: Bool
    let marks: [(value: Double, label: String)]

    /// 0 at the lower end, 1 at the upper; values beyond are moved to the end.
    func position(_ value: Double) -> Double {
      let clamped = min(max(value, range.lowerBound), range.upperBound)
      let scale: (Double) -> Double = isLogarithmic ? { log10($0) } : { $0 }
      return (scale(clamped) - scale(range.lowerBound)) / (scale(range.upperBound) - scale(range.lowerBound))
    }

    /// Powers of ten, labelled in per cent.
    static func rates(_ title: String, from lowest: Int, to highest: Int = 0) -> Axis {
      Axis(
        title: title, range: pow(10, Double(lowest))...pow(10, Double(highest)), isLogarithmic: true,
        marks: (lowest...highest).map { power in
          // In per cent, powers from -2 on are whole numbers.
          let label =
            power >= -2
            ? "1" + String(repeating: "0", count: power + 2)
            : "0." + String(repeating: "0", count: -power - 3) + "1"
          return (pow(10, Double(power)), label + " %")
        })
    }
  }

  static let genuine = ColorCanvas.Color(red: 31, green: 95, blue: 168)
  static let impostor = ColorCanvas.Color(red: 194, green: 87, blue: 26)
  static let grid = ColorCanvas.Color(red: 218, green: 218, blue: 218)
  static let faint = ColorCanvas.Color(red: 120, green: 120, blue: 120)

  let left = 70.0
  let top = 46.0
  let width = 430.0
  let height = 330.0
  let horizontal: Axis
  let vertical: Axis

  var right: Double { left + width }
  var bottom: Double { top + height }

  func place(_ x: Double, _ y: Double) -> Point {
    Point(x: left + width * horizontal.position(x), y: bottom - height * vertical.position(y))
  }

  /// A figure with title, grid, marks and the names of both axes.
  func figure(_ title: String) -> Figure {
    var figure = Figure(width: left + width + 24, height: bottom + 54)
    figure.add(title, x: left, y: 26, size: 11)
    for mark in horizontal.marks {
      let x = place(mark.value, vertical.range.lowerBound).x
      figure.add(path: [Point(x: x, y: top), Point(x: x, y: bottom)], Self.grid)
      figure.add(mark.label, x: x, y: bottom + 20, anchor: .middle)
    }
    for mark in vertical.marks {
      let y = place(horizontal.range.lowerBound, mark.value).y
      figure.add(path: [Point(x: left, y: y), Point(x: right, y: y)], Self.grid)
      figure.add(mark.label, x: left - 6, y: y + 4, anchor: .end)
    }
    figure.add(horizontal.title, x: left + width / 2, y: bottom + 43, anchor: .middle)
    figure.add(vertical.title, x: left, y: top - 7, size: 8, Self.faint)
    return figure
  }
}
