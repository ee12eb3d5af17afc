"""An open case goes on to a newer version of its form, because an officer says so. What was sent stays as filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.files import api as files
from madoguchi.modules.cases import events, rules
from madoguchi.modules.cases.choices import Phase, Text
from madoguchi.modules.cases.domain.kinds import CaseKind, Newer, kind_of
from madoguchi.modules.cases.models import Case, Submission
from madoguchi.modules.cases.services import answer, once, refusals
from madoguchi.modules.cases.services.turn import By, Turn, turn
from madoguchi.modules.forms import api as forms

KEPT, REREAD, HIDDEN, FAULTY = "kept", "reread", "hidden", "faulty"


@dataclass(frozen=True, slots=True)
class Carried:
    """One answer on its way: what it is called, its lines under the old form and under the new one, and its fate."""

    label: Text
    before: tuple[str, ...]
    after: tuple[str, ...]
    fate: str


@dataclass(frozen=True)
class TakenOver:
    """The answers under a newer form, and what becomes of each answer there was."""

    answers: dict[str, Any]
    carried: tuple[Carried, ...]


def taken_over(
    old: forms.Form,
    new: forms.Form,
    answers: Mapping[str, Any],
    *,
    filed_on: date,
    uploads: Mapping[str, files.FileRef] | None = None,
    lang: str = "ja",
) -> TakenOver:
    """Stored answers under a newer form. Nothing is written.

    A stored answer that the new form would no longer take stays as it is, as long as its question has the same type:
    what was faultless when it was filed is not held against anybody.
    """
    typed = forms.typed_from_answers(old, answers)
    moved = forms.rebase(old, new, typed, today=filed_on)
    outcome = forms.validate(new, moved.typed, today=filed_on, files=uploads)
    same = {one.id for one in old.fields if _same_question(one, new) and moved.typed.get(one.id) == typed.get(one.id)}
    taken: dict[str, Any] = {}
    for one in new.fields:
        # A number once given stays; what is worked out is worked out by the new form.
        stays = one.id in new.serials or (one.type.is_asked and one.id in outcome.visible)
        if stays and one.id in same and one.id in answers:
            taken[one.id] = answers[one.id]
        elif one.id in outcome.answers:
            taken[one.id] = outcome.answers[one.id]
    kept_aside = {one.path: one.fate.value for one in moved.kept}
    after = {row.path: row for row in _rows(new, taken, lang)}
    carried = []
    for row, ja, en in zip(*(_rows(old, answers, one) for one in (lang, "ja", "en")), strict=True):
        now = after.get(row.path)
        if now is not None and list(now.lines) == list(row.lines):
            fate = KEPT
        elif now is not None:
            fate = kept_aside.get(row.path, REREAD)
        elif row.path in kept_aside:
            fate = kept_aside[row.path]
        else:
            fate = HIDDEN if row.path not in outcome.visible else FAULTY
        label = Text(f"{ja.group} {ja.label}".strip(), f"{en.group} {en.label}".strip())
        carried.append(Carried(label, tuple(row.lines), tuple(now.lines) if now else (), fate))
    return TakenOver(taken, tuple(carried))


def take_over(case: Case, last: Submission, newer: Newer, lang: str = "ja") -> TakenOver:
    """The answers of a case under a newer form (`taken_over`)."""
    old: forms.Form = kind_of(case.kind).form_of(case.subject_key, last.form_key)
    uploads = files.get_many(answer.file_ids(last.answers))
    return taken_over(old, newer.form, last.answers, filed_on=case.filed_on, uploads=uploads, lang=lang)


def move_version(number: str, by: By, *, to: str, now: datetime | None = None) -> Case:
    """Handle an open case under the version `to` (a subject key), which must be the one in force, from now on.

    The answers are taken over into a submission of their own; those that were sent stay as they are. Fee, title and
    standard period stay, too. Raises `RefusedError`: "decided", "correction_open", "no_newer" (not in force any more),
    "no_state" (the new flow does not have the state that the case is in).
    """
    with turn(number, by, now) as case_turn:
        case_turn.permit(rules.HANDLE.name)
        newer = _allowed(case_turn, to)
        case = case_turn.case
        last = case.submissions.latest("seq")
        taken = take_over(case, last, newer)
        changed = [key for key in dict.fromkeys((*last.answers, *taken.answers)) if _differs(key, last, taken)]
        submission = Submission.objects.create(
            tenant=case_turn.tenant,
            case=case,
            seq=last.seq + 1,
            answers=taken.answers,
            form_key=newer.form_key,
            form_hash=newer.form.hash,
            changed=changed,
            by_label=by.actor.label,
            filed_at=case_turn.now,
        )
        before = case.subject_key
        case_turn.move(subject_key=newer.subject_key)
        once.corrected(case, taken.answers)
        case_turn.record(
            events.MOVED_ON,
            submission=submission.pk,
            version_before=before,
            version_after=newer.subject_key,
            # No answer stands in the audit, only what the questions are called and what became of their answers.
            fates=[[one.label.ja, one.label.en, one.fate] for one in taken.carried],
        )
    return case


def newer_of(kind: CaseKind, case: Case) -> Newer | None:
    """The version that an open case could go on to."""
    return None if case.phase == Phase.DONE else kind.newer_for(case.subject_key)


def _allowed(case_turn: Turn, to: str) -> Newer:
    case = case_turn.case
    decision = case.decisions.order_by("-pk").first()
    if case.phase == Phase.DONE or (decision is not None and not hasattr(decision, "revocation")):
        raise refusals.RefusedError("decided", _("決定した案件は、決定したときの版のままです。移せません。"))
    if case.corrections.filter(answered_at=None, closed_at=None).exists():
        raise refusals.RefusedError(
            "correction_open",
            _("補正の回答を待っています。回答が届いてから移すか、先に補正の求めを取り下げてください。"),
        )
    kind = kind_of(case.kind)
    newer = newer_of(kind, case)
    if newer is None or newer.subject_key != to:
        raise refusals.RefusedError(
            "no_newer", _("公開中の版が、画面を開いたあとで変わりました。もう一度確かめてください。")
        )
    if case.state not in kind.flow_for(to).states:
        raise refusals.RefusedError(
            "no_state",
            _("新しい版の流れには、いまの状態「%(state)s」がありません。先に次の状態へ進めてください。")
            % {"state": case_turn.flow.state(case.state).label.ja},
        )
    return newer


def _differs(key: str, last: Submission, taken: TakenOver) -> bool:
    return bool(last.answers.get(key) != taken.answers.get(key))


def _same_question(one: forms.Field, new: forms.Form) -> bool:
    """Whether a top-level field is of the same type in the new form; blocks are taken over answer by answer."""
    try:
        other = new.field(one.path)
    except KeyError:
        return False
    return other.type.name == one.type.name and not one.is_group


def _rows(form: forms.Form, answers: Mapping[str, Any], lang: str) -> Iterable[forms.Row]:
    return [row for section in forms.read_back(form, answers, lang) for row in section.rows]
