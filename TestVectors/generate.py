#!/usr/bin/env python3
"""Recomputes the test vectors in this folder with the Python standard library alone.

    python3 TestVectors/generate.py            writes every file
    python3 TestVectors/generate.py --check    compares instead, exit code 1 on a difference

Everything is written from the definitions (papers, standards), not from the Swift sources.
Each function whose name starts with `vectors_` returns the contents of the file named after it.
"""

import hashlib
import json
import pathlib
import random
import sys

# --- Fields -----------------------------------------------------------------------------------------------------

KOALA_BEAR = 2**31 - 2**24 + 1
BN254 = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001


def quintic_product(a, b):
    """The product in KoalaBear[X] / (X^5 + X^2 - 1), coefficients from the lowest power."""
    product = [0] * 9
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            product[i + j] += x * y
    for power in range(8, 4, -1):  # X^power = X^(power-5) - X^(power-3)
        product[power - 5] += product[power]
        product[power - 3] -= product[power]
    return [c % KOALA_BEAR for c in product[:5]]


def quintic_power(a, exponent):
    result = [1, 0, 0, 0, 0]
    while exponent:
        if exponent & 1:
            result = quintic_product(result, a)
        a = quintic_product(a, a)
        exponent >>= 1
    return result


def check_quintic_is_a_field():
    """Rabin's test for the prime degree 5: X^(p^5) = X, and X^p - X is a unit (its norm-like power is one)."""
    x = [0, 1, 0, 0, 0]
    assert quintic_power(x, KOALA_BEAR**5) == x
    difference = quintic_power(x, KOALA_BEAR)
    difference[1] = (difference[1] - 1) % KOALA_BEAR
    assert quintic_power(difference, KOALA_BEAR**5 - 1) == [1, 0, 0, 0, 0]


def vectors_fields():
    check_quintic_is_a_field()
    chance = random.Random("fields")
    edge = [0, 1, 2, KOALA_BEAR - 1, KOALA_BEAR - 2, 2**16, 2**24, 2**30]

    def element():
        return [chance.choice(edge) if chance.random() < 0.3 else chance.randrange(KOALA_BEAR) for _ in range(5)]

    products = []
    for _ in range(64):
        a, b = element(), element()
        products.append({"a": a, "b": b, "product": quintic_product(a, b)})
    inverses = []
    for _ in range(16):
        a = element()
        inverses.append({"a": a, "inverse": quintic_power(a, KOALA_BEAR**5 - 2)})
    a = element()
    return {
        "quinticProducts": products,
        "quinticInverses": inverses,
        "quinticFrobenius": {"a": a, "image": quintic_power(a, KOALA_BEAR)},
    }


# --- Poseidon ------------------------------------------------------------------------------------------------------


def grain_bits(bits, width, full_rounds, partial_rounds):
    """The self-shrinking generator of eprint 2019/458, appendix E."""
    state = []
    for value, length in (
        (1, 2), (0, 4), (bits, 12), (width, 12), (full_rounds, 10), (partial_rounds, 10), (2**30 - 1, 30)
    ):
        state += [(value >> (length - 1 - i)) & 1 for i in range(length)]

    def shift():
        bit = state[62] ^ state[51] ^ state[38] ^ state[23] ^ state[13] ^ state[0]
        state.pop(0)
        state.append(bit)
        return bit

    for _ in range(160):
        shift()
    while True:
        gate, bit = shift(), shift()
        if gate:
            yield bit


def grain_integer(source, bits):
    value = 0
    for _ in range(bits):
        value = value << 1 | next(source)
    return value


def grain_element(source, bits, modulus):
    while True:
        value = grain_integer(source, bits)
        if value < modulus:
            return value


def poseidon_parameters(width, partial_rounds):
    source = grain_bits(254, width, 8, partial_rounds)
    constants = [[grain_element(source, 254, BN254) for _ in range(width)] for _ in range(8 + partial_rounds)]
    nodes = [grain_integer(source, 254) % BN254 for _ in range(2 * width)]
    matrix = [[pow(x + y, -1, BN254) for y in nodes[width:]] for x in nodes[:width]]
    return constants, matrix


POSEIDON = {2: poseidon_parameters(2, 56), 3: poseidon_parameters(3, 57)}


def poseidon(inputs):
    width = len(inputs) + 1
    constants, matrix = POSEIDON[width]
    state = [0] + inputs
    for number, row in enumerate(constants):
        state = [(s + c) % BN254 for s, c in zip(state, row)]
        if 4 <= number < len(constants) - 4:
            state[0] = pow(state[0], 5, BN254)
        else:
            state = [pow(s, 5, BN254) for s in state]
        state = [sum(m * s for m, s in zip(line, state)) % BN254 for line in matrix]
    return state[0]


