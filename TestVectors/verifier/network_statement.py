"""Statements about any network (specification: NetworkStatements)."""

from .channel import Affine, Eq, Term
from .errors import Refused
from .fields import Quintic, evaluate_base
from .layers import NetworkRelation, Table, Tensor, rows_of
from .network import COUNT, LAYER, MAXIMUM, OUTPUTS, SIGN, SUMS, Box
from .sponge import DIGEST, Sponge, run_sponge

STATED, COMMITTED, HIDDEN = range(3)


class Reader:
    def __init__(self, data):
        self.data = data
        self.position = 0

    def take(self, count, name):
        if count > len(self.data) - self.position:
            raise Refused("truncated", name)
        self.position += count
        return self.data[self.position - count : self.position]

    def byte(self, name):
        return self.take(1, name)[0]

    def disclosure(self, name):
        value = self.byte(name)
        if value not in (STATED, COMMITTED, HIDDEN):
            raise Refused("invalidField", name)
        return value

    def count(self, name):
        count = int.from_bytes(self.take(4, name), "little")
        if count > MAXIMUM:
            raise Refused("invalidField", name)
        return count

    def digest(self, name):
        data = self.take(4 * DIGEST, name)
        words = [int.from_bytes(data[i : i + 4], "little") for i in range(0, 4 * DIGEST, 4)]
        if max(words) >= Quintic.p:
            raise Refused("nonCanonical", name)
        return words


class Claim:
    """What is said of a tensor: its values (`sums`: whether they are numbers of 32 bits), a commitment, or nothing."""

    def __init__(self, disclosure, values=None, sums=False, digest=None):
        self.disclosure, self.values, self.sums, self.digest = disclosure, values, sums, digest


