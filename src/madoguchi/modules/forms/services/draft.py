"""What a resident does with a draft. Every verb locks the draft's row, so that two tabs come one after the other.

Drafts are no events: what somebody began and did not send is nobody's business, and leaves no trace in the audit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from madoguchi.kernel.files import api as files
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.tenants.api import current_tenant, statements, tenant_scope, tenants
from madoguchi.modules.forms import queries
from madoguchi.modules.forms.domain import drafting
from madoguchi.modules.forms.domain.actions import Action
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.given import Given, sound
from madoguchi.modules.forms.domain.types.base import Context
from madoguchi.modules.forms.domain.validation import FieldFault, anchor
from madoguchi.modules.forms.models import Draft
from madoguchi.modules.forms.services import buttons, tokens
from madoguchi.modules.forms.services import uploads as uploading
from madoguchi.modules.forms.services.messages import link_mail

_BATCH = 200


class DraftGoneError(LookupError):
    """The draft was sent, given up or ran out while somebody was still typing."""


class DraftMovedError(Exception):
    """The draft has gone to a newer version of its form while a page of the old one was posted: read it again, and save
    with `moving.save_stale`."""


@dataclass(frozen=True, slots=True)
class Started:
    """A new draft and the code that opens it: the only moment at which the code is known to the server."""

    draft: Draft
    code: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A page was saved. ``faults``: uploads that were not taken; ``focus``: the id of the element to go to next."""

    draft: Draft
    faults: tuple[FieldFault, ...] = ()
    focus: str = ""


def start(
    form_key: str,
    *,
    language: str = "ja",
    now: datetime | None = None,
    form: Form | None = None,
    page_id: str = "",
    typed: Mapping[str, Any] | None = None,
    public_id: str = "",
    codes: Sequence[str] = (),
    given: Given | None = None,
    origin: str = "",
) -> Started:
    """Begin a draft of a form in the open body's scope: one INSERT. ``form_key``: "procedures/inu@1".

    ``public_id``: the name that the page has reserved for it; another one is found when it is missing or taken.
    ``codes``: those that the posting browser may have begun it with a moment ago (``reservation.codes``): then it is
    that draft, and what was typed goes into it.
    ``given``: answers among ``typed`` that are not to be changed, as far as they can stand (``given.sound``).
    ``origin``: whose doing it is ("letters:4711").
    """
    now = now or timezone.now()
    code = codes[0] if codes else tokens.new_code()
    draft = Draft(
        tenant=current_tenant(),
        public_id=public_id or tokens.new_public_id(),
        form_key=form_key,
        token_hash=tokens.hash_code(code),
        page=page_id,
        origin=origin,
        language=language,
        updated_at=now,
        expires_at=_expiry(now),
    )
    if form is not None:
        draft.typed = drafting.merged(form, {}, typed or {}, ())  # a new draft has no uploads to name yet
    if given is not None and form is not None:
        draft.given = given.only(sound(form, draft.typed, given.fields, Context(timezone.localdate(now), {}, None, ())))
    if statements.insert(draft, unless_there=True):
        return Started(draft, code)
    for known in codes:
        earlier = opened(public_id, known, now=now)
        if earlier is not None and earlier.form_key == form_key:
            return Started(save_some(earlier, form, typed or {}) if form else earlier, known)
    # The reserved name is taken, whoever has it.
    draft.public_id, code = tokens.new_public_id(), tokens.new_code()
    draft.token_hash = tokens.hash_code(code)
    statements.insert(draft)
    return Started(draft, code)


def opened(public_id: str, code: str | None, *, now: datetime | None = None) -> Draft | None:
    """The living draft of an address, if the code (from the browser's cookie) opens it; in the open scope only."""
    if not code:
        return None
    draft = living(public_id, now=now)
    return draft if draft and constant_time_compare(draft.token_hash, tokens.hash_code(code)) else None


def living(public_id: str, *, now: datetime | None = None) -> Draft | None:
    """The living draft of an address, for a caller who shows nothing of it (a late post with its ticket)."""
    draft = statements.find(Draft, public_id=public_id)
    return draft if draft and draft.expires_at > (now or timezone.now()) else None


