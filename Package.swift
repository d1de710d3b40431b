// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors in our own targets only; dependencies keep their own settings.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .swiftLanguageMode(.v6)]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// One of our own modules: what it imports is what it may import (a test compares the two).
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: strict)
}

func system(_ name: String, _ pkgConfig: String, _ debianPackage: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debianPackage])])
}

let package = Package(
  name: "worldid",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "worldid", targets: ["worldid"]),
    .library(name: "InferenceProofs", targets: ["InferenceProofs"]),
    .library(name: "MembershipProofs", targets: ["MembershipProofs"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    system("CSodium", "libsodium", "libsodium-dev"),
    system("CGMP", "gmp", "libgmp-dev"),
    system("CPNG", "libpng", "libpng-dev"),
    system("CTurboJPEG", "libturbojpeg", "libturbojpeg0-dev"),

    .target(name: "FieldKernels"),
    .target(name: "ShippedModels"),
    module("FiniteFields", ["FieldKernels"]),
    module("ProofSystem", ["FiniteFields", "FieldKernels", crypto]),
    module("QuantizedNetworks", ["FieldKernels", protobuf, crypto]),
    module("IrisImaging", ["CPNG", "CTurboJPEG"]),
    module("SyntheticEyes", ["IrisImaging"]),
    module("IrisEncoding", ["FieldKernels", "IrisImaging", "QuantizedNetworks", "ShippedModels"]),
    module("InferenceProofs", ["FiniteFields", "QuantizedNetworks", "ProofSystem", crypto]),
    module("MembershipProofs", ["FiniteFields", "ProofSystem", crypto]),
    module("IdentityVault", ["CSodium", grdb]),
    module(
      "RegistryService",
      [
        "FiniteFields", "QuantizedNetworks", "ProofSystem", "InferenceProofs", "MembershipProofs", crypto,
        grdb,
        hummingbird, httpClient, logging, metrics, lifecycle,
      ]),
    .executableTarget(
      name: "worldid",
      dependencies: [
        "FiniteFields", "ProofSystem", "QuantizedNetworks", "IrisImaging", "SyntheticEyes", "IrisEncoding",
        "InferenceProofs", "MembershipProofs", "IdentityVault", "RegistryService", crypto, argumentParser,
        logging,
      ],
      swiftSettings: strict),

    .target(name: "ProcessSpawning", path: "Tests/ChildProcesses/ProcessSpawning"),
    .target(
      name: "ChildProcesses", dependencies: ["ProcessSpawning"], path: "Tests/ChildProcesses",
      exclude: ["ProcessSpawning"], swiftSettings: strict),
    tests("Architecture", ["ChildProcesses"]),
    tests("FiniteFields", ["FiniteFields", "FieldKernels", "CGMP", "ChildProcesses"]),
    tests("ProofSystem", ["ProofSystem", "FiniteFields", "FieldKernels", crypto]),
    tests("QuantizedNetworks", ["QuantizedNetworks", "ShippedModels", crypto, protobuf, "ChildProcesses"]),
    tests("IrisImaging", ["IrisImaging"]),
    tests("SyntheticEyes", ["SyntheticEyes", "IrisImaging"]),
    tests(
      "IrisEncoding",
      ["IrisEncoding", "IrisImaging", "QuantizedNetworks", "SyntheticEyes", "FieldKernels", "ChildProcesses"]),
    tests(
      "InferenceProofs", ["InferenceProofs", "ProofSystem", "QuantizedNetworks", "FiniteFields", crypto]),
    tests("MembershipProofs", ["MembershipProofs", "ProofSystem", "FiniteFields", "ChildProcesses"]),
    tests("IdentityVault", ["IdentityVault", grdb]),
    tests(
      "RegistryService",
      [
        "RegistryService", "FiniteFields", "QuantizedNetworks", "MembershipProofs", "InferenceProofs", crypto,
        grdb, httpClient, logging,
      ]),
    tests("CommandLine", ["worldid", "IrisImaging", "SyntheticEyes", crypto, "ChildProcesses"]),
  ]
)

// Tests/Fuzzing is a test that replays kept inputs; for .ci/fuzz the same sources are a program that finds new ones.
let fuzzedModules: [Target.Dependency] = [
  "FiniteFields", "ProofSystem", "QuantizedNetworks", "InferenceProofs", "MembershipProofs", "IrisImaging",
  "IrisEncoding", "SyntheticEyes", crypto,
]
if Context.environment["WORLDID_FUZZ"] == nil {
  package.targets.append(
    .testTarget(
      name: "Fuzzing", dependencies: fuzzedModules, path: "Tests/Fuzzing",
      exclude: ["AllocationMeter", "Driver", "LOG.md", "corpus"], swiftSettings: strict))
} else {
  package.targets += [
    .target(name: "AllocationMeter", path: "Tests/Fuzzing/AllocationMeter"),
    .executableTarget(
      name: "Fuzzing", dependencies: fuzzedModules + ["AllocationMeter"], path: "Tests/Fuzzing",
      exclude: ["AllocationMeter", "LOG.md", "ReplayTests.swift", "corpus"], swiftSettings: strict),
  ]
}
