extension [Double] {
  /// The middle value, the upper one of two; 0 of none.
  var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
