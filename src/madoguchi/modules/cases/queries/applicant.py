"""Who applies, for the officer's screen and paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madoguchi.modules.cases.models import Case
from madoguchi.modules.forms import api as forms


def applicant_rows(case: Case, form: forms.Form, *, paper: bool = False) -> list[tuple[str, list[str], None]]:
    """Rows of a summary: what there is, and on the screen also what the form asks and was left empty. Nothing is said
    of what is not asked at all."""
    asked = form.meta.asked if not paper else frozenset()
    name = case.applicant_name or (_("（記入なし）") if "name" in asked else "")
    phone = case.applicant_phone or (_("電話：記入なし") if "phone" in asked else "")
    mail = case.applicant_mail or (_("メール：記入なし。電話や郵便で連絡してください") if "mail" in asked else "")
    rows: list[tuple[str, list[str]]] = [
        (_("氏名・名称"), [name]),
        (_("カナ"), [case.applicant_kana]),
        (_("住所"), [case.applicant_address if paper else ""]),
        (_("連絡先"), [phone, mail]),
    ]
    found = [(label, [line for line in lines if line]) for label, lines in rows]
    return [(label, lines, None) for label, lines in found if lines]
