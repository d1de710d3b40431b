import Synchronization

/// What the system granted to all secrets of this process.
public enum SecretMemory {
  private static let unlocked = Atomic<Bool>(false)

  /// False once any secret could not be locked into physical memory (`RLIMIT_MEMLOCK` too small, or not
  /// permitted): it may then reach the swap area. The command line says so once.
  public static var isLocked: Bool { !unlocked.load(ordering: .relaxed) }

  static func noteUnlocked() { unlocked.store(true, ordering: .relaxed) }
}
