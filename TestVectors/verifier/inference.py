"""The inference statement (specification: InferenceSpecification)."""

from .errors import Refused
from .fields import Quintic
from .layers import NetworkRelation, rows_of
from .network import Box
from .sponge import DIGEST, Sponge, run_sponge

STATEMENT_BYTES = 137


class Statement:
    def __init__(self, data):
        if len(data) < STATEMENT_BYTES:
            raise Refused("truncated", "inference statement")
        self.encoded = data[:STATEMENT_BYTES]
        self.model_id = data[:32]
        self.scan = self._digest(data[32:68], "scan commitment")
        self.code = self._digest(data[68:104], "code commitment")
        if data[104] > 1:
            raise Refused("invalidField", "eye side")
        self.eye_side = data[104]
        self.context = data[105:137]

    @staticmethod
    def _digest(data, name):
        words = [int.from_bytes(data[i : i + 4], "little") for i in range(0, 4 * DIGEST, 4)]
        if max(words) >= Quintic.p:
            raise Refused("nonCanonical", name)
        return words


class Relation(NetworkRelation):
    kind = 1
    label = "inference statement"

    def __init__(self, network, version):
        super().__init__(network)
        if not network.is_code:
            raise Refused("network", "no iris code")
        self._input_with_visibility()
        for index in range(len(network.layers)):
            self._layer(index)
        bits = network.outputs[0]
        code_rows = rows_of(self._sign(bits))
        mask_channels = 0
        if len(network.outputs) > 1:
            mask_channels = network.shape(network.outputs[1])[0]
            code_rows += rows_of(self._count(network.outputs[1]))
        self._multiplicities()
        shape = network.shape(bits)
        self.sponges = [
            Sponge("scan", version, 1, network.input, rows_of(self.pixels), self.input.column_variables, 3, 8),
            Sponge("code", version, 2, shape + (mask_channels,), code_rows, Box(shape).column_variables, 30, 1),
        ]
        self.sponge_columns = [[self._column(*size) for size in sponge.columns()][0] for sponge in self.sponges]

    def run(self, channel, statement):
        """`statement` is None when planning."""
        self.run_convolutions(channel, statement, self.run_lookups(channel, statement))
        digests = (statement.scan, statement.code) if statement else ([0] * DIGEST, [0] * DIGEST)
        for sponge, columns, digest in zip(self.sponges, self.sponge_columns, digests):
            run_sponge(channel, sponge, columns, digest)
