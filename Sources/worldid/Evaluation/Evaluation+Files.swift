import Foundation

/// The tables that an evaluation leaves in its output folder.
extension Evaluation {
  /// A line for each comparison: kind, both pictures, score, distance, rotation in columns, bits compared.
  var scoresTable: String {
    var table = "kind,first,second,score,distance,rotation,bits\n"
    table.reserveCapacity(pairs.count * 80)
    for pair in pairs {
      let (first, second) = (folder.pictures[pair.first], folder.pictures[pair.second])
      table += first.eye == second.eye ? "genuine" : "impostor"
      table += "," + Self.field(first.name) + "," + Self.field(second.name) + ","
      if let match = pair.match {
        table += "\(Float(match.score)),\(Float(match.distance)),\(match.rotation),\(match.comparedBits)\n"
      } else {
        table += ",,,\n"
      }
    }
    return table
  }

  /// A line for each picture that was refused, with the reason.
  var refusalsTable: String {
    zip(folder.pictures, refusals).reduce(into: "picture,reason\n") { table, entry in
      if let reason = entry.1 { table += Self.field(entry.0.name) + "," + Self.field(reason) + "\n" }
    }
  }

  /// A field of a table as RFC 4180 wants it.
  static func field(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// Everything but the codes into an existing folder.
  ///
  /// - Parameter pairs: how many of the worst pairs of each kind are drawn.
  func write(to path: String, pairs: Int, isNormalized: Bool) throws {
    var files = [
      "evaluation.json": Array((report.json + "\n").utf8), "scores.csv": Array(scoresTable.utf8),
      "refused.csv": Array(refusalsTable.utf8),
    ]
    if let attackSigns { files["signs.csv"] = Array(attackSigns.table.utf8) }
    for (name, figure) in [("det", tradeOffPlot), ("scores", histogram)] {
      files[name + ".svg"] = Array(figure.svg.utf8)
      files[name + ".png"] = try figure.canvas().pngEncoded()
    }
    for (name, genuine) in [("worst-genuine.png", true), ("closest-impostor.png", false)] {
      files[name] = try sheet(genuine: genuine, count: pairs, isNormalized: isNormalized)?.pngEncoded()
    }
    for (name, bytes) in files { try Files.write(bytes, to: path + "/" + name, isPrivate: true) }
  }
}
