import ChildProcesses
import Foundation

/// The package's targets and what each declares, as SwiftPM itself reads the manifest.
struct Manifest {
  struct Target {
    let name: String
    /// `regular`, `executable`, `test` or `system`.
    let kind: String
    /// Names of targets and products.
    let dependencies: Set<String>
  }

  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  let targets: [String: Target]

  /// Runs `swift package dump-package`, which resolves nothing and so needs no lock of the build directory
  /// that the running tests may be holding; its own scratch directory is a temporary one.
  init(root: String) throws {
    let scratch = NSTemporaryDirectory() + "worldid-manifest-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let path = scratch + ".json"
    defer { unlink(path) }
    let child = try ChildProcess(
      executable: "/usr/bin/env",
      arguments: ["swift", "package", "dump-package", "--package-path", root, "--scratch-path", scratch],
      output: path, errors: scratch + ".txt")
    defer { unlink(scratch + ".txt") }
    let end = child.wait()
    guard end == .exited(0) else {
      throw Unreadable(description: "swift package dump-package ended: \(end)")
    }
    try self.init(json: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  init(json: Data) throws {
    guard let document = try JSONSerialization.jsonObject(with: json) as? [String: Any],
      let list = document["targets"] as? [[String: Any]]
    else { throw Unreadable(description: "dump-package gave no list of targets") }
    var targets: [String: Target] = [:]
    for entry in list {
      guard let name = entry["name"] as? String, let kind = entry["type"] as? String,
        let dependencies = entry["dependencies"] as? [[String: Any]]
      else { throw Unreadable(description: "dump-package gave a target without name, type or dependencies") }
      // Each is {"byName" | "target" | "product": [name, …]}.
      let names = try dependencies.map { dependency in
        guard let name = (dependency.values.first as? [Any])?.first as? String else {
          throw Unreadable(description: "a dependency of \(name) has no name")
        }
        return name
      }
      targets[name] = Target(name: name, kind: kind, dependencies: Set(names))
    }
    self.targets = targets
  }

  /// Every target that is linked along with `name`, itself excluded.
  func closure(of name: String) -> Set<String> {
    var found: Set<String> = []
    var pending = Array(targets[name]?.dependencies ?? [])
    while let next = pending.popLast() {
      guard found.insert(next).inserted else { continue }
      pending += targets[next]?.dependencies ?? []
    }
    return found
  }
}
