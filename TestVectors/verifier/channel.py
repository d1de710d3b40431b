"""The masked channel: affine expressions, pads, product slots, claims (specification: ChannelSpecification).

A cell of the committed column of K is written ('pad', i), ('x', i), ('y', i) or ('z', i) until the plan fixes its position.
"""

from math import comb

from .errors import Refused
from .fields import log2_ceil, power


class Affine:
    """constant + sum of coefficient * cell."""

    __slots__ = ("constant", "cells")

    def __init__(self, constant, cells=None):
        self.constant = constant
        self.cells = cells or {}

    def plus(self, other, factor):
        """self + factor * other."""
        cells = dict(self.cells)
        for cell, coefficient in other.cells.items():
            part = coefficient * factor
            cells[cell] = cells[cell] + part if cell in cells else part
        return Affine(self.constant + other.constant * factor, cells)

    def __add__(self, other):
        return self.plus(other, 1)

    def __sub__(self, other):
        return self.plus(other, -1)

    def times(self, factor):
        return Affine(self.constant * factor, {cell: c * factor for cell, c in self.cells.items()})

    def shifted(self, constant):
        return Affine(self.constant + constant, self.cells)


class Term:
    """Sum over h, j of high[h] low[j] column[h 2^b + j]. `low` is one of Eq, Shift, Dense."""

    __slots__ = ("column", "low", "high")

    def __init__(self, column, low, high):
        self.column = column
        self.low = low
        self.high = high


class Eq:
    """eq(point, j)."""

    def __init__(self, point):
        self.point = list(point)
        self.variables = len(self.point)


class Shift:
    """eq(point, j + 1), 0 for the last j."""

    def __init__(self, point):
        self.point = list(point)
        self.variables = len(self.point)


class Dense:
    """Arbitrary weights, a power of two of them."""

    def __init__(self, weights):
        self.weights = list(weights)
        self.variables = log2_ceil(len(self.weights))


class Plan:
    """What the statement's shape fixes."""

    def __init__(self):
        self.pad_count = 0
        self.slot_count = 1
        self.message_count = 0
        self.claim_count = 0
        self.challenges = []  # (name, error numerator)

    @property
    def product_variables(self):
        return log2_ceil(self.slot_count)

    @property
    def cell_count(self):
        return self.pad_count + 3 * (1 << self.product_variables)

    def position(self, cell):
        kind, index = cell
        if kind == "pad":
            return index
        return self.pad_count + ("x", "y", "z").index(kind) * (1 << self.product_variables) + index


class Channel:
    """One run of the verifier's logic. Without a transcript it plans: challenges are one, messages zero."""

    def __init__(self, field, transcript=None, messages=(), plan=None, omitted=()):
        self.field = field
        self.transcript = transcript
        self.messages = messages
        self.plan = plan
        self.counted = Plan()
        self.claims = []  # (affine, terms)
        self.omitted = omitted
        self.one = field(1)
        self.zero = field(0)

    # Challenges

    def challenge(self, name, error, nonzero=False):
        self.counted.challenges.append((name, error))
        if self.transcript is None:
            return self.one
        return self.transcript.challenge(name, self.field, nonzero)

    def point(self, name, count, nonzero=True):
        self.counted.challenges.append((name, max(count, 1)))
        if self.transcript is None:
            return [self.one] * count
        return self.transcript.point(name, self.field, count, nonzero)

    # Messages

    def _message(self, name):
        index = self.counted.message_count
        self.counted.message_count += 1
        if self.transcript is None:
            return self.zero
        if index >= len(self.messages):
            raise Refused("truncated", "messages")
        self.transcript.absorb(name, self.messages[index].encode())
        return self.messages[index]

    def send(self, name):
        cell = ("pad", self.counted.pad_count)
        self.counted.pad_count += 1
        return Affine(self._message(name), {cell: self.one})

    def send_clear(self, name):
        return self._message(name)

    def _slot(self, copy_x=None, copy_y=None):
        """copy_y 'x' copies the slot's own x."""
        index = self.counted.slot_count
        self.counted.slot_count += 1
        cells = (("x", index), ("y", index), ("z", index))
        if copy_y == "x":
            copy_y = cells[0]
        for cell, source in ((cells[0], copy_x), (cells[1], copy_y)):
            if source is not None:
                self.claim("product copy", Affine(self.zero, {cell: self.one, source: -self.one}))
        return cells

    def send_factors(self, name):
        x, y, z = self._slot()
        left = self._message(name + " left")
        right = self._message(name + " right")
        product = Affine(left * right, {z: self.one, y: left, x: right})
        return Affine(left, {x: self.one}), Affine(right, {y: self.one}), product

    def send_power(self, name, exponent):
        x, _, square = self._slot(copy_y="x")
        message = self._message(name)
        powers = [x, square, self._slot(square, x)[2]]
        if exponent == 5:
            fourth = self._slot(square, square)[2]
            powers += [fourth, self._slot(fourth, x)[2]]
        cells = {
            cell: power(message, exponent - i, self.one) * comb(exponent, i) for i, cell in enumerate(powers, 1)
        }
        return Affine(message, {x: self.one}), Affine(power(message, exponent, self.one), cells)

    def committed_boolean(self, name):
        x, _, z = self._slot(copy_y="x")
        self.claim(name, Affine(self.zero, {x: self.one, z: -self.one}))
        return x

    def committed_product(self, x):
        return self._slot(copy_x=x)

    # Claims

    def claim(self, name, affine, terms=()):
        """affine + terms = 0."""
        if name in self.omitted:
            return
        self.counted.claim_count += 1
        self.claims.append((affine, terms))

    @property
    def product_variables(self):
        """Known when everything but the product check has been planned."""
        return (self.plan or self.counted).product_variables

    def constant(self, value):
        return Affine(value)
