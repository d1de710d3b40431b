import Foundation
import QuantizedNetworks

/// Times ONNX Runtime on one thread, by a Python interpreter that has it, and compares what both compute.
struct OnnxRuntime {
  /// Path of the interpreter.
  let python: String

  /// Median milliseconds of a run; of its two exact spellings, integers or 32-bit floating point, the faster one.
  func milliseconds(_ network: QuantizedNetwork, input: [UInt8], runs: Int) throws -> Double {
    var files = [try network.onnx()]
    if let float = try network.floatingPointOnnx() { files.append(float) }
    let expected = try network.outputs(for: input).map(\.littleEndianBytes)
    return try files.map { try time($0, input, network.inputShape, expected, runs) }.min() ?? 0
  }

  private func time(
    _ model: [UInt8], _ input: [UInt8], _ shape: TensorShape, _ expected: [[UInt8]], _ runs: Int
  ) throws -> Double {
    let folder = FileManager.default.temporaryDirectory.appending(path: "worldid-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = ["model.onnx", "input", "output"].map { folder.appending(path: $0) }
    try Data(model).write(to: paths[0])
    try Data(input).write(to: paths[1])
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments =
      ["-c", Self.script] + paths.map(\.path)
      + ["1,\(shape.channels),\(shape.rows),\(shape.columns)", "\(runs)"]
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw Failure("cannot run \(python)", hint: "name a Python interpreter that has onnxruntime")
    }
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let reason = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let milliseconds = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
    else {
      throw Failure(
        "ONNX Runtime did not run the network: \(reason.suffix(300))",
        hint: "name an interpreter that has onnxruntime and numpy")
    }
    guard try [UInt8](Data(contentsOf: paths[2])) == expected.flatMap({ $0 }) else {
      throw Failure("ONNX Runtime computes something else than this program", hint: "please report this")
    }
    return milliseconds
  }

  private static let script = """
    import sys, time
    import numpy as np
    import onnxruntime
    model, given, made, shape, runs = sys.argv[1:]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    x = {"x": np.fromfile(given, np.uint8).reshape([int(size) for size in shape.split(",")])}
    for _ in range(5):
        results = session.run(None, x)
    times = []
    for _ in range(int(runs)):
        start = time.perf_counter()
        session.run(None, x)
        times.append(time.perf_counter() - start)
    with open(made, "wb") as file:
        for values in results:
            file.write(values.astype("<i4" if values.dtype == np.int32 else np.uint8).tobytes())
    print(1e3 * sorted(times)[len(times) // 2])
    """
}
