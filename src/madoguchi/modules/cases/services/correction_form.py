"""The correction page between two postings: what is typed so far, with rows and files added and taken away.

What was typed is kept with the correction after every post and by the autosave, so that a time-out loses nothing;
the files wait under the correction's own owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.files import api as files
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case, Correction, Submission
from madoguchi.modules.cases.services import answer, refusals
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.forms import api as forms


@dataclass
class CorrectionForm:
    """One open correction as a form. `typed`: all fields of the form; `opened`: ids of those that are
    shown."""

    case: Case
    correction: Correction
    last: Submission
    form: forms.Form
    typed: dict[str, Any]
    opened: list[str]
    faults: list[forms.FieldFault] = field(default_factory=list)
    # The fields that had something kept before the last `take`.
    kept: frozenset[str] = frozenset()

    @property
    def reasons(self) -> dict[str, str]:
        """The office's words by field id."""
        return {item["field"]: item["reason"] for item in self.correction.fields}

    @property
    def uploads(self) -> dict[str, files.FileRef]:
        """Files sent for this correction, by id."""
        return {ref.id: ref for ref in files.owned_by(self.correction.owner)}

    @property
    def known_files(self) -> dict[str, files.FileRef]:
        """Files that the answers may name: the applicant's own of those filed before, and the ones just sent. No
        others, whatever is posted."""
        own = [self.last.answers.get(one.id) for one in self.form.correctable]
        return {**files.get_many(answer.file_ids(own)), **self.uploads}

    def open_up(self, shown: Sequence[str]) -> None:
        """Show more fields: those that the page before already showed because a new answer brought them to light. Only
        the applicant's own: no correction shows what others wrote or what is confidential, whatever is posted."""
        known = {one.id for one in self.form.correctable}
        self.opened += [name for name in shown if name in known and name not in self.opened]

    def take(
        self, post: Any, sent: Mapping[str, Sequence[File[Any]]] | None = None, action: forms.Action | None = None
    ) -> str | None:
        """Keep what was posted (a QueryDict) for the opened fields, right or wrong, with the uploads sent for them, and
        do what a button within the page asks for; everything else keeps its answer. Returns the id of the element to go
        to next, "" for none; None when this correction has ended: then nothing is kept. Uploads that cannot be taken
        become faults.

        As in drafts: two tabs come one after the other, and an upload leaves only by its button.
        """
        self.open_up(post.getlist("_fields"))
        mine = {path: some for path, some in (sent or {}).items() if _top(path) in self.opened}
        received, faults = forms.receive_uploads(self.form, mine, self.correction.owner)
        self.faults += faults
        with transaction.atomic():
            row = _still_open(self.case).filter(pk=self.correction.pk).select_for_update().first()
            if row is None:
                files.release_files([one for ids in received.values() for one in ids], self.correction.owner)
                return None
            self.correction = row
            self.kept = frozenset(row.typed)
            self.open_up(list(row.typed))
            return self._write(post, received, action)

    def _write(self, post: Any, received: Mapping[str, Sequence[str]], action: forms.Action | None) -> str:
        typed = {**forms.typed_from_answers(self.form, self.last.answers), **self.correction.typed}
        read = {name: one for page in self.form.pages for name, one in forms.read_page(page, post).items()}
        new = {name: one for name, one in read.items() if name in self.opened}
        named = received or forms.file_ids(self.form, typed) or forms.file_ids(self.form, new)
        known = self.known_files if named else {}
        typed = forms.with_page(self.form, typed, new, known)
        typed = forms.name_uploads(self.form, typed, received, known, self.correction.owner, self.faults)
        focus = ""
        if action is not None and (action.name == "remove_file" or _top(action.target) in self.opened):
            typed, focus = forms.press(self.form, typed, action, self.correction.owner, self.faults)
        self.typed = typed
        self.correction.typed = self._chosen()
        self.correction.kept_at = timezone.now()
        self.correction.save(update_fields=["typed_json", "kept_at"])
        return focus

    def send(self) -> Submission:
        """Answer the correction. Raises as `answer.answer`; the faults found are kept in `faults`, too. Raises also
        `RefusedError` "fee_changed", once for each new sum: nobody finds out about a fee after sending."""
        self._drop_strange()
        typed = self._chosen()
        self._tell_fee(typed)
        try:
            return answer.answer(
                self.case.receipt_number, typed, uploads=self.uploads, correction_id=self.correction.pk
            )
        except answer.InvalidAnswersError as error:
            self.faults += error.faults
            raise

    def check(self) -> None:
        """Find the faults of what is kept, as `send` would, and show the fields they are at."""
        found = self._judge(self._chosen()).faults
        self.faults += found
        self.open_up([_top(fault.path) for fault in found])

    def refusal(self, code: str) -> str:
        """The sentence for a refusal of `send` that a redirect has named; "" for any other word."""
        if code == "fee_changed":
            return self._fee_words() if self.correction.fee_told is not None else ""
        if code == "fee_unknown":
            return refusals.fee_unknown().message
        if code == "nothing_changed":
            return refusals.nothing_changed().message
        if code == "not_named":
            return refusals.not_named().message
        if code == "not_now":
            state = kind_of(self.case.kind).flow_for(self.case.subject_key).state(self.case.state)
            return refusals.not_now(state.label.in_(get_language() or "ja")).message
        return ""

    def _chosen(self) -> dict[str, Any]:
        return {name: self.typed[name] for name in self.opened if name in self.typed}

    def _drop_strange(self) -> None:
        """Forget what is typed for fields that are not open: another answer had opened them and was put back, and the
        resident has nothing to mend there. Raises `RefusedError` "not_named" for one that comes with this very post."""
        strange = self._judge(self._chosen()).strange
        if not strange:
            return
        self.opened = [name for name in self.opened if name not in strange]
        self.correction.typed = self._chosen()
        # An ended correction keeps nothing.
        _still_open(self.case).filter(pk=self.correction.pk).update(typed_json=self.correction.typed_json)
        if not self.kept.issuperset(strange):
            raise refusals.not_named()

    def _judge(self, typed: Mapping[str, Any]) -> answer.Judged:
        return answer.judge(
            self.case, self.correction, self.last, typed, uploads=self.uploads, today=timezone.localdate()
        )

    def _tell_fee(self, typed: Mapping[str, Any]) -> None:
        judged = self._judge(typed)
        if judged.faults or not judged.changed or self.case.fee_fixed_on:
            return  # not going to be sent, or no correction changes it any more
        bill = answer.price(self.case, judged.answers)
        # Without a rule nothing can be said of it, or it is free: the officer fixes what is left open.
        told = None if not bill.rule or bill.total == self.case.fee_total else bill.total
        if told == self.correction.fee_told:
            return
        self.correction.fee_told = told
        self.correction.save(update_fields=["fee_told"])
        if told is not None:  # else it is again what it was
            raise RefusedError("fee_changed", self._fee_words())

    def _fee_words(self) -> str:
        return _(
            "直した内容では、手数料が%(before)s円から%(after)s円に変わります。"
            "よろしければ、もう一度「直した内容を送る」を押してください。"
        ) % {"before": f"{self.case.fee_total:,}", "after": f"{self.correction.fee_told:,}"}


def open_form(number: str) -> CorrectionForm | None:
    """Return the open correction of a case in the open scope as a form; None when there is nothing to
    correct.

    Raises `NoSuchCaseError`.
    """
    case = Case.objects.select_related("department").filter(receipt_number=number).first()
    if case is None:
        raise NoSuchCaseError(number)
    correction = _still_open(case).first()
    if correction is None:
        return None
    form: forms.Form = kind_of(case.kind).form_for(case.subject_key)
    last = case.submissions.latest("seq")
    typed = {**forms.typed_from_answers(form, last.answers), **correction.typed}
    page = CorrectionForm(case, correction, last, form, typed, [])
    page.open_up([*correction.field_ids, *correction.typed])
    return page


def _still_open(case: Case) -> QuerySet[Correction]:
    return case.corrections.filter(answered_at=None, closed_at=None)


def _top(path: str) -> str:
    return path.partition(".")[0]
