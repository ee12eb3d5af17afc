"""A page of a form with the sentences of its faults, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from madoguchi.modules.forms.domain.controls import MailCode, PageView
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.given import Given
from madoguchi.modules.forms.domain.pages import Presenter
from madoguchi.modules.forms.domain.proofs import Proofs
from madoguchi.modules.forms.domain.types.base import StoredFile
from madoguchi.modules.forms.domain.types.times import TimeType
from madoguchi.modules.forms.domain.validation import FieldFault, Outcome
from madoguchi.modules.forms.services import places
from madoguchi.modules.forms.services.judging import validate
from madoguchi.modules.forms.services.messages import message


def page_context(
    form: Form,
    page_id: str,
    typed: Mapping[str, Any],
    *,
    faults: Iterable[FieldFault] = (),
    lang: str = "ja",
    files: Mapping[str, StoredFile] | None = None,
    today: date | None = None,
    only: Sequence[str] | None = None,
    outcome: Outcome | None = None,
    given: Given | None = None,
    proofs: Proofs | None = None,
) -> PageView:
    """What ``forms/resident/fields.html`` draws. Pages before the first sending have no ``faults``.

    ``typed``: everything typed so far, other pages included (conditions look back at them); ``only``: field ids, for
    a correction; ``outcome``: of these very ``typed``, where the caller has judged them already; ``given``: of the
    draft, drawn as text; ``proofs``: of the draft, None where no mail address can be confirmed by a code. Faults of
    other pages are left out. Raises ``KeyError`` for an unknown page.
    """
    page = form.page(page_id)
    outcome = outcome or validate(form, typed, today=today or timezone.localdate(), files=files or {}, pages=())
    messages: dict[tuple[str, str], str] = {}
    for fault in faults:
        if fault.field.page_id == page_id:
            # One sentence a control: the first is what to mend first.
            messages.setdefault((fault.path, fault.sub), message(fault, lang))
    chart = places.chart(lang) if form.has_map else None
    codes = partial(_code, proofs, lang) if form.proves_mail and proofs is not None else None
    return Presenter(form, outcome, messages, lang, files or {}, given, chart, codes).page(page, typed, only)


def _code(proofs: Proofs, lang: str, address: str) -> MailCode:
    if address in proofs.proven:
        return MailCode(proven=address)
    until = proofs.until(address, timezone.now())
    if until is None:
        return MailCode()
    return MailCode(sent=address, until=TimeType().show(f"{timezone.localtime(until):%H:%M}", lang)[0])
