"""A body copies a pack to make it its own, and later takes in what the original has become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import Officer, RefusedError, actor
from madoguchi.modules.designer import api as designer
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing import events
from madoguchi.modules.sharing.models import Fork
from madoguchi.modules.sharing.services.sharing import record


class UndecidedError(RefusedError):
    """Copy and original have both changed these places (by key), and nobody has said which stands."""

    def __init__(self, keys: Sequence[str], titles: Sequence[str]) -> None:
        self.keys = tuple(keys)
        said = _("まだ選んでいないところがあります：%(places)s") % {"places": "、".join(titles)}
        super().__init__("undecided", said, "conflicts")


@dataclass(frozen=True)
class Comparison:
    """A copy beside its original. `newest`: of the original; `changes`: what that changed since, in sentences;
    `joined`: the copy with it; `working`, `revision`: which state of the copy was looked at; `versions`: the files of
    the copy, of the newest original and of the one it was copied from; `title`: of the original."""

    fork: Fork
    newest: int
    changes: tuple[procedures.Change, ...]
    joined: designer.Joined
    working: int
    revision: int
    versions: tuple[Mapping[str, str], ...]
    title: procedures.Words

    @property
    def is_behind(self) -> bool:
        return self.newest > self.fork.upstream_version


def fork(pack_id: str, slug: str, *, by: Officer) -> Fork:
    """Begin a working version of the officer's body from the newest version of a pack, and remember where it came from.

    Raises RefusedError (slug), UnknownPackError.
    """
    files, version = procedures.published_files(pack_id), procedures.newest_version(pack_id)
    with transaction.atomic():
        made = designer.begin(slug, files, note=_("%(pack)s から写す") % {"pack": f"{pack_id}@{version}"}, by=by)
        row = Fork.objects.create(tenant=by.tenant, pack_id=made.pack_id, upstream_id=pack_id, upstream_version=version)
        record(events.FORKED, row.pack_id, actor(by), upstream=f"{pack_id}@{version}")
    return row


def compare(row: Fork, choices: Mapping[str, str]) -> Comparison:
    """What taking in the newest version of the original comes to. Raises RefusedError (the copy has no working version;
    the original is not to be had any more)."""
    mine = designer.files_of(row.pack_id)
    if mine is None:
        raise RefusedError(
            "no_working", _("公開前の版がありません。「様式づくり」で、公開した版から始めてください。"), ""
        )
    try:
        newest = procedures.newest_version(row.upstream_id)
        base = procedures.published_files(row.upstream_id, row.upstream_version)
        newer = procedures.published_files(row.upstream_id, newest)
        changes = procedures.differences(f"{row.upstream_id}@{row.upstream_version}", f"{row.upstream_id}@{newest}")
    except procedures.UnknownPackError:
        raise RefusedError("gone", _("元の手続は、もう共同利用に出されていません。"), "") from None
    joined = designer.join(mine.files, base, newer, choices)
    title = procedures.pack_by_key(f"{row.upstream_id}@{newest}").card.title
    return Comparison(row, newest, changes, joined, mine.id, mine.revision, (mine.files, newer, base), title)


def merge(row: Fork, choices: Mapping[str, str], *, version: int, revision: int, by: Officer) -> Comparison:
    """Save the copy with the original's change in it. What was decided counts for what was looked at: another version
    of the original or another state of the copy is refused. Nothing is published by it.

    Raises UndecidedError, RefusedError (something has changed meanwhile; what `compare` raises).
    """
    with transaction.atomic():
        locked = Fork.objects.select_for_update(no_key=True).get(pk=row.pk)
        found = compare(locked, choices)
        if (found.newest, found.revision) != (version, revision) or not found.is_behind:
            raise RefusedError("changed", _("見ているあいだに内容が変わりました。もう一度確かめてください。"), "")
        if found.joined.conflicts:
            told = designer.told(found.joined.conflicts, *found.versions)
            raise UndecidedError([one.key for one in told], [one.title for one in told])
        upstream = f"{locked.upstream_id}@{found.newest}"
        note = _("%(pack)s の変更を取り込む") % {"pack": upstream}
        designer.save_files(found.working, found.revision, found.joined.files, note=note, by=by)
        before, locked.upstream_version = locked.upstream_version, found.newest
        locked.save(update_fields=["upstream_version"])
        said = {key: choice for key, choice in choices.items() if choice in ("ours", "upstream")}
        record(events.MERGED, locked.pack_id, actor(by), upstream=upstream, since=before, chosen=said)
    return found
