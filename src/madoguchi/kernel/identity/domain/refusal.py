"""How the room says no: by a code of a short list, and a detail for the operator that holds no secret."""

from __future__ import annotations


class BarredError(Exception):
    """An outgoing address that is not called. `code`: "scheme", "userinfo", "host", "port", "address", "unknown"."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class UnprovenError(Exception):
    """Nothing was proven.

    `code` is one of `REASONS`; `detail` names what was wrong for whoever looks after the provider ("aud"), and never
    holds a token, a code or a secret.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        assert code in REASONS, code
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


# "cancelled": the person said no; "stale": not begun in this browser, too long ago, or used already; "down": the
# provider cannot be reached or answers nonsense; "settings": it refuses us; "forged": its answer is not to be believed;
# "wait": too many that prove nothing have come from this network.
REASONS = frozenset({"cancelled", "stale", "down", "settings", "forged", "wait"})
