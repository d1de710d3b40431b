"""The inference statement (specification: InferenceSpecification)."""

from .channel import Affine, Dense, Eq, Term
from .errors import Refused
from .fields import Quintic, eq_table, evaluate, log2_ceil, total
from .network import PIXELS, VISIBILITY, Box, rounding
from .reductions import Block, lookups, sumcheck
from .sponge import DIGEST, Sponge, run_sponge

STATEMENT_BYTES = 137


class Table:
    """Rows (key, second(key)) for minimum...maximum, filled up by repeating the last one."""

    def __init__(self, minimum, maximum, second=None):
        self.variables = log2_ceil(maximum - minimum + 1)
        keys = [min(minimum + i, maximum) for i in range(1 << self.variables)]
        self.fields = [keys] + ([[second(key) for key in keys]] if second else [])


class Statement:
    def __init__(self, data):
        if len(data) < STATEMENT_BYTES:
            raise Refused("truncated", "inference statement")
        self.encoded = data[:STATEMENT_BYTES]
        self.model_id = data[:32]
        self.scan = self._digest(data[32:68], "scan commitment")
        self.code = self._digest(data[68:104], "code commitment")
        if data[104] > 1:
            raise Refused("invalidField", "eye side")
        self.eye_side = data[104]
        self.context = data[105:137]

    @staticmethod
    def _digest(data, name):
        words = [int.from_bytes(data[i : i + 4], "little") for i in range(0, 4 * DIGEST, 4)]
        if max(words) >= Quintic.p:
            raise Refused("nonCanonical", name)
        return words


class Head:
    """A convolution whose accumulator is never committed."""

    def __init__(self, name, convolution, scales, bias, input_term):
        self.name = name
        self.convolution = convolution
        self.scales = scales
        self.bias = bias
        self.input_term = input_term  # (low, high) -> (constant, terms)
        self.box = Box(convolution.output)


