import Crypto
import FiniteFields
import Foundation
import ProofSystem

/// The operations that a proof consists of, each with what one unit of it is.
enum Kernel: String, CaseIterable {
  /// A byte read and written.
  case copy = "memory copy"
  /// A byte of masks.
  case random = "ChaCha20 stream"
  /// 64 bytes of one of many messages that are hashed together.
  case hash = "SHA-256 block"
  /// 64 bytes of one of many columns of a matrix, brought into canonical form.
  case columnHash = "SHA-256 block of columns"
  /// 64 bytes of a long message, by swift-crypto: what `hash` is to be compared with.
  case libraryHash = "SHA-256 block of swift-crypto"
  /// Two additions and a multiplication of the base field, within a transform.
  case butterfly = "KoalaBear butterfly"
  /// sum += factor · entry, the factor in the extension, the entry in the base field, in combinations of many rows.
  case baseProduct = "quintic times base"
  /// A product in the extension, reduced.
  case product = "quintic product"
  /// A product with a fixed factor in the extension, reduced.
  case scaling = "quintic product by a constant"
  /// A product as one of many in a sum that is reduced at its end.
  case summedProduct = "quintic product in a sum"
  /// sum += a · b of 16-bit integers into 32 bits.
  case integerProduct = "16-bit product"

  var unit: String {
    switch self {
    case .copy, .random: "byte"
    case .hash, .columnHash, .libraryHash: "64 bytes"
    case .butterfly, .baseProduct, .product, .scaling, .summedProduct, .integerProduct: "one"
    }
  }
}

/// Seconds a unit of each kernel on this machine with `threads` threads at work, the fastest of several runs: what lower bounds are made of.
struct KernelSpeeds {
  private static let rounds = 4
  let threads: Int
  private var seconds: [Kernel: Double] = [:]

  subscript(kernel: Kernel) -> Double { seconds[kernel] ?? 0 }

  /// - Parameters:
  ///   - threads: at most `Workers.threadCount`.
  ///   - logLength: log₂ of the size of a transform.
  init(threads: Int, logLength: Int) {
    self.threads = threads
    // Several rounds over all kernels: another program's burst disturbs one round of a kernel, hardly all of them.
    for _ in 0..<Self.rounds {
      for kernel in Kernel.allCases {
        let measured = Self.seconds(threads) { Self.load(kernel, logLength: logLength) }
        seconds[kernel] = min(measured, seconds[kernel] ?? .infinity)
      }
    }
  }

  /// As measurements: GB/s of what is counted in bytes, else nanoseconds.
  func measurements(_ name: String) -> [Measurement] {
    Kernel.allCases.map { kernel in
      let bytes = kernel.unit == "64 bytes" ? 64.0 : 1
      let isRate = kernel.unit != "one"
      return Measurement(
        name: "\(name)/\(Measurement.slug(kernel.rawValue))",
        value: isRate ? bytes / self[kernel] / 1e9 : self[kernel] * 1e9, unit: isRate ? "GB/s" : "ns",
        target: nil)
    }
  }

  /// Something to run again and again, and how many units of work it is.
  struct Load {
    let units: Int
    let run: () -> Void
  }

  /// Seconds a unit when each thread has a load of its own; rates of threads that run at once add up.
  static func seconds(_ threads: Int, _ load: @Sendable () -> Load) -> Double {
    @Sendable func fastest() -> Double {
      let load = load()
      let clock = ContinuousClock()
      load.run()
      return (0..<15).map { _ in clock.measure(load.run).milliseconds / 1e3 / Double(load.units) }.min() ?? 0
    }
    guard threads > 1 else { return fastest() }
    return 1 / Workers.map(count: threads, grain: 1) { _ in 1 / fastest() }.reduce(0, +)
  }

