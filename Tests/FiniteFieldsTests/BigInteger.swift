import CGMP
import FiniteFields

/// An integer of the GNU multiple precision library: the independent oracle for prime field arithmetic.
final class BigInteger {
  private let value = UnsafeMutablePointer<__mpz_struct>.allocate(capacity: 1)

  init() { __gmpz_init(value) }

  init(littleEndian bytes: [UInt8]) {
    __gmpz_init(value)
    __gmpz_import(value, bytes.count, -1, 1, 0, 0, bytes)
  }

  convenience init<F: FiniteField>(_ element: F) { self.init(littleEndian: element.canonicalBytes) }

  deinit {
    __gmpz_clear(value)
    value.deallocate()
  }

  /// The integer in `count` bytes, which it must fit.
  func littleEndianBytes(count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(__gmpz_sizeinbase(value, 256) <= count, "the integer is longer than \(count) bytes")
    __gmpz_export(&bytes, nil, -1, 1, 0, 0, value)
    return bytes
  }

  func plus(_ other: BigInteger, modulo modulus: BigInteger) -> BigInteger {
    let result = BigInteger()
    __gmpz_add(result.value, value, other.value)
    __gmpz_mod(result.value, result.value, modulus.value)
    return result
  }

  func minus(_ other: BigInteger, modulo modulus: BigInteger) -> BigInteger {
    let result = BigInteger()
    __gmpz_sub(result.value, value, other.value)
    __gmpz_mod(result.value, result.value, modulus.value)
    return result
  }

  func times(_ other: BigInteger, modulo modulus: BigInteger) -> BigInteger {
    let result = BigInteger()
    __gmpz_mul(result.value, value, other.value)
    __gmpz_mod(result.value, result.value, modulus.value)
    return result
  }

  func power(_ exponent: UInt, modulo modulus: BigInteger) -> BigInteger {
    let result = BigInteger()
    __gmpz_powm_ui(result.value, value, exponent, modulus.value)
    return result
  }

  /// Zero when there is no inverse.
  func inverse(modulo modulus: BigInteger) -> BigInteger {
    let result = BigInteger()
    if __gmpz_invert(result.value, value, modulus.value) == 0 { __gmpz_set_ui(result.value, 0) }
    return result
  }

  func reduced(modulo modulus: BigInteger) -> BigInteger { plus(BigInteger(), modulo: modulus) }

  var isProbablyPrime: Bool { __gmpz_probab_prime_p(value, 40) != 0 }
}
