/// Sizes beyond which a network is refused, checked before anything of that size is allocated.
public enum NetworkLimits {
  /// Modulus of KoalaBear, the field in which an inference is proven.
  public static let fieldModulus = (1 << 31) - (1 << 24) + 1
  /// Cells of one tensor, padding included.
  public static let tensorCells = 1 << 22
  /// Weights of one convolution.
  public static let weights = 1 << 22
  /// Hidden layers of one network.
  public static let hiddenLayers = 64
  /// Outputs of one network.
  public static let outputs = 16
  /// Multiplications of one inference.
  public static let multiplications = 1 << 32
  /// A weight lies strictly between -2^15 and 2^15.
  public static let weightMagnitude = 1 << 15
  /// Rows of a lookup table: quotients, remainders and mask counts.
  public static let tableRows = 1 << 16
  /// Largest shift of a requantisation: its remainders fill a table of 2^16 rows.
  public static let shift = 16
  /// Bytes of a model file.
  public static let modelBytes = 1 << 26
}