class Relation:
    field = Quintic
    kind = 1
    label = "inference statement"

    def __init__(self, network, version):
        self.network = network
        self.columns = []  # (length, variables)
        self.tables = []
        self.remainder_tables = {}
        self.blocks = []  # function of the channel's accumulators -> Block
        self.heads = []
        self._build(version)

    # Layout

    def _column(self, length, variables):
        self.columns.append((length, variables))
        return len(self.columns) - 1

    def _boxed(self, box):
        return self._column(box.length, box.variables)

    def _table(self, table):
        self.tables.append(table)
        return len(self.tables) - 1

    def _build(self, version):
        network = self.network
        self.input = Box(network.input)
        self.pixels, self.visibility = self._boxed(self.input), self._boxed(self.input)
        pixel_table = self._table(Table(0, 255, lambda x: int(x >= 1)))
        columns = [("column", self.pixels), ("column", self.visibility)]
        self.blocks.append((pixel_table, self.input.variables, lambda channel, sent: columns))

        self.outputs = []
        for index, layer in enumerate(network.layers):
            head = Head(
                f"layer {index}", layer.convolution, layer.scales,
                [bias * scale for bias, scale in zip(layer.convolution.bias, layer.scales)],
                self._input(layer.convolution.source),
            )
            offsets = [rounding(shift) * scale for shift, scale in zip(layer.shifts, layer.scales)]
            residual = None if layer.residual is None else (self.outputs[layer.residual], layer.scales)
            outputs = self._quotients(head, layer.quotients, lambda q: min(max(q, 0), 255), offsets, residual)
            self.outputs.append(outputs)
        bits = network.bits
        head = Head("bits", bits, [1] * bits.output[0], bits.bias, self._input(bits.source))
        uniform = (1 << network.sign.shift) - 1
        self.bits = self._quotients(head, network.sign, lambda q: int(q >= 1), uniform, None)
        code_rows = rows_of(self.bits, head.box)
        if network.mask:
            mask = network.mask
            head = Head("mask", mask, [1] * mask.output[0], [0] * mask.output[0], self._input(mask.source))
            column = self._boxed(head.box)
            counts = Table(
                -max(network.thresholds), max(0, max(t - s for t, s in zip(network.taps, network.thresholds))),
                lambda v: int(v >= 0),
            )
            self._mask_block(head, column, self._table(counts))
            code_rows += rows_of(column, head.box)
        multiplicities = [self._column(1 << table.variables, table.variables) for table in self.tables]
        self.table_blocks = [
            Block(index + 1, table.variables, [("table", values) for values in table.fields], column)
            for index, (table, column) in enumerate(zip(self.tables, multiplicities))
        ]
        self.scan = Sponge(
            "scan", version, 1, network.input, rows_of(self.pixels, self.input), self.input.column_variables, 3, 8
        )
        mask_channels = network.mask.output[0] if network.mask else 0
        self.code = Sponge(
            "code", version, 2, bits.output + (mask_channels,), code_rows, Box(bits.output).column_variables, 30, 1
        )
        self.scan_columns, self.code_columns = [
            [self._column(*shape) for shape in sponge.columns()][0] for sponge in (self.scan, self.code)
        ]

    def _input(self, source):
        """Weights on a convolution's input as a constant and terms."""

        def term(low, high):
            if source == VISIBILITY:
                return Quintic(), [Term(self.visibility, Dense(low), high)]
            if source != PIXELS:
                return Quintic(), [Term(self.outputs[source - 2], Dense(low), high)]
            pixels = Term(self.pixels, Dense(low), high)
            if not self.network.uses_input_table:
                return Quintic(), [pixels]
            occluded = Term(self.visibility, Dense(low), [weight * -128 for weight in high])
            return total(Quintic, low) * total(Quintic, high) * 128, [pixels, occluded]

        return term

    def _quotients(self, head, table, second, offsets, residual):
        """Columns, tables and blocks of a requantisation or a sign; the column of outputs."""
        self.heads.append(head)
        shift, box = table.shift, head.box
        if shift not in self.remainder_tables:
            self.remainder_tables[shift] = self._table(Table(0, (1 << shift) - 1))
        quotients, outputs = self._boxed(box), self._boxed(box)
        number = self._table(Table(table.minimum, table.maximum, second))
        self.blocks.append((number, box.variables, lambda c, s: [("column", quotients), ("column", outputs)]))

        def fields(channel, sent):
            def remainder(point):
                value = channel.send(head.name + " accumulator")
                sent[head.name] = (value, point)
                by_channel, row, column = box.split(point)
                weights = eq_table(Quintic, by_channel)
                if isinstance(offsets, int):
                    value = value.shifted(Quintic(offsets))
                else:
                    value = value.shifted(Quintic.combine(weights, offsets))
                terms = [Term(quotients, Eq(point), [Quintic(-1 << shift)])]
                if residual:
                    high = [weight * scale for weight, scale in zip(weights, residual[1])]
                    terms.append(Term(residual[0], Eq(column + row), high))
                return value, terms

            return [remainder]

        self.blocks.append((self.remainder_tables[shift], box.variables, fields))
        return outputs

    def _mask_block(self, head, column, table):
        self.heads.append(head)
        thresholds = list(self.network.thresholds)
        thresholds += thresholds[:1] * ((1 << head.box.channel_variables) - len(thresholds))

        def fields(channel, sent):
            def difference(point):
                value = channel.send("mask accumulator")
                sent["mask"] = (value, point)
                weights = eq_table(Quintic, head.box.split(point)[0])
                return value.shifted(-Quintic.combine(weights, thresholds)), []

            return [difference, ("column", column)]

        self.blocks.append((table, head.box.variables, fields))

    # The verifier's logic

    def run(self, channel, statement):
        """`statement` is None when planning."""
        sent = {}
        blocks = [Block(table + 1, variables, fields(channel, sent)) for table, variables, fields in self.blocks]
        lookups(channel, blocks + self.table_blocks)
        for head in self.heads:
            reduce_convolution(channel, head, *sent[head.name])
        zeros = [0] * DIGEST
        run_sponge(channel, self.scan, self.scan_columns, statement.scan if statement else zeros)
        run_sponge(channel, self.code, self.code_columns, statement.code if statement else zeros)


def rows_of(column, box):
    return [
        (column, (channel << box.row_variables) + row) for channel in range(box.channels) for row in range(box.rows)
    ]


def reduce_convolution(channel, head, accumulator, point):
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
    constant, terms = head.input_term(low, high)
    channel.claim(head.name + " patch", patch.times(-1).shifted(constant), terms)
