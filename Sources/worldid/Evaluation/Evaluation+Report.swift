import IrisEncoding

/// The figures of an evaluation.
extension Evaluation {
  var report: Report {
    var report = Report([
      "model": .text(model.name), "modelID": .text(model.network.id.hex),
      "eyes": .integer(folder.eyes.count), "pictures": .integer(folder.pictures.count),
      "failureToAcquire": .object(failures),
    ])
    for (key, value) in oneEye.fields { report.add(key, value) }
    report.add("codes", .object(codeFigures))
    if let attackSigns { report.add("attackSigns", .object(attackSigns.report)) }
    if let bothEyes {
      var both = Report(["persons": .integer(bothEyes.test.eyeCount)])
      for (key, value) in bothEyes.fields { both.add(key, value) }
      report.add("bothEyes", .object(both))
    }
    return report
  }

  var refusedCount: Int { refusals.count { $0 != nil } }

  private var failures: Report {
    Report([
      "pictures": .integer(refusedCount),
      "rate": .rounded(Double(refusedCount) / Double(refusals.count), 5),
      "reasons": .list(
        causes.map { .object(Report(["reason": .text($0.cause), "pictures": .integer($0.count)])) }),
    ])
  }

  /// Why pictures were refused, the most frequent cause first.
  var causes: [(cause: String, count: Int)] {
    Dictionary(refusals.compactMap { $0 }.map { (EvaluatedPicture.cause($0), 1) }, uniquingKeysWith: +)
      .map { (cause: $0.key, count: $0.value) }.sorted { ($1.count, $0.cause) < ($0.count, $1.cause) }
  }

  /// What a match profile is made of, and what a search loses.
  private var codeFigures: Report {
    func median(_ values: [Double]) -> ReportValue {
      values.isEmpty ? .null : .rounded(values.sorted()[values.count / 2], 5)
    }
    let bits = Double(model.network.shape(ofOutput: 0).count)
    return Report([
      "medianShareCompared": median(pairs.compactMap { $0.match.map { Double($0.comparedBits) / bits } }),
      "medianSpread": median(pairs.compactMap { $0.match?.spread }),
      "searchMatches": .integer(search.matches), "searchMissed": .integer(search.missed),
    ])
  }

  /// The figures for people, in per cent.
  var lines: [String] {
    var lines = [
      "model \(model.name), \(folder.eyes.count) eyes, \(folder.pictures.count) pictures",
      "failure to acquire: \(refusedCount) pictures, "
        + MeasuredRates.percent(Double(refusedCount) / Double(refusals.count)),
    ]
    lines += causes.map { "  \($0.count) x \($0.cause)" }
    lines += oneEye.lines
    lines.append("a search finds \(search.matches - search.missed) of \(search.matches) pairs that match")
    lines += attackSigns?.lines ?? []
    if let bothEyes {
      lines.append("both eyes together, \(bothEyes.test.eyeCount) persons:")
      lines += bothEyes.lines.map { "  " + $0 }
    }
    return lines
  }
}
