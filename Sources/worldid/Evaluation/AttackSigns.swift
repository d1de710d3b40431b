import Foundation
import IrisImaging

/// How many pictures of a folder look like prints, or like eyes with contact lenses: false alarms, when all of them are of living eyes.
struct AttackSigns: Sendable {
  private let names: [String]
  /// Per picture; nil where no iris was found.
  private let figures: [AttackCues?]

  /// Looks at every picture again: the codes of an evaluation may come from an earlier run.
  init(_ folder: EyeFolder) throws {
    let progress = ProgressMeter("pictures searched for signs of attacks", total: folder.pictures.count)
    names = folder.pictures.map(\.name)
    figures = try ParallelRun.map(names.count) { index throws(Failure) -> AttackCues? in
      defer { progress.advance() }
      return Self.figures(folder.path + "/" + folder.pictures[index].name)
    }
  }

  private static func figures(_ path: String) -> AttackCues? {
    guard let bytes = try? Files.read(path, as: "picture", limit: GrayImage.fileLimit),
      let image = try? GrayImage.decode(bytes), let segmentation = try? IrisSegmenter().segment(image)
    else { return nil }
    return AttackCues(image, segmentation)
  }

  private var found: [AttackCues] { figures.compactMap { $0 } }

  var report: Report {
    Report([
      "pictures": .integer(found.count),
      "print": .object(
        Report([
          "suspicious": .integer(found.count { $0.print.isSuspicious }), "limit": .rounded(PrintCue.limit),
          "greatest": .rounded(found.map(\.print.dotPeak).max() ?? 0),
        ])),
      "lens": .object(
        Report([
          "suspicious": .integer(found.count { $0.lens.isSuspicious }),
          "dotLimit": .rounded(LensCue.dotLimit),
          "dotsMeasured": .integer(found.count { $0.lens.dotPeak != nil }),
          "greatestDots": .rounded(found.compactMap(\.lens.dotPeak).max() ?? 0),
          "rimLimit": .rounded(LensCue.rimLimit), "rims": .integer(found.count { $0.lens.showsRim }),
          "greatestRim": .rounded(found.map(\.lens.rim).max() ?? 0, 2),
        ])),
    ])
  }

  var lines: [String] {
    let prints = found.count { $0.print.isSuspicious }
    let lenses = found.count { $0.lens.isSuspicious }
    let rims = found.count { $0.lens.showsRim }
    return [
      "signs of a print in \(prints) of \(found.count) pictures; a contact lens may be printed in \(lenses), "
        + "its edge shows in \(rims)"
    ]
  }

  /// A line for each picture in which an iris was found.
  var table: String {
    zip(names, figures).reduce(into: "picture,print,lensDots,lensRim,suspicious\n") { table, entry in
      guard let figures = entry.1 else { return }
      let dots = figures.lens.dotPeak.map { "\(Float($0))" } ?? ""
      table += "\(Evaluation.field(entry.0)),\(Float(figures.print.dotPeak)),\(dots),"
      table += "\(Float(figures.lens.rim)),\(figures.isSuspicious ? 1 : 0)\n"
    }
  }
}
