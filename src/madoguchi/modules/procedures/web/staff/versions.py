"""Putting a newer version in force: what is different, where it meets the body's own values, what it does to drafts and
cases, how long drafts may stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor
from madoguchi.kernel.tenants.api import href
from madoguchi.kit.digits import read_digits
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import LANGUAGES, Words
from madoguchi.modules.procedures.domain import upstream
from madoguchi.modules.procedures.domain.diff import compare, meanwhile
from madoguchi.modules.procedures.domain.overlay import flatten
from madoguchi.modules.procedures.domain.pack import Pack, possible_keys
from madoguchi.modules.procedures.domain.upstream import Fate, Meeting
from madoguchi.modules.procedures.queries import offers, packs
from madoguchi.modules.procedures.queries.second_person import needs_second_person
from madoguchi.modules.procedures.services import consenting, offering
from madoguchi.modules.procedures.services.desk import CASE_KIND, versions_key
from madoguchi.modules.procedures.web import in_words
from madoguchi.modules.procedures.web.in_words import Block


@dataclass(frozen=True)
class Shown:
    """One meeting in words: what was, what comes and what is the body's own, as `ui.beside` shows them. `name` posts
    the choice, `chosen` is what was posted; `effect`: on drafts and cases."""

    meeting: Meeting
    label: str
    base: list[Block]
    upstream: list[Block]
    ours: list[Block]
    effect: str
    chosen: str

    @property
    def name(self) -> str:
        return f"merge.{self.meeting.key}"


def upgrade(request: StaffRequest, procedure: str) -> HttpResponse:
    """The newest published version beside the one in force; POST puts it in force."""
    row = offers.administered(procedure)
    if row is None:
        raise Http404(procedure)
    if not row.can_upgrade:
        return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    newest = packs.pack_by_key(f"{procedure}@{row.newest}")
    errors: dict[str, str] = {}
    typed = request.POST.get("grace_days", "0").strip()
    if request.method == "POST" and _put_in_force(request, row, typed, errors):
        return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    meetings = upstream.meet(row.pack, newest, row.local)
    shown = [_shown(one, row.pack, newest, request.POST.get(f"merge.{one.key}", "")) for one in meetings]
    open_cases = cases.open_by_version(CASE_KIND, f"{procedure}@")
    changes = compare(row.pack, newest)
    kept = upstream.decided(row.local, meetings, upstream.ours_first(meetings))
    values = [dict(flatten(local, possible_keys(pack))) for local, pack in ((row.local, row.pack), (kept, newest))]
    here = meanwhile(row.pack, newest, *values)
    context = {
        "row": row,
        "newest": newest,
        "changes": changes,
        # What changes for this body's residents, for who writes it for them to begin with.
        "tell": request.POST.get("tell", ""),
        "told": {
            lang: request.POST.get(f"tell_{lang}", "\n".join(f"- {one.in_(lang)}" for one in here))
            for lang in LANGUAGES
        },
        "deciding": [one for one in shown if one.meeting.choices],
        "settled": [one for one in shown if not one.meeting.choices],
        "all_go_on": row.pack.asking != newest.asking,
        "drafts": forms.count_living(versions_key(procedure)),
        "cases": sum(number for key, number in open_cases.items() if key != newest.key),
        "grace_days": typed,
        "errors": errors,
    }
    return render(request, "procedures/staff/upgrade.html", context, status=422 if errors else 200)


def _put_in_force(request: StaffRequest, row: offers.Administered, typed: str, errors: dict[str, str]) -> bool:
    """Put it in force, or ask a second person where the body wants one; False with the reasons in `errors` when the
    service refuses."""
    days = read_digits(typed or "0")
    posted = request.POST.dict()
    choices = {name.removeprefix("merge."): value for name, value in posted.items() if name.startswith("merge.")}
    grace_days = -1 if days is None else days
    # A version that was published while this page lay open is not put in force unseen.
    version = read_digits(request.POST.get("version", "")) or 0
    tell = (
        Words(posted.get("tell_ja", "").strip(), posted.get("tell_en", "").strip())
        if posted.get("tell") == "yes"
        else None
    )
    said = {"version": row.newest}
    try:
        if needs_second_person():
            consenting.ask_version(
                row.pack.id, by=request.officer, grace_days=grace_days, choices=choices, version=version, tell=tell
            )
            messages.success(request, _("新しい版（第%(version)s版）にする承認を求めました。") % said)
        else:
            offering.upgrade(
                row.pack.id,
                by=actor(request.officer),
                grace_days=grace_days,
                choices=choices,
                version=version,
                tell=tell,
            )
            messages.success(request, _("新しい版（第%(version)s版）にしました。") % said)
    except offering.UndecidedError as undecided:
        errors |= {
            f"merge.{key}": _("%(what)s：どちらにするかを選んでください。") % {"what": in_words.called(row.pack, key)}
            for key in undecided.keys
        }
    except RefusedError as refused:
        errors[refused.field] = refused.message
    return not errors


def _shown(one: Meeting, old: Pack, new: Pack, chosen: str) -> Shown:
    pack = old if one.key in old.local_specs else new
    base = in_words.blocks(old, one.key, one.base)
    upstream, ours = (_beside(old, new, one.key, one.base, value) for value in (one.upstream, one.ours))
    return Shown(one, in_words.called(pack, one.key), base, upstream, ours, _effect(one), chosen)


def _beside(old: Pack, new: Pack, key: str, base: Any, value: Any) -> list[Block]:
    """A value beside that of the version in force: of lists and tables of rates, what it changes of them."""
    if base in (None, "") or value in (None, ""):
        return in_words.blocks(new, key, value)
    changes = in_words.changes(old if key in old.local_specs else new, key, base, value)
    if changes is None:
        return in_words.blocks(new, key, value)
    return list(changes) or [_("いまの版と同じです。")]


def _effect(one: Meeting) -> str:
    """What another value does to what has begun, by the kind of the value."""
    if one.fate in (Fate.STAYS, Fate.AGREED):
        return _("変わりません。")
    if one.fate is Fate.COMES:
        return _("届いた案件は、その案件の版の値のままです。下書きは、次に開いたときに新しい値になります。")
    return {
        "rate": _("届いた案件は、受け付けたときの見込みのままです。補正のときと下書きは、選んだ料金表で計算します。"),
        "fee": _("届いた案件は、受け付けたときの額のままです。下書きは、次に開いたときに選んだ額になります。"),
        "standard_period": _(
            "届いた案件の期限は、受け付けたときのままです。これから届くものから、選んだ値になります。"
        ),
        "capacity": _("取れた席はそのままです。これからの受付から、選んだ値になります。"),
    }.get(
        one.key.partition(".")[0],
        _(
            "この団体の値のままにすると、何も変わりません。新しい版の値にすると、届いた案件のページと通知書には、その案件の版の共通の値が出ます。"
        ),
    )
