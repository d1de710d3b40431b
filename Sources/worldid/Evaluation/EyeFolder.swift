import Foundation

/// A data set: a folder with one sub-folder for each eye, pictures inside.
struct EyeFolder {
  /// Which identities of a data set take part, so that one half can be kept for the final count.
  enum Subset: String, CaseIterable, Sendable {
    case all, odd, even

    /// By the first number in the folder's name; nil if a half is wanted and there is none.
    func includes(_ folder: String) -> Bool? {
      if self == .all { return true }
      let digits = folder.drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isASCII && $0.isNumber }
      guard let last = digits.last?.wholeNumberValue else { return nil }
      return (last % 2 == 1) == (self == .odd)
    }
  }

  struct Picture: Sendable {
    /// Number of the eye, from 0 on.
    let eye: Int
    /// Path within the data set: `EYE/NAME`.
    let name: String
  }

  static let endings: Set<String> = ["png", "jpg", "jpeg", "bmp", "pgm"]

  let path: String
  /// Names of the sub-folders with pictures, in order.
  let eyes: [String]
  /// In the order of the eyes, then of the names.
  let pictures: [Picture]

  init(_ path: String, subset: Subset) throws(Failure) {
    self.path = path
    var eyes: [String] = []
    var pictures: [Picture] = []
    for folder in try Self.entries(of: path) where !folder.hasPrefix(".") {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path + "/" + folder, isDirectory: &isFolder),
        isFolder.boolValue
      else { continue }
      guard let isIncluded = subset.includes(folder) else {
        throw Failure(
          "the sub-folder \(folder) has no number, so it is neither odd nor even",
          hint: "leave --identities out, or name sub-folders by numbers")
      }
      guard isIncluded else { continue }
      let names = try Self.entries(of: path + "/" + folder).filter {
        !$0.hasPrefix(".") && Self.endings.contains(($0 as NSString).pathExtension.lowercased())
      }
      guard !names.isEmpty else { continue }
      pictures += names.map { Picture(eye: eyes.count, name: folder + "/" + $0) }
      eyes.append(folder)
    }
    guard !pictures.isEmpty else {
      throw Failure(
        "\(path) holds no pictures of eyes" + (subset == .all ? "" : " with an \(subset.rawValue) number"),
        hint: "name a folder with one sub-folder for each eye and PNG, JPEG, BMP or PGM pictures inside")
    }
    self.eyes = eyes
    self.pictures = pictures
  }

  private static func entries(of path: String) throws(Failure) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw Failure("cannot read the folder \(path)", hint: "check the path and its permissions")
    }
  }
}
