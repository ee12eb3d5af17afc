"""Whose a file is: claimed by a submission, released with its owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.files.choices import UNSAFE
from madoguchi.kernel.files.domain.references import FileRef, checked_owner, object_key
from madoguchi.kernel.files.models import StoredFile
from madoguchi.kernel.files.queries import FileMissing, get_many, parsed_id
from madoguchi.kernel.files.services.followers import tell
from madoguchi.kernel.files.services.storage import storage

Existing = Callable[[list[str]], set[str]]
_existing: dict[str, Existing] = {}


def register_owner(kind: str, existing: Existing) -> None:
    """Tell which owners of a kind ("forms.draft") still exist: of the given ids, those that do.

    Called from a room's apps.py. The function runs with the rows of every body open. Without it, unclaimed files of
    that kind are swept by their age alone.
    """
    _existing[kind] = existing


def living(owners: Iterable[str]) -> set[str]:
    """Of these owners, those whose room says that they still exist."""
    by_kind: dict[str, list[str]] = {}
    for owner in set(owners):
        kind, _colon, identity = owner.partition(":")
        by_kind.setdefault(kind, []).append(identity)
    return {
        f"{kind}:{identity}"
        for kind, identities in by_kind.items()
        if kind in _existing
        for identity in _existing[kind](identities)
    }


def claim(file_ids: Iterable[str], owner: str, *, of: Iterable[str]) -> list[FileRef]:
    """Give unclaimed files of the owners `of` (the draft) to `owner` (the submission) for good.

    Files that `owner` or `of` have claimed already stay where they are, so a second call changes nothing and an answer
    carried over from an earlier submission may be named again. In the order given. Raises FileMissing when one of
    them is not in the scope or belongs to somebody else; then nothing is claimed. Call it inside the transaction that
    writes the submission.
    """
    wanted = list(dict.fromkeys(file_ids))
    found = get_many(wanted)
    allowed = {checked_owner(owner), *of}
    _check_theirs(wanted, found, allowed)
    if not wanted:
        return []
    rows = StoredFile.objects.filter(pk__in=wanted, owner__in=allowed, claimed_at=None)
    rows.update(owner=owner, claimed_at=timezone.now())
    claimed = get_many(wanted)
    _check_theirs(wanted, claimed, allowed)  # again: a rival may have claimed one in between
    for ref in claimed.values():
        if ref.state in UNSAFE and found[ref.id].owner != ref.owner:
            tell(ref)
    return [claimed[file_id] for file_id in wanted]


def _check_theirs(wanted: list[str], found: dict[str, FileRef], allowed: set[str]) -> None:
    strange = [file_id for file_id in wanted if file_id not in found or found[file_id].owner not in allowed]
    if strange:
        raise FileMissing(", ".join(strange))


def release(owner: str) -> int:
    """Delete all files of an owner (a draft that is given up); returns how many. Objects are swept a day later."""
    return delete_rows(StoredFile.objects.filter(owner=checked_owner(owner)).select_related("tenant"))


def release_files(file_ids: Iterable[str], owner: str) -> int:
    """Delete single files of an owner (taken out of a form again). Others' files are left alone; returns how many."""
    wanted = [identity for file_id in file_ids if (identity := parsed_id(file_id))]
    return delete_rows(StoredFile.objects.filter(pk__in=wanted, owner=checked_owner(owner)).select_related("tenant"))


def delete_rows(rows: Iterable[StoredFile]) -> int:
    """Delete rows now; their objects become old enough for the sweep a day after.

    A backup takes the database first and the files after it: what is deleted in between must still be there.
    """
    doomed = list(rows)
    with transaction.atomic():
        for row in doomed:  # before the commit: a kill must not leave an object that the next sweep takes for old
            storage().touch(object_key(row.tenant.code, row.pk))
        StoredFile.objects.filter(pk__in=[row.pk for row in doomed]).delete()
    return len(doomed)
