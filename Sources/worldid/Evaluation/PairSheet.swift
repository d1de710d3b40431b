import Foundation
import IrisEncoding
import IrisImaging

/// Pairs of pictures side by side, with what the program found in them: the first thing to look at when a figure is bad.
///
/// Captions hold figures only: names of files can be names of people.
struct PairSheet {
  private static let tile = (width: 512, height: 340)
  private static let strip = 90
  private static let margin = 12
  private static let caption = 24
  private static let rowHeight = caption + tile.height + 2 * strip + 4 * margin

  private(set) var canvas: ColorCanvas
  private var row = 0

  /// - Parameter count: pairs that will be added.
  init(_ title: String, count: Int) {
    canvas = ColorCanvas(
      width: 2 * Self.tile.width + 3 * Self.margin, height: 40 + max(count, 1) * Self.rowHeight)
    canvas.write(title, at: Point(x: Double(Self.margin), y: 28), size: 14, .ink)
  }

  /// One picture of a pair.
  struct Side {
    /// The picture with the contours; nil when only the normalised iris is known.
    let picture: ColorCanvas?
    let iris: NormalizedIris
  }

  /// Adds a pair; the second iris is turned so that it lies as the best rotation has it.
  mutating func add(_ caption: String, _ first: Side, _ second: Side, rotation: Int, codeColumns: Int) {
    let top = 40 + row * Self.rowHeight
    canvas.write(caption, at: Point(x: Double(Self.margin), y: Double(top + 16)), size: 10, .ink)
    var y = top + Self.caption
    for (index, side) in [first, second].enumerated() {
      let x = Self.margin + index * (Self.tile.width + Self.margin)
      if let picture = side.picture {
        let scale = min(
          Double(Self.tile.width) / Double(picture.width), Double(Self.tile.height) / Double(picture.height))
        let fitted = picture.resized(
          width: Int(Double(picture.width) * scale), height: Int(Double(picture.height) * scale))
        canvas.draw(fitted, x: x + (Self.tile.width - fitted.width) / 2, y: y)
      }
    }
    y += Self.tile.height + Self.margin
    let width = 2 * Self.tile.width + Self.margin
    // The first code was turned by `rotation` columns of the code to lie over the second.
    let turn = rotation * first.iris.columns / max(codeColumns, 1)
    for iris in [first.iris.turned(by: turn), second.iris] {
      canvas.draw(iris.picture.resized(width: width, height: Self.strip), x: Self.margin, y: y)
      y += Self.strip + Self.margin / 2
    }
    row += 1
  }
}

extension NormalizedIris {
  /// The iris with covered parts in colour.
  var picture: ColorCanvas {
    var canvas = ColorCanvas(width: columns, height: rows)
    for row in 0..<rows {
      for column in 0..<columns {
        let value = pixels[row * columns + column]
        let color =
          value == 0
          ? ColorCanvas.Color(red: 178, green: 154, blue: 28)
          : ColorCanvas.Color(red: value, green: value, blue: value)
        canvas.blend(x: column, y: row, color)
      }
    }
    return canvas
  }

  /// The eye turned: column c moves to c + turn.
  func turned(by turn: Int) -> NormalizedIris {
    let shift = ((turn % columns) + columns) % columns
    var turned = pixels
    for row in 0..<rows {
      for column in 0..<columns {
        turned[row * columns + (column + shift) % columns] = pixels[row * columns + column]
      }
    }
    return NormalizedIris(rows: rows, columns: columns, pixels: turned) ?? self
  }
}
