"""Writes integer networks as ONNX, in the one spelling that worldid's importer documents.

Used by make_iris_gabor.py, generate_networks.py and make_bench_networks.py. Needs onnx and numpy.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """A graph under construction; every method adds nodes and returns the name of its result."""

    def __init__(self, channels, rows, columns, name="network"):
        self.nodes, self.initializers, self.name = [], [], name
        self.shape = [1, channels, rows, columns]
        self.count = 0
        self.index = None

    def fresh(self, stem):
        self.count += 1
        return f"{stem}_{self.count}"

    def constant(self, values, dtype, stem="constant"):
        name = self.fresh(stem)
        self.initializers.append(numpy_helper.from_array(np.asarray(values, dtype=dtype), name))
        return name

    def node(self, operator, inputs, stem=None, **attributes):
        name = self.fresh(stem or operator.lower())
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def table(self, values):
        """Looks the pixels up in a table of 256 bytes."""
        if self.index is None:
            self.index = self.node("Cast", ["x"], "pixel_index", to=TensorProto.INT32)
        return self.node("Gather", [self.constant(values, np.uint8, "table"), self.index], axis=0)

    def pixels(self):
        return self.table([128] + list(range(1, 256)))

    def visibility(self):
        return self.table([0] + [1] * 255)

    def pad(self, value, rows=(0, 0), columns=(0, 0)):
        """Zeros above and below, columns wrapping round."""
        if any(columns):
            pads = self.constant([0, 0, 0, columns[0], 0, 0, 0, columns[1]], np.int64, "pads")
            value = self.node("Pad", [value, pads], mode="wrap")
        if any(rows):
            pads = self.constant([0, 0, rows[0], 0, 0, 0, rows[1], 0], np.int64, "pads")
            value = self.node("Pad", [value, pads, self.constant(0, np.uint8, "zero")], mode="constant")
        return value

    def convolve(self, value, weights, bias, strides=(1, 1)):
        """Weights [out, in, rows, columns]; beyond 7 bits they become two digits 128 hi + lo."""
        weights = np.asarray(weights, dtype=np.int64)
        high = (weights + 64) >> 7
        low = weights - 128 * high
        assert np.abs(high).max() <= 127 and low.min() >= -64 and low.max() <= 64
        plain = np.abs(weights).max() <= 64
        first = weights if plain else low
        total = self.node(
            "ConvInteger", [value, self.constant(first, np.int8, "weights")], strides=list(strides))
        if not plain:
            digit = self.node(
                "ConvInteger", [value, self.constant(high, np.int8, "weights")], strides=list(strides))
            scaled = self.node("Mul", [digit, self.constant(128, np.int32, "base")])
            total = self.node("Add", [scaled, total])
        bias = np.asarray(bias, dtype=np.int32).reshape(1, -1, 1, 1)
        return self.node("Add", [total, self.constant(bias, np.int32, "bias")])

    def requantise(self, total, shifts, residual=None):
        """clamp((total + 2^(s-1)) >> s, 0, 255) with one shift a channel."""
        if residual is not None:
            wide = self.node("Cast", [residual], to=TensorProto.INT32)
            total = self.node("Add", [total, wide])
        shifts = np.asarray(shifts, dtype=np.int64).reshape(1, -1, 1, 1)
        if shifts.any():
            half = np.where(shifts > 0, 1 << np.maximum(shifts - 1, 0), 0)
            total = self.node("Add", [total, self.constant(half, np.int32, "rounding")])
            total = self.node("Div", [total, self.constant(1 << shifts, np.int32, "divisor")])
        low, high = self.constant(0, np.int32, "low"), self.constant(255, np.int32, "high")
        return self.node("Cast", [self.node("Clip", [total, low, high])], to=TensorProto.UINT8)

    def positive(self, total, output):
        self.nodes.append(
            helper.make_node("Greater", [total, self.constant(0, np.int32, "zero")], [output], name=output))

    def output(self, value, name):
        """Puts a tensor out under another name: the node that makes it is renamed."""
        for node in self.nodes:
            node.output[:] = [name if made == value else made for made in node.output]
            node.input[:] = [name if read == value else read for read in node.input]
        return name

    def model(self, outputs=("bits",)):
        """Outputs are names of bool tensors, or pairs of a name and a type."""
        typed = [output if isinstance(output, tuple) else (output, TensorProto.BOOL) for output in outputs]
        infos = [helper.make_tensor_value_info(name, kind, None) for name, kind in typed]
        pixels = helper.make_tensor_value_info("x", TensorProto.UINT8, self.shape)
        graph = helper.make_graph(self.nodes, self.name, [pixels], infos, self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], producer_name="worldid")
        model.ir_version = 9
        inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
        # Shapes of the outputs only: those of inner values would make the file larger and say nothing new.
        del inferred.graph.value_info[:]
        onnx.checker.check_model(inferred)
        return inferred
