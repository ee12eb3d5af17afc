"""段階: how the draft of a later stage begins, and what is held against it when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.domain.follows import Follows
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import beginning

ORIGIN = "stages"


class NoStageError(LookupError):
    """The case has not opened this procedure, or not any more."""


def register() -> None:
    """Answer for the drafts of later stages; called when the room starts."""
    origins.register(ORIGIN, origins.Origin(sent, standing))


def _key(stage: cases.OpenedStage) -> str:
    """What names a stage: the earlier case, the procedure, and the opening of it by one decision: a decision that was
    taken back and made anew may grant another amount ("K7M2XW4PB/reform-hokoku/41")."""
    return f"{stage.stage.case.receipt_number}/{stage.stage.subject}/{stage.stage.pk}"


def _stage(key: str) -> cases.OpenedStage | None:
    number, procedure, opening = key.split("/")
    found = cases.opened_stage(number, procedure)
    return found if found is not None and str(found.stage.pk) == opening else None


def begin(request: HttpRequest, tenant: Tenant, number: str, procedure: str, *, language: str) -> beginning.Begun:
    """A draft of the stage with what the earlier case gives it. That this browser may see that case is the caller's to
    know. Raises NoStageError, NotOpenError."""
    stage = cases.opened_stage(number, procedure)
    offer = catalogue.offer(procedure)
    follows = offer.pack.card.follows if offer else None
    if stage is None or offer is None or follows is None:
        raise NoStageError(f"{number} {procedure}")
    answers = _answers(follows, stage)
    source = forms.Text(
        f"「{stage.stage.case.title_ja}」（受付番号 {cases.group(number)}）の内容です。"
        "違うときは、担当の部署へお知らせください。",
        f"From “{stage.stage.case.title_en}” ({cases.group(number)}). Tell the office if it is wrong.",
    )
    return beginning.begin(
        request,
        tenant,
        procedure,
        typed=forms.typed_from_answers(offer.pack.form, answers),
        given=forms.Given(frozenset(name for name in follows.locked if name in answers), source),
        origin=f"{ORIGIN}:{_key(stage)}",
        language=language,
    )


def begun_alone(pack: Pack, origin: str) -> str:
    """Why a draft of a later stage that was begun without its earlier case is not sent; "" for every other draft."""
    if pack.card.follows is None or origin.startswith(f"{ORIGIN}:"):
        return ""
    return _(
        "この手続は、前の手続の決定を受けてからはじめます。前の手続の「状況を確認する」を開き、「次の手続」からはじめてください。"
    )


def why_not_now(pack: Pack, origin: str) -> str:
    """Why a draft cannot be sent now, whatever its answers; "" for most. ``pack``: in the version in force."""
    return begun_alone(pack, origin) or origins.standing(origin)


def standing(key: str) -> str:
    """Why a draft of this stage cannot be sent now, in the language of the request; "" for most."""
    stage = _stage(key)
    if stage is None:
        return _(
            "もとの手続の決定が取り消されたか、決め直されたため、この入力は送信できません。もとの手続の「状況を確認する」を開き、「次の手続」があれば、そこからはじめてください。"
        )
    if stage.follower:
        return _(
            "この手続は、もう提出されています（受付番号 %(number)s）。内容は「状況を確認する」から見られます。"
            "出し直すときは、先にそちらを取り下げてください。"
        ) % {"number": cases.group(stage.follower)}
    return ""


def sent(key: str, filed: cases.Filed, answers: Mapping[str, Any]) -> None:
    """The stage is being filed: it follows its case, and what was locked is what was decided.

    Raises OriginRefusedError.
    """
    number, procedure, _opening = key.split("/")
    stage, offer = _stage(key), catalogue.offer(procedure)
    follows = offer.pack.card.follows if offer else None
    if stage is None or offer is None or follows is None:
        raise origins.OriginRefusedError(key)
    for name, value in _clean(offer.pack.form, _answers(follows, stage), follows.locked, filed.filed_at.date()).items():
        if answers.get(name) != value:
            raise origins.OriginRefusedError(f"{key}: {name} is not what was decided")
    try:
        cases.succeed(number, procedure, filed.case_id, now=filed.filed_at)
    except cases.FollowedError as refused:
        raise origins.OriginRefusedError(key) from refused


def _answers(follows: Follows, stage: cases.OpenedStage) -> dict[str, Any]:
    decided = stage.decided
    return follows.answers(
        decided.answers,
        {
            "decided.amount": decided.amount,
            "decided.on": decided.on.isoformat(),
            "decided.number": decided.number or None,
            "case.number": cases.group(stage.stage.case.receipt_number),
            "case.filed_on": stage.filed_on,
        },
    )


def _clean(form: forms.Form, answers: Mapping[str, Any], names: tuple[str, ...], today: date) -> dict[str, Any]:
    """The locked answers as the form itself would keep them; those that it cannot take were asked anew."""
    clean = forms.validate(form, forms.typed_from_answers(form, answers), today=today).answers
    return {name: clean[name] for name in names if name in clean and name in answers}