def vectors_poseidon():
    chance = random.Random("poseidon")
    hashes = []
    for inputs in (1, 2):
        for _ in range(8):
            values = [chance.choice([0, 1, BN254 - 1, chance.randrange(BN254)]) for _ in range(inputs)]
            hashes.append({"inputs": [f"{v:064x}" for v in values], "digest": f"{poseidon(values):064x}"})
    return {"hashes": hashes}


# --- Membership -------------------------------------------------------------------------------------------------


def keccak_permutation(lanes):
    """Keccak-f[1600] on lanes[x][y], from FIPS 202."""

    def rotate(lane, count):
        count %= 64
        return ((lane << count) | (lane >> (64 - count))) & (2**64 - 1)

    register = 1
    for _ in range(24):
        parity = [lanes[x][0] ^ lanes[x][1] ^ lanes[x][2] ^ lanes[x][3] ^ lanes[x][4] for x in range(5)]
        spread = [parity[(x + 4) % 5] ^ rotate(parity[(x + 1) % 5], 1) for x in range(5)]
        lanes = [[lanes[x][y] ^ spread[x] for y in range(5)] for x in range(5)]
        x, y, carried = 1, 0, lanes[1][0]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            carried, lanes[x][y] = lanes[x][y], rotate(carried, (step + 1) * (step + 2) // 2)
        lanes = [
            [lanes[x][y] ^ (~lanes[(x + 1) % 5][y] & lanes[(x + 2) % 5][y] & (2**64 - 1)) for y in range(5)]
            for x in range(5)
        ]
        for power in range(7):
            if register & 1:
                lanes[0][0] ^= 1 << ((1 << power) - 1)
            register <<= 1
            if register & 0x100:
                register ^= 0x171
    return lanes


def keccak256(message, suffix=0x01):
    rate = 136
    padded = bytearray(message) + bytes([suffix])
    padded += bytes(-len(padded) % rate)
    padded[-1] |= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), rate):
        for lane in range(rate // 8):
            word = int.from_bytes(padded[start + 8 * lane : start + 8 * lane + 8], "little")
            lanes[lane % 5][lane // 5] ^= word
        lanes = keccak_permutation(lanes)
    return b"".join(lanes[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))


def hash_to_field(message):
    return int.from_bytes(keccak256(message)[:31], "big")


def identity(secret):
    seed = hashlib.sha256(secret).hexdigest().encode()
    trapdoor, nullifier = (
        int.from_bytes(hashlib.sha256(seed + label).digest(), "big") % BN254
        for label in (b"identity_trapdoor", b"identity_nullifier")
    )
    return nullifier, poseidon([poseidon([nullifier, trapdoor])])


def merkle_root(leaves, depth):
    empty = 0
    nodes = list(leaves)
    for _ in range(depth):
        if len(nodes) % 2:
            nodes.append(empty)
        nodes = [poseidon([nodes[i], nodes[i + 1]]) for i in range(0, len(nodes), 2)]
        empty = poseidon([empty, empty])
    return nodes[0] if nodes else empty


def vectors_membership():
    chance = random.Random("membership")
    keccak = []
    for length in (0, 1, 7, 8, 31, 32, 134, 135, 136, 137, 271, 272, 273, 1000):
        message = bytes((i * 7 + 3) & 255 for i in range(length))
        assert keccak256(message, suffix=0x06) == hashlib.sha3_256(message).digest()
        keccak.append({"length": length, "digest": keccak256(message).hex()})
    identities = []
    for secret, app, action in (
        (b"", "app_staging_0", "vote"),
        (b"\x00" * 32, "app_x", ""),
        ("größer als ein Block: ".encode() * 9, "app_y", "ünïcode"),
    ):
        nullifier, commitment = identity(secret)
        external = hash_to_field(hash_to_field(app.encode()).to_bytes(32, "big") + action.encode())
        identities.append({
            "secret": secret.hex(), "commitment": f"{commitment:064x}", "app": app, "action": action,
            "externalNullifier": f"{external:064x}", "nullifierHash": f"{poseidon([external, nullifier]):064x}",
        })
    trees = []
    for depth, count in ((1, 2), (5, 19), (30, 7)):
        leaves = [chance.randrange(BN254) for _ in range(count)]
        trees.append({
            "depth": depth, "leaves": [f"{leaf:064x}" for leaf in leaves],
            "root": f"{merkle_root(leaves, depth):064x}",
        })
    return {"keccak": keccak, "identities": identities, "trees": trees}


# --- Files ------------------------------------------------------------------------------------------------------


def main():
    check = "--check" in sys.argv[1:]
    folder = pathlib.Path(__file__).parent
    different = []
    for name, function in sorted(globals().items()):
        if not name.startswith("vectors_"):
            continue
        path = folder / (name.removeprefix("vectors_").replace("_", "-") + ".json")
        text = json.dumps(function(), indent=1) + "\n"
        if not check:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            different.append(path.name)
    if different:
        sys.exit("these files differ from what the script computes: " + ", ".join(different))


if __name__ == "__main__":
    main()
