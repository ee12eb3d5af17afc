"""The parts of a bundle as drafts of their own bodies: begun with the facts, kept in step with them, read, sent.

Every function opens the scope of the part's body itself, and of no other.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant, tenant_by_code, tenant_scope
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.choices import ORIGIN, Failure, State
from madoguchi.modules.life_events.domain import giving
from madoguchi.modules.life_events.domain.plan import Todo
from madoguchi.modules.life_events.services.bundle import Bundle
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures import api as procedures

_log = logging.getLogger(__name__)
_ID_LETTERS = 10  # as many as the name of any draft has


@dataclass(frozen=True)
class Key:
    """Where a part's draft lies: its body, its name in addresses, the code that opens it."""

    tenant: Tenant
    public_id: str
    code: str


@dataclass(frozen=True)
class Look:
    """A part as it stands: `receipt` once sent, `reading` while it is filled in, neither before it is begun."""

    todo: Todo
    key: Key
    receipt: cases.Receipt | None = None
    reading: procedures.Reading | None = None

    @property
    def state(self) -> State:
        if self.receipt is not None:
            return State.SENT
        if self.reading is None:
            return State.NOT_BEGUN
        return State.READY if self.reading.outcome.ok else State.BEGUN


def key_of(bundle: Bundle, todo: Todo) -> Key:
    """The part's draft, found from the bundle's code alone. The body comes from the plan, never from a request."""
    body = tenant_by_code(todo.town.code) if todo.town else None
    if body is None:
        raise LookupError(todo.part.id)
    secret = f"{ORIGIN}.{bundle.code}.{todo.part.id}.{body.code}"
    return Key(body, forms.code_from(f"{secret}.name")[:_ID_LETTERS].lower(), forms.code_from(secret))


def look(bundle: Bundle, todo: Todo) -> Look:
    """How far a part is. Writes nothing."""
    key = key_of(bundle, todo)
    with tenant_scope(key.tenant):
        receipt = cases.receipt(forms.draft_key(key.code))
        if receipt is not None:
            return Look(todo, key, receipt)
        draft = forms.opened(key.public_id, key.code)
        reading = procedures.read_draft(key.tenant, forms.Started(draft, key.code)) if draft else None
        return Look(todo, key, None, reading)


def ready(request: HttpRequest, bundle: Bundle, todo: Todo, *, language: str) -> Look:
    """The part with the facts in it as they are now: its draft is begun, or brought in step; a sent one stays.

    Raises NotOpenError (of procedures), DraftGoneError.
    """
    seen = look(bundle, todo)
    if seen.receipt is not None:
        return seen
    with tenant_scope(seen.key.tenant):
        if seen.reading is None:
            started = _begin(request, bundle, seen, language)
            return Look(todo, seen.key, None, procedures.read_draft(seen.key.tenant, started))
        return Look(todo, seen.key, None, _in_step(bundle, seen.reading, todo, {}))


def _begin(request: HttpRequest, bundle: Bundle, seen: Look, language: str) -> forms.Started:
    key, part = seen.key, seen.todo.part
    stale = forms.Draft.objects.filter(public_id=key.public_id).first()
    if stale is not None:  # its time is over, and nobody has swept it yet
        forms.discard(stale)
    offer = procedures.procedure_for(part.procedure)
    if offer is None:
        raise procedures.NotOpenError(part.procedure, None)
    form = offer.pack.form
    typed = {**_typed(part.suggest, bundle, form), **_typed(part.give, bundle, form)}
    begun = procedures.begin(
        request, key.tenant, part.procedure, typed=typed, given=_given(bundle, part.give, form, typed),
        origin=f"{ORIGIN}:{bundle.tenant.code}.{bundle.id}.{part.id}", language=language,
        public_id=key.public_id, codes=(key.code,),
    )  # fmt: skip
    return forms.Started(begun.draft, begun.code)


def _in_step(
    bundle: Bundle, reading: procedures.Reading, todo: Todo, suggested: Mapping[str, Any]
) -> procedures.Reading:
    """The draft with the facts of now; nothing is written when it has them. `suggested`: prefills that follow too."""
    form, draft = reading.pack.form, reading.draft
    fresh = {**suggested, **_typed(todo.part.give, bundle, form)}
    given = _given(bundle, todo.part.give, form, {**draft.typed, **fresh})
    kept = {key: value for key, value in fresh.items() if key in suggested or (given and key in given.fields)}
    before = draft.given
    same_fields = (before.fields if before else frozenset()) == (given.fields if given else frozenset())
    if same_fields and all(draft.typed.get(key) == value for key, value in kept.items()):
        return reading
    row = forms.give_anew(draft, form, kept, given)
    return procedures.read_draft(reading.tenant, forms.Started(row, reading.code))


def _typed(give: Mapping[str, giving.Source], bundle: Bundle, form: forms.Form) -> dict[str, Any]:
    """What somebody would have typed into the procedure's form to say the facts."""
    typed: dict[str, Any] = forms.typed_from_answers(form, giving.answers(give, bundle.form, bundle.facts))
    return typed


