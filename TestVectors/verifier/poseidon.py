"""Poseidon and Poseidon2 as circuits of S-boxes between linear maps (specification: FieldsAndEncodings; Reductions, 5)."""

from .fields import BN254, KOALA_BEAR, log2_ceil


def grain_bits(bits, width, full_rounds, partial_rounds):
    register = []
    for value, length in (
        (1, 2), (0, 4), (bits, 12), (width, 12), (full_rounds, 10), (partial_rounds, 10), (2**30 - 1, 30)
    ):
        register += [value >> (length - 1 - i) & 1 for i in range(length)]

    def step():
        bit = register[62] ^ register[51] ^ register[38] ^ register[23] ^ register[13] ^ register[0]
        del register[0]
        register.append(bit)
        return bit

    for _ in range(160):
        step()
    while True:
        gate, bit = step(), step()
        if gate:
            yield bit


class Grain:
    def __init__(self, bits, width, partial_rounds):
        self.bits = bits
        self.source = grain_bits(bits, width, 8, partial_rounds)

    def integer(self):
        value = 0
        for _ in range(self.bits):
            value = value << 1 | next(self.source)
        return value

    def below(self, modulus):
        while True:
            value = self.integer()
            if value < modulus:
                return value


class Circuit:
    """A permutation: `rounds` are (constants, number of S-boxes, matrix)."""

    def __init__(self, width, exponent, modulus, initial_matrix, rounds):
        self.width = width
        self.exponent = exponent
        self.modulus = modulus
        self.initial_matrix = initial_matrix
        self.rounds = rounds
        self.sbox_count = sum(count for _, count, _ in rounds)
        self.sbox_variables = log2_ceil(self.sbox_count)

    def permute(self, state):
        def multiply(matrix, state):
            return [sum(m * s for m, s in zip(row, state)) % self.modulus for row in matrix]

        if self.initial_matrix:
            state = multiply(self.initial_matrix, state)
        for constants, count, matrix in self.rounds:
            state = [s + c for s, c in zip(state, constants)]
            state = [pow(s, self.exponent, self.modulus) if i < count else s for i, s in enumerate(state)]
            state = multiply(matrix, state)
        return state

    def functional(self, field, inputs=None, finals=None):
        """Weights on S-box inputs and on the final state -> (weights on outputs, on the input state, constant)."""
        outputs = [field(0)] * self.sbox_count
        constant = field(0)
        weights = list(finals) if finals else [field(0)] * self.width
        first = self.sbox_count
        for constants, count, matrix in reversed(self.rounds):
            first -= count
            weights = transposed(field, matrix, weights)
            for slot in range(count):
                outputs[first + slot] = weights[slot]
                weights[slot] = inputs[first + slot] if inputs else field(0)
            constant = constant + field.combine(weights, constants)
        if self.initial_matrix:
            weights = transposed(field, self.initial_matrix, weights)
        return outputs, weights, constant

    def final(self, field, weights):
        """Weights on the S-box outputs that give a functional of the final state."""
        return self.functional(field, finals=weights)[0]


def transposed(field, matrix, weights):
    zero = field(0)
    if all(w == zero for w in weights):
        return list(weights)
    return [field.combine(weights, [row[column] for row in matrix]) for column in range(len(weights))]


def poseidon(width, partial_rounds):
    grain = Grain(254, width, partial_rounds)
    constants = [[grain.below(BN254) for _ in range(width)] for _ in range(8 + partial_rounds)]
    nodes = [grain.integer() % BN254 for _ in range(2 * width)]
    matrix = [[pow(x + y, -1, BN254) for y in nodes[width:]] for x in nodes[:width]]
    rounds = [
        (row, 1 if 4 <= number < 4 + partial_rounds else width, matrix) for number, row in enumerate(constants)
    ]
    return Circuit(width, 5, BN254, None, rounds)


def poseidon2():
    width, partial_rounds, p = 24, 23, KOALA_BEAR
    grain = Grain(31, width, partial_rounds)

    def half(exponent):
        return pow(2, -exponent, p)

    first = [[grain.below(p) for _ in range(width)] for _ in range(4)]
    middle = [grain.below(p) for _ in range(partial_rounds)]
    last = [[grain.below(p) for _ in range(width)] for _ in range(4)]
    diagonal = [-2, 1, 2, half(1), 3, 4, -half(1), -3, -4]
    diagonal += [half(e) for e in (8, 2, 3, 4, 5, 6, 24)] + [-half(e) for e in (8, 3, 4, 5, 6, 7, 9, 24)]
    internal = [[(1 + (diagonal[i] if i == j else 0)) % p for j in range(width)] for i in range(width)]
    external = [
        [(2, 3, 1, 1)[(j - i) % 4] * (2 if i // 4 == j // 4 else 1) for j in range(width)] for i in range(width)
    ]
    rounds = [(row, width, external) for row in first]
    rounds += [([c] + [0] * (width - 1), 1, internal) for c in middle]
    rounds += [(row, width, external) for row in last]
    return Circuit(width, 3, p, external, rounds)


PAIR = poseidon(3, 57)
SINGLE = poseidon(2, 56)
SPONGE = poseidon2()
