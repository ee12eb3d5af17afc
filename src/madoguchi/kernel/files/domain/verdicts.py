"""From what a scanner calls what it found to what that means for the file."""

from __future__ import annotations

from typing import Final

from madoguchi.kernel.files.choices import State

# ClamAV's own classes of guesses: a heuristic (clamd.conf: HeuristicAlerts), an unwanted program (DetectPUA).
_GUESSES: Final = ("Heuristics.", "PUA.")


def state_after(threat: str) -> str:
    """The state of a file in which a scan found `threat` ("" = nothing).

    >>> state_after(""), state_after("Eicar-Test-Signature"), state_after("Heuristics.Encrypted.PDF")
    ('clean', 'refused', 'suspicious')
    """
    if not threat:
        return State.CLEAN.value
    return State.SUSPICIOUS.value if threat.startswith(_GUESSES) else State.REFUSED.value
