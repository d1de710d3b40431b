#!/usr/bin/env python3
"""Writes TestVectors/networks/: integer networks, inputs, and what ONNX Runtime computes for them.

One folder a network: model.onnx; inputs.bin, the uint8 inputs one after the other; outputs.txt, a line an
input: SHA-256 of each output (bits and bytes one byte each, sums four, [channel, row, column]), for an iris
code "-" in place of a mask that it has not; and first.bin, all outputs of the first input. Everything follows
from the seeds below. Needs onnx, onnxruntime and numpy (see make_iris_gabor.py).

With --random N --into DIR it writes N other networks there, numbered from --seed on, for a test of many:
WORLDID_NETWORKS=DIR swift test ... --filter OnnxRuntimeTests
"""

import argparse
import hashlib
import pathlib
import shutil

import numpy as np
import onnx
import onnxruntime

from integer_onnx import Graph
from onnx import TensorProto

HERE = pathlib.Path(__file__).resolve().parent


def run(model, pixels):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"x": pixels})))


def write(name, model, inputs, store_model=True, parent=HERE / "networks"):
    folder = parent / name
    folder.mkdir(parents=True)
    if store_model:
        onnx.save(model, folder / "model.onnx")
    lines = []
    for index, pixels in enumerate(inputs):
        results = run(model, pixels[None])
        if "bits" in results and set(results) <= {"bits", "mask"}:
            results = {"bits": results["bits"], "mask": results.get("mask")}
        outputs = [encode(values) for values in results.values()]
        lines.append(" ".join("-" if output is None else hashlib.sha256(output).hexdigest() for output in outputs))
        if index == 0:
            (folder / "first.bin").write_bytes(b"".join(output or b"" for output in outputs))
    (folder / "inputs.bin").write_bytes(b"".join(pixels.tobytes() for pixels in inputs))
    (folder / "outputs.txt").write_text("\n".join(lines) + "\n")


def encode(values):
    """Bytes of an output; sums as little-endian words."""
    if values is None:
        return None
    return values.astype("<i4" if values.dtype == np.int32 else np.uint8).tobytes()


