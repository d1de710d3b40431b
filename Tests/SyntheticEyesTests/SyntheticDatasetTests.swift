import Foundation
import IrisImaging
import SyntheticEyes
import Testing

@Suite("Synthetic data sets on disk")
struct SyntheticDatasetTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/synthetic-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("One sub-folder per eye, pictures inside, equal to what is rendered in memory")
  func layout() throws {
    try withFolder { folder in
      let set = SyntheticDataset(identities: 2, images: 3, seed: 1, width: 320, height: 240)
      var calls: [Int] = []
      try set.write(to: folder) { written, total in
        calls.append(written)
        #expect(total == 6)
      }
      #expect(calls == [1, 2, 3, 4, 5, 6])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["0001", "0002"])
      for eye in 0..<2 {
        let inside = "\(folder)/000\(eye + 1)"
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: inside).sorted() == ["1.png", "2.png", "3.png"])
        for number in 0..<3 {
          let file = try Data(contentsOf: URL(fileURLWithPath: "\(inside)/\(number + 1).png"))
          #expect(try GrayImage.decode([UInt8](file)) == set.picture(eye: eye, number: number).image)
        }
      }
    }
  }

  @Test("A folder with something in it is left alone")
  func notEmpty() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data([1]).write(to: URL(fileURLWithPath: folder + "/mine"))
      let set = SyntheticDataset(identities: 1, images: 1, seed: 1)
      #expect(throws: SyntheticDataset.WriteError.directoryNotEmpty(folder)) { try set.write(to: folder) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["mine"])
    }
  }

  @Test("Counts of none and places that are no folder are typed errors")
  func invalid() throws {
    #expect(throws: SyntheticDataset.WriteError.invalidCount(identities: 0, images: 1)) {
      try SyntheticDataset(identities: 0, images: 1, seed: 1).write(to: "/nowhere")
    }
    try withFolder { folder in
      try Data([1]).write(to: URL(fileURLWithPath: folder))
      #expect(throws: SyntheticDataset.WriteError.self) {
        try SyntheticDataset(identities: 1, images: 1, seed: 1).write(to: folder + "/below")
      }
    }
  }

  @Test("Eyes and pictures of one set are all different")
  func distinct() {
    let set = SyntheticDataset(identities: 200, images: 1, seed: 5)
    #expect(Set((0..<200).map { set.identity(of: $0) }).count == 200)
  }
}
