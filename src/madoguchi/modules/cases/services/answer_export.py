"""The answers of one procedure's cases, for the office's own programs: a ZIP file of tables and JSON.

`answers.csv` has a line a case; every list of rows is a table of its own, `answers.<field>.csv`, with a line a row.
Each begins with the receipt number and the moment of the last sending. Cases of several versions stand under the union
of their columns (`forms.export_columns`). `answers.json` has the same with the names of the GIF core data model.
Answers for a circle only are in none of them. Who took the file, and how much, is in the audit.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people import api as people
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.kit import csvjp
from madoguchi.modules.cases import events
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.domain.numbers import group
from madoguchi.modules.cases.models import Case, Submission
from madoguchi.modules.cases.queries.inbox import Filter, listed
from madoguchi.modules.forms import api as forms

_NAME = "answers"


def export_answers(tenant: Tenant, officer: people.Officer, chosen: Filter) -> bytes:
    """The last answers of the officer's cases of the procedure `chosen.subject` in this view, as a ZIP file.

    Its tables are UTF-8 with BOM, harmless in a spreadsheet, in the language of the page. Raises ValueError without a
    procedure. The caller has checked the permission.
    """
    if not chosen.subject:
        raise ValueError("answers of several procedures have no table in common")
    with transaction.atomic():
        last = Submission.objects.filter(case=OuterRef("pk")).order_by("-seq").values("pk")[:1]
        found = list(listed(officer, chosen).annotate(last=Subquery(last)))
        sent = Submission.objects.in_bulk([case.last for case in found])
        made = _zipped([(case, sent[case.last]) for case in found])
        audit.record(
            events.ANSWERS_EXPORTED,
            tenant=tenant,
            actor=people.actor(officer),
            target=f"tenants.department:{officer.department_id}",
            data={"view": chosen.view, "subject": chosen.subject, "searched": bool(chosen.search), "rows": len(found)},
        )
    return made


def _zipped(sent: list[tuple[Case, Submission]]) -> bytes:
    lang = translation.get_language() or "ja"
    known: dict[str, forms.Form] = {}
    for case, one in sent:
        if one.form_key not in known:
            known[one.form_key] = kind_of(case.kind).form_of(case.subject_key, one.form_key)
    newest_first = [known[key] for key in sorted(known, key=_version, reverse=True)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if newest_first:
            lines = [(case, one, forms.export_rows(known[one.form_key], one.answers, lang, today=case.filed_on))
                     for case, one in sent]  # fmt: skip
            for table in forms.export_columns(*newest_first):
                name = f"{_NAME}.{table.id}.csv" if table.id else f"{_NAME}.csv"
                archive.writestr(name, csvjp.write(_table(table, lines, lang), guard_formulas=True).data)
        shapes = [_shape(case, one, known[one.form_key]) for case, one in sent]
        archive.writestr(f"{_NAME}.json", json.dumps(shapes, ensure_ascii=False, indent=1))
    return out.getvalue()


def _version(form_key: str) -> tuple[int, str]:
    """ "procedures/inu@12" after "procedures/inu@9"."""
    number = form_key.rpartition("@")[2]
    return (int(number) if number.isascii() and number.isdecimal() else 0, form_key)


def _table(
    table: forms.ExportTable, lines: list[tuple[Case, Submission, dict[str, list[dict[str, str]]]]], lang: str
) -> Iterator[list[str]]:
    yield [_("受付番号"), _("届いた時刻"), *(column.label.in_(lang) for column in table.columns)]
    for case, one, tables in lines:
        start = [group(case.receipt_number), f"{timezone.localtime(one.filed_at):%Y-%m-%d %H:%M}"]
        for line in tables.get(table.id, ()):
            yield start + [line.get(column.id, "") for column in table.columns]


def _shape(case: Case, one: Submission, form: forms.Form) -> dict[str, Any]:
    return {
        "receipt_number": case.receipt_number,
        "filed_at": one.filed_at.isoformat(),
        "form": one.form_key,
        "answers": forms.as_json(form, one.answers),
    }