def iris_inputs(random, columns):
    """Noise, nothing visible, half occluded, scattered occlusion, extremes."""
    shape = (1, 45, columns)
    noise = random.integers(1, 256, shape, dtype=np.uint8)
    half = random.integers(1, 256, shape, dtype=np.uint8)
    half[:, :, columns * 25 // 128 : columns * 89 // 128] = 0
    scattered = random.integers(1, 256, shape, dtype=np.uint8)
    scattered[random.random(shape) < 0.25] = 0
    lids = np.tile(random.integers(60, 200, (1, 45, 1), dtype=np.uint8), (1, 1, columns))
    lids[:, 20:, columns * 25 // 64 : columns * 75 // 128] = 0
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


def general_network(seed):
    """Anything of the subset: several outputs of all kinds, residuals between layers that are not neighbours, dense
    heads, strides and kernels of any size, one channel or many, weights of any width."""
    random = np.random.default_rng([seed, 1])
    pick = lambda low, high: int(random.integers(low, high + 1))
    channels, rows, columns = pick(1, 5), pick(1, 20), pick(1, 40)
    graph = Graph(channels, rows, columns, name=f"general-{seed}")
    value = graph.pixels() if random.random() < 0.5 else "x"
    tensors = [(value, (channels, rows, columns), False)]

    def convolution(value, shape, out, magnitude, same=False, dense=False):
        kernel = (pick(1, min(6, shape[1])), pick(1, min(9, shape[2])))
        strides = (pick(1, 3), pick(1, 4))
        above, below, left, right = pick(0, 2), pick(0, 2), pick(0, shape[2]), pick(0, min(3, shape[2]))
        if same:
            kernel, strides, above, below, left, right = (1, 1), (1, 1), 0, 0, 0, 0
        if dense:
            kernel, strides, above, below, left, right = shape[1:], (1, 1), 0, 0, 0, 0
        weights = random.integers(-magnitude, magnitude + 1, (out, shape[0], *kernel))
        # Some rows of zeros, and the largest weights there are.
        weights[random.random(weights.shape) < 0.1] = 0
        weights.flat[0] = magnitude
        sums = graph.convolve(
            graph.pad(value, (above, below), (left, right)), weights, random.integers(-2000, 2001, out), strides)
        size = (out, (shape[1] + above + below - kernel[0]) // strides[0] + 1,
                (shape[2] + left + right - kernel[1]) // strides[1] + 1)
        return sums, size, weights

    def shifts(weights, out):
        middle = np.log2(np.abs(weights).sum(axis=(1, 2, 3)).mean() * 64 / 100 + 1)
        largest = np.log2(np.abs(weights).sum(axis=(1, 2, 3)).max() * 512 / 60000 + 1)
        low = int(np.ceil(max(middle, largest)))
        return np.clip(low + random.integers(0, 3, out), 0, 16)

    def sums_fit(weights, shift):
        # The network's own bound: scaled sums, both signs, stay inside the field.
        spread = np.abs(weights).sum(axis=(1, 2, 3)) * 255 + 6000
        return (spread * 2.0 ** (shift.max() - shift)).max() * 2 < 2.0 ** 30

    layers = []
    for _ in range(pick(0, 5)):
        source, shape, _ = tensors[-1] if random.random() < 0.8 else tensors[pick(0, len(tensors) - 1)]
        out = pick(1, 9)
        magnitude = [3, 60, 127, 1000, 9000][pick(0, 4)]
        residuals = [(t, s) for t, s, is_layer in tensors if is_layer]
        residual = None
        if residuals and random.random() < 0.5:
            other, size = residuals[pick(0, len(residuals) - 1)]
            if size[1:] == shape[1:]:
                residual, out = other, size[0]
        for _ in range(20):
            sums, size, weights = convolution(source, shape, out, magnitude, same=residual is not None)
            shift = shifts(weights, out)
            if sums_fit(weights, shift):
                break
            magnitude = max(3, magnitude // 4)
        else:
            continue
        value = graph.requantise(sums, shift, residual=residual)
        tensors.append((value, size, True))
        layers.append(value)
    outputs, read = [], set()
    for index in range(pick(1, 3)):
        kind = pick(0, 3)
        source, shape, _ = tensors[-1] if index == 0 else tensors[pick(0, len(tensors) - 1)]
        if kind == 0 and layers and index > 0:
            name = graph.output(layers[-1], "features")
            if ("features", TensorProto.UINT8) not in outputs:
                outputs.append(("features", TensorProto.UINT8))
                tensors = [(name if t == layers[-1] else t, s, l) for t, s, l in tensors]
                layers[-1] = name
            continue
        if kind == 1:
            sums, size, _ = convolution(source, shape, pick(1, 12), [127, 2000][pick(0, 1)], dense=True)
            outputs.append((graph.output(sums, f"scores{index}"), TensorProto.INT32))
        elif kind == 2 and not layers:
            kernel = (pick(1, rows), pick(1, columns))
            weights = random.integers(0, 3, (pick(1, 3), channels, *kernel))
            thresholds = np.maximum(1, weights.sum(axis=(1, 2, 3)) // 2)
            graph.positive(graph.convolve(graph.visibility(), weights, 1 - thresholds), f"seen{index}")
            outputs.append(f"seen{index}")
        else:
            sums, size, _ = convolution(source, shape, pick(1, 5), [60, 3000][pick(0, 1)])
            graph.positive(sums, f"signs{index}")
            outputs.append(f"signs{index}")
    return prune(graph, outputs, (channels, rows, columns), random)


def prune(graph, outputs, shape, random):
    """Without the nodes that reach no output."""
    needed = {output if isinstance(output, str) else output[0] for output in outputs}
    for node in reversed(graph.nodes):
        if needed & set(node.output):
            needed |= set(node.input)
    graph.nodes = [node for node in graph.nodes if needed & set(node.output)]
    graph.initializers = [tensor for tensor in graph.initializers if tensor.name in needed]
    inputs = []
    for density in (0.0, 0.3):
        pixels = random.integers(0, 256, shape, dtype=np.uint8)
        pixels[random.random(pixels.shape) < density] = 0
        inputs.append(pixels)
    return graph.model(outputs), inputs


def write_random(count, seed, parent):
    shutil.rmtree(parent, ignore_errors=True)
    for index in range(seed, seed + count):
        make = general_network if index % 4 else random_network
        model, inputs = make(index)
        write(f"{'general' if index % 4 else 'random'}-{index:05}", model, inputs, parent=parent)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--random", type=int, metavar="N")
    options.add_argument("--seed", type=int, default=1000)
    options.add_argument("--into", type=pathlib.Path)
    options = options.parse_args()
    if options.random:
        return write_random(options.random, options.seed, options.into)
    shutil.rmtree(HERE / "networks", ignore_errors=True)
    for name, columns in (("iris-embedding", 256), ("iris-gabor", 512)):
        iris = onnx.load(HERE.parent / "Models" / f"{name}.onnx")
        write(name, iris, iris_inputs(np.random.default_rng(2026), columns), store_model=False)
    for seed in range(24):
        model, inputs = random_network(seed)
        write(f"random-{seed:02}", model, inputs)
    for seed in range(24):
        model, inputs = general_network(seed)
        write(f"general-{seed:02}", model, inputs)
    files = [path for path in (HERE / "networks").rglob("*") if path.is_file()]
    print(len(files), "files,", sum(path.stat().st_size for path in files), "bytes")


if __name__ == "__main__":
    main()
