// Which paths there are and which methods each answers: for 405 instead of 404, and for the tests of the
// OpenAPI document.

/// The routes that have been registered.
package struct RouteTable: Sendable {
  /// Methods by path template, such as `/v1/roots/{root}`.
  package private(set) var methods: [String: [String]] = [:]

  mutating func add(method: String, path: String) {
    methods[path, default: []].append(method)
  }

  /// The methods of the path's templates; empty for an unknown path.
  func allowedMethods(for path: String) -> [String] {
    let parts = path.split(separator: "/")
    var allowed: Set<String> = []
    for (template, methods) in methods {
      let expected = template.split(separator: "/")
      if expected.count == parts.count,
        zip(expected, parts).allSatisfy({ $0.hasPrefix("{") || $0 == $1 })
      {
        allowed.formUnion(methods)
      }
    }
    if allowed.contains("GET") { allowed.insert("HEAD") }
    return allowed.sorted()
  }
}
