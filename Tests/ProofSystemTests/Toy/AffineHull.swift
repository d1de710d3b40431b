import FiniteFields

/// The smallest affine space that holds some vectors: an origin and a basis in echelon form.
struct AffineHull<F: FiniteField> {
  let origin: [F]
  private(set) var basis: [(pivot: Int, vector: [F])] = []

  /// - Parameter points: at least one, all of one length.
  init(_ points: [[F]]) {
    origin = points[0]
    for point in points.dropFirst() {
      let rest = reduced(point)
      guard let pivot = rest.firstIndex(where: { $0 != .zero }) else { continue }
      let inverse = rest[pivot].inverse()
      basis.append((pivot, rest.map { $0 * inverse }))
    }
  }

  var dimension: Int { basis.count }

  func contains(_ point: [F]) -> Bool { reduced(point).allSatisfy { $0 == .zero } }

  /// Whether both are the same space.
  func equals(_ other: Self) -> Bool {
    dimension == other.dimension && contains(other.origin)
      && other.basis.allSatisfy { contains(zip(origin, $0.vector).map { $0 + $1 }) }
  }

  private func reduced(_ point: [F]) -> [F] {
    var rest = zip(point, origin).map { $0 - $1 }
    for (pivot, vector) in basis where rest[pivot] != .zero {
      let factor = rest[pivot]
      for index in pivot..<rest.count { rest[index] -= factor * vector[index] }
    }
    return rest
  }
}
