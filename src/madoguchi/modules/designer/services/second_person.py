"""The rule of a second person: switched on by one administrator, switched off by two. Whoever could switch it off alone
could publish alone."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer, RefusedError, actor
from madoguchi.modules.designer import events
from madoguchi.modules.designer.models import ConsentRule

TARGET = "designer.consent_rule"


def switch_on(*, by: Officer) -> None:
    """From now on publishing takes a second person in the officer's body; a request to switch it off is gone."""
    with transaction.atomic():
        row, _new = ConsentRule.objects.select_for_update(no_key=True).get_or_create(defaults={"tenant": by.tenant})
        if not row.second_person:
            _set(row, True, by)
        elif row.off_asked_by_id is not None:
            _forget(row, by)


def ask_off(*, by: Officer) -> None:
    """Ask another administrator to switch it off; while it is off, and while one is asked, nothing happens."""
    with transaction.atomic():
        row = _on()
        if row is not None and row.off_asked_by_id is None:
            row.off_asked_by = by.account
            row.save()
            _record(events.RULE_OFF_ASKED, by)


def withdraw_off(*, by: Officer) -> None:
    """Take that request back."""
    with transaction.atomic():
        row = _on()
        if row is not None and row.off_asked_by_id is not None:
            _forget(row, by)


def consent_off(*, by: Officer) -> None:
    """The second administrator switches it off. Raises RefusedError (nobody has asked; the one who has asked)."""
    with transaction.atomic():
        row = _on()
        if row is None or row.off_asked_by_id is None:
            raise RefusedError("not_asked", _("決まりをやめることは求められていません。"), "")
        if row.off_asked_by_id == by.account_id:
            raise RefusedError("author", _("求めた人は承認できません。ほかの団体管理者が承認してください。"), "")
        _set(row, False, by, asked_by=row.off_asked_by.name if row.off_asked_by else "")


def _on() -> ConsentRule | None:
    rows = ConsentRule.objects.select_for_update(no_key=True, of=("self",)).select_related("off_asked_by")
    return rows.filter(second_person=True).first()


def _set(row: ConsentRule, second_person: bool, by: Officer, **data: object) -> None:
    row.second_person, row.off_asked_by = second_person, None
    row.save()
    _record(events.RULE_SET, by, second_person=second_person, **data)


def _forget(row: ConsentRule, by: Officer) -> None:
    row.off_asked_by = None
    row.save()
    _record(events.RULE_OFF_WITHDRAWN, by)


def _record(word: audit.EventWord, by: Officer, **data: object) -> None:
    audit.record(word, tenant=by.tenant, actor=actor(by), target=TARGET, data=data)
