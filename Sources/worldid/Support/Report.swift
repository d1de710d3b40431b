import Foundation

/// A JSON value that keeps the order of its keys.
indirect enum ReportValue {
  case text(String)
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case list([ReportValue])
  case object(Report)
  case null
}

/// Data on its way to standard output: `key: value` lines for people, or one JSON object with `--json`.
struct Report {
  typealias Value = ReportValue

  private(set) var fields: [(key: String, value: Value)] = []

  init() {}

  init(_ fields: KeyValuePairs<String, Value>) {
    self.fields = fields.map { ($0.key, $0.value) }
  }

  mutating func add(_ key: String, _ value: Value) { fields.append((key, value)) }

  /// To standard output, as JSON or as lines.
  func print(json: Bool) {
    Console.print(json ? self.json : lines().joined(separator: "\n"))
  }

  var json: String {
    "{" + fields.map { Value.quoted($0.key) + ": " + $0.value.json }.joined(separator: ", ") + "}"
  }

  /// `someKey` becomes `some key`; what lies inside another value is indented.
  private func lines() -> [String] {
    fields.flatMap { field -> [String] in
      let name = Self.words(field.key)
      switch field.value {
      case .object(let report): return ["\(name):"] + report.lines().map { "  " + $0 }
      case .list(let values): return ["\(name):"] + values.flatMap { Self.item($0) }
      default: return ["\(name): \(field.value.plain)"]
      }
    }
  }

  private static func item(_ value: Value) -> [String] {
    guard case .object(let report) = value else { return ["  - " + value.plain] }
    return ["  - " + report.fields.map { "\(words($0.key)) \($0.value.plain)" }.joined(separator: ", ")]
  }

  /// Runs of capitals stay together: `modelID` is "model ID".
  private static func words(_ key: String) -> String {
    var words = ""
    let letters = Array(key)
    for (index, letter) in letters.enumerated() {
      let startsWord = letter.isUppercase && index > 0 && letters[index - 1].isLowercase
      if startsWord { words += " " }
      let isAcronym = index + 1 == letters.count || letters[index + 1].isUppercase
      let staysCapital = letter.isUppercase && (isAcronym || (index > 0 && letters[index - 1].isUppercase))
      words += letter.isUppercase && !staysCapital ? letter.lowercased() : String(letter)
    }
    return words
  }
}

extension ReportValue {
  /// Rounded to what a reader can use.
  static func rounded(_ number: Double, _ digits: Int = 1) -> ReportValue {
    let scale = pow(10, Double(digits))
    return .number((number * scale).rounded() / scale)
  }

  /// Milliseconds with one decimal.
  static func milliseconds(_ duration: Duration) -> ReportValue { .rounded(duration.milliseconds) }

  fileprivate var plain: String {
    switch self {
    case .text(let text): text
    case .flag(let flag): flag ? "yes" : "no"
    case .null: "none"
    case .object, .list: json
    default: json
    }
  }

  fileprivate var json: String {
    switch self {
    case .text(let text): Self.quoted(text)
    case .integer(let integer): "\(integer)"
    case .number(let number): number.isFinite ? Self.decimal(number) : "null"
    case .flag(let flag): flag ? "true" : "false"
    case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
    case .object(let report): report.json
    case .null: "null"
    }
  }

  private static func decimal(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  fileprivate static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 32:
        quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension Duration {
  var milliseconds: Double { Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15 }
}
