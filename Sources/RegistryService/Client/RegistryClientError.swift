// What can go wrong between a client and its registry.

/// Errors of `RegistryClient`.
public enum RegistryClientError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text is not an http or https URL of a host.
  case invalidURL(String)
  /// No answer: nobody listens there, the name is unknown, or it took too long.
  case unreachable(url: String, problem: String)
  /// The registry refused; the words are its own.
  case refused(status: Int, code: String, message: String, hint: String)
  /// The answer is not what a registry of this version says.
  case malformedAnswer(url: String, problem: String)

  public var description: String {
    switch self {
    case .invalidURL(let text):
      "\"\(text)\" is not the URL of a registry; hint: write for example http://127.0.0.1:8080"
    case .unreachable(let url, let problem):
      "no registry answers at \(url): \(problem); hint: check it, or start one with `worldid registry serve`"
    case .refused(_, let code, let message, let hint):
      "the registry refused (\(code)): \(message); hint: \(hint)"
    case .malformedAnswer(let url, let problem):
      "the answer from \(url) is not a registry's: \(problem); hint: check the URL and both versions"
    }
  }

  /// The registry's code of a refusal, such as `nullifier_already_used`.
  public var refusalCode: String? {
    if case .refused(_, let code, _, _) = self { code } else { nil }
  }
}
