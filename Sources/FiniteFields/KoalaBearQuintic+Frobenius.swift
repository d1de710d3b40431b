extension KoalaBearQuintic {
  /// The images of X, X², X³ and X⁴ under the Frobenius map a ↦ a^p, which is linear over the base field.
  private static let frobeniusImages = images([
    [1_576_402_667, 1_173_144_480, 1_567_662_457, 1_206_866_823, 2_428_146],
    [1_680_345_488, 1_381_986, 615_237_464, 1_380_104_858, 295_431_824],
    [441_230_756, 323_126_830, 704_986_542, 1_445_620_072, 503_505_220],
    [1_364_444_097, 1_144_738_982, 2_008_416_047, 143_367_062, 1_027_410_849],
  ])

  /// The same for a ↦ a^(p²).
  private static let doubleFrobeniusImages = images([
    [361_322_221, 1_970_254_932, 446_925_412, 2_022_674_657, 1_632_465_862],
    [38_642_385, 43_998_532, 505_661_721, 64_403_975, 183_375_883],
    [606_751_683, 704_817_071, 1_858_809_488, 1_011_252_806, 1_228_083_580],
    [29_971_245, 1_609_062_143, 1_047_268_670, 49_952_075, 774_243_406],
  ])

  private static func images(_ rows: [[Int]]) -> [KoalaBearQuintic] {
    rows.map { row in
      let c = row.map { KoalaBear($0) }
      return KoalaBearQuintic(c[0], c[1], c[2], c[3], c[4])
    }
  }

  private func mapped(by images: [KoalaBearQuintic]) -> KoalaBearQuintic {
    KoalaBearQuintic(base: c0) + images[0].scaled(by: c1) + images[1].scaled(by: c2)
      + images[2].scaled(by: c3) + images[3].scaled(by: c4)
  }

  /// The p-th power, at the cost of 20 base multiplications.
  public var frobenius: KoalaBearQuintic { mapped(by: Self.frobeniusImages) }

  /// Through the norm: a · a^(p + p² + p³ + p⁴) lies in the base field.
  public func inverse() -> KoalaBearQuintic {
    let image = frobenius
    let firstTwo = image * image.frobenius
    let conjugates = firstTwo * firstTwo.mapped(by: Self.doubleFrobeniusImages)
    let norm = (self * conjugates).c0
    return conjugates.scaled(by: norm.inverse())
  }
}
