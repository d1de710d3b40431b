"""Reads the integer networks that worldid writes and spells them for provers that want floating point.

A spelling is an ONNX file and the input to give it. `integer` is the file as worldid wrote it. `fixed point` has the same
layers with the same multiplications in floating point: pixels in [0, 1], weights divided by their layer's power of two, so that
a prover that rounds to fixed point by itself finds numbers that it can hold exactly. What it leaves out makes the statement
cheaper for the peers, never dearer: the table that replaces covered pixels (applied to the input beforehand), the code's mask,
the sign of each sum (the sums are put out), and the wrap of inner layers (zeros instead).

    python spellings.py MODEL.onnx FOLDER [--first-kernel]

writes both spellings and one input, noise from a fixed seed, into FOLDER, and says how many multiplications there are.
"""

import dataclasses
import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


@dataclasses.dataclass
class Sums:
    """A convolution of a tensor, its weights [out, in, rows, columns], and what its sums are divided by."""

    source: object
    weights: np.ndarray
    strides: list
    pads: list
    bias: object = 0.0
    divisor: object = 1.0

    def plus(self, other):
        assert self.source is other.source and self.divisor is other.divisor
        return dataclasses.replace(self, weights=self.weights + other.weights, bias=self.bias + other.bias)

    def times(self, factor):
        return dataclasses.replace(self, weights=self.weights * factor, bias=self.bias * factor)


@dataclasses.dataclass
class Tensor:
    """The input (after a table of 256 bytes) or a layer's activations, and the columns that wrap round it."""

    sums: object = None
    table: object = None
    wrap: tuple = (0, 0)


def layers(model):
    """The convolutions on the way to the first output, in order; each one's source is the input's table or the layer before."""
    constants = {t.name: numpy_helper.to_array(t).astype(np.float64) for t in model.graph.initializer}
    values = {"x": Tensor()}

    def operands(node):
        """The one computed operand and the constant one."""
        computed = [values[name] for name in node.input if name in values]
        fixed = [constants[name] for name in node.input if name in constants]
        return computed, fixed

    for node in model.graph.node:
        computed, fixed = operands(node)
        value = computed[0]
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Gather":
            result = Tensor(table=fixed[0].astype(np.uint8))
        elif node.op_type == "Pad":
            pads = fixed[0].astype(int)
            result = dataclasses.replace(value, wrap=(pads[3], pads[7]))
        elif node.op_type == "ConvInteger":
            result = Sums(value, fixed[0], attributes["strides"], attributes["pads"])
        elif node.op_type == "Mul":
            result = value.times(float(fixed[0].reshape(-1)[0]))
        elif node.op_type == "Add" and fixed:
            result = dataclasses.replace(value, bias=value.bias + fixed[0].reshape(-1))
        elif node.op_type == "Add":
            result = value.plus(computed[1])
        elif node.op_type == "Div":
            result = dataclasses.replace(value, divisor=fixed[0].reshape(-1))
        elif node.op_type == "Clip":
            result = Tensor(sums=value)
        elif node.op_type in ("Cast", "Greater"):
            result = value
        else:
            raise ValueError(f"{node.op_type} is not one of the operators of the bench networks")
        values[node.output[0]] = result
    chain, sums = [], values[model.graph.output[0].name]
    while sums is not None:
        chain.insert(0, sums)
        sums = sums.source.sums
    return chain


def multiplications(model):
    """Of the layers on the way to the first output."""
    shape, total = input_shape(model), 0
    for layer in layers(model):
        shape = output_shape(layer, shape)
        total += layer.weights[0].size * int(np.prod(shape))
    return total


def input_shape(model):
    return [size.dim_value for size in model.graph.input[0].type.tensor_type.shape.dim][1:]


