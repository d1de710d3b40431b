"""The argument: plan, transcript, opening, checks (specification: Specification, Opening)."""

from .channel import Channel
from .errors import Refused
from .fields import dot, eq_table
from .parameters import Layout, search
from .reductions import product_check
from .tableau import Reader, Symbols, check_columns, read_columns
from .transcript import Transcript

VERSION = 2


class Weakened:
    """For tests of what does not depend on them, and only for these: other parameters than 128 bits demand, claims left out."""

    def __init__(self, parameters=None, omitted_claims=()):
        self.parameters = parameters
        self.omitted_claims = frozenset(omitted_claims)


class Opening:
    def __init__(self):
        self.point = []
        self.claim = self.chi = self.chi2 = self.value = None
        self.combined, self.mask = [], []


class Verifier:
    """Verifies arguments of one relation; `relation` says which columns it commits and has `run(channel, statement)`."""

    def __init__(self, relation, weakened=None):
        self.relation = relation
        self.field = relation.field
        self.weakened = weakened or Weakened()
        planner = Channel(self.field)
        relation.run(planner, None)
        product_check(planner)
        self.plan = planner.counted
        self.parameters = self.weakened.parameters or search(self.field, relation.columns, self.plan)
        self.layout = Layout(relation.columns, self.plan.cell_count, self.parameters.log_width)

    def minimum_length(self):
        elements = self.plan.message_count + 2 * self.layout.variables + 4
        elements += self.parameters.row_length + self.layout.mask_length(self.parameters)
        columns = self.parameters.opened * self.layout.column_bytes(self.field)
        return 32 + elements * self.field.byte_count + 8 + columns

    def transcript(self, statement):
        field = self.field
        transcript = Transcript(f"worldid argument v{VERSION}")
        degree = field.byte_count // field.base_bytes
        identity = degree.to_bytes(4, "little") + (field.p - 1).to_bytes(field.base_bytes, "little")
        if degree > 1:
            identity += field(1, 0, -1, 0, 0).encode()
        transcript.absorb("field", identity)
        words = [VERSION] + self.parameters.words()
        transcript.absorb("parameters", b"".join(word.to_bytes(4, "little") for word in words))
        transcript.absorb("layout", self.layout.encoded())
        transcript.absorb(self.relation.label, statement.encoded)
        return transcript

    def verify(self, statement, data):
        """Returns if the argument holds for the statement, raises `Refused` otherwise."""
        field, parameters, layout = self.field, self.parameters, self.layout
        if len(data) < self.minimum_length():
            raise Refused("truncated", "argument")
        reader = Reader(data)
        root = reader.take(32, "root")
        messages = reader.elements(field, self.plan.message_count, "messages")
        count = 2 * layout.variables + 4 + parameters.row_length + layout.mask_length(parameters)
        values = reader.elements(field, count, "opening")
        nonce = reader.take(8, "nonce")

        transcript = self.transcript(statement)
        transcript.absorb("root", root)
        channel = Channel(field, transcript, messages, self.plan, self.weakened.omitted_claims)
        self.relation.run(channel, statement)
        product_check(channel)

        rho = transcript.challenge("rho", field)
        opening = self.converse(transcript, channel, rho, values)
        if not transcript.meets_target(nonce, parameters.grinding):
            raise Refused("rejected", "grinding")
        self.check_values(opening, channel, rho)
        transcript.absorb("nonce", nonce)
        indices = transcript.columns(parameters.opened, parameters.log_length)
        columns = read_columns(reader, field, layout, parameters, indices, root)
        if reader.remaining:
            raise Refused("trailingBytes")
        check_columns(columns, indices, field, layout, parameters, opening)

    def converse(self, transcript, channel, rho, values):
        """Steps 2 to 6 of the opening's conversation."""
        field, one = self.field, self.field(1)
        position = 0

        def receive(label, count):
            nonlocal position
            position += count
            message = values[position - count : position]
            transcript.absorb_elements(label, message)
            return message

        claim, weight = field(0), one
        for affine, _ in channel.claims:
            weight = weight * rho
            claim = claim - weight * affine.constant
        opening = Opening()
        (total,) = receive("mask sum", 1)
        opening.chi = transcript.challenge("chi", field, nonzero=True)
        claim = claim + opening.chi * total
        for _ in range(self.layout.variables):
            constant, quadratic = receive("opening round", 2)
            x = transcript.challenge("opening round", field)
            claim = constant * (one - x) + (claim - constant) * x + quadratic * (x * x - x)
            opening.point.append(x)
        opening.claim = claim
        opening.value, opening.blind_value, opening.blind_mask_value = receive("opening values", 3)
        opening.chi2 = transcript.challenge("chi2", field)
        opening.combined = receive("V", self.parameters.row_length)
        opening.mask = receive("Vg", self.layout.mask_length(self.parameters))
        return opening

    def check_values(self, opening, channel, rho):
        """V and Vg against the values that were sent and against the claims."""
        field, layout = self.field, self.layout
        weights = eq_table(field, opening.point[: layout.log_width])
        if dot(field, weights, opening.combined) != opening.blind_value + opening.chi2 * opening.value:
            raise Refused("rejected", "evaluation")
        symbols = Symbols(field, layout, opening.point)
        omega, weight = field(0), field(1)
        cells = {}
        for affine, terms in channel.claims:
            weight = weight * rho
            for cell, coefficient in affine.cells.items():
                number = self.plan.position(cell)
                part = weight * coefficient
                cells[number] = cells[number] + part if number in cells else part
            for term in terms:
                omega = omega + weight * symbols.term(term)
        for number, coefficient in cells.items():
            omega = omega + coefficient * symbols.cell(number)
        expected = (opening.claim - omega * opening.value) * opening.chi.inverse()
        monomials = [field(1)]
        for x in opening.point:
            monomials += [x, x * x]
        if dot(field, monomials, opening.mask) != opening.blind_mask_value + opening.chi2 * expected:
            raise Refused("rejected", "linearTest")
