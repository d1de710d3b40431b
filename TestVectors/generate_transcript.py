#!/usr/bin/env python3
"""Recomputes transcript.json with the Python standard library alone, from the definitions in the protocol.

    python3 TestVectors/generate_transcript.py            writes the file
    python3 TestVectors/generate_transcript.py --check    compares instead, exit code 1 on a difference

The file holds challenges of a Fiat-Shamir transcript, a Merkle multiproof, and the soundness of the query round.
"""

import hashlib
import json
import math
import pathlib
import sys

KOALA_BEAR = 2**31 - 2**24 + 1
BN254 = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Transcript:
    """state := SHA-256(state, tag, length of label, label, 64-bit length of message, message)."""

    def __init__(self, domain):
        self.state = sha(domain.encode())
        self.stream = iter(())

    def absorb(self, label, message, tag=1):
        name = label.encode()
        self.state = sha(
            self.state, bytes([tag, len(name)]), name, len(message).to_bytes(8, "little"), message
        )

    def begin(self, label):
        self.absorb(label, b"", tag=3)
        self.stream = self.blocks()

    def blocks(self):
        """Each block is read from its last byte to its first."""
        counter = 0
        while True:
            yield from reversed(sha(self.state, b"\x02", counter.to_bytes(8, "little")))
            counter += 1

    def take(self, count):
        return bytes(next(self.stream) for _ in range(count))

    def word(self, modulus, count):
        """Rejection: the bits of the modulus's length, accepted below the modulus."""
        while True:
            value = int.from_bytes(self.take(count), "little") & ((1 << modulus.bit_length()) - 1)
            if value < modulus:
                return value

    def koala_bear(self):
        return self.word(KOALA_BEAR, 4)

    def quintic(self):
        return [self.koala_bear() for _ in range(5)]

    def bn254(self):
        return self.word(BN254, 32)

    def indices(self, label, count, bound):
        self.begin(label)
        chosen = set()
        while len(chosen) < count:
            chosen.add(int.from_bytes(self.take(4), "little") % bound)
        return sorted(chosen)

    def grind(self, bits):
        nonce = 0
        while True:
            digest = sha(self.state, b"\x04", nonce.to_bytes(8, "little"))
            if int.from_bytes(digest, "big") >> (256 - bits) == 0:
                return nonce
            nonce += 1


def transcript_vectors():
    transcript = Transcript("worldid test")
    transcript.absorb("first", b"")
    transcript.absorb("second", bytes(range(100)))
    vectors = {}
    transcript.begin("koala")
    vectors["koala"] = [transcript.koala_bear() for _ in range(20)]
    transcript.begin("quintic")
    vectors["quintic"] = transcript.quintic()
    transcript.absorb("elements", b"".join(x.to_bytes(4, "little") for x in vectors["quintic"]))
    transcript.begin("bn254")
    vectors["bn254"] = [format(transcript.bn254(), "064x") for _ in range(3)]
    vectors["nonce"] = transcript.grind(10)
    vectors["indices"] = transcript.indices("columns", 12, 64)
    transcript.begin("end")
    vectors["bytes"] = transcript.take(70).hex()
    return vectors


def tree_vectors():
    """A tree of 16 leaves, opened at five of them; leaves and nodes are hashed after a block of their own."""
    leaf, node = b"worldid leaf".ljust(64, b"\x00"), b"worldid node".ljust(64, b"\x00")
    leaves = [sha(leaf, bytes([i] * (i + 1))) for i in range(16)]
    levels = [leaves]
    while len(levels[-1]) > 1:
        level = levels[-1]
        levels.append([sha(node, level[i], level[i + 1]) for i in range(0, len(level), 2)])
    opened = [0, 3, 6, 7, 13]
    known = set(opened)
    proof = []
    for level in levels[:-1]:
        proof += [level[i ^ 1] for i in sorted(known) if i ^ 1 not in known]
        known = {i // 2 for i in known}
    return {
        "leafCount": 16,
        "opened": opened,
        "root": levels[-1][0].hex(),
        "proof": b"".join(proof).hex(),
    }


def log2_fraction(numerator, denominator):
    """log2 of an exact fraction of large integers, to double precision."""
    scaled = (numerator << 200) // denominator
    length = scaled.bit_length()
    top = scaled >> max(0, length - 60)
    return math.log2(top) + max(0, length - 60) - 200


def query_bits(w, n, t, g):
    """Exact binomials: C(n, t) / C(n-e-1, t), in bits, plus the grinding."""
    e = (n - w - (t + 1)) // 2
    return log2_fraction(math.comb(n, t), math.comb(n - e - 1, t)) + g


def budget_vectors():
    cases = []
    for w, n, t, g in [
        (1024, 8192, 138, 16),
        (1024, 8192, 137, 16),
        (1024, 8192, 136, 16),
        (1024, 8192, 138, 15),
        (1024, 16384, 124, 16),
        (4096, 32768, 136, 16),
        (256, 4096, 127, 16),
        (256, 1024, 190, 16),
        (32, 128, 30, 0),
        (512, 32768, 130, 8),
    ]:
        cases.append({"w": w, "n": n, "t": t, "g": g, "bits": query_bits(w, n, t, g)})
    return cases


def main():
    text = json.dumps(
        {"transcript": transcript_vectors(), "tree": tree_vectors(), "queryBits": budget_vectors()}, indent=1
    )
    path = pathlib.Path(__file__).with_name("transcript.json")
    if "--check" in sys.argv:
        sys.exit(0 if path.read_text() == text + "\n" else 1)
    path.write_text(text + "\n")


if __name__ == "__main__":
    main()