def _given(
    bundle: Bundle, give: Mapping[str, giving.Source], form: forms.Form, typed: Mapping[str, Any]
) -> forms.Given | None:
    """The facts that stand in the form and are not changed there. One that a rule of the form refuses is the resident's
    to mend: a fact must not be a wall."""
    judged = forms.validate(form, typed, today=timezone.localdate(), files={}, proven=())
    faulty = {fault.path.partition(".")[0] for fault in judged.faults}
    known = {one.id for one in form.fields} & set(typed) & set(give) - faulty
    title = bundle.event.title
    easy = title.in_("easy")
    source = forms.Text(
        f"「{title.ja}」でお答えの内容です。直すときは、この画面の上の「{title.ja}」の一覧から直してください。",
        f"Your answer in “{title.en}”. To change it, go to the list of “{title.en}” at the top of this page.",
    ).also(
        [("easy", f"「{easy}」で書いたことです。なおすときは、このページの上の「{easy}」の一覧からなおしてください。")]
    )
    return forms.Given(frozenset(known), source) if known else None


def flow(before: Bundle, after: Bundle) -> None:
    """Facts have changed: parts that are begun and not sent get the new ones. A prefill follows where the resident has
    left it as it was."""
    for todo in after.now:
        seen = look(after, todo)
        if seen.reading is None:
            continue
        form, typed = seen.reading.pack.form, seen.reading.draft.typed
        old, new = _typed(todo.part.suggest, before, form), _typed(todo.part.suggest, after, form)
        follows = {key: value for key, value in new.items() if key in old and typed.get(key) == old[key] != value}
        with tenant_scope(seen.key.tenant):
            try:
                _in_step(after, seen.reading, todo, follows)
            except (forms.DraftGoneError, forms.DraftMovedError):
                continue  # sent, given up or moved this very moment: looked at again when the part is opened


def lacks_consent(bundle: Bundle, todo: Todo, *, read: str) -> bool:
    """Whether this part would be sent but for the tick of its declaration."""
    return _judged(bundle, todo, key_of(bundle, todo), read, declared=False) is Failure.UNDECLARED


def send(
    bundle: Bundle, todo: Todo, *, read: str, declared: bool, language: str, resident_id: int | None = None
) -> cases.Filed | Failure:
    """File one part with its body, in a transaction of its own. What was sent before stays that one case."""
    key = key_of(bundle, todo)
    reading = _judged(bundle, todo, key, read, declared=declared)
    if not isinstance(reading, procedures.Reading):
        return reading
    try:
        with tenant_scope(key.tenant), transaction.atomic():
            return procedures.send_draft(reading, language=language, resident_id=resident_id)
    except places.NoPlaceError:
        return Failure.NO_PLACE
    except (forms.DraftGoneError, procedures.OriginRefusedError, ValueError):
        return Failure.CHANGED
    except DatabaseError:
        # One body's part must not take the others along; it is sent again by the same button, and never twice.
        _log.exception("a part of a life event was not filed: %s at %s", todo.part.id, key.tenant.code)
        return Failure.BROKEN


def _judged(
    bundle: Bundle, todo: Todo, key: Key, read: str, *, declared: bool
) -> cases.Filed | Failure | procedures.Reading:
    """What stands in the way of filing a part, or the case it has become; else what is to be filed."""
    with tenant_scope(key.tenant):
        filed = cases.by_draft_key(forms.draft_key(key.code))
        if filed is not None:
            return filed
        draft = forms.opened(key.public_id, key.code)
        if draft is None:
            return Failure.INCOMPLETE
        reading = procedures.read_draft(key.tenant, forms.Started(draft, key.code))
        return _refused(bundle, todo, reading, read, declared=declared) or reading


def _refused(bundle: Bundle, todo: Todo, reading: procedures.Reading, read: str, *, declared: bool) -> Failure | None:
    if not reading.is_open:
        return Failure.CLOSED
    if not reading.outcome.ok:
        return Failure.INCOMPLETE
    if not reading.can_be_sent or read != reading.fingerprint or _in_step_differs(bundle, todo, reading):
        return Failure.CHANGED
    if reading.pack.form.meta.declaration and not declared:
        return Failure.UNDECLARED
    return None


def _in_step_differs(bundle: Bundle, todo: Todo, reading: procedures.Reading) -> bool:
    """Whether a fact has changed since the part was read back (in another tab): it is read again first."""
    given = reading.draft.given
    fresh = _typed(todo.part.give, bundle, reading.pack.form)
    return given is not None and any(
        key in given.fields and reading.draft.typed.get(key) != value for key, value in fresh.items()
    )


def discard(bundle: Bundle) -> None:
    """Delete the bundle and every draft of its parts that is not sent, whichever body it lies at."""
    for todo in bundle.todos:
        if todo.town is None or not todo.part.procedure:
            continue
        key = key_of(bundle, todo)
        with tenant_scope(key.tenant):
            draft = forms.opened(key.public_id, key.code)
            if draft is not None:
                forms.discard(draft)
    with tenant_scope(bundle.tenant):
        forms.discard(bundle.draft)
