"""The correction page between two postings: what is typed so far, with rows and files added and taken away.

What was typed is kept with the correction after every post and by the autosave, so that a time-out loses nothing;
the files wait under the correction's own owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.files import api as files
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.kit.digits import read_digits
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case, Correction, Submission
from madoguchi.modules.cases.services import answer, copies, refusals
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
        """Files that the answers may name: those filed before, and the ones just sent. No others, whatever is
        posted."""
        return {**files.get_many(answer.file_ids(self.last.answers)), **self.uploads}

    def read(self, post: Any) -> None:
        """Take what was posted (a QueryDict) for the opened fields; everything else keeps its answer."""
        for page in self.form.pages:
            read = forms.read_page(page, post)
            self.typed.update({name: value for name, value in read.items() if name in self.opened})

    def open_up(self, shown: Sequence[str]) -> None:
        """Show more fields: those that the page before already showed because a new answer brought them to
        light."""
        known = {one.id for one in self.form.fields}
        self.opened += [name for name in shown if name in known and name not in self.opened]

    def receive(self, uploads: Mapping[str, Sequence[File[Any]]]) -> None:
        """Keep uploads of opened file fields; one that cannot be taken becomes a fault at its field."""
        for path, sent in uploads.items():
            try:
                one = self.form.field(path)
            except KeyError:
                continue
            if one.type.name != "file" or path.split(".")[0] not in self.opened:
                continue
            limits = files.Limits(one.type.max_bytes, one.type.kinds)  # type: ignore[attr-defined]
            for upload in sent:
                try:
                    ref = files.receive(current_tenant(), upload, limits, owner=self.correction.owner)
                except files.Refused as refused:
                    self.faults.append(forms.FieldFault(path, "", "upload_refused", {"text": refused}, one))
                else:
                    self._list_at(path).append(ref.id)

    def press(self, action: forms.Action) -> None:
        """A button inside the page: one row more or less, one file less, an address filled in."""
        top = action.target.split(".")[0]
        if action.name in ("list", "map"):
            return  # the page that is drawn next has the list, or the place
        if action.name == "remove_file":
            files.release_files([action.target], self.correction.owner)
            for name in self.opened:
                self.typed[name] = _without(self.typed.get(name), action.target)
        elif top in self.opened and action.name == "postal":
            self._fill_address(action.target)
        elif top in self.opened and action.name == "swap":
            with suppress(forms.NoSuchPlace):
                self.typed = dict(forms.after_action(self.form, self.typed, action))
        elif top in self.opened and action.name == "add":
            self._list_at(action.target).append({})
        elif top in self.opened:
            path, _dot, index = action.target.rpartition(".")
            rows, row = self._list_at(path), read_digits(index)
            if row is not None and row < len(rows):
                del rows[row]

    def _fill_address(self, path: str) -> None:
        """From its postal code; a code that is not in use becomes a fault there."""
        try:
            filled = forms.with_place(self.form, self.typed, path)
        except forms.NoSuchPlace:
            return
        if filled is None:
            why = forms.why_no_place(self.typed, path)
            self.faults.append(forms.FieldFault(path, "postal_code", why, {}, self.form.field(path)))
        else:
            self.typed = filled

    def keep(self) -> None:
        """Keep what stands in the opened fields, right or wrong, for the next visit; an ended correction keeps none."""
        self.correction.typed = {name: self.typed[name] for name in self.opened if name in self.typed}
        Correction.objects.filter(pk=self.correction.pk, answered_at=None, closed_at=None).update(
            typed_json=self.correction.typed_json
        )

    def send(self) -> Submission:
        """Answer the correction. Raises as `answer.answer`; the faults found are kept in `faults`, too. Raises also
        `RefusedError` "fee_changed", once for each new sum: nobody finds out about a fee after sending."""
        typed = {name: self.typed[name] for name in self.opened if name in self.typed}
        self._tell_fee(typed)
        try:
            return answer.answer(self.case.receipt_number, typed, uploads=self.uploads)
        except answer.InvalidAnswersError as error:
            self.faults += error.faults
            raise

    def check(self) -> None:
        """Find the faults of what is kept, as `send` would, and show the fields they are at."""
        typed = {name: self.typed[name] for name in self.opened if name in self.typed}
        try:
            found = self._judge(typed).faults
        except RefusedError:
            return  # `send` says so
        self.faults += found
        self.open_up([fault.path.split(".")[0] for fault in found])

    def refusal(self, code: str) -> str:
        """The sentence for a refusal of `send` that a redirect has named; "" for any other word."""
        if code == "fee_changed":
            return self._fee_words() if self.correction.fee_told is not None else ""
        if code == "nothing_changed":
            return refusals.nothing_changed().message
        if code == "not_named":
            return refusals.not_named().message
        if code == "not_now":
            state = kind_of(self.case.kind).flow_for(self.case.subject_key).state(self.case.state)
            return refusals.not_now(state.label.in_(get_language() or "ja")).message
        return ""

    def _judge(self, typed: Mapping[str, Any]) -> answer.Judged:
        return answer.judge(
            self.case, self.correction, self.last, typed, uploads=self.uploads, today=timezone.localdate()
        )

    def _tell_fee(self, typed: Mapping[str, Any]) -> None:
        judged = self._judge(typed)
        if judged.faults or not judged.changed:
            return  # not going to be sent
        total = copies.bill(self.case, judged.answers).total
        if total == (self.case.fee_total if self.correction.fee_told is None else self.correction.fee_told):
            return
        self.correction.fee_told = total
        self.correction.save(update_fields=["fee_told"])
        raise RefusedError("fee_changed", self._fee_words())

    def _fee_words(self) -> str:
        return _(
            "直した内容では、手数料が%(before)s円から%(after)s円に変わります。"
            "よろしければ、もう一度「直した内容を送る」を押してください。"
        ) % {"before": f"{self.case.fee_total:,}", "after": f"{self.correction.fee_told:,}"}

    def _list_at(self, path: str) -> list[Any]:
        """The list that stands at a path ("photos", "items.0.photos"); a throw-away one where there is no
        such row."""
        place: Any = self.typed
        *parents, last = path.split(".")
        for part in parents:
            row = read_digits(part)
            if isinstance(place, list) and row is not None and row < len(place):
                place = place[row]
            elif isinstance(place, dict) and part in place:
                place = place[part]
            else:
                return []
        if not isinstance(place, dict):
            return []
        if not isinstance(place.get(last), list):
            place[last] = []
        found: list[Any] = place[last]
        return found


def open_form(number: str) -> CorrectionForm | None:
    """Return the open correction of a case in the open scope as a form; None when there is nothing to
    correct.

    Raises `NoSuchCaseError`.
    """
    case = Case.objects.select_related("department").filter(receipt_number=number).first()
    if case is None:
        raise NoSuchCaseError(number)
    correction = case.corrections.filter(answered_at=None, closed_at=None).first()
    if correction is None:
        return None
    form: forms.Form = kind_of(case.kind).form_for(case.subject_key)
    last = case.submissions.latest("seq")
    typed = {**forms.typed_from_answers(form, last.answers), **correction.typed}
    page = CorrectionForm(case, correction, last, form, typed, list(correction.field_ids))
    page.open_up(list(correction.typed))
    return page


def _without(typed: Any, file_id: str) -> Any:
    if isinstance(typed, list):
        return [
            _without(item, file_id)
            for item in typed
            if item != file_id and not (isinstance(item, dict) and item.get("id") == file_id)
        ]
    if isinstance(typed, dict):
        return {key: _without(value, file_id) for key, value in typed.items()}
    return typed
