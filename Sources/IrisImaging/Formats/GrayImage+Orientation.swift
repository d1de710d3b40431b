/// Turning pictures upright.
extension GrayImage {
  /// The picture as it was seen, from one stored with an Exif orientation of 1...8; any other number leaves it as it is.
  ///
  /// The number says where the stored first row and first column belong: 3 turns by half, 6 clockwise and 8 counter-clockwise by a
  /// quarter, 2, 4, 5 and 7 are mirrored.
  package func upright(orientation: Int) -> GrayImage {
    guard (2...8).contains(orientation) else { return self }
    let isTurned = orientation >= 5
    let (newWidth, newHeight) = isTurned ? (height, width) : (width, height)
    var result = [UInt8](repeating: 0, count: pixels.count)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let (column, row) =
          switch orientation {
          case 2: (width - 1 - x, y)
          case 3: (width - 1 - x, height - 1 - y)
          case 4: (x, height - 1 - y)
          case 5: (y, x)
          case 6: (y, height - 1 - x)
          case 7: (width - 1 - y, height - 1 - x)
          default: (width - 1 - y, x)
          }
        result[y * newWidth + x] = pixels[row * width + column]
      }
    }
    return GrayImage(width: newWidth, height: newHeight, checked: result)
  }
}
