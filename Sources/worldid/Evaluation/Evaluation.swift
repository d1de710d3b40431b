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

  /// What the search of a gallery finds of what a comparison of all finds.
  struct Search: Sendable {
    /// Pairs that score below the threshold.
    var matches = 0
    /// Those of them that the search does not find.
    var missed = 0
  }

  /// Comparisons that fit in memory with ease (4.8 GB).
  static let pairLimit = 120_000_000

  let folder: EyeFolder
  let model: EyeModel
  /// Per picture, the reason why it was refused, or nil.
  let refusals: [String?]
  let pairs: [Pair]
  let search: Search
  /// Eye against eye.
  let oneEye: MeasuredRates
  /// Person against person, where the names of the sub-folders tell left from right.
  let bothEyes: MeasuredRates?
  /// What pictures show of prints and contact lenses, if that was asked for.
  let attackSigns: AttackSigns?

  /// Encodes all pictures and compares them.
  init(
    _ folder: EyeFolder, model: EyeModel, isNormalized: Bool, cache: PictureCache?, exportPath: String?,
    searchesAttacks: Bool = false
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
    let usableCodes = usable.compactMap { try? codes[$0].get() }
    let (pairs, search) = try Self.compare(usableCodes, numbers: usable, profile: model.profile)
    self.folder = folder
    self.model = model
    self.pairs = pairs
    self.search = search
    let refusals = codes.map { code -> String? in
      if case .failure(let reason) = code { reason.text } else { nil }
    }
    self.refusals = refusals
    let test = ComparisonTest(
      pairs.map {
        ComparisonTrial(
          score: $0.score, firstEye: folder.pictures[$0.first].eye, secondEye: folder.pictures[$0.second].eye)
      }, lostGenuine: Self.lostGenuine(folder, usable: Set(usable)))
    oneEye = MeasuredRates(test, threshold: model.profile.threshold)
    attackSigns = searchesAttacks ? try AttackSigns(folder) : nil
    bothEyes = Self.bothEyes(folder, pairs: pairs, refusals: refusals, profile: model.profile).map {
      MeasuredRates($0, threshold: model.profile.pairThreshold)
    }
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

  /// All pairs, by the first picture's number, then the second's, and how many of those that match a search finds.
  private static func compare(
    _ codes: [IrisCode], numbers: [Int], profile: MatchProfile
  ) throws -> ([Pair], Search) {
    let progress = ProgressMeter("pictures compared with all others", total: codes.count)
    var filling = IrisGallery()
    for code in codes { try filling.append(code) }
    let gallery = filling
    let rows = try ParallelRun.map(codes.count) { place throws(Failure) -> (pairs: [Pair], search: Search) in
      let probe = IrisProbe(codes[place], profile: profile)
      let rest = (place + 1)..<codes.count
      let pairs = zip(rest, probe.matches(in: gallery, rest)).map { other, match in
        Pair(first: numbers[place], second: numbers[other], match: match)
      }
      let found = Set(probe.search(gallery, threads: 1).map(\.index))
      let matching = zip(rest, pairs).filter { $0.1.match?.isSameEye == true }
      progress.advance()
      return (pairs, Search(matches: matching.count, missed: matching.count { !found.contains($0.0) }))
    }
    let search = rows.reduce(into: Search()) { sum, row in
      sum.matches += row.search.matches
      sum.missed += row.search.missed
    }
    return (rows.flatMap(\.pairs), search)
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