def resume(text: str, *, now: datetime | None = None) -> Started | None:
    """The living draft that a typed or clicked code opens, with the code in its one form. The caller throttles."""
    code = tokens.read_code(text)
    if code is None:
        return None
    wanted = tokens.hash_code(code)
    draft = Draft.objects.filter(token_hash=wanted, expires_at__gt=now or timezone.now()).first()
    return Started(draft, code) if draft else None


def save_page(
    draft: Draft,
    form: Form,
    page_id: str,
    typed: Mapping[str, Any],
    uploads: Mapping[str, Sequence[File[Any]]] | None = None,
    action: Action | None = None,
) -> Saved:
    """Keep a posted page, valid or not, with its uploads, and do what its button asked for (a row more or less).

    ``typed``: as ``read_page`` gives it; ``uploads``: path of a file field → files. Other pages are not touched.
    Raises ``DraftGoneError``.
    """
    page_fields = {one.id for one in form.page(page_id).fields} - _given(draft)
    new = {key: value for key, value in typed.items() if key in page_fields}
    received, faults = uploading.received(form, uploads or {}, draft.files_owner, but=_given(draft))
    if not received and action is None:
        kept = _written_at_once(draft, form, new, page_id)
        if kept is not None:
            return Saved(kept, tuple(faults))
    with transaction.atomic():
        row = locked(draft)
        content = drafting.merged(form, row.typed, new, _uploads(row, form, new))
        content = _named(row, form, content, received, faults)
        content, focus = _pressed(row, form, content, action, faults)
        row.page = page_id
        _write(row, content)
    return Saved(row, tuple(faults), focus)


def save_some(draft: Draft, form: Form, typed: Mapping[str, Any]) -> Draft:
    """Keep some fields of any pages (the browser's autosave). Raises ``DraftGoneError``."""
    new = {key: value for key, value in typed.items() if key not in _given(draft)}
    kept = _written_at_once(draft, form, new, draft.page)
    if kept is not None:
        return kept
    with transaction.atomic():
        row = locked(draft)
        _write(row, drafting.merged(form, row.typed, new, _uploads(row, form, new)))
    return row


def add_row(draft: Draft, form: Form, path: str) -> Saved:
    """One more empty row in a group. Raises ``DraftGoneError``."""
    return _alone(draft, form, Action("add", path))


def remove_row(draft: Draft, form: Form, path: str) -> Saved:
    """Take a row ("items.2") away, with its files. Raises ``DraftGoneError``."""
    return _alone(draft, form, Action("remove", path))


def detach(draft: Draft, form: Form, file_id: str) -> Saved:
    """Take an upload away and delete it. Raises ``DraftGoneError``."""
    return _alone(draft, form, Action("remove_file", file_id))


def attach(draft: Draft, form: Form, path: str, uploads: Sequence[File[Any]]) -> Saved:
    """Take uploads in for one file field, and nothing else of its page. Raises ``DraftGoneError``."""
    received, faults = uploading.received(form, {path: uploads}, draft.files_owner, but=_given(draft))
    with transaction.atomic():
        row = locked(draft)
        _write(row, _named(row, form, row.typed, received, faults))
    return Saved(row, tuple(faults), anchor(path))


def mail_link(draft: Draft, *, to: str, address: str, title: str) -> str:
    """Send the private link to somebody; returns the Message-ID. ``address``: the full address with the code, made by
    the room that has the page; ``title``: what is being filled in. Raises ``BadAddress`` for what is no address."""
    subject, text = link_mail(title, address, draft.last_day, draft.language)
    mail = Mail(to=to, subject=subject, text=text, kind="forms.link", language=draft.language)
    with transaction.atomic():
        row = locked(draft, any_version=True)
        row.mail = mail.to
        row.save(update_fields=["mail"])
        return send(current_tenant(), mail)


def discard(draft: Draft) -> None:
    """Delete a draft, its files and what others wrote for it: its owner says so. Doing it twice is no error."""
    with transaction.atomic():
        files.release(draft.files_owner)
        for own in queries.written_for(draft):
            files.release(own.files_owner)
            own.delete()
        Draft.objects.filter(pk=draft.pk).delete()


