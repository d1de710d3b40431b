"""Fields, encodings, multilinear polynomials (specification: FieldsAndEncodings).

Elements are objects with the usual operators; a field is described by its class. `base` is the field in which columns are
committed: KoalaBear for `Quintic`, the field itself for `Scalar`. Base elements are plain integers below `p`.
"""

KOALA_BEAR = 2**31 - 2**24 + 1
BN254 = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001


class Quintic:
    """KoalaBear[X] / (X^5 + X^2 - 1)."""

    __slots__ = ("c",)
    name = "quintic"
    p = KOALA_BEAR
    base_bytes = 4
    byte_count = 20
    order_bits = 154.9434234372463
    base_order_bits = 30.98868468744926
    two_adicity = 24
    generator = 3

    def __init__(self, c0=0, c1=0, c2=0, c3=0, c4=0):
        self.c = (c0 % KOALA_BEAR, c1 % KOALA_BEAR, c2 % KOALA_BEAR, c3 % KOALA_BEAR, c4 % KOALA_BEAR)

    def __eq__(self, other):
        return self.c == other.c

    def __hash__(self):
        return hash(self.c)

    def __add__(self, other):
        a, b = self.c, other.c
        return Quintic(a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4])

    def __sub__(self, other):
        a, b = self.c, other.c
        return Quintic(a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4])

    def __neg__(self):
        a = self.c
        return Quintic(-a[0], -a[1], -a[2], -a[3], -a[4])

    def __mul__(self, other):
        if isinstance(other, int):
            a = self.c
            return Quintic(a[0] * other, a[1] * other, a[2] * other, a[3] * other, a[4] * other)
        a0, a1, a2, a3, a4 = self.c
        b0, b1, b2, b3, b4 = other.c
        t5 = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1
        t6 = a2 * b4 + a3 * b3 + a4 * b2
        t7 = a3 * b4 + a4 * b3
        t8 = a4 * b4
        # X^5 = 1 - X^2, X^6 = X - X^3, X^7 = X^2 - X^4, X^8 = X^3 + X^2 - 1
        return Quintic(
            a0 * b0 + t5 - t8,
            a0 * b1 + a1 * b0 + t6,
            a0 * b2 + a1 * b1 + a2 * b0 - t5 + t7 + t8,
            a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - t6 + t8,
            a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - t7,
        )

    def frobenius(self):
        """The p-th power, which is linear."""
        return Quintic.combine(FROBENIUS, self.c)

    def inverse(self):
        """The other four conjugates over the norm."""
        first = self.frobenius()
        two = first * first.frobenius()
        four = two * two.frobenius().frobenius()
        return four * pow((self * four).c[0], KOALA_BEAR - 2, KOALA_BEAR)

    def encode(self):
        return b"".join(x.to_bytes(4, "little") for x in self.c)

    @classmethod
    def decode(cls, data):
        """None unless every coefficient is below p."""
        words = [int.from_bytes(data[i : i + 4], "little") for i in range(0, 20, 4)]
        return cls(*words) if max(words) < KOALA_BEAR else None

    @classmethod
    def draw(cls, stream):
        return cls(*[draw_integer(stream, KOALA_BEAR, 4) for _ in range(5)])

    @classmethod
    def combine(cls, elements, scalars):
        """Sum of elements[i] * scalars[i], the scalars in the base field."""
        sums = [0, 0, 0, 0, 0]
        for element, scalar in zip(elements, scalars):
            if scalar:
                a = element.c
                sums[0] += a[0] * scalar
                sums[1] += a[1] * scalar
                sums[2] += a[2] * scalar
                sums[3] += a[3] * scalar
                sums[4] += a[4] * scalar
        return cls(*sums)


class Scalar:
    """BN254's scalar field, base and challenge field in one."""

    __slots__ = ("c",)
    name = "bn254"
    p = BN254
    base_bytes = 32
    byte_count = 32
    order_bits = 253.59669135500215
    base_order_bits = 253.59669135500215
    two_adicity = 28
    generator = 5

    def __init__(self, value=0):
        self.c = value % BN254

    def __eq__(self, other):
        return self.c == other.c

    def __hash__(self):
        return hash(self.c)

    def __add__(self, other):
        return Scalar(self.c + other.c)

    def __sub__(self, other):
        return Scalar(self.c - other.c)

    def __neg__(self):
        return Scalar(-self.c)

    def __mul__(self, other):
        return Scalar(self.c * (other if isinstance(other, int) else other.c))

    def inverse(self):
        return Scalar(pow(self.c, BN254 - 2, BN254))

    def encode(self):
        return self.c.to_bytes(32, "little")

    @classmethod
    def decode(cls, data):
        value = int.from_bytes(data, "little")
        return cls(value) if value < BN254 else None

    @classmethod
    def draw(cls, stream):
        return cls(draw_integer(stream, BN254, 32))

    @classmethod
    def combine(cls, elements, scalars):
        return cls(sum(e.c * s for e, s in zip(elements, scalars)))


def power(element, exponent, one):
    result = one
    while exponent:
        if exponent & 1:
            result = result * element
        element = element * element
        exponent >>= 1
    return result


# X^(p i)
FROBENIUS = [power(Quintic(0, 1), KOALA_BEAR * i, Quintic(1)) for i in range(5)]


def draw_integer(stream, modulus, count):
    """Uniform below the modulus, by rejection of masked words."""
    mask = (1 << modulus.bit_length()) - 1
    while True:
        value = int.from_bytes(stream.take(count), "little") & mask
        if value < modulus:
            return value


def root_of_unity(field, log2_order):
    return pow(field.generator, (field.p - 1) >> log2_order, field.p)


def log2_ceil(count):
    """The least v with 2^v >= count."""
    return max(count - 1, 0).bit_length()


# --- Multilinear polynomials ---------------------------------------------------------------------------------------


def eq_table(field, point):
    """eq(point, j) for all j < 2^len(point); coordinate i belongs to bit i of j."""
    table = [field(1)]
    for coordinate in point:
        high = [entry * coordinate for entry in table]
        table = [entry - part for entry, part in zip(table, high)] + high
    return table


def eq_points(field, left, right):
    product = field(1)
    for a, b in zip(left, right):
        product = product * (a * b * 2 - a - b + field(1))
    return product


def eq_index(field, point, index):
    """eq(point, bits of index)."""
    product = field(1)
    for bit, coordinate in enumerate(point):
        product = product * (coordinate if index >> bit & 1 else field(1) - coordinate)
    return product


def evaluate_base(field, table, point):
    """A table of base elements, continued by zeros, at a point of the challenge field."""
    return field.combine(eq_table(field, point), table)


def evaluate(field, table, point):
    """A table of elements of the challenge field at a point."""
    return dot(field, eq_table(field, point), table)


def dot(field, left, right):
    total = field(0)
    for a, b in zip(left, right):
        total = total + a * b
    return total


def total(field, elements):
    result = field(0)
    for element in elements:
        result = result + element
    return result
