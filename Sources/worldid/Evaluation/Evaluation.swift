import Foundation
import IrisEncoding
import IrisImaging

/// A data set compared with itself: every picture that could be used with every other.
struct Evaluation: Sendable {
  /// Two pictures and how alike they are.
  struct Pair: Sendable {
    /// Numbers of the pictures in `folder`.
    let first: Int
    let second: Int
    /// Nil when too few bits are visible in both.
    let match: IrisMatch?

    var score: Double { match?.score ?? .infinity }
  }

  /// Rates of false matches at which rates of false non-matches are stated.
  static let limits = [1e-2, 1e-3, 1e-4, 1e-5]
  static let replicates = 1000
  /// Comparisons that fit in memory with ease (4.8 GB).
  static let pairLimit = 120_000_000

  let folder: EyeFolder
  let model: EyeModel
  /// Per picture, the reason why it was refused, or nil.
  let refusals: [String?]
  let pairs: [Pair]
  let test: ComparisonTest
  let rates: ErrorRates
  let intervals: ComparisonTest.Intervals
  let threshold: Double

  /// Encodes all pictures and compares them.
  init(
    _ folder: EyeFolder, model: EyeModel, isNormalized: Bool, cache: PictureCache?, exportPath: String?
  ) throws {
    let encoder = try IrisEncoder(model.network)
    let progress = ProgressMeter("pictures encoded", total: folder.pictures.count)
    let codes = try ParallelRun.map(folder.pictures.count) {
      index throws(Failure) -> Result<IrisCode, Reason> in
      let picture = try Self.picture(
        folder, index, encoder: encoder, isNormalized: isNormalized, cache: cache)
      if let exportPath, case .encoded(_, let iris) = picture {
        try Self.export(iris, of: folder.pictures[index], to: exportPath)
      }
      progress.advance()
      switch picture {
      case .encoded(let code, _): return .success(code)
      case .refused(let reason): return .failure(Reason(text: reason))
      }
    }
    let usable = codes.indices.filter { (try? codes[$0].get()) != nil }
    guard usable.count * (usable.count - 1) / 2 <= Self.pairLimit else {
      throw Failure(
        "\(usable.count) pictures make too many pairs, more than \(Self.pairLimit)",
        hint: "evaluate a part: --identities odd, or a folder with fewer eyes")
    }
    let pairs = try Self.compare(usable.compactMap { index in (try? codes[index].get()).map { (index, $0) } })
    self.folder = folder
    self.model = model
    self.pairs = pairs
    refusals = codes.map { if case .failure(let reason) = $0 { reason.text } else { nil } }
    threshold = IrisMatch.threshold
    test = ComparisonTest(
      pairs.map {
        ComparisonTrial(
          score: $0.score, firstEye: folder.pictures[$0.first].eye, secondEye: folder.pictures[$0.second].eye)
      }, lostGenuine: Self.lostGenuine(folder, usable: Set(usable)))
    rates = test.rates(limits: Self.limits, threshold: threshold)
    intervals = test.intervals(
      limits: Self.limits, threshold: threshold, replicates: Self.replicates, seed: 1
    ) { count, body in (try? ParallelRun.map(count) { index throws(Failure) in body(index) }) ?? [] }
  }

  private struct Reason: Error {
    let text: String
  }

  private static func picture(
    _ folder: EyeFolder, _ index: Int, encoder: IrisEncoder, isNormalized: Bool, cache: PictureCache?
  ) throws(Failure) -> EvaluatedPicture {
    let path = folder.path + "/" + folder.pictures[index].name
    let bytes: [UInt8]
    do { bytes = try Files.read(path, as: "picture", limit: GrayImage.fileLimit) } catch {
      return .refused(error.message)
    }
    guard let cache else { return EvaluatedPicture(bytes, encoder: encoder, isNormalized: isNormalized) }
    let digest = PictureCache.digest(bytes)
    if let known = cache.load(digest) { return known }
    let picture = EvaluatedPicture(bytes, encoder: encoder, isNormalized: isNormalized)
    try cache.store(picture, digest)
    return picture
  }

  private static func export(
    _ iris: NormalizedIris, of picture: EyeFolder.Picture, to path: String
  ) throws(Failure) {
    let target = path + "/" + (picture.name as NSString).deletingPathExtension + ".pgm"
    try Files.makeFolder((target as NSString).deletingLastPathComponent, isPrivate: true)
    try Files.write(iris.pgmEncoded(), to: target, isPrivate: true)
  }

  /// All pairs, by the first picture's number, then the second's.
  private static func compare(_ codes: [(index: Int, code: IrisCode)]) throws(Failure) -> [Pair] {
    let progress = ProgressMeter("pictures compared with all others", total: codes.count)
    return try ParallelRun.map(codes.count) { place throws(Failure) -> [Pair] in
      let probe = IrisProbe(codes[place].code)
      let pairs = codes[(place + 1)...].map { other in
        Pair(first: codes[place].index, second: other.index, match: try? probe.match(other.code))
      }
      progress.advance()
      return pairs
    }.flatMap { $0 }
  }

  /// Per eye, the genuine pairs of which a picture is missing.
  private static func lostGenuine(_ folder: EyeFolder, usable: Set<Int>) -> [Int] {
    var all = [Int](repeating: 0, count: folder.eyes.count)
    var kept = all
    for (index, picture) in folder.pictures.enumerated() {
      all[picture.eye] += 1
      if usable.contains(index) { kept[picture.eye] += 1 }
    }
    return zip(all, kept).map { $0 * ($0 - 1) / 2 - $1 * ($1 - 1) / 2 }
  }
}
