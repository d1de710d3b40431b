"""The canonical encoding of a network and the conditions under which it is accepted (specification: NetworkEncoding)."""

import hashlib

from .errors import Refused
from .fields import KOALA_BEAR, log2_ceil

MAGIC = b"worldid quantized network 1\n"
MAXIMUM = 1 << 22
TABLE_ROWS = 1 << 16
PIXELS, VISIBILITY = 0, 1


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


class Network:
    def __init__(self, encoding):
        """Raises `Refused('network')` for anything but the canonical encoding of an accepted network."""
        require(encoding[: len(MAGIC)] == MAGIC, "not a network's encoding")
        require(len(encoding) <= 1 << 26, "too large")
        self.id = hashlib.sha256(encoding).digest()
        words = Words(encoding[len(MAGIC) :])
        self.input = tuple(words.take(3))
        flag, count = words.take(2)
        require(flag in (0, 1), "a flag that is neither 0 nor 1")
        require(0 <= count <= 64, "too many hidden layers")
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
        self.bits = Convolution(words)
        self._check_source(self.bits)
        self.sign = self._sign_table()
        flag = words.word()
        require(flag in (0, 1), "a flag that is neither 0 nor 1")
        self.mask = Convolution(words) if flag else None
        self.taps, self.thresholds = [], []
        if self.mask:
            self._check_mask()
        require(words.position == len(words.data), "bytes follow the encoding")
        work = sum(c.cells * c.span for c in self.convolutions())
        require(work <= 1 << 32, "too many multiplications")

    def convolutions(self):
        return [layer.convolution for layer in self.layers] + [self.bits] + ([self.mask] if self.mask else [])

    def _check_source(self, convolution):
        if convolution.source == PIXELS:
            shape = self.input
        else:
            index = convolution.source - 2
            require(0 <= index < len(self.layers), "a source that is neither the pixels nor an earlier layer")
            shape = self.layers[index].convolution.output
        require(shape == convolution.input, "a source of another shape")

    def _sign_table(self):
        best = None
        for shift in range(17):
            offset = (1 << shift) - 1
            table = Quotients(shift, [(low + offset, high + offset) for low, high in self.bits.ranges(255)])
            rows = (1 << shift) + table.count
            if table.accepted and (best is None or rows < best[0]):
                best = (rows, table)
        require(best is not None, "the sign head's accumulators could wrap round")
        return best[1]

    def _check_mask(self):
        mask, bits = self.mask, self.bits.output
        require(mask.source == VISIBILITY and mask.input == self.input, "the mask head does not read the visibility")
        require(mask.output[1:] == bits[1:] and mask.output[0] in (1, bits[0]), "a mask of another shape")
        require(min(mask.weights) >= 0, "a negative weight in the mask head")
        self.thresholds = [1 - bias for bias in mask.bias]
        require(all(1 <= threshold <= TABLE_ROWS for threshold in self.thresholds), "a threshold out of range")
        self.taps = [sum(mask.channel(index)) for index in range(mask.output[0])]
        rows = max(self.thresholds) + max(t - s for t, s in zip(self.taps, self.thresholds)) + 1
        require(rows <= TABLE_ROWS and max(self.taps) < TABLE_ROWS, "too many rows in the count table")
