/// The rules of the house, as plain functions from what is there to a list of violations.
enum House {
  /// What each module may depend on: the import graph is the privacy claim. A registry that cannot import
  /// imaging, encoding or the vault cannot receive what they hold.
  static let allowed: [String: Set<String>] = [
    "CSodium": [], "CGMP": [], "CPNG": [], "CTurboJPEG": [],
    "FieldKernels": [],
    "ShippedModels": [],
    "FiniteFields": ["FieldKernels"],
    "ProofSystem": ["FiniteFields", "FieldKernels", "Crypto"],
    "QuantizedNetworks": ["FieldKernels", "SwiftProtobuf", "Crypto"],
    "IrisImaging": ["CPNG", "CTurboJPEG"],
    "SyntheticEyes": ["IrisImaging"],
    "IrisEncoding": ["FieldKernels", "IrisImaging", "QuantizedNetworks", "ShippedModels"],
    "InferenceProofs": ["FiniteFields", "QuantizedNetworks", "ProofSystem", "Crypto"],
    "MembershipProofs": ["FiniteFields", "ProofSystem", "Crypto"],
    "IdentityVault": ["CSodium", "GRDB"],
    "RegistryService": [
      "FiniteFields", "QuantizedNetworks", "ProofSystem", "InferenceProofs", "MembershipProofs", "Crypto",
      "GRDB",
      "Hummingbird", "AsyncHTTPClient", "Logging", "Metrics", "ServiceLifecycle",
    ],
    "worldid": [
      "FiniteFields", "ProofSystem", "QuantizedNetworks", "IrisImaging", "SyntheticEyes", "IrisEncoding",
      "InferenceProofs", "MembershipProofs", "IdentityVault", "RegistryService", "Crypto", "ArgumentParser",
      "Logging",
    ],
    // Under Tests, and used by tests alone.
    "ProcessSpawning": [],
    "ChildProcesses": ["ProcessSpawning"],
  ]

  /// Modules that come with the toolchain. `FoundationNetworking` is not among them: only the registry's
  /// client speaks to the network, through its declared HTTP library.
  static let toolchain: Set<String> = [
    "Swift", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization",
  ]

  /// Modules of a product that are not named like it.
  static let furtherModules: [String: Set<String>] = ["Metrics": ["CoreMetrics"]]

  /// Constructs that end the process, where one is right: nothing an outsider sends can reach it.
  static let trapsWithReason: [String: (construct: String, reason: String)] = [
    "Sources/ProofSystem/Transcript/RandomStream.swift": (
      "fatalError(", "ChaCha20 with a nonce of fixed, valid length: a refusal would mean a broken library"
    )
  ]

  static let traps = ["try!", "as!", "fatalError(", "preconditionFailure("]

  /// Where the hooks of the forgery tests are declared and passed on; whoever uses a verifier must not reach them.
  static let mayForge: Set<String> = ["ProofSystem", "InferenceProofs", "MembershipProofs"]

  /// All that may lie at the top, besides what tools leave there and `.gitignore` names.
  static let topLevel: Set<String> = [
    "Package.swift", "Sources", "Tests", "Models", "TestVectors", "README.md", ".ci", ".gitignore",
    ".swift-format",
  ]

  static func isIgnoredAtTopLevel(_ name: String) -> Bool {
    name.hasPrefix(".build") || [".git", ".swiftpm", "Package.resolved"].contains(name)
  }

  /// Declared dependencies against the table, in both directions.
  static func violations(of manifest: Manifest) -> [String] {
    var violations: [String] = []
    for target in manifest.targets.values where target.kind != "test" {
      guard let allowed = allowed[target.name] else {
        violations.append("target \(target.name) has no row in the table of allowed dependencies")
        continue
      }
      for name in target.dependencies.subtracting(allowed) {
        violations.append("target \(target.name) must not depend on \(name)")
      }
    }
    for name in allowed.keys where manifest.targets[name] == nil {
      violations.append("target \(name) of the design is missing")
    }
    for name in ["IrisImaging", "IrisEncoding", "SyntheticEyes", "IdentityVault"]
    where manifest.closure(of: "RegistryService").contains(name) {
      violations.append("the registry is linked with \(name)")
    }
    return violations.sorted()
  }

  /// A source's imports against what its target declares, and its text against the rules for sources.
  static func violations(of source: SwiftSource, in target: Manifest.Target) -> [String] {
    var violations: [String] = []
    var known = toolchain.union(target.dependencies)
    for dependency in target.dependencies { known.formUnion(furtherModules[dependency] ?? []) }
    if target.kind == "test" { known.insert("Testing") }
    for (module, isTestable) in source.imports {
      if isTestable {
        violations.append("\(source.path) uses @testable: test the public or package interface")
      }
      if !known.contains(module) {
        violations.append("\(source.path) imports \(module), which target \(target.name) does not declare")
      }
    }
    if target.kind != "test", !mayForge.contains(target.name),
      ["ForgeryHooks", "InferenceForgery"].contains(where: { source.code.contains($0) })
    {
      violations.append(
        "\(source.path) names forgery hooks: a verifier that leaves checks out is for tests alone")
    }
    if target.kind != "test" {
      for trap in traps where source.code.contains(trap) && trapsWithReason[source.path]?.construct != trap {
        violations.append("\(source.path) can end the process by \(trap): throw a typed error")
      }
    }
    return violations
      + House.violations(ofText: source.text, path: source.path, isGenerated: source.isGenerated)
  }

  /// Rules for sources of any language.
  static func violations(ofText text: String, path: String, isGenerated: Bool) -> [String] {
    var violations: [String] = []
    // Spelled in two parts so that this file keeps the rule itself.
    for mark in ["TO" + "DO", "FIX" + "ME"] where text.contains(mark) {
      violations.append("\(path) contains \(mark): do it, or file an issue")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    if !isGenerated && lines > 400 {
      violations.append("\(path) has \(lines) lines, more than 400: split it")
    }
    return violations
  }

  /// The names at the top of the package.
  static func violations(ofTopLevel names: [String]) -> [String] {
    let present = Set(names.filter { !isIgnoredAtTopLevel($0) })
    return present.subtracting(topLevel).sorted().map { "\($0) does not belong at the top level" }
      + topLevel.subtracting(present).sorted().map { "\($0) is missing at the top level" }
  }
}
