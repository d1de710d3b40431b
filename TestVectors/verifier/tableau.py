"""Opened columns, hash tree, and the weights of claims on committed symbols (specification: Tableau, Opening)."""

from .channel import Dense, Eq
from .errors import Refused
from .fields import dot, eq_index, eq_points, eq_table, root_of_unity
from .transcript import sha256

LEAF = b"worldid leaf".ljust(64, b"\0")
NODE = b"worldid node".ljust(64, b"\0")


class Reader:
    def __init__(self, data):
        self.data = data
        self.position = 0

    @property
    def remaining(self):
        return len(self.data) - self.position

    def take(self, count, section):
        if count > self.remaining:
            raise Refused("truncated", section)
        self.position += count
        return self.data[self.position - count : self.position]

    def elements(self, field, count, section):
        data = self.take(count * field.byte_count, section)
        elements = [field.decode(data[i : i + field.byte_count]) for i in range(0, len(data), field.byte_count)]
        if any(element is None for element in elements):
            raise Refused("nonCanonical", section)
        return elements

    def base_elements(self, field, count, section):
        size = field.base_bytes
        data = self.take(count * size, section)
        values = [int.from_bytes(data[i : i + size], "little") for i in range(0, len(data), size)]
        if any(value >= field.p for value in values):
            raise Refused("nonCanonical", section)
        return values


class Column:
    def __init__(self, base, extended):
        self.base = base
        self.extended = extended


def read_columns(reader, field, layout, parameters, indices, root):
    """The opened columns, checked against the root."""
    columns, leaves = [], []
    for _ in indices:
        start = reader.position
        base = reader.base_elements(field, layout.base_rows, "columns")
        extended = reader.elements(field, layout.data_rows + 3, "columns")
        columns.append(Column(base, extended))
        leaves.append(sha256(LEAF, reader.data[start : reader.position]))
    if multiproof_root(dict(zip(indices, leaves)), parameters.log_length, reader) != root:
        raise Refused("rejected", "merkleRoot")
    return columns


def multiproof_root(known, levels, reader):
    needed = 0
    nodes = set(known)
    for _ in range(levels):
        needed += sum(1 for node in nodes if node ^ 1 not in nodes)
        nodes = {node >> 1 for node in nodes}
    path = Reader(reader.take(32 * needed, "authentication path"))
    for _ in range(levels):
        for node in sorted(known):
            if node ^ 1 not in known:
                known[node ^ 1] = path.take(32, "authentication path")
        known = {node >> 1: sha256(NODE, known[node & ~1], known[node | 1]) for node in known}
    return known[0]


def check_columns(columns, indices, field, layout, parameters, opening):
    """V and Vg against the opened columns."""
    weights = [weight * opening.chi2 for weight in eq_table(field, opening.point[layout.log_width :])]
    generator = root_of_unity(field, parameters.log_length)
    blind = layout.data_rows + 2
    for column, index in zip(columns, indices):
        x = pow(generator, index, field.p)
        combined = column.extended[blind] + field.combine(weights, column.base)
        combined = combined + dot(field, weights[layout.base_rows :], column.extended[:blind])
        if combined != evaluate(field, opening.combined, x):
            raise Refused("rejected", "proximityTest")
        mask = column.extended[blind - 1] + opening.chi2 * column.extended[blind - 2]
        if mask != evaluate(field, opening.mask, x):
            raise Refused("rejected", "maskTest")


def evaluate(field, coefficients, x):
    powers = []
    value = 1
    for _ in coefficients:
        powers.append(value)
        value = value * x % field.p
    return field.combine(coefficients, powers)


class Symbols:
    """Weights eq(z, .) on all committed symbols, by which the batch of claims is evaluated."""

    def __init__(self, field, layout, point):
        self.field, self.layout = field, layout
        self.position = point[: layout.log_width]
        self.positions = eq_table(field, self.position)
        self.rows = eq_table(field, point[layout.log_width :])

    def cell(self, number):
        """Cell of K."""
        row, position = divmod(number, 1 << self.layout.log_width)
        return self.rows[self.layout.base_rows + row] * self.positions[position]

    def term(self, term):
        """Sum of the term's weights times eq(z, .), over committed cells."""
        first, offset, rows, variables = self.layout.places[term.column]
        a, b = self.layout.log_width, term.low.variables
        if b > variables:
            raise ValueError("a term is wider than its column")
        if b <= a:
            # Blocks of 2^b cells; all of a row's share the lowest b coordinates.
            block_weights = eq_table(self.field, self.position[b:])
            per_row = 1 << a - b
            start = offset >> b
            limit = min(rows * per_row, 1 << variables - b)
            total = self.field(0)
            for h, weight in enumerate(term.high[:limit]):
                row, block = divmod(start + h, per_row)
                total = total + weight * self.rows[first + row] * block_weights[block]
            return total * low_value(self.field, term.low, self.position[:b])
        total = self.field(0)
        span = 1 << b - a
        for h, weight in enumerate(term.high):
            for piece, (low, inner) in enumerate(self.pieces(term.low)):
                row = h * span + piece
                if row < rows and inner is not None:
                    total = total + weight * self.rows[first + row] * low * inner
        return total

    def pieces(self, low):
        """A factor wider than a row: for each of its rows the value of its part, as a product of two."""
        a = self.layout.log_width
        if isinstance(low, Dense):
            one = self.field(1)
            return [
                (dot(self.field, low.weights[start : start + (1 << a)], self.positions), one)
                for start in range(0, len(low.weights), 1 << a)
            ]
        upper = eq_table(self.field, low.point[a:])
        inside = low_value(self.field, type(low)(low.point[:a]), self.position)
        if isinstance(low, Eq):
            return [(inside, weight) for weight in upper]
        # eq(point, j + 1): the last position of a row reads position 0 of the next one.
        carry = eq_index(self.field, low.point[:a], 0) * self.positions[-1]
        shifted = upper[1:] + [self.field(0)]
        one = self.field(1)
        return [(inside * weight + carry * following, one) for weight, following in zip(upper, shifted)]


def low_value(field, low, point):
    """Sum of low[j] eq(point, j)."""
    if isinstance(low, Eq):
        return eq_points(field, low.point, point)
    if isinstance(low, Dense):
        return dot(field, low.weights, eq_table(field, point))
    return dot(field, eq_table(field, low.point)[1:], eq_table(field, point))
