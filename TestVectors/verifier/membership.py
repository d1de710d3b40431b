"""The membership statement (specification: MembershipSpecification)."""

from .channel import Affine, Dense, Eq, Term
from .errors import Refused
from .fields import Scalar, eq_table
from .poseidon import PAIR, SINGLE
from .reductions import power_zerocheck

STATEMENT_BYTES = 128
DEPTH, SECRETS, NULLIFIER = 30, 30, 31
NAMES = ("root", "nullifier hash", "signal hash", "external nullifier")


class Statement:
    def __init__(self, data):
        if len(data) < STATEMENT_BYTES:
            raise Refused("truncated", "membership statement")
        self.encoded = data[:STATEMENT_BYTES]
        values = []
        for index, name in enumerate(NAMES):
            value = int.from_bytes(data[32 * index : 32 * index + 32], "little")
            if value >= Scalar.p:
                raise Refused("nonCanonical", name)
            values.append(Scalar(value))
        self.root, self.nullifier_hash, self.signal_hash, self.external_nullifier = values


def unit(index):
    return Dense([Scalar(1 if i == index else 0) for i in range(32)])


def leaf_term(weights):
    """Weights on the S-box outputs of the one permutation of width 2."""
    return Term(1, Dense(list(weights) + [Scalar()] * (128 - len(weights))), [Scalar(1)])


class Relation:
    field = Scalar
    kind = 2
    label = "membership statement"
    columns = [(81 * 32, 12), (72, 7), (2, 1)]

    def run(self, channel, statement):
        one, zero = Scalar(1), Scalar()
        levels = []
        for _ in range(DEPTH):
            bit = channel.committed_boolean("path bit")
            levels.append(channel.committed_product(bit))
        slot = PAIR.final(Scalar, [one, zero, zero])
        leaf = SINGLE.final(Scalar, [one, zero])

        point, value, out = power_zerocheck(channel, "path S-boxes", 12, 5)
        permutation = point[:5]
        e = eq_table(Scalar, point[5:])[: PAIR.sbox_count]
        channel.claim("path S-box outputs", out.times(-1), [Term(0, Eq(permutation), e)])
        on_outputs, (_, left, right), constant = PAIR.functional(Scalar, inputs=e)
        weights = eq_table(Scalar, permutation)
        both = left + right
        external = statement.external_nullifier if statement else zero
        affine = value.times(-1).shifted(constant + weights[NULLIFIER] * left * external)
        for level, (_, difference, swap) in enumerate(levels):
            affine = affine.plus(
                Affine(zero, {swap: weights[level] * (left - right), difference: weights[level] * right}), 1
            )
        channel.claim(
            "path S-box inputs",
            affine,
            [
                Term(0, Eq(permutation), on_outputs),
                Term(0, Dense(weights[1:DEPTH] + [zero] * 3), [s * both for s in slot]),
                leaf_term([s * (weights[0] * both) for s in leaf]),
                Term(
                    2,
                    Dense([weights[SECRETS] * left + weights[NULLIFIER] * right, weights[SECRETS] * right]),
                    [one],
                ),
            ],
        )

        point, value, out = power_zerocheck(channel, "leaf S-boxes", 7, 5)
        e = eq_table(Scalar, point)[: SINGLE.sbox_count]
        channel.claim("leaf S-box outputs", out.times(-1), [leaf_term(e)])
        on_outputs, on_state, constant = SINGLE.functional(Scalar, inputs=e)
        channel.claim(
            "leaf S-box inputs",
            value.times(-1).shifted(constant),
            [leaf_term(on_outputs), Term(0, unit(SECRETS), [s * on_state[1] for s in slot])],
        )
        root = statement.root if statement else zero
        nullifier_hash = statement.nullifier_hash if statement else zero
        channel.claim("root", Affine(-root), [Term(0, unit(DEPTH - 1), slot)])
        channel.claim("nullifier hash", Affine(-nullifier_hash), [Term(0, unit(NULLIFIER), slot)])
