import ArgumentParser
import InferenceProofs
import IrisEncoding
import RegistryService

struct EnrollCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enroll", abstract: "Enrol the person of this vault in a registry with one eye.",
    discussion: """
      A vault is for one person: it holds one identity, enrolled once, in one registry, with one eye. Any
      further picture is compared with the enrolled one and refused: the same eye because it is enrolled
      already (the distance found is shown), another eye because a person needs no second one.

      The registry gets the identity commitment, the sensor's signature and a proof; never the picture, the
      iris code or the identity's secret. When the command was interrupted or the registry did not answer,
      repeat it with any picture of the same eye: it finishes what was begun.
      """)

  @Argument(
    help: "A near-infrared picture of one eye: PNG, JPEG, BMP or PGM.",
    completion: .file(extensions: ["png", "jpg", "jpeg", "bmp", "pgm"]))
  var image: String

  @Option(help: "Which eye it is: left or right.")
  var eye: EyeSide

  @OptionGroup var registry: RegistryOptions

  @Option(name: .customLong("sensor"), help: "The key file of the sensor that took the picture.")
  var sensorPath = DataDirectory.sensorKey

  @OptionGroup var model: ModelOptions
  @OptionGroup var vault: VaultOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let client = try RegistryClient(url: registry.url)
    let model = try EyeModel(path: model.path)
    var stopwatch = Stopwatch()
    let picture = try EyePicture(path: image, stopwatch: &stopwatch)
    try picture.attackCues(&stopwatch).requireLiveIris(picture.path)
    let iris = try stopwatch.time("normalize") { () throws(Failure) in try picture.normalized(for: model) }
    let code = try stopwatch.time("infer") { try model.code(of: iris) }
    let enroller = Enroller(records: EnrollmentRecords(try vault.unlock()), client: client, model: model)

    var pending = try enroller.pendingEnrollment(of: code, eye: eye)
    if pending != nil {
      Console.progress("finishing the enrolment that was begun before")
    } else {
      let sensor = try SensorKey(contentsOf: sensorPath)
      pending = try await enroller.begin(iris: iris, code: code, eye: eye, sensor: sensor)
    }
    guard let pending else { return }
    Console.progress("proving that the code came from this scan by the model \(model.name)")
    let (enrollment, byteCount) = try await enroller.finish(pending, eye: eye, stopwatch: &stopwatch)
    var report = enrollment.report
    report.add("proofBytes", .integer(byteCount))
    report.add("milliseconds", .object(stopwatch.report))
    report.print(json: output.json)
  }
}