  private static func load(_ kernel: Kernel, logLength: Int) -> Load {
    var source = Noise()
    switch kernel {
    case .copy:
      // Larger than the caches.
      let from = [UInt8](repeating: 1, count: 1 << 24)
      var to = [UInt8](repeating: 0, count: 1 << 24)
      return Load(units: from.count) {
        to.withUnsafeMutableBytes { to in from.withUnsafeBytes { to.copyMemory(from: $0) } }
      }
    case .random:
      let stream = RandomStream(witness: [], statement: [])
      var bytes = [UInt8](repeating: 0, count: 1 << 18)
      return Load(units: bytes.count) { bytes.withUnsafeMutableBytes { stream.fill($0) } }
    case .hash:
      let hash = BatchHash("benchmark")
      let messages = [UInt8](repeating: 7, count: 1 << 18)
      var digests = [UInt8](repeating: 0, count: messages.count >> 10 * BatchHash.digestByteCount)
      // A block more a message, for its length.
      return Load(units: messages.count / 64 + messages.count >> 10) {
        digests.withUnsafeMutableBufferPointer { digests in
          messages.withUnsafeBytes { hash.write($0, byteCount: 1 << 10, to: digests) }
        }
      }
    case .columnHash:
      let hash = BatchHash("benchmark")
      // So few columns that `BatchHash` stays on this thread; their blocks, and one more for the length.
      let (columns, rows) = (64, 256)
      let base = KoalaBear.random(count: rows * columns, from: &source)
      return Load(units: columns * (rows * 4 / 64 + 1)) {
        _ = hash.columns(base: base, extended: [KoalaBearQuintic](), columnCount: columns)
      }
    case .libraryHash:
      let message = [UInt8](repeating: 7, count: 1 << 18)
      return Load(units: message.count / 64) { _ = SHA256.hash(data: message) }
    case .butterfly:
      let transform = NumberTheoreticTransform<KoalaBear>(log2Size: logLength)
      var row = KoalaBear.random(count: transform.size, from: &source)
      return Load(units: transform.size / 2 * logLength) {
        row.withUnsafeMutableBufferPointer { transform.forward($0) }
      }
    case .baseProduct:
      let factors = KoalaBearQuintic.random(count: 64, from: &source)
      let rows = KoalaBear.random(count: factors.count << 10, from: &source)
      var sum = [KoalaBearQuintic](repeating: .zero, count: 1 << 10)
      return Load(units: rows.count) {
        sum.withUnsafeMutableBufferPointer { sum in
          rows.withUnsafeBufferPointer { rows in
            factors.withUnsafeBufferPointer {
              FieldVector.combineRows(
                into: sum, rows: rows, stride: sum.count, count: $0.count, length: sum.count, factors: $0)
            }
          }
        }
      }
    case .product:
      let a = KoalaBearQuintic.random(count: 1 << 9, from: &source)
      let b = KoalaBearQuintic.random(count: 1 << 9, from: &source)
      var sum = a
      return Load(units: 64 * a.count) { for _ in 0..<64 { FieldVector.addProducts(&sum, a, b) } }
    case .scaling:
      let factor = KoalaBearQuintic.random(from: &source)
      let row = KoalaBearQuintic.random(count: 1 << 9, from: &source)
      var sum = row
      return Load(units: 64 * row.count) {
        sum.withUnsafeMutableBufferPointer { sum in
          row.withUnsafeBufferPointer { for _ in 0..<64 { FieldVector.addScaled(sum, factor, $0) } }
        }
      }
    case .summedProduct:
      let factors = KoalaBearQuintic.random(count: 16, from: &source)
      let rows = KoalaBearQuintic.random(count: factors.count << 10, from: &source)
      var sum = [KoalaBearQuintic](repeating: .zero, count: 1 << 10)
      return Load(units: rows.count) {
        sum.withUnsafeMutableBufferPointer { sum in
          rows.withUnsafeBufferPointer { rows in
            factors.withUnsafeBufferPointer {
              FieldVector.combineRows(
                into: sum, rows: rows, stride: sum.count, count: $0.count, length: sum.count, factors: $0)
            }
          }
        }
      }
    case .integerProduct:
      let a = (0..<1 << 10).map { Int16($0 & 255) }
      var sum = [Int32](repeating: 0, count: a.count)
      return Load(units: 256 * a.count) {
        sum.withUnsafeMutableBufferPointer { sum in
          a.withUnsafeBufferPointer { a in
            for factor in Int16(0)..<256 {
              for index in sum.indices { sum[index] &+= Int32(a[index]) &* Int32(factor) }
            }
          }
        }
      }
    }
  }

  /// Bytes that stand in for secrets where nothing is secret.
  struct Noise: RandomByteSource {
    private var generator = SystemRandomNumberGenerator()

    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
      for start in stride(from: 0, to: buffer.count, by: 8) {
        withUnsafeBytes(of: generator.next()) { word in
          UnsafeMutableRawBufferPointer(rebasing: buffer[start...]).copyBytes(
            from: word.prefix(buffer.count - start))
        }
      }
    }
  }
}
