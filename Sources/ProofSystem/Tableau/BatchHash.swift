import Crypto
import FieldKernels
import FiniteFields

/// SHA-256 of many messages of equal length that all begin with the same block of 64 bytes.
///
/// The kernels hash several messages at once; without them, a hasher that has absorbed the block is copied for each message.
package struct BatchHash: Sendable {
  package static let digestByteCount = 32

  /// 64 bytes.
  package let block: [UInt8]
  private let begun: SHA256

  /// - Parameter name: ASCII, at most 64 characters; the block is the name filled up with zero bytes.
  package init(_ name: StaticString) {
    var block = name.withUTF8Buffer { Array($0.prefix(64)) }
    block += [UInt8](repeating: 0, count: 64 - block.count)
    self.block = block
    var hash = SHA256()
    hash.update(data: block)
    begun = hash
  }

  /// SHA-256(block ‖ message).
  package func callAsFunction(_ message: UnsafeRawBufferPointer) -> SHA256.Digest {
    var hash = begun
    hash.update(bufferPointer: message)
    return hash.finalize()
  }

  /// The digests, one after the other, of messages of `byteCount` > 0 bytes that lie one after the other.
  package func callAsFunction(_ messages: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8] {
    let count = messages.count / byteCount
    return [UInt8](unsafeUninitializedCapacity: count * Self.digestByteCount) { digests, initialized in
      initialized = count * Self.digestByteCount
      write(messages, byteCount: byteCount, to: UnsafeMutableBufferPointer(rebasing: digests[..<initialized]))
    }
  }

  /// The same into memory that has room for the digests.
  package func write(
    _ messages: UnsafeRawBufferPointer, byteCount: Int, to digests: UnsafeMutableBufferPointer<UInt8>
  ) {
    let count = messages.count / byteCount
    precondition(digests.count >= count * Self.digestByteCount, "a digest has 32 bytes")
    guard count > 0, let start = messages.baseAddress, let target = digests.baseAddress else { return }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    guard worldid_sha256_many(block, bytes, byteCount, byteCount, count, target) == 0 else { return }
    for index in 0..<count {
      let message = UnsafeRawBufferPointer(start: start + index * byteCount, count: byteCount)
      let place = UnsafeMutableRawBufferPointer(digests)[(index * Self.digestByteCount)...]
      self(message).withUnsafeBytes { place.prefix($0.count).copyBytes(from: $0) }
    }
  }

  /// The digests of all columns of a matrix, each the canonical encodings of its entries in the base rows and then in the rows of K.
  ///
  /// - Parameters:
  ///   - base: rows of `columnCount` > 0 entries, one after the other.
  ///   - extended: rows of `columnCount` entries over the extension.
  @_specialize(where K == KoalaBearQuintic)
  @_specialize(where K == BN254Scalar)
  package func columns<K: ExtensionField>(base: [K.Base], extended: [K], columnCount: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: columnCount * Self.digestByteCount) { buffer, initialized in
      initialized = columnCount * Self.digestByteCount
      let digests = Shared(UnsafeMutableBufferPointer(rebasing: buffer[..<initialized]))
      Workers.perform(count: columnCount, grain: 64) { columns in
        let bytes = columns.lowerBound * Self.digestByteCount..<columns.upperBound * Self.digestByteCount
        write(columns, base, extended, columnCount, to: digests.slice(bytes))
      }
    }
  }

  private func write<K: ExtensionField>(
    _ columns: Range<Int>, _ base: [K.Base], _ extended: [K], _ columnCount: Int,
    to digests: UnsafeMutableBufferPointer<UInt8>
  ) {
    var done = 0
    if K.self == KoalaBearQuintic.self, let target = digests.baseAddress {
      done = base.withUnsafeBytes { base in
        extended.withUnsafeBytes { extended in
          worldid_sha256_koalabear_columns(
            block, base.bindMemory(to: UInt32.self).baseAddress, base.count / (4 * columnCount),
            extended.bindMemory(to: UInt32.self).baseAddress, extended.count / (20 * columnCount),
            columnCount, columns.lowerBound, columns.count, target)
        }
      }
    }
    // So many columns at once that rows are read in runs and the bytes stay in the nearest cache.
    let group = 32
    let byteCount =
      base.count / columnCount * K.Base.byteCount + extended.count / columnCount * K.byteCount
    var bytes = [UInt8](repeating: 0, count: done < columns.count ? group * byteCount : 0)
    while done < columns.count {
      let first = columns.lowerBound + done
      let some = min(group, columns.count - done)
      bytes.withUnsafeMutableBytes { bytes in
        base.withUnsafeBufferPointer { base in
          extended.withUnsafeBufferPointer { extended in
            FieldVector.writeColumns(
              base: base, extended: extended, length: columnCount, columns: first..<first + some, to: bytes)
          }
        }
        write(
          UnsafeRawBufferPointer(rebasing: bytes[..<(some * byteCount)]), byteCount: byteCount,
          to: UnsafeMutableBufferPointer(
            rebasing: digests[done * Self.digestByteCount..<(done + some) * Self.digestByteCount]))
      }
      done += some
    }
  }
}
