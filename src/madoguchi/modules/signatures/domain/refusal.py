"""Why a signature was not made."""

from __future__ import annotations

from madoguchi.modules.signatures.choices import Hindrance


class UnsignableError(Exception):
    """Nothing was signed. `why` is for the operator's eyes, `detail` for the log; neither holds a secret."""

    def __init__(self, why: Hindrance, detail: str = "") -> None:
        super().__init__(f"{why.value}: {detail}" if detail else why.value)
        self.why = why
        self.detail = detail
