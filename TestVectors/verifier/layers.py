"""Columns, tables and reductions of a network's run, for any form of statement (specification: InferenceSpecification)."""

from .channel import Dense, Eq, Term
from .fields import Quintic, eq_table, evaluate, log2_ceil, total
from .network import PIXELS, VISIBILITY, Box, rounding
from .reductions import Block, lookups, sumcheck


class Table:
    """Rows (key, second(key)) for minimum...maximum, filled up by repeating the last one."""

    def __init__(self, minimum, maximum, second=None):
        self.variables = log2_ceil(maximum - minimum + 1)
        keys = [min(minimum + i, maximum) for i in range(1 << self.variables)]
        self.fields = [keys] + ([[second(key) for key in keys]] if second else [])


class Tensor:
    """Values in a box: a committed column, or public cells that `values(statement)` lists without their box."""

    def __init__(self, box, column=None, values=None):
        self.box, self.column, self.values = box, column, values

    def cells(self, statement):
        """Of a public tensor; `statement` is None when planning."""
        return self.box.fill(self.values(statement)) if statement else [0] * self.box.length

    def entry(self, statement):
        """As an entry of a lookup."""
        return ("table", self.cells(statement)) if self.column is None else ("column", self.column)

    def weighted(self, statement, low, high):
        """Sum of high[h] low[j] cell[h 2^b + j] as a constant and terms."""
        if self.column is not None:
            return Quintic(), [Term(self.column, low, high)]
        weights = low.weights if isinstance(low, Dense) else eq_table(Quintic, low.point)
        cells, size = self.cells(statement), len(weights)
        parts = (
            Quintic.combine(weights, cells[h * size : (h + 1) * size]) * weight for h, weight in enumerate(high)
        )
        return total(Quintic, parts), []


class Head:
    """A convolution whose accumulator is never committed."""

    def __init__(self, name, convolution, scales, bias, read):
        self.name = name
        self.convolution = convolution
        self.scales = scales
        self.bias = bias
        self.read = read  # (statement, low, high) -> (constant, terms)
        self.box = Box(convolution.output)


class NetworkRelation:
    """What the relations of the iris statement and of the network statement share."""

    field = Quintic

    def __init__(self, network):
        self.network = network
        self.columns = []  # (length, variables)
        self.tables = []
        self.table_blocks = []
        self.remainder_tables = {}
        self.blocks = []  # (table, variables, entries(channel, sent, statement))
        self.heads = []
        self.outputs = []  # tensors of the hidden layers
        self.input = Box(network.input)
        self.pixels = self.visibility = None  # tensors; what convolutions read of the pixels is `read`
        self.substituted = None

    def _column(self, length, variables):
        self.columns.append((length, variables))
        return len(self.columns) - 1

    def _committed(self, box):
        return Tensor(box, self._column(box.length, box.variables))

    def _table(self, table):
        self.tables.append(table)
        return len(self.tables) - 1

    def _lookup(self, table, box, *tensors):
        self.blocks.append((table, box.variables, lambda channel, sent, statement: [t.entry(statement) for t in tensors]))

    def _input_with_visibility(self):
        self.pixels, self.visibility = self._committed(self.input), self._committed(self.input)
        self._lookup(self._table(Table(0, 255, lambda x: int(x >= 1))), self.input, self.pixels, self.visibility)

    def _multiplicities(self):
        columns = [self._column(1 << table.variables, table.variables) for table in self.tables]
        self.table_blocks = [
            Block(index + 1, table.variables, [("table", values) for values in table.fields], column)
            for index, (table, column) in enumerate(zip(self.tables, columns))
        ]

    def _layer(self, index, outputs=None):
        """`outputs` are the layer's if they are public."""
        layer = self.network.layers[index]
        head = self._head(
            f"layer {index}", layer.convolution, layer.scales,
            [bias * scale for bias, scale in zip(layer.convolution.bias, layer.scales)],
        )
        offsets = [rounding(shift) * scale for shift, scale in zip(layer.shifts, layer.scales)]
        residual = None if layer.residual is None else (self.outputs[layer.residual], layer.scales)
        self.outputs.append(
            self._quotients(head, layer.quotients, lambda q: min(max(q, 0), 255), offsets, residual, outputs)
        )

    def _sign(self, output, outputs=None):
        bits = output.convolution
        head = self._head("bits", bits, [1] * bits.output[0], bits.bias)
        uniform = (1 << output.table.shift) - 1
        return self._quotients(head, output.table, lambda q: int(q >= 1), uniform, None, outputs)

    def _count(self, output, outputs=None):
        mask = output.convolution
        head = self._head("mask", mask, [1] * mask.output[0], [0] * mask.output[0])
        outputs = outputs or self._committed(head.box)
        counts = Table(
            -max(output.thresholds), max(0, max(t - s for t, s in zip(output.taps, output.thresholds))),
            lambda v: int(v >= 0),
        )
        thresholds = list(output.thresholds)
        thresholds += thresholds[:1] * ((1 << head.box.channel_variables) - len(thresholds))

        def fields(channel, sent, statement):
            def difference(point):
                value = channel.send("mask accumulator")
                sent[head] = (value, point)
                weights = eq_table(Quintic, head.box.split(point)[0])
                return value.shifted(-Quintic.combine(weights, thresholds)), []

            return [difference, outputs.entry(statement)]

        self.blocks.append((self._table(counts), head.box.variables, fields))
        return outputs

    def _head(self, name, convolution, scales, bias):
        head = Head(name, convolution, scales, bias, self._read(convolution.source))
        self.heads.append(head)
        return head

    def _read(self, source):
        """Weights on a convolution's input as a constant and terms."""
        if source == VISIBILITY:
            return self.visibility.weighted
        if source != PIXELS:
            return self.outputs[source - 2].weighted
        if self.substituted:
            return self.substituted.weighted
        if not self.network.uses_input_table:
            return self.pixels.weighted

        def read(statement, low, high):
            """Occluded pixels read x + 128 (1 - m)."""
            occluded = Term(self.visibility.column, low, [weight * -128 for weight in high])
            constant = total(Quintic, low.weights) * total(Quintic, high) * 128
            return constant, [Term(self.pixels.column, low, high), occluded]

        return read

    def _quotients(self, head, table, second, offsets, residual, outputs):
        """Columns, tables and blocks of a requantisation or a sign; the tensor of outputs."""
        shift, box = table.shift, head.box
        if shift not in self.remainder_tables:
            self.remainder_tables[shift] = self._table(Table(0, (1 << shift) - 1))
        quotients = self._committed(box)
        outputs = outputs or self._committed(box)
        self._lookup(self._table(Table(table.minimum, table.maximum, second)), box, quotients, outputs)

        def fields(channel, sent, statement):
            def remainder(point):
                value = channel.send(head.name + " accumulator")
                sent[head] = (value, point)
                by_channel, row, column = box.split(point)
                weights = eq_table(Quintic, by_channel)
                if isinstance(offsets, int):
                    value = value.shifted(Quintic(offsets))
                else:
                    value = value.shifted(Quintic.combine(weights, offsets))
                terms = [Term(quotients.column, Eq(point), [Quintic(-1 << shift)])]
                if residual:
                    high = [weight * scale for weight, scale in zip(weights, residual[1])]
                    constant, added = residual[0].weighted(statement, Eq(column + row), high)
                    value, terms = value.shifted(constant), terms + added
                return value, terms

            return [remainder]

        self.blocks.append((self.remainder_tables[shift], box.variables, fields))
        return outputs

    # The verifier's logic

    def run_lookups(self, channel, statement):
        """The accumulators that were sent, with their points, by head."""
        sent = {}
        blocks = [
            Block(table + 1, variables, fields(channel, sent, statement)) for table, variables, fields in self.blocks
        ]
        if blocks:
            lookups(channel, blocks + self.table_blocks)
        return sent

    def run_convolutions(self, channel, statement, sent):
        for head in self.heads:
            reduce_convolution(channel, statement, head, *sent[head])


