"""A draft goes to a newer version of its form: nothing typed is lost, and its owner is told what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.actions import Action
from madoguchi.modules.forms.domain.changes import Change
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.rebase import Kept, rebase
from madoguchi.modules.forms.models import Draft
from madoguchi.modules.forms.services.draft import DraftMovedError, Saved, locked, save_page

# Changes of these kinds bring something that its owner has not seen, although it asks for nothing.
_NEW = frozenset({"field_added", "page_added", "option_added", "condition", "page_condition"})


def move(draft: Draft, old: Form, new: Form, form_key: str, changes: Sequence[Change]) -> Draft:
    """Take a draft over from `old` to `new`, the version that `form_key` names. `changes`: what its owner is to read.

    Without changes and without anything kept aside there is nothing to tell. Twice at once is once. Raises
    ``DraftGoneError``.
    """
    with transaction.atomic():
        try:
            row = locked(draft)
        except DraftMovedError:  # another tab was quicker
            return Draft.objects.get(pk=draft.pk)
        rebased = rebase(old, new, row.typed, today=timezone.localdate())
        told = row.moved
        pages = _to_see(new, changes, rebased.kept)
        kept = [*told.get("kept", []), *(one.as_json() for one in rebased.kept)]
        unseen = {one.path for form in (old, new) for one in form.walk() if not one.type.seen}
        said = [
            *told.get("changes", []),
            *({"ja": one.ja, "en": one.en, "effect": one.effect.value} for one in changes if one.place not in unseen),
        ]
        if kept or said:
            row.moved = {"changes": said, "pages": pages, "kept": kept}
        if row.given is not None:
            # What the newer version reads in another way is its owner's to complete.
            row.given = row.given.only(key for key, value in rebased.typed.items() if row.typed.get(key) == value)
        row.form_key, row.typed = form_key, rebased.typed
        row.page = pages[0] if pages else row.page
        # The time of saving moves on, too: a tab that read the draft before must not write over it unseen.
        row.updated_at = timezone.now()
        row.save(update_fields=["form_key", "typed_json", "moved_json", "given_json", "page", "updated_at"])
    return row


def save_stale(
    draft: Draft,
    old: Form,
    new: Form,
    page_id: str,
    typed: Mapping[str, Any],
    uploads: Mapping[str, Sequence[File[Any]]] | None = None,
    action: Action | None = None,
) -> Saved:
    """Keep a page that was drawn under `old` in a draft that is of `new` by now: saved first, then taken over.

    Raises ``DraftGoneError``, ``DraftMovedError``.
    """
    with transaction.atomic():
        saved = save_page(draft, old, page_id, typed, uploads, action)
        row = locked(saved.draft)
        rebased = rebase(old, new, row.typed, today=timezone.localdate(), only=set(typed))
        told = row.moved
        paths = {one.path for one in rebased.kept}
        if paths:
            # What is typed anew in the old page replaces what it said before, as on every page.
            kept = [one for one in told.get("kept", []) if one["path"] not in paths]
            row.moved = {
                "changes": told.get("changes", []),
                "pages": told.get("pages", []),
                "kept": [*kept, *(one.as_json() for one in rebased.kept)],
            }
        row.typed = rebased.typed
        row.save(update_fields=["typed_json", "moved_json"])
    return Saved(row, saved.faults, saved.focus)


def _to_see(new: Form, changes: Iterable[Change], kept: Iterable[Kept]) -> list[str]:
    """The pages on which something is new, asks more, or has lost an answer, in their order."""
    found = {one.page_id for one in changes if one.effect is not Effect.HARMLESS or one.kind in _NEW}
    ids = {one.path.split(".")[0] for one in kept}
    found |= {one.page_id for one in new.fields if one.id in ids}
    return [page.id for page in new.pages if page.id in found]
