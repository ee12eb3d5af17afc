"""The places of procedures: their pools are made when a body takes a procedure up; a place is held while a form is
filled in, taken in the transaction that files the case, and given back with it. A procedure without [capacity] asks for
nothing here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import current_tenant, href
from madoguchi.kernel.ui.api import moment_in_words
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.domain import capacity, rounds
from madoguchi.modules.procedures.domain.pack import Pack, localise, overlay_values
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.packs import compiled

HOLDER = "cases.case"


def prepare(row: Procedure, by: audit.Actor) -> None:
    """Make the pools of a procedure of the open scope, or let them follow its values, period and department.

    Raises RefusedError (fewer places than are taken; places given in another way; a closed draw opened again).
    """
    published = compiled([row.in_force.sha256])[row.in_force.sha256]
    if published.card.capacity is None:
        return
    values = overlay_values(published, row.local)
    pack = localise(published, values)
    declared = pack.card.capacity
    assert declared is not None
    # Rounds that the body began are told apart by their name, wherever the pool is named.
    own = values.get(rounds.PLACES, "")
    ja, en = (f"（{own}）", f" ({own})") if own else ("", "")
    source = declared.public_source
    try:
        places.ensure(
            [
                places.Wanted(
                    key=declared.key(pack.id, choice),
                    title=(
                        f"{f'{pack.card.title.ja} {label.ja}'.strip()}{ja}",
                        f"{f'{pack.card.title.en} {label.en}'.strip()}{en}",
                    ),
                    department=row.department,
                    mode=declared.mode,
                    limit=declared.limit_of(choice),
                    waiting=declared.waiting,
                    hold_minutes=0 if declared.hold == "none" else declared.hold_minutes,
                    offer_hours=declared.offer_hours,
                    opens_at=row.opens,
                    closes_at=row.closes,
                    stopped=not row.is_open,
                    public_source=(source.ja, source.en) if source else ("", ""),
                )
                for choice, label in capacity.options(declared, pack.form)
            ],
            by=by,
        )
    except RefusedError as refused:
        own = refused.field in ("limit", "waiting")
        field = f"local.capacity.{refused.field}" if own else refused.field
        way = {
            "mode": _("新しい回にするには、定義の round を改めた版が要ります。"),
            "closed": _("「新しい回を始める」で別の枠にすれば、受け付けられます。"),
        }.get(refused.code, "")
        message = refused.message + ("" if own else way)
        raise RefusedError(refused.code, message, field) from refused


def hold(pack: Pack, answers: Mapping[str, Any], code: str, network: str) -> places.Held | None:
    """Hold a place of what these answers choose for the draft of this code; what it holds, or has held, afterwards (a
    place of what was chosen before, when there is none of this)."""
    declared = pack.card.capacity
    if declared is None or declared.hold == "none":
        return None
    choice, held_as = capacity.choice(declared, answers), forms.draft_key(code)
    held = None if choice is None else places.hold(declared.key(pack.id, choice), held_as=held_as, network=network)
    return held or places.held(held_as)


def hold_at_start(pack: Pack, code: str, network: str) -> None:
    """Hold a place for a draft that has just begun, where the pack says so."""
    if pack.card.capacity is not None and pack.card.capacity.hold == "begin":
        places.hold(pack.card.capacity.key(pack.id), held_as=forms.draft_key(code), network=network)


def let_go(pack: Pack, code: str) -> None:
    """The draft was given up: what it holds goes to others."""
    if pack.card.capacity is not None and pack.card.capacity.hold != "none":
        places.let_go(forms.draft_key(code))


def take(pack: Pack, answers: Mapping[str, Any], code: str, filed: cases.Filed, mail: str, language: str) -> None:
    """Take the place of a case in the transaction that files it. Raises NoPlaceError: then nothing is filed."""
    declared = pack.card.capacity
    if declared is None:
        return
    asking = places.Asking(
        holder=f"{HOLDER}:{filed.receipt_number}",
        label=cases.group(filed.receipt_number),
        held_as=forms.draft_key(code),
        once=tuple(places.once_hash(declared.prefix(pack.id), key) for key in capacity.who(declared, answers)),
        mail=mail,
        language=language,
    )
    places.take(declared.key(pack.id, capacity.choice(declared, answers) or ""), asking, filed.filed_at)


def withdrawn(_key: str, receipt_number: str) -> None:
    """The case was withdrawn: its place goes to the next in line."""
    places.withdraw(f"{HOLDER}:{receipt_number}")


def aside(pack: Pack, receipt_number: str, lang: str) -> cases.Aside | None:
    """What a case has come to, for its receipt and its status page; None without a place."""
    if pack.card.capacity is None:
        return None
    place = places.place_of(f"{HOLDER}:{receipt_number}")
    if place is None:
        return None
    title, kind, line = _told(place, lang)
    lines = [place.title(lang), line] if line else [place.title(lang)]
    link = None
    if place.by_lot:
        lines.append(_("抽選番号：%(ticket)s") % {"ticket": place.ticket})
        lines.append(_("抽選の種の約束：%(commitment)s") % {"commitment": place.commitment})
        page = href(current_tenant(), "places:draw", surface="resident", pool=str(place.pool_id))
        link = (_("抽選のページ（だれでも確かめられます）"), page)
    return cases.Aside(kind, title, tuple(lines), link)


def _told(place: places.Place, lang: str) -> tuple[str, str, str]:
    """(headline, kind of banner, a sentence more or "")."""
    order = {"n": place.drawn_order}
    if place.standing is places.Standing.ENTERED:
        when = moment_in_words(place.closes_at.astimezone(), lang) if place.closes_at else ""
        day = _("%(when)sに応募を締め切り、そのあと抽選します。結果はここに出ます。") % {"when": when}
        return _("抽選を待っています"), "info", day if when else _("抽選の日は、まだ決まっていません。")
    if place.standing is places.Standing.OFFERED:
        until = moment_in_words(place.offered_until.astimezone(), lang) if place.offered_until else ""
        line = _("%(until)sまでに、お知らせしたメールのリンクか電話でお返事ください。") % {"until": until}
        return _("補欠の順番が来ました"), "warning", line
    return {
        places.Standing.CONFIRMED: (_("席が決まりました（確定）"), "success", ""),
        places.Standing.WAITING: (
            _("補欠%(n)s番です") % {"n": place.number}, "warning",
            _("席が空くと、順番にお知らせします。番号は、前の方が取り下げると小さくなります。"),
        ),
        places.Standing.ORDERED: (_("抽選の順番は%(n)s番です") % order, "success", ""),
        places.Standing.LOST: (_("残念ながら落選しました"), "info", _("抽選の順番は%(n)s番でした。") % order),
        places.Standing.WITHDRAWN: (_("席はありません（取下げ）"), "info", ""),
        places.Standing.LAPSED: (_("席は次の方へ回りました"), "info", _("もう一度申し込むことはできます。")),
        places.Standing.RELEASED: (_("席はありません"), "info", _("わけは、担当の部署へお問い合わせください。")),
    }[place.standing]  # fmt: skip
