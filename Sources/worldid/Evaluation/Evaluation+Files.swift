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
  private static func field(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  func write(to path: String) throws(Failure) {
    try Files.write(Array((report.json + "\n").utf8), to: path + "/evaluation.json", isPrivate: true)
    try Files.write(Array(scoresTable.utf8), to: path + "/scores.csv", isPrivate: true)
    try Files.write(Array(refusalsTable.utf8), to: path + "/refused.csv", isPrivate: true)
  }
}
