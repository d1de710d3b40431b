"""Why a proof is not accepted."""


class Refused(Exception):
    """`kind` is one of the classes of the specification; `detail` says where."""

    def __init__(self, kind, detail=""):
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.detail = detail
