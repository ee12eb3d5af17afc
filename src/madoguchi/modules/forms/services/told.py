"""Faults that nothing on the server remembers (a refused file), carried through a redirect in the address.

A refresh or Back then sends nothing again. The value is signed for one page of one draft: nobody else's words get onto
a page, and it holds codes and figures, so that the sentences come in whichever language the page is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core import signing

from madoguchi.kernel.files import api as files
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.validation import FieldFault

NAME = "told"  # of the query value
LIFE = timedelta(hours=24)
_LONGEST = 2000  # letters of an address; servers stop reading at 4,000
_SALT = "madoguchi.forms.told."


def tell(faults: Iterable[FieldFault], place: str) -> str:
    """The query value for these faults; `place` names the page ("042072/d/abcdefghj2/dog")."""
    first: dict[tuple[str, str], list[Any]] = {}
    for fault in faults:  # a page shows one sentence a control
        params = {key: _packed(value) for key, value in fault.params.items()}
        first.setdefault((fault.path, fault.sub), [fault.path, fault.sub, fault.code, params])
    told = list(first.values())
    while True:
        text = signing.dumps(told, salt=_SALT + place, compress=True)
        if len(text) <= _LONGEST or len(told) < 2:
            return text
        told.pop()


def told(form: Form, text: str, place: str) -> tuple[FieldFault, ...]:
    """The faults of a query value; none when it was not made here for this place, is old, or the form has changed."""
    if not text:
        return ()
    try:
        found = signing.loads(text, salt=_SALT + place, max_age=LIFE)
        return tuple(
            FieldFault(path, sub, code, {key: _unpacked(value) for key, value in params.items()}, form.field(path))
            for path, sub, code, params in found
        )
    except (signing.BadSignature, KeyError):
        return ()


def _packed(value: Any) -> Any:
    return {"refused": value.code, "data": value.data} if isinstance(value, files.Refused) else value


def _unpacked(value: Any) -> Any:
    return files.Refused(value["refused"], **value["data"]) if isinstance(value, dict) else value
