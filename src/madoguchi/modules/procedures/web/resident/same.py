"""One form per person or household: what who sends a second one is told, and how often it is said at all.

Nobody learns from it who has sent the first, nor its number: only that there is one. Nothing that was typed is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import client_network
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import Contact, contact_of, href
from madoguchi.kernel.ui.api import language
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.apart import Keys
from madoguchi.modules.procedures.domain.once import once_of
from madoguchi.modules.procedures.web.resident.sheet import Sheet

TAKEN, WAIT = "taken", "wait"


@dataclass(frozen=True, slots=True)
class Told:
    """What has kept the form from being sent: a `sentence`, `lines` of what to do, the addresses at which the key is
    changed and the earlier case is looked at ("" for none), and whom to ask. `what` tells people apart here."""

    sentence: str
    lines: tuple[str, ...]
    what: str
    change: str
    status: str
    contact: Contact


def look(request: BodyRequest, sheet: Sheet) -> str:
    """Before sending: "" when nothing stands in the way, else TAKEN or WAIT. Asks nothing for a procedure without
    [once], or one that only marks."""
    once = once_of(sheet.pack.card.once, sheet.pack.id, sheet.outcome.answers)
    if once is None or not once.alone:
        return ""
    network = client_network(request)
    if cases.tried_too_often(sheet.id, network):
        return WAIT
    if cases.earlier(once) is None:
        return ""
    cases.count_refusal(sheet.id, network)
    return TAKEN


def told(reason: str, sheet: Sheet) -> Told | None:
    """What the check page says of `?once=`; None for anything else."""
    declared = sheet.pack.card.once
    if declared is None or reason not in (TAKEN, WAIT):
        return None
    lang = language()
    what = declared.what.in_(lang)
    lines = [_("入力した内容はそのまま残っています。まだ送信されていません。")]
    status = ""
    if reason == WAIT:
        sentence = _(
            "受け付けられない送信が続いたため、しばらく送信できません。1時間ほどたってから、もう一度送信してください。"
        )
    else:
        sentence = _("この%(what)sでは、すでに受け付けています。受付は1回です。") % {"what": what}
        if declared.duplicate is cases.Duplicate.LEAD:
            status = href(sheet.tenant, "cases:status")
            lines.append(
                _(
                    "前に送ったのがあなたなら、状況のページで内容を確かめられます。直したいときは、前のものを取り下げてから送信してください。"
                )
            )
        lines.append(_("心当たりがないとき、受付票をなくしたときは、担当の部署へお問い合わせください。"))
    department = sheet.offer.department if sheet.offer else None
    return Told(
        sentence, tuple(lines), what, _change(sheet, declared.keys), status, contact_of(sheet.tenant, department, lang)
    )


def _change(sheet: Sheet, keys: Keys) -> str:
    """Where the first field of the first key is changed."""
    field = sheet.form.field(keys[0][0].field)
    return f"{sheet.url('page', page=field.page_id)}?to=check#{forms.anchor(field.id)}"