def finish(draft: Draft) -> None:
    """Delete a draft that has just been filed, in the filing's transaction; its files are the submission's now.

    Raises ``DraftGoneError`` when another tab has been quicker.
    """
    if not statements.delete(draft):
        raise DraftGoneError(draft.public_id)


def expire(now: datetime | None = None) -> int:
    """Delete every body's drafts whose time is over, with their files; returns how many."""
    now = now or timezone.now()
    count = 0
    for tenant in tenants():
        with tenant_scope(tenant):
            due = queries.over(now)
            while over := list(due[:_BATCH]):
                for draft in over:
                    discard(draft)
                count += len(over)
    return count


def _expiry(now: datetime) -> datetime:
    """Midnight after the last day, which is the day that people are told (`Draft.last_day`)."""
    after = timezone.localdate(now) + timedelta(days=settings.MADOGUCHI_DRAFT_DAYS + 1)
    return timezone.make_aware(datetime.combine(after, time.min))


def locked(draft: Draft, *, any_version: bool = False) -> Draft:
    """The draft's row, fresh and locked until the end of the transaction.

    Raises ``DraftGoneError``; ``DraftMovedError`` when it is of another version of the form than ``draft`` was (unless
    ``any_version``)."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk, expires_at__gt=timezone.now()).first()
    if row is None:
        raise DraftGoneError(draft.public_id)
    if row.form_key != draft.form_key and not any_version:
        raise DraftMovedError(draft.public_id)
    return row


def _given(draft: Draft) -> frozenset[str]:
    """The fields that no post of its owner changes."""
    given = draft.given
    return given.fields if given else frozenset()


def _written_at_once(draft: Draft, form: Form, new: Mapping[str, Any], page_id: str) -> Draft | None:
    """The draft with ``new`` in it, by a single UPDATE that no other writer can have come before; None if one has.

    Nearly every page is saved this way: the row was read for this request anyway, so neither a lock nor a second look
    is needed. Whoever comes late (a second tab) merges again under the lock.
    """
    row = copy(draft)
    row.typed = drafting.merged(form, draft.typed, new, _uploads(draft, form, new))
    row.page = page_id
    row.updated_at = timezone.now()
    row.expires_at = _expiry(row.updated_at)
    unchanged = Draft.objects.filter(pk=draft.pk, updated_at=draft.updated_at, expires_at__gt=row.updated_at)
    changed = unchanged.update(
        typed_json=row.typed_json, page=row.page, updated_at=row.updated_at, expires_at=row.expires_at
    )
    return row if changed else None


def _uploads(row: Draft, form: Form, new: Mapping[str, Any]) -> Collection[str]:
    """The ids that file fields may name; answers that name none are spared the query."""
    if drafting.file_ids(form, row.typed) or drafting.file_ids(form, new):
        return queries.uploads(row)
    return ()


def _write(row: Draft, content: dict[str, Any]) -> None:
    row.typed = content
    row.updated_at = timezone.now()
    row.expires_at = _expiry(row.updated_at)
    row.save(update_fields=["typed_json", "page", "updated_at", "expires_at"])


def _alone(draft: Draft, form: Form, action: Action) -> Saved:
    with transaction.atomic():
        row = locked(draft)
        content, focus = _pressed(row, form, row.typed, action, [])
        _write(row, content)
    return Saved(row, (), focus)


def _named(
    row: Draft, form: Form, content: dict[str, Any], received: Mapping[str, Sequence[str]], faults: list[FieldFault]
) -> dict[str, Any]:
    known = queries.uploads(row) if received else {}
    return uploading.named(form, content, received, known, row.files_owner, faults)


def _pressed(
    row: Draft, form: Form, content: dict[str, Any], action: Action | None, faults: list[FieldFault]
) -> tuple[dict[str, Any], str]:
    """What a button of the page asks for, but nothing in the answers that are given."""
    if action is None or action.target.split(".")[0] in _given(row):
        return content, ""
    return buttons.pressed(form, content, action, row.files_owner, faults)
