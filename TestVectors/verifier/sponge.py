"""The commitment sponge as the verifier checks it (specification: SpongeSpecification)."""

from .channel import Affine, Dense, Eq, Shift, Term
from .fields import Quintic, eq_index, eq_table, log2_ceil
from .poseidon import SPONGE

RATE, DIGEST = 15, 9


class Sponge:
    """`rows` are (column, row) of images 2^log_columns wide, in the order of absorption."""

    def __init__(self, name, version, domain, shape, rows, log_columns, cells_per_element, radix_bits):
        self.name = name
        self.capacity = ([version, domain] + list(shape) + [0] * DIGEST)[:DIGEST]
        room = RATE * cells_per_element
        split = 0
        while split < log_columns and (2 << split) * len(rows) <= room:
            split += 1
        self.low = log_columns - split
        self.cells = []  # (column, high index, block, element, coefficient)
        for place, (column, row) in enumerate(rows):
            for part in range(1 << split):
                block, inside = divmod(part * len(rows) + place, room)
                element, digit = divmod(inside, cells_per_element)
                self.cells.append((column, (row << split) + part, block, element, 1 << digit * radix_bits))
        self.blocks = log2_ceil(max(cell[2] for cell in self.cells) + 1)
        self.variables = self.low + self.blocks

    def columns(self):
        """(length, variables) of outputs, blinding outputs, blinding."""
        count, variables = SPONGE.sbox_count, SPONGE.sbox_variables
        return [(count << self.variables, variables + self.variables), (count, variables), (DIGEST, 4)]

    def message_terms(self, point, weights):
        low = Eq(point[: self.low])
        block_weights = eq_table(Quintic, point[self.low :])
        high = {}
        for column, index, block, element, coefficient in self.cells:
            entries = high.setdefault(column, {})
            part = weights[element] * block_weights[block] * coefficient
            entries[index] = entries[index] + part if index in entries else part
        terms = []
        for column, entries in high.items():
            terms.append(Term(column, low, [entries.get(i, Quintic()) for i in range(max(entries) + 1)]))
        return terms


def filled(weights, variables):
    return list(weights) + [Quintic()] * ((1 << variables) - len(weights))


def unit(index, count):
    return [Quintic(1 if i == index else 0) for i in range(count)]


def run_sponge(channel, sponge, outputs, digest):
    """`outputs` is the index of the first of the sponge's three columns."""
    from .reductions import power_zerocheck

    blind_outputs, blinding = outputs + 1, outputs + 2
    name, variables, boxes = sponge.name, sponge.variables, SPONGE.sbox_variables

    def blind(weights):
        return Term(blind_outputs, Dense(filled(weights, boxes)), [Quintic(1)])

    point, value, out = power_zerocheck(channel, name + " S-boxes", boxes + variables, 3)
    permutation = point[:variables]
    weights = eq_table(Quintic, point[variables:])[: SPONGE.sbox_count]
    channel.claim(name + " S-box outputs", out.times(-1), [Term(outputs, Eq(permutation), weights)])
    on_outputs, on_state, constant = SPONGE.functional(Quintic, inputs=weights)
    previous = SPONGE.final(Quintic, on_state)
    start = eq_index(Quintic, permutation, 0)
    channel.claim(
        name + " S-box inputs",
        value.times(-1).shifted(constant),
        sponge.message_terms(permutation, on_state)
        + [
            Term(outputs, Eq(permutation), on_outputs),
            Term(outputs, Shift(permutation), previous),
            blind([weight * start for weight in previous]),
        ],
    )

    point, value, out = power_zerocheck(channel, name + " blinding S-boxes", boxes, 3)
    weights = eq_table(Quintic, point)[: SPONGE.sbox_count]
    channel.claim(name + " blinding S-box outputs", out.times(-1), [blind(weights)])
    on_outputs, on_state, constant = SPONGE.functional(Quintic, inputs=weights)
    constant = constant + Quintic.combine(on_state[RATE:], sponge.capacity)
    channel.claim(
        name + " blinding S-box inputs",
        value.times(-1).shifted(constant),
        [blind(on_outputs), Term(blinding, Dense(filled(on_state[:DIGEST], 4)), [Quintic(1)])],
    )

    last = Dense(unit((1 << variables) - 1, 1 << variables))
    for slot in range(DIGEST):
        final = SPONGE.final(Quintic, unit(slot, SPONGE.width))
        channel.claim(f"{name} digest {slot}", Affine(Quintic(-digest[slot])), [Term(outputs, last, final)])
