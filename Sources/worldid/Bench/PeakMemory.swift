import Foundation

/// The most memory that this process held, in all or since a moment of one's choice.
enum PeakMemory {
  /// Forgets the peak so far; what is held at this moment still counts. Linux only.
  ///
  /// - Returns: false where the system cannot forget; `megabytes` is then the peak since the start.
  @discardableResult
  static func reset() -> Bool {
    // "5" resets the peak of the resident set (proc(5)).
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
    defer { try? file.close() }
    return (try? file.write(contentsOf: Data("5".utf8))) != nil
  }

  /// Peak of the resident set: code, libraries and stacks included.
  static var megabytes: Double {
    if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").dropFirst().compactMap({ Double($0) }).first
    {
      return kilobytes * 1024 / 1e6
    }
    var usage = rusage()
    #if os(Linux)
      getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) * 1024 / 1e6
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1e6
    #endif
  }
}