class Statement:
    """`encoded` is what of `data` the statement takes."""

    def __init__(self, data):
        reader = Reader(data)
        self.model_id = reader.take(32, "model id")
        self.context = reader.take(32, "context")
        self.input = self._input(reader)
        self.outputs = [self._output(reader) for _ in range(reader.byte("number of outputs"))]
        if not 1 <= len(self.outputs) <= OUTPUTS:
            raise Refused("invalidField", "outputs")
        self.encoded = data[: reader.position]

    @staticmethod
    def _input(reader):
        disclosure = reader.disclosure("input")
        if disclosure == STATED:
            return Claim(disclosure, list(reader.take(reader.count("input"), "input")))
        return Claim(disclosure, digest=reader.digest("input") if disclosure == COMMITTED else None)

    @staticmethod
    def _output(reader):
        disclosure = reader.disclosure("output")
        if disclosure != STATED:
            return Claim(disclosure, digest=reader.digest("output") if disclosure == COMMITTED else None)
        kind, count = reader.byte("output"), reader.count("output")
        if kind > 1:
            raise Refused("invalidField", "output")
        data = reader.take(count * (4 if kind else 1), "output")
        if kind:
            values = [int.from_bytes(data[i : i + 4], "little", signed=True) for i in range(0, len(data), 4)]
        else:
            values = list(data)
        return Claim(disclosure, values, sums=kind == 1)

    @property
    def disclosures(self):
        """Of the input and of the outputs."""
        return self.input.disclosure, tuple(output.disclosure for output in self.outputs)

    def check(self, network):
        """That public tensors have the network's types and sizes, and sums values that it can have."""
        count = network.input[0] * network.input[1] * network.input[2]
        if self.input.disclosure == STATED and len(self.input.values) != count:
            raise Refused("invalidField", "input")
        pairs = [pair for pair in zip(self.outputs, network.outputs) if pair[0].disclosure == STATED]
        for claim, output in pairs:
            channels, rows, columns = network.shape(output)
            if claim.sums != (output.kind == SUMS) or len(claim.values) != channels * rows * columns:
                raise Refused("invalidField", "output")
        for claim, output in pairs:
            if output.kind != SUMS:
                continue
            area = len(claim.values) // len(output.ranges)
            for index, value in enumerate(claim.values):
                low, high = output.ranges[index // area]
                if not low <= value <= high:
                    raise Refused("invalidField", "output")


def check_disclosures(network, outputs):
    if len(outputs) != len(network.outputs) or all(output == HIDDEN for output in outputs):
        raise Refused("invalidField", "outputs")


class Relation(NetworkRelation):
    kind = 4
    label = "network statement"

    def __init__(self, network, version, disclosures):
        """`disclosures` as those of a statement."""
        super().__init__(network)
        self.input_disclosure, self.output_disclosures = disclosures
        check_disclosures(network, self.output_disclosures)
        self.sums = []  # (head, tensor)
        self._input()
        stated_layers = {
            output.layer: index
            for index, output in enumerate(network.outputs)
            if output.kind == LAYER and self.output_disclosures[index] == STATED
        }
        for index, layer in enumerate(network.layers):
            self._layer(index, self._public(stated_layers.get(index), Box(layer.convolution.output)))
        tensors = [self._output(index, output) for index, output in enumerate(network.outputs)]
        self._multiplicities()
        self.sponges = []  # (sponge, first column, index of the output or None)
        if self.input_disclosure == COMMITTED:
            columns = self.input.column_variables
            self._sponge(None, Sponge("scan", version, 1, network.input, rows_of(self.pixels), columns, 3, 8))
        for index, (output, tensor) in enumerate(zip(network.outputs, tensors)):
            if self.output_disclosures[index] != COMMITTED:
                continue
            cells, bits = {SIGN: (30, 1), COUNT: (30, 1), LAYER: (3, 8), SUMS: (1, 0)}[output.kind]
            shape = (index,) + network.shape(output) + (cells, bits)
            columns = tensor.box.column_variables
            self._sponge(index, Sponge("code", version, 3, shape, rows_of(tensor), columns, cells, bits))
        if not self.columns:
            self._column(256, 8)

    def _sponge(self, output, sponge):
        first = [self._column(*size) for size in sponge.columns()][0]
        self.sponges.append((sponge, first, output))

    def _public(self, output, box):
        """The tensor that the statement names as an output; None if there is no such output."""
        if output is None:
            return None
        return Tensor(box, values=lambda statement: statement.outputs[output].values)

    def _input(self):
        has_table = self.network.uses_input_table
        if self.input_disclosure == STATED:

            def read(change):
                return Tensor(self.input, values=lambda statement: [change(x) for x in statement.input.values])

            self.pixels = read(lambda x: x)
            self.visibility = read(lambda x: int(x >= 1))
            self.substituted = read(lambda x: x or 128) if has_table else None
        elif has_table or any(output.kind == COUNT for output in self.network.outputs):
            self._input_with_visibility()
        else:
            self.pixels = self._committed(self.input)
            self._lookup(self._table(Table(0, 255)), self.input, self.pixels)

    def _output(self, index, output):
        """The output's tensor; None if it is hidden."""
        disclosure = self.output_disclosures[index]
        if disclosure == HIDDEN:
            return None
        if output.kind == LAYER:
            return self.outputs[output.layer]
        convolution = output.convolution
        public = self._public(index if disclosure == STATED else None, Box(convolution.output))
        if output.kind == SIGN:
            return self._sign(output, public)
        if output.kind == COUNT:
            return self._count(output, public)
        head = self._head("sums", convolution, [1] * convolution.output[0], convolution.bias)
        tensor = public or self._committed(head.box)
        self.sums.append((head, tensor))
        return tensor

    # The verifier's logic

    def run(self, channel, statement):
        """`statement` is None when planning."""
        sent = self.run_lookups(channel, statement)
        for head, tensor in self.sums:
            point = channel.point("sums point", head.box.variables, nonzero=False)
            if tensor.column is None:
                value = evaluate_base(Quintic, tensor.cells(statement), point)
                sent[head] = Affine(value), point
                continue
            value = channel.send("sums accumulator")
            sent[head] = value, point
            channel.claim("sums output", value.times(-1), [Term(tensor.column, Eq(point), [Quintic(1)])])
        self.run_convolutions(channel, statement, sent)
        for sponge, columns, output in self.sponges:
            digest = [0] * DIGEST
            if statement:
                digest = (statement.input if output is None else statement.outputs[output]).digest
            run_sponge(channel, sponge, columns, digest)
