"""The canonical encoding of a network and the conditions under which it is accepted (specification: NetworkEncoding)."""

import hashlib

from .errors import Refused
from .fields import KOALA_BEAR, log2_ceil

MAGICS = {b"worldid quantized network 1\n": True, b"worldid quantized network 2\n": False}
MAGIC_BYTES = 28
MAXIMUM = 1 << 22
TABLE_ROWS = 1 << 16
PIXELS, VISIBILITY = 0, 1
SIGN, COUNT, SUMS, LAYER = range(4)
OUTPUTS = 16


def require(condition, reason):
    if not condition:
        raise Refused("network", reason)


class Words:
    def __init__(self, data):
        self.data = data
        self.position = 0

    def take(self, count):
        require(count * 4 <= len(self.data) - self.position, "the encoding ends early")
        words = [
            int.from_bytes(self.data[i : i + 4], "little", signed=True)
            for i in range(self.position, self.position + 4 * count, 4)
        ]
        self.position += 4 * count
        return words

    def word(self):
        return self.take(1)[0]

    def text(self):
        """A number of bytes, and as many bytes of UTF-8."""
        count = self.word()
        require(0 <= count <= len(self.data) - self.position, "the encoding ends early")
        self.position += count
        try:
            return self.data[self.position - count : self.position].decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("network", "a name that is not UTF-8") from None


