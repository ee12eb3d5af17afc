"""What residents read of places: what is left, what their form holds, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import client_network
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import moment_in_words, tongue
from madoguchi.modules.forms import api as forms
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.domain import capacity
from madoguchi.modules.procedures.services import capacity as seats
from madoguchi.modules.procedures.web.resident.holding import sheet_or_answer
from madoguchi.modules.procedures.web.resident.left import options
from madoguchi.modules.procedures.web.resident.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Seen:
    """Places on the check page: a `headline` of `kind`, whether the time may be extended, the address at which the
    `choice` is changed ("" without one), `error`: what has kept the form from being sent; `blocked`: it cannot be."""

    kind: str
    headline: str
    choice: str
    extendable: bool = False
    error: str = ""
    blocked: bool = False


def seen(request: BodyRequest, sheet: Sheet) -> Seen | None:
    """Hold a place for a form that is ready to be sent, and say what there is; None without [capacity]."""
    declared = sheet.pack.card.capacity
    if declared is None:
        return None
    refused = _refused(request.GET.get("place", ""), sheet)
    choice = capacity.choice(declared, sheet.outcome.answers)
    one = next((option for option in options(sheet.pack, tongue()) if option.value == choice), None)
    if one is None or not sheet.outcome.ok:
        return None
    change = _address(sheet)
    if declared.mode is places.Mode.ORDER:
        said = _("定員はありません。締め切ったあと、抽選で全員の順番を決めます。")
        return Seen("info", said, change, error=refused)
    if one.by_lot:
        return Seen("info", _("定員を超えても申し込めます。締め切ったあと、抽選で決めます。"), change, error=refused)
    held = seats.hold(sheet.pack, sheet.outcome.answers, sheet.code, client_network(request))
    until = moment_in_words(timezone.localtime(held.until), tongue()) if held else ""
    elsewhere = ""
    if held is not None and not held.over and held.key != declared.key(sheet.pack.id, choice or ""):
        elsewhere = _("前に選んだほうの席は、%(until)sまで確保しています。") % {"until": until}
    elif held is not None and not held.over:
        said = _("席を1つ確保しています。%(until)sまでに送信してください。") % {"until": until}
        return Seen("success", said, change, extendable=not held.extended, error=refused)
    place = _("「%(choice)s」は") % {"choice": one.label} if one.label else ""
    if one.closed:
        error = _("%(place)s満員です。") % {"place": place}
        if declared.field:
            error += _("空いているほかのものを選んでください。")
        error += elsewhere
        return Seen("warning", error, change, error=refused or error, blocked=True)
    said = _("いま、%(place)s%(said)s。送信したときに決まります。") % {"place": place, "said": one.said}
    if held is not None and held.over:
        said = _("席を確保する時間は過ぎました。") + said
    said += elsewhere
    return Seen("warning" if held else "info", said, change, error=refused)


def _refused(reason: str, sheet: Sheet) -> str:
    """Why the form could not be sent just now; nothing typed is lost."""
    declared = sheet.pack.card.capacity
    what = declared.once_what.in_(tongue()) if declared and declared.once_what else ""
    return {
        "full": _("送信している間に満員になりました。入力した内容はそのまま残っています。"),
        "held": _(
            "いま残っている席は、入力中の方が確保しています。しばらくしてからもう一度「送信する」を押すと、空いていれば決まります。"
        ),
        "busy": _("混み合っていて、空きを確かめられませんでした。もう一度「送信する」を押してください。"),
        "closed": _("受付の時間が過ぎたため、送信できませんでした。"),
        "once": _(
            "同じ方（%(what)s）の申込みがすでにあります。申込みは1人1回です。変えたいときは前の申込みを取り下げてから、もう一度送信してください。心当たりがないときは、担当の部署へお電話ください。"
        )
        % {"what": what},
    }.get(reason, "")


def _address(sheet: Sheet) -> str:
    """Where the choice is changed, "" where there is none."""
    declared = sheet.pack.card.capacity
    if declared is None or not declared.field:
        return ""
    field = sheet.form.field(declared.field)
    return f"{sheet.url('page', page=field.page_id)}?to=check#{forms.anchor(field.id)}"


def extend(request: BodyRequest, draft: str) -> HttpResponse:
    """More time for the place that this form holds, once."""
    sheet = sheet_or_answer(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    if request.method == "POST" and sheet.pack.card.capacity is not None:
        places.extend(forms.draft_key(sheet.code))
    return sheet.keep(HttpResponseRedirect(href(request.tenant, "procedures:check", draft=draft)))
