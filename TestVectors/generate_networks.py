#!/usr/bin/env python3
"""Writes TestVectors/networks/: integer networks, inputs, and what ONNX Runtime computes for them.

One folder a network: model.onnx; inputs.bin, the uint8 inputs one after the other; outputs.txt, a line an
input: SHA-256 of the bits (one byte each, [channel, row, column]) and of the mask ("-" without one); and
first.bin, the bits and then the mask of the first input. Everything follows from the seeds below. Needs
onnx, onnxruntime and numpy (see make_iris_gabor.py).
"""

import hashlib
import pathlib
import shutil

import numpy as np
import onnx
import onnxruntime

from integer_onnx import Graph

HERE = pathlib.Path(__file__).resolve().parent


def run(model, pixels):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"x": pixels})))


def write(name, model, inputs, store_model=True):
    folder = HERE / "networks" / name
    folder.mkdir(parents=True)
    if store_model:
        onnx.save(model, folder / "model.onnx")
    lines = []
    for index, pixels in enumerate(inputs):
        results = run(model, pixels[None])
        bits = results["bits"].astype(np.uint8).tobytes()
        mask = results["mask"].astype(np.uint8).tobytes() if "mask" in results else None
        lines.append(
            hashlib.sha256(bits).hexdigest() + " " + (hashlib.sha256(mask).hexdigest() if mask else "-"))
        if index == 0:
            (folder / "first.bin").write_bytes(bits + (mask or b""))
    (folder / "inputs.bin").write_bytes(b"".join(pixels.tobytes() for pixels in inputs))
    (folder / "outputs.txt").write_text("\n".join(lines) + "\n")


def iris_inputs(random):
    """Noise, nothing visible, half occluded, scattered occlusion, extremes."""
    shape = (1, 45, 512)
    noise = random.integers(1, 256, shape, dtype=np.uint8)
    half = random.integers(1, 256, shape, dtype=np.uint8)
    half[:, :, 100:356] = 0
    scattered = random.integers(1, 256, shape, dtype=np.uint8)
    scattered[random.random(shape) < 0.25] = 0
    lids = np.tile(random.integers(60, 200, (1, 45, 1), dtype=np.uint8), (1, 1, 512))
    lids[:, 20:, 200:300] = 0
    extremes = np.where(random.random(shape) < 0.5, 1, 255).astype(np.uint8)
    return [noise, np.zeros(shape, np.uint8), half, scattered, lids, extremes]


def random_network(seed):
    """A small network with one or more of: several layers, residual, strides, padding, two-digit weights."""
    random = np.random.default_rng(seed)
    pick = lambda low, high: int(random.integers(low, high + 1))
    channels, rows, columns = pick(1, 3), pick(7, 23), pick(9, 40)
    graph = Graph(channels, rows, columns, name=f"random-{seed}")
    uses_table = seed % 3 != 0
    value = graph.pixels() if uses_table else "x"
    layers = pick(0, 4) if seed else 3

    def convolution(value, shape, out, magnitude, kernel=None, last=False):
        kernel = kernel or (pick(1, min(5, shape[1])), pick(1, min(7, shape[2])))
        strides = (1, 1) if kernel == (1, 1) and not last else (pick(1, 2), pick(1, 3))
        above, below = (pick(0, 2), pick(0, 2)) if kernel != (1, 1) else (0, 0)
        left, right = (pick(0, kernel[1]), pick(0, kernel[1])) if kernel != (1, 1) else (0, 0)
        left, right = min(left, shape[2]), min(right, shape[2])
        weights = random.integers(-magnitude, magnitude + 1, (out, shape[0], *kernel))
        bias = random.integers(-3000, 3001, out)
        padded = graph.pad(value, (above, below), (left, right))
        sums = graph.convolve(padded, weights, bias, strides)
        geometry = (kernel, strides, (above, below), (left, right))
        size = (out, (shape[1] + above + below - kernel[0]) // strides[0] + 1,
                (shape[2] + left + right - kernel[1]) // strides[1] + 1)
        return sums, size, geometry

    shape = (channels, rows, columns)
    for layer in range(layers):
        out = pick(1, 6)
        magnitude = [40, 127, 900][pick(0, 2)]
        sums, size, geometry = convolution(value, shape, out, magnitude)
        taps = shape[0] * geometry[0][0] * geometry[0][1]
        middle = int(np.log2(magnitude * np.sqrt(taps) * 128 / 160))
        shifts = np.clip(middle + random.integers(-1, 3, out), 0, 16)
        value, shape = graph.requantise(sums, shifts), size
        if layer % 2 == 1:
            sums, size, _ = convolution(value, shape, shape[0], 60, kernel=(1, 1))
            shifts = random.integers(4, 8, shape[0])
            value, shape = graph.requantise(sums, shifts, residual=value), size
    out = pick(1, 4)
    magnitude = [60, 5000][pick(0, 1)]
    sums, size, (kernel, strides, rows_pad, columns_pad) = convolution(value, shape, out, magnitude, last=True)
    graph.positive(sums, "bits")
    outputs = ["bits"]
    if layers == 0:
        outputs.append("mask")
        weights = random.integers(0, 2, (out, channels, *kernel))
        thresholds = np.maximum(1, weights.sum(axis=(1, 2, 3)) * random.integers(40, 100, out) // 100)
        padded = graph.pad(graph.visibility(), rows_pad, columns_pad)
        graph.positive(graph.convolve(padded, weights, 1 - thresholds, strides), "mask")
    model = graph.model(outputs)
    inputs = []
    for density in (0.0, 0.3, 1.0):
        pixels = random.integers(0, 256, (channels, rows, columns), dtype=np.uint8)
        pixels[random.random(pixels.shape) < density] = 0
        inputs.append(pixels)
    return model, inputs


def main():
    shutil.rmtree(HERE / "networks", ignore_errors=True)
    iris = onnx.load(HERE.parent / "Models" / "iris-gabor.onnx")
    write("iris-gabor", iris, iris_inputs(np.random.default_rng(2026)), store_model=False)
    for seed in range(24):
        model, inputs = random_network(seed)
        write(f"random-{seed:02}", model, inputs)
    files = [path for path in (HERE / "networks").rglob("*") if path.is_file()]
    print(len(files), "files,", sum(path.stat().st_size for path in files), "bytes")


if __name__ == "__main__":
    main()
