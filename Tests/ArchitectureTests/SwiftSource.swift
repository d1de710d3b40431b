import Foundation

/// One Swift source: its raw text and what is left of it without comments and string contents.
struct SwiftSource {
  /// Path from the package's root.
  let path: String
  let text: String
  /// The text with comments and the contents of string literals taken out; code inside interpolations stays.
  let code: String

  init(path: String, text: String) {
    self.path = path
    self.text = text
    var reader = Reader(text)
    code = reader.code()
  }

  /// Names of imported top-level modules, each with the attributes in front of it.
  var imports: [(module: String, isTestable: Bool)] {
    let pattern =
      /^\s*((?:@\w+(?:\([^)]*\))?\s+|(?:public|package|internal|private|fileprivate)\s+)*)import\s+(?:(?:typealias|struct|class|enum|protocol|let|var|func)\s+)?`?(\w+)/
    return code.split(whereSeparator: { $0 == "\n" || $0 == ";" }).compactMap { line in
      line.firstMatch(of: pattern).map { (String($0.2), $0.1.contains("@testable")) }
    }
  }

  /// Generated sources say so in their first lines, or carry protobuf's name ending.
  var isGenerated: Bool {
    path.hasSuffix(".pb.swift")
      || text.split(separator: "\n").prefix(5).contains { $0.lowercased().contains("generated") }
  }

  /// Takes Swift's comments and string literals apart, nested ones included.
  private struct Reader {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    /// Code up to the end of the text, or up to the parenthesis that closes an interpolation.
    mutating func code(insideInterpolation: Bool = false) -> String {
      var output = ""
      var depth = 0
      while position < characters.count {
        if starts(with: "//") {
          while position < characters.count, !characters[position].isNewline { position += 1 }
        } else if starts(with: "/*") {
          skipComment()
          output += " "
        } else if let hashes = literalStart() {
          output += "\"" + string(hashes: hashes) + "\""
        } else {
          let character = characters[position]
          if insideInterpolation {
            if character == "(" { depth += 1 }
            if character == ")" {
              if depth == 0 { return output }
              depth -= 1
            }
          }
          output.append(character)
          position += 1
        }
      }
      return output
    }

    private func starts(with text: String, at offset: Int = 0) -> Bool {
      characters[min(position + offset, characters.count)...].starts(with: text)
    }

    private mutating func skipComment() {
      var depth = 0
      repeat {
        if starts(with: "/*") {
          depth += 1
          position += 2
        } else if starts(with: "*/") {
          depth -= 1
          position += 2
        } else {
          position += 1
        }
      } while depth > 0 && position < characters.count
    }

    /// The number of `#` before a quotation mark that starts here, or nil.
    private func literalStart() -> Int? {
      var hashes = 0
      while position + hashes < characters.count, characters[position + hashes] == "#" { hashes += 1 }
      return starts(with: "\"", at: hashes) ? hashes : nil
    }

    /// Skips a literal; what it returns is the code of its interpolations.
    private mutating func string(hashes: Int) -> String {
      let fence = String(repeating: "#", count: hashes)
      position += hashes
      let quotes = starts(with: "\"\"\"") ? "\"\"\"" : "\""
      position += quotes.count
      var output = ""
      while position < characters.count {
        if starts(with: quotes + fence) {
          position += quotes.count + hashes
          return output
        }
        if starts(with: "\\" + fence + "(") {
          position += hashes + 2
          output += "(" + code(insideInterpolation: true) + ")"
          position += 1
        } else if starts(with: "\\" + fence) {
          position += hashes + 2
        } else {
          position += 1
        }
      }
      return output
    }
  }
}
