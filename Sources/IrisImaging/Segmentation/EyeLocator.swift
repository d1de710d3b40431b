import Foundation

/// Finds the pupil and the limbus as circles in a picture reduced to some 240 rows: the pair of circles with
/// the best joint score wins.
struct EyeLocator {
  /// Two circles in plane coordinates with the strength of their boundaries.
  struct Candidate {
    var pupil: PupilFinder.Candidate
    var limbus: LimbusFinder.Candidate
    var total: Float

    /// Whether pupil and iris are clear enough to be believed. On two public sets the best candidates of real eyes
    /// have a total of 1.29 to 2.4 and an unevenness of at most 1.1; those of closed eyes have at most 0.2 and over 2.7.
    var isEye: Bool { total > 0.8 && limbus.unevenness < 1.8 && limbus.left + limbus.right > 0.4 }
  }

  /// The reduced picture.
  let plane: Plane
  /// The same without highlights and thin lashes, slightly smoothed.
  let clean: Plane
  /// Gray levels between the dark and the bright end of the picture.
  let range: Float
  let darkest: Float

  init(_ image: GrayImage) {
    let factor = max(1, min(image.width, image.height) / 220)
    plane = Plane(image, factor: factor)
    let ends = plane.percentiles(0.005, 0.95)
    let raw = max(ends[1] - ends[0], 1)
    clean = plane.withoutHighlights(reach: max(4, plane.height / 44), threshold: 0.2 * raw, halo: 1)
      .closed(reach: 1).blurred(sigma: 0.8)
    let cleanEnds = clean.percentiles(0.005, 0.95)
    darkest = cleanEnds[0]
    range = max(cleanEnds[1] - darkest, 1)
  }

  /// Whether the lids look shut; only worth asking when there is no credible candidate.
  func isClosed() -> Bool { ClosedEyeDetector(plane: clean, range: range).isClosed() }

  /// The best pair of circles.
  func best() -> Candidate? {
    let side = Double(min(plane.width, plane.height))
    let pupils = PupilFinder(
      plane: clean, darkest: darkest, range: range, radii: max(4, side * 0.02)...(side * 0.3)
    ).candidates(limit: 10)
    let limbusFinder = LimbusFinder(plane: clean, range: range)
    var best: Candidate?
    for pupil in pupils {
      let demotion: Float =
        (pupils.contains { Self.isDisc($0, inside: pupil) } ? 0.8 : 0)
        + (pupils.contains { Self.isArc(pupil, of: $0) } ? 0.8 : 0)
      // The score of a limbus is at most 1 and sizes only cost: most pupils cannot win and need no limbus.
      if let best, 1.5 * pupil.score + 1.01 - demotion < best.total { continue }
      for limbus in limbusFinder.candidates(pupil.circle, limit: 5) {
        let total =
          1.5 * pupil.score + limbus.score - penalty(pupil.circle.radius, limbus.circle.radius) - demotion
        if total > best?.total ?? -.infinity { best = Candidate(pupil: pupil, limbus: limbus, total: total) }
      }
    }
    return best
  }

  /// Sizes that eyes in pictures hardly ever have cost something, so that a hinge of glasses (small), a brow
  /// (large) or a collarette (close to the pupil) needs much the stronger edges to win.
  private func penalty(_ pupil: Double, _ limbus: Double) -> Float {
    let ratio = pupil / limbus
    let size = limbus / Double(min(plane.width, plane.height))
    return Float(
      7 * max(0.22 - ratio, 0) + 3 * max(ratio - 0.64, 0) + 8 * max(0.16 - size, 0) + 3
        * max(size - 0.42, 0))
  }

  /// Whether one candidate is a clear dark disc inside the other: then the other is an iris.
  private static func isDisc(_ inner: PupilFinder.Candidate, inside outer: PupilFinder.Candidate) -> Bool {
    contains(outer.circle, inner.circle) && inner.score > max(0.3, 0.75 * outer.score)
  }

  /// Whether one candidate is only a piece of another, clearer one: an arc of its boundary makes a smaller circle.
  private static func isArc(_ inner: PupilFinder.Candidate, of outer: PupilFinder.Candidate) -> Bool {
    contains(outer.circle, inner.circle) && inner.edge < 0.7 * outer.edge && outer.score > inner.score
  }

  private static func contains(_ outer: Circle, _ inner: Circle) -> Bool {
    inner.radius < 0.75 * outer.radius
      && inner.center.distance(to: outer.center) + inner.radius < 1.15 * outer.radius
  }
}
