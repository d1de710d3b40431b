import FiniteFields
import ProofSystem

/// Altered proof files against a verifier: header, statement and argument.
///
/// Every input is verified twice: strictly, and with some checks left out and the path filled up, so that code behind a failed check runs
/// on altered values as well. Findings are a trap, any accepted file that no honest prover has made, a refused honest one, two runs
/// that contradict each other, and a cost above the bound.
struct ProofTarget: FuzzTarget {
  let name: String
  let usesRecords = true
  /// Two files, of statements or randomness that differ.
  let honest: [[UInt8]]
  let map: ProofMap
  let bound: CostBound
  /// The longest authentication path.
  let pathByteCount: Int
  /// Decodes a file and encodes it again; an argument alone is its own encoding.
  let reencode: @Sendable ([UInt8]) throws(ProofError) -> [UInt8]
  var verify: Verification

  typealias Verification = @Sendable (_ file: [UInt8], _ leniency: Leniency) throws(ProofError) -> Void

  /// What a lenient run lets pass.
  struct Leniency: Sendable {
    var omitted: Set<ProofCheck> = []
    var acceptsTrailingBytes = false

    static let strict = Leniency()

    func hooks<K: ExtensionField>(_: K.Type) -> ForgeryHooks<K> {
      var hooks = ForgeryHooks<K>()
      hooks.omittedChecks = omitted
      hooks.acceptsTrailingBytes = acceptsTrailingBytes
      return hooks
    }
  }

  /// Each operation on each view, with all checks left out, and the honest proofs themselves.
  var seeds: [[UInt8]] {
    var seeds = [EditScript.encode([]), EditScript.encode(base: 1, [])]
    for view in map.views.indices {
      for operation in Edit.Operation.allCases {
        let edit = Edit(operation, view: UInt8(view), index: 3, argument: 17)
        seeds.append(EditScript.encode(omissions: 255, isPadded: true, [edit]))
      }
    }
    return seeds
  }

  func run(_ input: [UInt8], meter: Meter) throws(Finding) {
    let script = EditScript(input)
    let base = script.base % honest.count
    let file = script.apply(to: honest[base], other: honest[(base + 1) % honest.count], map: map)

    var strict: ProofError?
    try meter.run(name, inputBytes: file.count, bound) { () throws(Finding) in
      do throws(ProofError) { try verify(file, .strict) } catch { strict = error }
    }
    let isHonest = honest.contains(file)
    if isHonest, let strict { throw Finding("\(name): an honest proof is refused: \(strict)") }
    if !isHonest, strict == nil { throw Finding("\(name): an altered proof is accepted") }
    var encoded: [UInt8] = []
    var unreadable: ProofError?
    do throws(ProofError) { encoded = try reencode(file) } catch { unreadable = error }
    guard unreadable != nil || encoded == file else { throw Finding("\(name): a file has two spellings") }
    guard unreadable == nil || unreadable == strict else {
      throw Finding("\(name): decoding says \(unreadable as Any), verifying \(strict as Any)")
    }

    let checks = ProofCheck.allCases.enumerated().filter { script.omissions >> UInt8($0.offset) & 1 == 1 }
    let leniency = Leniency(omitted: Set(checks.map(\.element)), acceptsTrailingBytes: script.isPadded)
    let padded = script.isPadded ? file + [UInt8](repeating: 0, count: pathByteCount) : file
    var lenient: ProofError?
    try meter.run(name, inputBytes: padded.count, bound) { () throws(Finding) in
      do throws(ProofError) { try verify(padded, leniency) } catch { lenient = error }
    }
    try compare(strict: strict, lenient: lenient, leniency)
  }

  /// Leaving checks out takes refusals away and changes nothing else.
  private func compare(strict: ProofError?, lenient: ProofError?, _ leniency: Leniency) throws(Finding) {
    if case .rejected(let check) = lenient, leniency.omitted.contains(check) {
      throw Finding("\(name): refused by a check that is left out: \(check)")
    }
    guard !leniency.acceptsTrailingBytes else { return }
    switch (strict, lenient) {
    case (nil, let error?): throw Finding("\(name): only the lenient run refuses: \(error)")
    case (let error?, nil):
      guard case .rejected(let check) = error, leniency.omitted.contains(check) else {
        throw Finding("\(name): the lenient run does not see \(error)")
      }
    case (let first?, let second?) where first != second:
      guard case .rejected(let check) = first, leniency.omitted.contains(check) else {
        throw Finding("\(name): strictly \(first), leniently \(second)")
      }
    default: break
    }
  }
}
