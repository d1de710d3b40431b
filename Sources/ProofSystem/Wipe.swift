#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Overwrites a secret in a way that the optimiser may not remove.
public func wipe(_ secret: UnsafeMutableRawBufferPointer) {
  guard let start = secret.baseAddress else { return }
  #if canImport(Darwin)
    memset_s(start, secret.count, 0, secret.count)
  #else
    explicit_bzero(start, secret.count)
  #endif
}

/// Overwrites secrets (plain values: bytes, field elements) before their memory is returned; the array is empty afterwards.
public func wipe<Element: Sendable>(_ secret: inout [Element]) {
  secret.withUnsafeMutableBytes { bytes in
    let memory = Shared(bytes.bindMemory(to: UInt8.self))
    Workers.perform(count: memory.buffer.count, grain: 1 << 20) {
      wipe(UnsafeMutableRawBufferPointer(memory.slice($0)))
    }
  }
  secret = []
}
