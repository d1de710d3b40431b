import IrisImaging
import SyntheticEyes
import Testing

@Suite("Repeatability of synthetic eyes")
struct DeterminismTests {
  @Test("The same seeds give the same pixels, any other seed gives others")
  func repeatable() {
    let first = SyntheticEye(identity: 11).render(captureSeed: 3, width: 320, height: 240)
    let again = SyntheticEye(identity: 11).render(captureSeed: 3, width: 320, height: 240)
    #expect(first.image == again.image)
    #expect(first.label == again.label)
    #expect(SyntheticEye(identity: 12).render(captureSeed: 3, width: 320, height: 240).image != first.image)
    #expect(SyntheticEye(identity: 11).render(captureSeed: 4, width: 320, height: 240).image != first.image)
  }
}
