"""Layout of the tableau, soundness budget, search for parameters (specification: Tableau, ParameterSearch)."""

from math import log2

from .errors import Refused
from .fields import log2_ceil

REQUIRED_BITS = 128.0
GRINDING_BITS = 16


class Parameters:
    """a = log2 w, e = log2 n, t opened columns, g bits of grinding."""

    def __init__(self, log_width, log_length, opened, grinding):
        self.log_width, self.log_length, self.opened, self.grinding = log_width, log_length, opened, grinding
        self.width, self.length = 1 << log_width, 1 << log_length
        self.row_length = self.width + opened + 1

    def words(self):
        return [self.log_width, self.log_length, self.opened, self.grinding]


class Layout:
    """`columns` are (length, variables)."""

    def __init__(self, columns, cells, log_width):
        self.log_width = log_width
        width = 1 << log_width
        self.places = [None] * len(columns)  # (first row, offset, rows, variables)
        row = 0
        for index, (length, variables) in enumerate(columns):
            if variables >= log_width:
                rows = -(-length // width)
                self.places[index] = (row, 0, rows, variables)
                row += rows
        small = [index for index, (_, variables) in enumerate(columns) if variables < log_width]
        offset = width
        for index in sorted(small, key=lambda i: -columns[i][1]):
            if offset == width:
                offset, row = 0, row + 1
            self.places[index] = (row - 1, offset, 1, columns[index][1])
            offset += 1 << columns[index][1]
        self.cells = cells
        self.base_rows = row
        self.data_rows = -(-cells // width)
        self.combined_rows = self.base_rows + self.data_rows + 2
        self.row_variables = log2_ceil(self.combined_rows)
        self.variables = log_width + self.row_variables
        self.mask_symbols = 2 * self.variables + 2

    def mask_length(self, parameters):
        return self.mask_symbols + parameters.opened + 1

    def column_bytes(self, field):
        return self.base_rows * field.base_bytes + (self.data_rows + 3) * field.byte_count

    def encoded(self):
        words = [self.base_rows, self.cells, len(self.places)]
        for place in self.places:
            words += place
        return b"".join(word.to_bytes(4, "little") for word in words)


def query_bits(parameters):
    n, t = parameters.length, parameters.opened
    if parameters.row_length > n:
        return 0.0
    good = n - max(0, (n - parameters.row_length) // 2) - 1
    if good < t:
        return float("inf")
    bits = float(parameters.grinding)
    for i in range(t):
        bits += log2(n - i) - log2(good - i)
    return bits


def budget(field, parameters, layout, challenges, claims):
    """Bits of the worst round."""
    n = parameters.length
    errors = [error for _, error in challenges]
    errors += [claims, 1, 2, 2 * layout.row_variables * n + 2, n + 3]
    return min(field.order_bits - log2(max(max(errors), 1)), query_bits(parameters))


def smallest_opening(log_width, log_length):
    def attempt(t):
        return Parameters(log_width, log_length, t, GRINDING_BITS)

    low, high = 1, min(1024, (1 << log_length) // 4)
    if query_bits(attempt(high)) < REQUIRED_BITS:
        return None
    while low < high:
        middle = (low + high) // 2
        if query_bits(attempt(middle)) >= REQUIRED_BITS:
            high = middle
        else:
            low = middle + 1
    return attempt(low)


def search(field, columns, plan):
    best = None
    for log_width in range(5, 15):
        layout = Layout(columns, plan.cell_count, log_width)
        entropy = layout.base_rows * field.base_order_bits + layout.data_rows * field.order_bits
        if entropy < 2 * REQUIRED_BITS or layout.mask_symbols > 1 << log_width:
            continue
        for log_length in range(log_width + 1, min(log_width + 6, field.two_adicity, 18) + 1):
            parameters = smallest_opening(log_width, log_length)
            if parameters is None:
                continue
            if budget(field, parameters, layout, plan.challenges, plan.claim_count) < REQUIRED_BITS:
                continue
            column = layout.column_bytes(field)
            proof = parameters.opened * (column + 32 * (log_length - 6))
            proof += (parameters.row_length + layout.mask_length(parameters)) * field.byte_count
            cost = proof + column * parameters.length // 256
            if best is None or cost < best[0]:
                best = (cost, parameters)
    if best is None:
        raise Refused("unreachableSoundness")
    return best[1]