def output_shape(layer, shape):
    rows = shape[1] + layer.pads[0] + layer.pads[2] - layer.weights.shape[2]
    columns = shape[2] + layer.pads[1] + layer.pads[3] + sum(layer.source.wrap) - layer.weights.shape[3]
    return [layer.weights.shape[0], int(rows) // layer.strides[0] + 1, int(columns) // layer.strides[1] + 1]


def fixed_point(model, pixels):
    """The floating-point spelling, and its input for pixels uint8 [channel, row, column]."""
    chain = layers(model)
    first = chain[0]
    if first.source.table is not None:
        pixels = first.source.table[pixels]
    # The input's wrap is written out.
    pixels = np.pad(pixels, ((0, 0), (0, 0), first.source.wrap), mode="wrap")
    nodes, initializers, value = [], [], "x"

    def constant(values, name):
        initializers.append(numpy_helper.from_array(np.asarray(values, dtype=np.float32), name))
        return name

    for index, layer in enumerate(chain):
        last = index == len(chain) - 1
        # A last layer's sums are scaled too, to the size of its inputs.
        divisor = layer.divisor if not last else 2.0 ** np.ceil(np.log2(np.abs(layer.weights).max() + 1))
        divisor = np.broadcast_to(divisor, len(layer.weights)).reshape(-1, 1, 1, 1)
        bias = np.broadcast_to(layer.bias, len(layer.weights)) / divisor.reshape(-1) / 256
        wrap = (0, 0) if index == 0 else layer.source.wrap
        above, left, below, right = layer.pads
        made = "output" if last else f"sums_{index}"
        nodes.append(
            helper.make_node(
                "Conv",
                [value, constant(layer.weights / divisor, f"weights_{index}"), constant(bias, f"bias_{index}")], [made],
                name=f"convolution_{index}",
                kernel_shape=list(layer.weights.shape[2:]), strides=list(layer.strides), dilations=[1, 1], group=1,
                pads=[above, left + wrap[0], below, right + wrap[1]]))
        if not last:
            value = f"activations_{index}"
            nodes.append(helper.make_node("Relu", [made], [value], name=value))
    shape = output_shape_of_chain(chain, input_shape(model))
    graph = helper.make_graph(
        nodes, "network", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, *pixels.shape])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, *shape])], initializers)
    spelled = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="worldid")
    onnx.checker.check_model(spelled)
    return spelled, pixels.astype(np.float32) / 256


def output_shape_of_chain(chain, shape):
    for layer in chain:
        shape = output_shape(layer, shape)
    return shape


def first_kernel(model):
    """The integer network of one layer without the other kernels and outputs: what a peer can still prove where all are too many."""
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    needed = {model.graph.output[0].name}
    for node in reversed(model.graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
    nodes = [node for node in model.graph.node if needed & set(node.output)]
    for node in nodes:
        for name in node.input:
            values = numpy_helper.to_array(constants[name]) if name in constants else np.zeros(0)
            if values.ndim == 4:
                # Weights [out, in, row, column] or a bias [1, out, 1, 1].
                kept = values[:1] if node.op_type == "ConvInteger" else values[:, :1]
                constants[name].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(kept), name))
    kept = [constants[name] for name in constants if name in needed]
    graph = helper.make_graph(nodes, "kernel", model.graph.input, model.graph.output[:1], kept)
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)


def main():
    model, folder = onnx.load(sys.argv[1]), pathlib.Path(sys.argv[2])
    if "--first-kernel" in sys.argv:
        model = first_kernel(model)
    # No pixel is 0: that would be a covered one.
    pixels = np.random.default_rng(2026).integers(1, 256, input_shape(model), dtype=np.uint8)
    spelled, fractions = fixed_point(model, pixels)
    onnx.save(model, folder / "integer.onnx")
    onnx.save(spelled, folder / "fixed.onnx")
    (folder / "input.bin").write_bytes(pixels.tobytes())
    (folder / "input.json").write_text(json.dumps({"input": fractions.reshape(-1).astype(float).tolist()}))
    print(json.dumps({"multiplications": multiplications(model)}))


if __name__ == "__main__":
    main()
