import Foundation
import Testing

/// A vault's directory may be named in every way that the shell allows.
@Suite struct VaultPathTests {
  /// One letter once ended the process inside Foundation's path functions.
  @Test(arguments: ["v", "./v", "v/", "a/b", "with space", "ü"]) func namesOfDirectories(_ name: String)
    throws
  {
    let work = try Workspace()
    try expect(0, work.unlock("vault", "init", vault: name))
    try expect(0, work.unlock("vault", "list", vault: name))
    #expect(FileManager.default.fileExists(atPath: work.path(name)))
  }
}
