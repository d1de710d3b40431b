import Foundation
import IdentityVault
import Testing

/// Guarded memory.
@Suite struct SecretBytesTests {
  @Test func holdsWhatItIsGiven() throws {
    let secret = try SecretBytes(copying: [1, 2, 3])
    #expect(secret.withUnsafeBytes { Array($0) } == [1, 2, 3])
    let copy = try secret.copy()
    #expect([secret.isEqual(to: copy)] == [true])
    let other = try SecretBytes(copying: [1, 2, 4])
    #expect([secret.isEqual(to: other)] == [false])
    let prefix = try SecretBytes(copying: [1, 2])
    #expect([secret.isEqual(to: prefix)] == [false])
    #expect(try SecretBytes(zeroed: 5).withUnsafeBytes { Array($0) } == [0, 0, 0, 0, 0])
    #expect(try SecretBytes(zeroed: 0).count == 0)
    let a = try SecretBytes.random(count: 32)
    let b = try SecretBytes.random(count: 32)
    #expect([a.isEqual(to: b)] == [false])
  }

  @Test func absurdSizesAreErrors() {
    #expect(vaultError { try SecretBytes(zeroed: -1) } == .outOfMemory(bytes: -1))
    #expect(vaultError { try SecretBytes(zeroed: .max) } == .outOfMemory(bytes: .max))
  }

  @Test func readingBeyondTheEndHitsAGuardPage() async {
    await #expect(processExitsWith: .failure) {
      let secret = try SecretBytes(zeroed: 64)
      let beyond = secret.withUnsafeBytes { bytes in
        bytes.baseAddress.map { ($0 + 64).load(as: UInt8.self) }
      }
      print(beyond as Any)
      exit(0)
    }
  }

  /// Without the right to lock memory secrets still work, and the process can tell its user.
  @Test func unlockedMemoryIsNoticed() async {
    await #expect(processExitsWith: .success) {
      let granted = SecretMemory.isLocked
      _ = try SecretBytes.random(count: 32)
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      guard granted, setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &none) == 0 else { exit(3) }
      // The superuser may lock without limit; give that up.
      if getuid() == 0 { guard setuid(65534) == 0 else { exit(4) } }
      let secret = try SecretBytes(copying: [7])
      exit(!SecretMemory.isLocked && secret.withUnsafeBytes { $0[0] } == 7 ? 0 : 1)
    }
  }
}
