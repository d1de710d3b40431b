#!/usr/bin/env python3
"""Verifies a proof file of worldid.

    python3 TestVectors/verifier/verify.py FILE [--network FILE]

`--network` names the canonical encoding of the network of an inference proof
(TestVectors/proofs/*.network, or what `worldid model import -o` writes). Prints `accepted` (exit code 0) or `refused: reason` (1); 2 if a file cannot be read.
"""

import argparse
import pathlib
import sys

if __package__ in (None, ""):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
    __package__ = "verifier"

from verifier import inference, membership, network_statement  # noqa: E402
from verifier.argument import VERSION, Verifier  # noqa: E402
from verifier.errors import Refused  # noqa: E402
from verifier.network import Network  # noqa: E402

MAGIC = b"WORLDIDP"
MAXIMUM_FILE = 1 << 22
KINDS = {1: "inference", 2: "membership", 4: "network"}


def read_header(data):
    """The kind of proof and what follows the header."""
    if len(data) > MAXIMUM_FILE:
        raise Refused("trailingBytes", "the file is too large")
    if data[:8] != MAGIC:
        raise Refused("notAProof")
    if len(data) < 12:
        raise Refused("truncated", "header")
    if int.from_bytes(data[8:12], "little") != VERSION:
        raise Refused("unsupportedVersion")
    if len(data) < 13:
        raise Refused("truncated", "header")
    if data[12] not in KINDS:
        raise Refused("invalidField", "kind")
    return KINDS[data[12]], data[13:]


class MembershipVerifier:
    kind = "membership"

    def __init__(self, weakened=None):
        self.verifier = Verifier(membership.Relation(), weakened)

    def verify(self, data):
        """Returns if the file is a membership proof that holds, raises `Refused` otherwise."""
        body = expect(self.kind, data)
        statement = membership.Statement(body)
        self.verifier.verify(statement, body[membership.STATEMENT_BYTES :])


class InferenceVerifier:
    kind = "inference"

    def __init__(self, encoding, weakened=None):
        self.network = Network(encoding)
        self.verifier = Verifier(inference.Relation(self.network, VERSION), weakened)

    def verify(self, data):
        """Returns if the file is an inference proof of this network that holds, raises `Refused` otherwise."""
        body = expect(self.kind, data)
        statement = inference.Statement(body)
        if statement.model_id != self.network.id:
            raise Refused("statementMismatch", "model")
        self.verifier.verify(statement, body[inference.STATEMENT_BYTES :])


class NetworkVerifier:
    kind = "network"

    def __init__(self, encoding, disclosures, weakened=None):
        """`disclosures` are those that statements must have: of the input, and of all outputs."""
        self.network = Network(encoding)
        self.disclosures = disclosures[0], tuple(disclosures[1])
        self.verifier = Verifier(network_statement.Relation(self.network, VERSION, self.disclosures), weakened)

    def verify(self, data):
        """Returns if the file is a proof of this network's run that holds, raises `Refused` otherwise."""
        body = expect(self.kind, data)
        statement = network_statement.Statement(body)
        if statement.model_id != self.network.id:
            raise Refused("statementMismatch", "model")
        if statement.disclosures != self.disclosures:
            raise Refused("statementMismatch", "disclosure")
        statement.check(self.network)
        self.verifier.verify(statement, body[len(statement.encoded) :])


def expect(kind, data):
    found, body = read_header(data)
    if found != kind:
        raise Refused("wrongKind", found)
    return body


def verdict(verifier, data):
    """'accepted', or the reason why not."""
    try:
        verifier.verify(data)
    except Refused as refusal:
        return refusal.kind + (" " + refusal.detail if refusal.kind == "rejected" else "")
    return "accepted"


def verifier_of(kind, data, encoding):
    """For one file: whoever knows beforehand what must be public makes a `NetworkVerifier` with it."""
    if kind == "membership":
        return MembershipVerifier()
    if kind == "inference":
        return InferenceVerifier(encoding)
    _, body = read_header(data)
    statement = network_statement.Statement(body)
    if statement.model_id != Network(encoding).id:
        raise Refused("statementMismatch", "model")
    return NetworkVerifier(encoding, statement.disclosures)


def main():
    parser = argparse.ArgumentParser(description="Verifies a proof file of worldid.")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--network", type=pathlib.Path, help="canonical encoding of the network")
    arguments = parser.parse_args()
    try:
        data = arguments.file.read_bytes()
        encoding = arguments.network.read_bytes() if arguments.network else None
    except OSError as error:
        print(f"cannot read: {error}", file=sys.stderr)
        return 2
    try:
        kind, _ = read_header(data)
        if kind != "membership" and encoding is None:
            print("a proof of this kind needs --network", file=sys.stderr)
            return 2
        verifier_of(kind, data, encoding).verify(data)
    except Refused as refusal:
        print(f"refused: {refusal}")
        return 1
    print("accepted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
