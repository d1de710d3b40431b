/// Letters made of straight strokes, so that plots and captions need no font on the machine.
///
/// A stroke is a list of points, each two hexadecimal digits: x, then y. Capitals and digits reach from y = 0 to the base line
/// y = 12, small letters begin at y = 4, tails end at y = 15.
enum StrokeFont {
  /// Base line and height of capitals, in units of the font.
  static let capitalHeight = 12.0
  /// Between two letters.
  private static let spacing = 3.2
  private static let spaceWidth = 4.0

  /// Strokes of a text that begins at x = 0, and its width, in units of the font. Characters without strokes of their own are a box.
  static func strokes(of text: String) -> (strokes: [[Point]], width: Double) {
    var strokes: [[Point]] = []
    var x = 0.0
    for character in text {
      if character == " " {
        x += spaceWidth + spacing
        continue
      }
      let glyph = glyphs[character] ?? missing
      var right = 0.0
      for stroke in glyph {
        right = max(right, stroke.map(\.x).max() ?? 0)
        strokes.append(stroke.map { Point(x: $0.x + x, y: $0.y) })
      }
      x += right + spacing
    }
    return (strokes, max(x - spacing, 0))
  }

  private static let missing = parse("00 70 7c 0c 00")

  private static func parse(_ text: String) -> [[Point]] {
    text.split(separator: "/").map { stroke in
      stroke.split(separator: " ").compactMap { pair in
        let digits = pair.compactMap(\.hexDigitValue)
        return digits.count == 2 ? Point(x: Double(digits[0]), y: Double(digits[1])) : nil
      }
    }
  }

  private static let glyphs: [Character: [[Point]]] = shapes.mapValues(parse)

  private static let shapes: [Character: String] = [
    "0": "20 50 72 7a 5c 2c 0a 02 20", "1": "03 40 4c", "2": "02 20 60 82 84 0c 8c",
    "3": "01 20 60 82 84 66 36/66 88 8a 6c 2c 0b", "4": "6c 60 08 88", "5": "70 10 05 55 87 8a 6c 2c 0b",
    "6": "71 50 30 03 09 2c 6c 8a 88 66 26 08", "7": "00 80 3c",
    "8": "26 04 02 20 60 82 84 66 26 08 0a 2c 6c 8a 88 66", "9": "1b 3c 5c 89 83 60 20 02 04 26 66 84",
    "A": "0c 40 8c/28 68", "B": "0c 00 60 82 84 66 06/66 88 8a 6c 0c", "C": "82 60 20 02 0a 2c 6c 8a",
    "D": "00 50 83 89 5c 0c 00", "E": "70 00 0c 7c/06 66", "F": "70 00 0c/06 66",
    "G": "82 60 20 02 0a 2c 6c 8a 87 57", "H": "00 0c/80 8c/06 86", "I": "00 0c", "J": "60 6a 4c 2c 0a",
    "K": "00 0c/80 07/35 8c", "L": "00 0c 7c", "M": "0c 00 48 80 8c", "N": "0c 00 8c 80",
    "O": "20 60 82 8a 6c 2c 0a 02 20", "P": "0c 00 60 82 85 67 07",
    "Q": "20 60 82 8a 6c 2c 0a 02 20/59 8c", "R": "0c 00 60 82 85 67 07/47 8c",
    "S": "82 60 20 02 04 26 66 88 8a 6c 2c 0a", "T": "00 80/40 4c", "U": "00 0a 2c 6c 8a 80",
    "V": "00 4c 80", "W": "00 2c 44 6c 80", "X": "00 8c/80 0c", "Y": "00 46 80/46 4c", "Z": "00 80 0c 8c",
    "a": "15 34 54 76 7c/77 27 09 0a 2c 4c 7a", "b": "00 0c/07 24 54 76 7a 5c 2c 09",
    "c": "75 54 24 06 0a 2c 5c 7b", "d": "70 7c/77 54 24 06 0a 2c 5c 79",
    "e": "08 78 76 54 24 06 0a 2c 5c 7b",
    "f": "50 40 22 2c/04 44", "g": "74 7d 5f 2f 0e/77 54 24 06 0a 2c 5c 79", "h": "00 0c/07 24 54 76 7c",
    "i": "04 0c/00 01", "j": "24 2e 0f/20 21", "k": "00 0c/64 09/37 6c", "l": "00 0a 1c 2c",
    "m": "04 0c/07 24 34 56 5c/56 74 84 a6 ac", "n": "04 0c/07 24 54 76 7c",
    "o": "24 54 76 7a 5c 2c 0a 06 24", "p": "04 0f/07 24 54 76 7a 5c 2c 09",
    "q": "74 7f/77 54 24 06 0a 2c 5c 79", "r": "04 0c/07 24 44", "s": "65 54 24 06 17 58 69 6b 5c 1c 0b",
    "t": "20 2a 3c 5c/04 54", "u": "04 0a 2c 4c 79/74 7c", "v": "04 3c 64", "w": "04 2c 45 6c 84",
    "x": "04 6c/64 0c", "y": "04 3c/64 2f 0f", "z": "04 64 0c 6c",
    ".": "0b 0c", ",": "1b 0e", ":": "05 06/0b 0c", ";": "15 16/1b 0e", "-": "07 57", "+": "07 67/34 3a",
    "(": "30 03 0a 3d", ")": "00 33 3a 0d", "[": "30 00 0d 3d", "]": "00 30 3d 0d", "/": "0d 70",
    "%": "1c 80/01 10 30 41 43 34 14 03 01/59 68 88 99 9b 8c 6c 5b 59", "'": "00 03", "\"": "00 03/30 33",
    "=": "05 65/09 69",
    "<": "64 08 6c", ">": "04 68 0c", "_": "0d 8d", "!": "00 08/0b 0c", "?": "02 20 50 72 74 38/3b 3c",
    "*": "03 67/07 63/32 38", "#": "20 0c/60 4c/04 74/08 78",
  ]
}
