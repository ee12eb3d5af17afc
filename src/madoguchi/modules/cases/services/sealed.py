"""Confidential answers: sealed when a case is filed, opened for an officer of their circle, each time with a reason
that is written down."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people import api as people
from madoguchi.kernel.tenants.api import Tenant, statements
from madoguchi.kernel.vault import api as vault
from madoguchi.modules.cases import events
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case, SealedAnswers
from madoguchi.modules.cases.queries.sight import in_circle, seen_by
from madoguchi.modules.cases.services import refusals
from madoguchi.modules.forms import api as forms

_log = logging.getLogger(__name__)

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a filing keeps apart: answers by label ({label: {field id: answer}}), and the label that hides the case."""

    answers: Mapping[str, Mapping[str, Any]]
    hidden_by: str = ""


def seal(tenant: Tenant, case: Case, form_key: str, sealed: Sealed) -> None:
    """In the filing's transaction: one row a label, and one statement of the vault for all of them."""
    for circle in sealed.answers:
        statements.insert(
            SealedAnswers(tenant=tenant, case=case, circle=circle, form_key=form_key, filed_at=case.filed_at)
        )
    bodies = {circle: json.dumps(answers).encode() for circle, answers in sealed.answers.items()}
    vault.keep(tenant, SealedAnswers.holder(case.pk), bodies)


def read(officer: people.Officer, number: str, circle: str, reason: str) -> tuple[Case, list[forms.Section]]:
    """The confidential answers under one label, for an officer of its circle; the look is in the audit before anything
    is shown.

    Raises `NoSuchCaseError` for whoever may not know that there are any; `RefusedError` "missing" without a reason,
    "sealed" where they have been erased or the vault does not open.
    """
    case, row = _row(officer, number, circle)
    reason = reason.strip()
    if not reason:
        raise refusals.missing("reason", _("見る理由"))
    refusals.check_length(reason, REASON_LENGTH, "reason", _("見る理由"))
    with transaction.atomic():
        audit.record(
            events.SEALED_READ,
            tenant=officer.tenant,
            actor=people.actor(officer),
            target=target(case),
            data={"circle": circle, "reason": reason},
        )
    answers = opened(officer.tenant, case, circle)
    form = kind_of(case.kind).form_of(case.subject_key, row.form_key)
    lang = get_language() or "ja"
    return case, forms.read_back(form, answers, lang, today=case.filed_on, office=True, confidential=True)


def opened(tenant: Tenant, case: Case, circle: str) -> dict[str, Any]:
    """The answers under a label, for a caller who has asked who may, and has written the look down.

    Raises `RefusedError` "sealed" where they have been erased or the vault does not open.
    """
    try:
        found: dict[str, Any] = json.loads(vault.read(tenant, SealedAnswers.holder(case.pk), circle))
    except vault.ErasedError as error:
        raise refusals.RefusedError("sealed", _("この回答は、消されています。")) from error
    except (vault.VaultLockedError, vault.SealBrokenError, vault.NoSecretError) as error:
        _log.error("sealed answers of case %s do not open: %s", case.pk, type(error).__name__)
        told = _("封をした回答を開けません。内容は消えていません。情報システムの担当者に伝えてください。")
        raise refusals.RefusedError("sealed", told) from error
    return found


def opened_before(officer: people.Officer, number: str, circle: str) -> tuple[Case, tuple[audit.Entry, ...]]:
    """The case, and who has looked at its confidential answers so far. Raises `NoSuchCaseError`."""
    case, _row_of_it = _row(officer, number, circle)
    return case, tuple(
        one
        for one in audit.timeline(target(case))
        if one.data.get("circle") == circle or circle in one.data.get("circles", ())
    )


def target(case: Case) -> str:
    """How the audit names the looks: not the case, whose time line the whole department reads."""
    return SealedAnswers.holder(case.pk)


def _row(officer: people.Officer, number: str, circle: str) -> tuple[Case, SealedAnswers]:
    case = seen_by(officer).select_related("department").filter(receipt_number=number).first()
    row = SealedAnswers.objects.filter(case=case, circle=circle).first() if case is not None else None
    if case is None or row is None or not in_circle(officer, case, circle):
        raise refusals.NoSuchCaseError(number)
    return case, row
