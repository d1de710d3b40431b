#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Overwrites a secret in a way that the optimiser may not remove.
enum Wipe {
  static func bytes(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      #if canImport(Darwin)
        memset_s(start, buffer.count, 0, buffer.count)
      #else
        explicit_bzero(start, buffer.count)
      #endif
    }
  }
}
