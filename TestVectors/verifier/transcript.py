"""The Fiat-Shamir transcript (specification: TranscriptAndGrinding)."""

import hashlib


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


class Transcript:
    def __init__(self, domain):
        self.state = sha256(domain.encode("ascii"))
        self.block = b""
        self.counter = 0

    def _chain(self, tag, label, message):
        name = label.encode("ascii")
        self.state = sha256(
            self.state, bytes([tag, len(name)]), name, len(message).to_bytes(8, "little"), message
        )
        self.block = b""
        self.counter = 0

    def absorb(self, label, message):
        self._chain(1, label, message)

    def absorb_elements(self, label, elements):
        self.absorb(label, b"".join(element.encode() for element in elements))

    def begin(self, label):
        self._chain(3, label, b"")

    def take(self, count):
        """The next bytes of the challenge that was begun; each block of 32 is read from its last byte to its first."""
        while len(self.block) < count:
            self.block += sha256(self.state, b"\x02", self.counter.to_bytes(8, "little"))[::-1]
            self.counter += 1
        taken, self.block = self.block[:count], self.block[count:]
        return taken

    def point(self, label, field, count, nonzero=False):
        self.begin(label)
        coordinates = []
        while len(coordinates) < count:
            element = field.draw(self)
            if not (nonzero and element == field(0)):
                coordinates.append(element)
        return coordinates

    def challenge(self, label, field, nonzero=False):
        return self.point(label, field, 1, nonzero)[0]

    def columns(self, count, log2_bound):
        self.begin("columns")
        chosen = set()
        while len(chosen) < count:
            chosen.add(int.from_bytes(self.take(4), "little") & ((1 << log2_bound) - 1))
        return sorted(chosen)

    def meets_target(self, nonce, bits):
        digest = sha256(self.state, b"\x04", nonce)
        return int.from_bytes(digest, "big") >> (256 - bits) == 0
