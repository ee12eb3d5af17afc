"""A bundle: what somebody answered about a life event, and the drafts of its parts that follow from it.

It has no table of its own. Answers and choice are one draft of `forms`, owned by the body at whose page it was begun;
each part is a usual draft of its own body, whose code is made from the bundle's code. So who holds the bundle's code
opens the parts, and nobody else: no row anywhere says which cases belong together (decision 0018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, current_tenant, tenant_by_code
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events import queries
from madoguchi.modules.life_events.choices import FORM_KEY, ORIGIN, PARTS_FIELD
from madoguchi.modules.life_events.domain.event import Event
from madoguchi.modules.life_events.domain.plan import Todo, plan


@dataclass
class Bundle:
    """A bundle in the hand of this browser, in the scope of its `tenant`."""

    tenant: Tenant
    event: Event
    draft: forms.Draft
    code: str

    @property
    def id(self) -> str:
        return self.draft.public_id

    @cached_property
    def typed(self) -> Mapping[str, Any]:
        return self.draft.typed

    @cached_property
    def triage(self) -> forms.Outcome:
        """The answers that the list follows from."""
        return self._judged(self.event.asked(frozenset()))

    @cached_property
    def todos(self) -> tuple[Todo, ...]:
        """あなたの手続, as of now; () while the triage is not answered."""
        return plan(self.event, self.triage, queries.world(self.tenant)) if self.triage.ok else ()

    @cached_property
    def chosen(self) -> tuple[Todo, ...]:
        """The parts that were chosen, in the order of the list, whatever has become of them since."""
        picked = self.typed.get(PARTS_FIELD)
        wanted = picked.get("values", ()) if isinstance(picked, Mapping) else ()
        return tuple(one for one in self.todos if one.part.id in wanted and one.part.procedure and one.town)

    @cached_property
    def now(self) -> tuple[Todo, ...]:
        """The chosen parts that can be filed online today."""
        return tuple(one for one in self.chosen if can_begin(one))

    @cached_property
    def form(self) -> forms.Form:
        """The triage and the facts that the chosen parts take."""
        return self.event.asked(frozenset(one.part.id for one in self.now))

    @cached_property
    def facts(self) -> forms.Outcome:
        return self._judged(self.form)

    @property
    def first_fact(self) -> str:
        """The page on which the facts begin, "" while no chosen part takes any."""
        return next((page.id for page in self.form.pages if page.id not in self.event.triage), "")

    def _judged(self, form: forms.Form) -> forms.Outcome:
        return _in_their_bodies(
            self.event, forms.validate(form, self.typed, today=timezone.localdate(), files={}), form
        )

    def todo(self, part_id: str) -> Todo | None:
        """One of the chosen parts that can be filed online today."""
        return next((one for one in self.now if one.part.id == part_id), None)


def _in_their_bodies(event: Event, found: forms.Outcome, form: forms.Form) -> forms.Outcome:
    """With a fault at every address that lies elsewhere than the body that was chosen for it: parts are sent there."""
    faults, answers = list(found.faults), dict(found.answers)
    for name, where in event.addresses.items():
        chosen, address = found.answers.get(event.bodies[where]), found.answers.get(name)
        body = tenant_by_code(chosen) if isinstance(chosen, str) else None
        if body is None or not address or body.name in address["city"]:
            continue
        # 政令市 have their ward behind the name, 町村 their 郡 before it.
        asked = next(one.label for one in form.fields if one.id == event.bodies[where])
        text = forms.Text(
            f"「{asked.ja}」で選んだのは{body.name}です。{body.name}の住所を入力するか、市町村を選び直してください。",
            f"You chose {body.name_en} for “{asked.in_('en')}”. Enter an address there, or choose another one.",
        ).also([("easy", _easy(asked, body))])
        faults.append(forms.FieldFault(name, "city", "check", {"text": text}, form.field(name)))
        del answers[name]
    return replace(found, faults=tuple(faults), answers=answers) if len(faults) > len(found.faults) else found


def _easy(asked: forms.Text, body: Tenant) -> str:
    return (
        f"「{asked.in_('easy')}」で{body.name}をえらびました。{body.name}の住所を書いてください。"
        "市町村がちがうときは、えらびなおしてください。"
    )


def can_begin(todo: Todo) -> bool:
    """Whether a part can be filed online today: its time has come, and the body takes it in."""
    return todo.online and (todo.opens is None or todo.opens <= timezone.localdate())


def start(
    event: Event, page_id: str, typed: Mapping[str, Any], *, language: str, public_id: str, codes: Sequence[str]
) -> Bundle:
    """Begin a bundle at the body of the open scope with the first page that was posted."""
    started = forms.start(
        FORM_KEY + event.id, language=language, form=event.asked(frozenset()), page_id=page_id, typed=typed,
        public_id=public_id, codes=codes, origin=f"{ORIGIN}:",
    )  # fmt: skip
    return Bundle(current_tenant(), event, started.draft, started.code)


def of_draft(started: forms.Started | None) -> Bundle | None:
    """The bundle of a draft of the open scope; None for a draft of another room, or an event that is there no more."""
    if started is None or not started.draft.form_key.startswith(FORM_KEY):
        return None
    event = queries.event(started.draft.form_key.removeprefix(FORM_KEY))
    return Bundle(current_tenant(), event, started.draft, started.code) if event else None


def choose(bundle: Bundle, wanted: Sequence[str]) -> Bundle:
    """Keep which parts are done now; those that cannot be begun are left out. Raises DraftGoneError."""
    possible = [one.part.id for one in bundle.todos if can_begin(one) and one.part.id in wanted]
    form = bundle.event.choice()
    answers = {PARTS_FIELD: possible} if possible else {}
    typed = forms.typed_from_answers(form, answers) or {PARTS_FIELD: {}}
    saved = forms.save_page(bundle.draft, form, form.pages[0].id, typed)
    return Bundle(bundle.tenant, bundle.event, saved.draft, bundle.code)
