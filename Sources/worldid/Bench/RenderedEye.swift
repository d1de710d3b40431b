import IrisImaging
import SyntheticEyes

/// The input of the benchmarks: the first rendered picture in which the segmenter finds a usable eye.
enum RenderedEye {
  static func picture(identity: UInt64 = 1) throws -> GrayImage {
    for seed in UInt64(1)...20 {
      let image = SyntheticEye(identity: identity).render(captureSeed: seed).image
      if (try? IrisSegmenter().segment(image)) != nil { return image }
    }
    throw Failure("no rendered eye can be segmented", hint: "please report this")
  }

  static func iris(for model: EyeModel, identity: UInt64 = 1) throws -> NormalizedIris {
    let image = try picture(identity: identity)
    let size = try model.inputSize()
    return NormalizedIris(
      image: image, segmentation: try IrisSegmenter().segment(image), rows: size.rows, columns: size.columns)
  }
}
