"""Typesetting of a template that is still being written: in a process of its own, with a limit of time and memory.

A template may go round for ever or ask for all memory; the one typesetter of this process would take every letter with
it. Costs a quarter of a second for the start, so only previews and the check before publishing pay it.
"""

from __future__ import annotations

import base64
import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from madoguchi.modules.documents.services.typesetting import Typesetter, TypesettingFailed

SECONDS: Final = 10
MEMORY: Final = 2 * 1024**3
_CHILD: Final = "from madoguchi.modules.documents.services import apart; apart.child()"


def pdf_apart(source: str, inputs: Mapping[str, Any], made_at: datetime) -> bytes:
    """`Typesetter.pdf`, apart. Raises TypesettingFailed, also when it takes too long or too much."""
    order = json.dumps({"source": source, "inputs": inputs, "made_at": made_at.isoformat()})
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own words; the order goes in as data
            [sys.executable, "-c", _CHILD], input=order.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise TypesettingFailed("it takes too long", f"more than {SECONDS} seconds") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise TypesettingFailed("it takes too much memory or time") from None
    if "failed" in answer:
        raise TypesettingFailed(*answer["failed"])
    return base64.b64decode(answer["pdf"])


def child() -> None:
    """The other process: reads an order, writes the PDF or what went wrong."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    order = json.load(sys.stdin)
    try:
        pdf = Typesetter().pdf(order["source"], order["inputs"], datetime.fromisoformat(order["made_at"]))
    except TypesettingFailed as error:
        json.dump({"failed": [str(error), error.diagnostic]}, sys.stdout)
    else:
        json.dump({"pdf": base64.b64encode(pdf).decode()}, sys.stdout)