class Box:
    """A tensor [channels, rows, columns] in a box of powers of two."""

    def __init__(self, shape):
        self.channels, self.rows, self.columns = shape
        self.shape = tuple(shape)
        self.channel_variables, self.row_variables, self.column_variables = map(log2_ceil, shape)
        self.variables = self.channel_variables + self.row_variables + self.column_variables
        self.length = ((self.channels - 1 << self.row_variables) + self.rows) << self.column_variables

    def split(self, point):
        """(channel, row, column) coordinates."""
        u, r = self.column_variables, self.row_variables
        return point[u + r :], point[u : u + r], point[:u]

    def fill(self, values):
        """Values [channel, row, column] as the cells of the box, zero where there is no value."""
        cells = [0] * self.length
        for start in range(0, len(values), self.columns):
            channel, row = divmod(start // self.columns, self.rows)
            index = (channel << self.row_variables) + row << self.column_variables
            cells[index : index + self.columns] = values[start : start + self.columns]
        return cells


class Convolution:
    def __init__(self, words):
        self.source = words.word()
        self.input = tuple(words.take(3))
        self.output = tuple(words.take(3))
        (self.kernel_rows, self.kernel_columns, self.stride_rows, self.stride_columns, self.top, self.bottom, self.left,
         self.right) = words.take(8)
        sizes = (*self.input, self.output[0], self.kernel_rows, self.kernel_columns, self.stride_rows, self.stride_columns)
        paddings = (self.top, self.bottom, self.left, self.right)
        require(all(1 <= size <= MAXIMUM for size in sizes), "a size out of range")
        require(all(0 <= padding <= MAXIMUM for padding in paddings), "a padding out of range")
        channels, rows, columns = self.input
        require(self.left <= columns and self.right <= columns, "more than a whole turn of padding")
        rows, columns = rows + self.top + self.bottom, columns + self.left + self.right
        require(channels * rows * columns <= MAXIMUM, "too many input cells")
        require(self.kernel_rows <= rows and self.kernel_columns <= columns, "the kernel is too large")
        shape = (
            self.output[0],
            (rows - self.kernel_rows) // self.stride_rows + 1,
            (columns - self.kernel_columns) // self.stride_columns + 1,
        )
        require(shape == self.output, "the output shape does not follow from the others")
        self.cells = shape[0] * shape[1] * shape[2]
        require(self.cells <= MAXIMUM, "too many output cells")
        self.span = channels * self.kernel_rows * self.kernel_columns
        require(self.span * shape[0] <= MAXIMUM, "too many weights")
        self.weights = words.take(self.span * shape[0])
        require(all(abs(weight) < 1 << 15 for weight in self.weights), "a weight out of range")
        self.bias = words.take(shape[0])

    def channel(self, index):
        return self.weights[index * self.span : (index + 1) * self.span]

    def ranges(self, largest):
        result = []
        for index, bias in enumerate(self.bias):
            weights = self.channel(index)
            low = bias + largest * sum(w for w in weights if w < 0)
            result.append((low, bias + largest * sum(w for w in weights if w > 0)))
        return result


class Quotients:
    """v = 2^shift q + r, q in minimum...maximum."""

    def __init__(self, shift, values):
        self.shift = shift
        self.minimum = min([0] + [low >> shift for low, _ in values])
        self.maximum = max([0] + [high >> shift for _, high in values])
        self.count = self.maximum - self.minimum + 1
        lowest, highest = self.minimum << shift, (self.maximum << shift) + (1 << shift) - 1
        distance = max(max(high - lowest, highest - low) for low, high in values)
        self.accepted = self.count <= TABLE_ROWS and shift <= 16 and distance < KOALA_BEAR


def rounding(shift):
    return 1 << shift - 1 if shift else 0


class Layer:
    def __init__(self, words):
        self.convolution = Convolution(words)
        flag = words.word()
        require(flag in (0, 1), "a flag that is neither 0 nor 1")
        self.residual = words.word() - 2 if flag else None
        self.shifts = words.take(self.convolution.output[0])
        require(all(0 <= shift <= 16 for shift in self.shifts), "a shift out of range")
        self.shift = max(self.shifts)
        self.scales = [1 << self.shift - shift for shift in self.shifts]
        residual = 0 if self.residual is None else 255
        self.quotients = Quotients(
            self.shift,
            [
                ((low + rounding(shift)) * scale, (high + residual + rounding(shift)) * scale)
                for (low, high), shift, scale in zip(self.convolution.ranges(255), self.shifts, self.scales)
            ],
        )
        require(self.quotients.accepted, "a hidden layer's accumulators could wrap round")


class Output:
    """A head, or a hidden layer that is put out."""

    def __init__(self, kind, convolution=None, layer=None, name=""):
        self.kind, self.convolution, self.layer, self.name = kind, convolution, layer, name
        self.table = None  # of a sign head
        self.taps, self.thresholds = [], []  # of a count
        self.ranges = []  # of sums, (low, high) for each channel

    def same(self, other):
        """Whatever their names."""
        return self.kind == other.kind and (
            self.layer == other.layer if self.kind == LAYER else vars(self.convolution) == vars(other.convolution)
        )


class Network:
    def __init__(self, encoding):
        """Raises `Refused('network')` for anything but the canonical encoding of an accepted network."""
        require(len(encoding) <= 1 << 26, "too large")
        names_heads = MAGICS.get(encoding[:MAGIC_BYTES])
        require(names_heads is not None, "not a network's encoding")
        self.id = hashlib.sha256(encoding).digest()
        words = Words(encoding[MAGIC_BYTES:])
        self.input = tuple(words.take(3))
        flag, count = words.take(2)
        require(flag in (0, 1), "a flag that is neither 0 nor 1")
        require(0 <= count <= 64, "too many hidden layers")
        require(all(1 <= size <= MAXIMUM for size in self.input), "a size out of range")
        self.uses_input_table = flag == 1
        self.layers = []
        for _ in range(count):
            layer = Layer(words)
            self._check_source(layer.convolution)
            if layer.residual is not None:
                require(0 <= layer.residual < len(self.layers), "a residual that is no earlier layer")
                require(
                    self.layers[layer.residual].convolution.output == layer.convolution.output,
                    "a residual of another shape",
                )
            self.layers.append(layer)
        self.outputs = self._code_heads(words) if names_heads else self._any_outputs(words)
        for index, output in enumerate(self.outputs):
            self._check_output(output)
            require(not any(output.same(earlier) for earlier in self.outputs[:index]), "two outputs are the same")
        require(self.is_code == names_heads, "the encoding of another kind of network")
        require(words.position == len(words.data), "bytes follow the encoding")
        convolutions = [part.convolution for part in self.layers + self.outputs if part.convolution]
        work = sum(c.cells * c.span for c in convolutions)
        require(work <= 1 << 32, "too many multiplications")

    @staticmethod
    def _code_heads(words):
        outputs = [Output(SIGN, Convolution(words))]
        flag = words.word()
        require(flag in (0, 1), "a flag that is neither 0 nor 1")
        return outputs + ([Output(COUNT, Convolution(words))] if flag else [])

    @staticmethod
    def _any_outputs(words):
        count = words.word()
        require(1 <= count <= OUTPUTS, "too many outputs, or none")
        outputs = []
        for _ in range(count):
            kind = words.word()
            require(kind in (SIGN, COUNT, SUMS, LAYER), "an unknown kind of output")
            convolution, layer = (None, words.word()) if kind == LAYER else (Convolution(words), None)
            outputs.append(Output(kind, convolution, layer, words.text()))
        return outputs

    @property
    def is_code(self):
        """Whether the outputs are the heads of an iris code."""
        kinds = [output.kind for output in self.outputs]
        if kinds == [SIGN]:
            return True
        if kinds != [SIGN, COUNT]:
            return False
        bits, mask = (output.convolution.output for output in self.outputs)
        return mask[1:] == bits[1:] and mask[0] in (1, bits[0])

    def shape(self, output):
        convolution = output.convolution or self.layers[output.layer].convolution
        return convolution.output

    def _check_source(self, convolution):
        if convolution.source == PIXELS:
            shape = self.input
        else:
            index = convolution.source - 2
            require(0 <= index < len(self.layers), "a source that is neither the pixels nor an earlier layer")
            shape = self.layers[index].convolution.output
        require(shape == convolution.input, "a source of another shape")

    def _check_output(self, output):
        if output.kind == LAYER:
            require(0 <= output.layer < len(self.layers), "an output that is no layer")
        elif output.kind == COUNT:
            self._check_count(output)
        else:
            self._check_source(output.convolution)
            if output.kind == SIGN:
                output.table = self._sign_table(output.convolution)
            else:
                output.ranges = output.convolution.ranges(255)
                for low, high in output.ranges:
                    require(-1 << 31 <= low and high < 1 << 31, "sums that are no 32-bit integers")
                    require(high - low < KOALA_BEAR, "sums that could wrap round")

    @staticmethod
    def _sign_table(bits):
        best = None
        for shift in range(17):
            offset = (1 << shift) - 1
            table = Quotients(shift, [(low + offset, high + offset) for low, high in bits.ranges(255)])
            rows = (1 << shift) + table.count
            if table.accepted and (best is None or rows < best[0]):
                best = (rows, table)
        require(best is not None, "the sign head's accumulators could wrap round")
        return best[1]

    def _check_count(self, output):
        count = output.convolution
        require(count.source == VISIBILITY and count.input == self.input, "a count does not read the visibility")
        require(min(count.weights) >= 0, "a negative weight in a count")
        output.thresholds = [1 - bias for bias in count.bias]
        require(all(1 <= threshold <= TABLE_ROWS for threshold in output.thresholds), "a threshold out of range")
        output.taps = [sum(count.channel(index)) for index in range(count.output[0])]
        rows = max(output.thresholds) + max(t - s for t, s in zip(output.taps, output.thresholds)) + 1
        require(rows <= TABLE_ROWS and max(output.taps) < TABLE_ROWS, "too many rows in the count table")