def rows_of(tensor):
    """The rows of a committed tensor, in the order of absorption."""
    box = tensor.box
    return [
        (tensor.column, (channel << box.row_variables) + row)
        for channel in range(box.channels)
        for row in range(box.rows)
    ]


def reduce_convolution(channel, statement, head, accumulator, point):
    convolution, box = head.convolution, head.box
    input_box = Box(convolution.input)
    kernel = Box((convolution.input[0], convolution.kernel_rows, convolution.kernel_columns))
    by_channel, by_row, by_column = box.split(point)
    rows = eq_table(Quintic, by_row)[: box.rows]
    columns = eq_table(Quintic, by_column)[: box.columns]
    scaled = [weight * scale for weight, scale in zip(eq_table(Quintic, by_channel), head.scales)]
    # head.bias is scaled already, so it meets the plain channel weights.
    bias = Quintic.combine(eq_table(Quintic, by_channel), head.bias)
    bias = bias * total(Quintic, rows) * total(Quintic, columns)

    weights = [Quintic()] * (1 << kernel.variables)
    for c in range(kernel.channels):
        for dx in range(kernel.rows):
            for dy in range(kernel.columns):
                place = (c * kernel.rows + dx) * kernel.columns + dy
                taps = convolution.weights[place :: convolution.span]
                index = (((c << kernel.row_variables) + dx) << kernel.column_variables) + dy
                weights[index] = Quintic.combine(scaled, taps)

    kappa, product = sumcheck(channel, head.name + " round", kernel.variables, 2, accumulator.shifted(-bias))
    patch = channel.send(head.name + " patch")
    channel.claim(head.name + " kernel", product.plus(patch, -evaluate(Quintic, weights, kappa)))

    kernel_channel, kernel_row, kernel_column = kernel.split(kappa)
    row_taps, column_taps = eq_table(Quintic, kernel_row), eq_table(Quintic, kernel_column)
    on_rows = [Quintic()] * input_box.rows
    for i, weight in enumerate(rows):
        for dx in range(kernel.rows):
            u = convolution.stride_rows * i + dx - convolution.top
            if 0 <= u < input_box.rows:
                on_rows[u] = on_rows[u] + weight * row_taps[dx]
    low = [Quintic()] * (1 << input_box.column_variables)
    for j, weight in enumerate(columns):
        for dy in range(kernel.columns):
            v = (convolution.stride_columns * j + dy - convolution.left) % input_box.columns
            low[v] = low[v] + weight * column_taps[dy]
    channels = eq_table(Quintic, kernel_channel)
    high = [Quintic()] * (input_box.length >> input_box.column_variables)
    for c in range(input_box.channels):
        for u, weight in enumerate(on_rows):
            high[(c << input_box.row_variables) + u] = channels[c] * weight
    constant, terms = head.read(statement, Dense(low), high)
    channel.claim(head.name + " patch", patch.times(-1).shifted(constant), terms)
