"""Working versions: begun, saved over each other without loss, put back, discarded. Every saved state is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer, RefusedError, actor
from madoguchi.modules.designer import events
from madoguchi.modules.designer.domain import overruling, packfiles, skeleton, tomlsync, translations
from madoguchi.modules.designer.domain.merge import Conflict, Merge
from madoguchi.modules.designer.domain.packfiles import BadFilesError, Files
from madoguchi.modules.designer.models import Revision, WorkingVersion
from madoguchi.modules.procedures import api as procedures

Edit = Callable[[Files], Files]
MOST = 200  # working versions of one body


class NoSuchWorkingVersionError(LookupError):
    """The body of the open scope has no such working version."""


@dataclass(frozen=True)
class Saved:
    """What saving came to. `changed`: is there a new revision? `merged`: somebody else's change is in it too;
    `aside`: the revision that is kept beside, since both changed the same place (`conflicts`)."""

    working: WorkingVersion
    changed: bool = True
    merged: bool = False
    aside: Revision | None = None
    withdrawn: bool = False  # a second person was asked to publish what it said before: not any more
    conflicts: tuple[Conflict, ...] = ()


def create(
    slug: str, files: Files, *, note: str, by: Officer, base_version: int | None = None, signs: bool = False
) -> WorkingVersion:
    """Begin a working version of the officer's body under its own prefix: from files of any pack, or (`base_version`)
    from that published version of its own. `signs`: nobody vouches for the files (an upload), so the officer answers
    for what they overrule. Raises RefusedError (slug, files)."""
    prefix = procedures.own_prefix(by.tenant.code)
    pack_id = slug if slug.startswith(prefix) else f"{prefix}{slug}"
    if not procedures.PACK_ID.fullmatch(pack_id) or pack_id == prefix:
        most = 40 - len(prefix)
        raise RefusedError("slug", _("英小文字・数字・ハイフンで、%(n)s文字までにしてください。") % {"n": most}, "slug")
    if base_version is None and procedures.newest_version(pack_id):
        raise RefusedError("taken", _("この名前の手続はもう公開されています。別の名前にしてください。"), "slug")
    if WorkingVersion.objects.count() >= MOST:
        raise RefusedError(
            "too_many", _("公開前の版は%(n)s個までです。要らないものを捨ててください。") % {"n": MOST}, "slug"
        )
    kept = _checked(files if base_version is not None else skeleton.renamed(packfiles.checked(files), pack_id))
    try:
        with transaction.atomic():
            row = WorkingVersion.objects.create(
                tenant=by.tenant,
                pack_id=pack_id,
                title=_title(kept, pack_id),
                files=kept,
                base_key=f"{pack_id}@{base_version}" if base_version is not None else "",
                updated_by=by.account,
            )
            if signs:
                row.files = _signed({}, kept, row, by)
                row.save(update_fields=["files"])
            _keep(row, note, by)
            audit.record(events.CREATED, tenant=row.tenant, actor=actor(by), target=row.target)
    except IntegrityError:
        raise RefusedError("taken", _("この名前の公開前の版がもうあります。別の名前にしてください。"), "slug") from None
    return row


def save(working_id: int, on: int, edit: Edit, *, note: str, by: Officer) -> Saved:
    """Apply an edit that was made looking at revision `on`. If somebody has saved meanwhile, both changes are put
    together; where both changed one place, this one is kept aside for the officer to choose.

    Raises NoSuchWorkingVersionError, RefusedError (files past the limits), and whatever `edit` raises.
    """
    with transaction.atomic():
        row = locked(working_id)
        base = row.files if on >= row.revision else _revision(row, on).files
        mine = _signed(base, _checked(edit(base)), row, by)
        if base is row.files:
            return _take_over(row, mine, note, by)
        merge = Merge()
        merged = merge.files(base, row.files, mine)
        if not merge.conflicts:
            saved = _take_over(row, _checked(merged), note, by)
            return replace(saved, merged=True)
        aside = Revision.objects.create(
            tenant=row.tenant, working=row, number=on, files=mine, note=note, aside=True, account=by.account
        )
        audit.record(events.KEPT_ASIDE, tenant=row.tenant, actor=actor(by), target=row.target, data={"note": note})
        return Saved(row, changed=False, aside=aside, conflicts=tuple(merge.conflicts))


def settle(working_id: int, aside_id: int, choices: dict[str, str], *, on: int, by: Officer) -> Saved:
    """Merge what was kept aside, with the officer's choice at each place that both changed; places without a choice
    come back as conflicts. The choices count for the values that were shown at revision `on`.

    Raises NoSuchWorkingVersionError, RefusedError ("changed": there are other values to choose from by now).
    """
    with transaction.atomic():
        row = locked(working_id)
        aside = Revision.objects.filter(working=row, pk=aside_id, aside=True).first()
        if aside is None:
            raise NoSuchWorkingVersionError(working_id)
        base = _revision(row, aside.number).files
        if on != row.revision and differing(base, _revision(row, on).files, aside.files) != differing(
            base, row.files, aside.files
        ):
            raise RefusedError("changed", _moved_on(), "")
        merge = Merge(choices)
        merged = merge.files(base, row.files, aside.files)
        if merge.conflicts:
            return Saved(row, changed=False, aside=aside, conflicts=tuple(merge.conflicts))
        note = aside.note
        aside.delete()
        return _take_over(row, _checked(merged), note, by)


def differing(base: Files, theirs: Files, mine: Files) -> list[Conflict]:
    """The places that both changed, each to something else."""
    merge = Merge()
    merge.files(base, theirs, mine)
    return merge.conflicts


def undo(working_id: int, number: int, *, by: Officer) -> Saved:
    """Take back what revision `number` changed and nothing else: what others have saved since stays, and where they
    changed the same place both are kept to choose from, as after `save`. Raises NoSuchWorkingVersionError."""
    with transaction.atomic():
        row = locked(working_id)
        before, mine = _revision(row, number - 1), _revision(row, number)
        note = _("元に戻す：%(note)s") % {"note": mine.note}
        if number == row.revision:
            return _take_over(row, before.files, note, by, stale=before.stale)
        return save(working_id, number, lambda _files: before.files, note=note, by=by)


def restore(working_id: int, number: int, *, on: int, by: Officer) -> Saved:
    """Make an earlier revision the newest, as far back as anybody likes, whoever saved since. Raises
    NoSuchWorkingVersionError, RefusedError ("changed": somebody has saved after revision `on`, which was looked at)."""
    with transaction.atomic():
        row = locked(working_id)
        if on != row.revision:
            raise RefusedError("changed", _moved_on(), "")
        old = _revision(row, number)
        note = _("%(n)s番の内容に戻す") % {"n": number}
        return _take_over(row, old.files, note, by, stale=old.stale)


def _moved_on() -> str:
    return _("見ているあいだに、ほかの人が保存しました。いまの内容をもう一度確かめてください。")


def unmark(working_id: int, compared: Mapping[str, tuple[str, str]], *, by: Officer) -> list[str]:
    """Say that English still fits its Japanese, {key: both as the officer had them on the page}. Where the working
    version says another thing by now, nobody has compared that: the mark stays. Returns the keys whose mark stays.
    Raises NoSuchWorkingVersionError."""
    with transaction.atomic():
        row = locked(working_id)
        now = {pair.key: (pair.ja.strip(), pair.en.strip()) for pair in translations.pairs(row.files)}
        fitting = [key for key in row.stale if key in compared and now.get(key) == compared[key]]
        row.stale = [key for key in row.stale if key not in fitting]
        row.save(update_fields=["stale"])
    return [key for key in compared if key in row.stale]


def discard(working_id: int, *, by: Officer) -> None:
    """Throw a working version away with all its revisions; what it published stays."""
    with transaction.atomic():
        row = locked(working_id)
        audit.record(events.DELETED, tenant=row.tenant, actor=actor(by), target=row.target)
        row.delete()


def _signed(base: Files, files: dict[str, str], row: WorkingVersion, by: Officer) -> dict[str, str]:
    """The files in which the officer answers by name for what they overrule anew."""
    signed, new = overruling.signed(base, files, str(by), timezone.localdate())
    for one in new:
        said = {key: str(one.get(key, "")) for key in ("rule", "place", "reason")}
        audit.record(events.OVERRULED, tenant=row.tenant, actor=actor(by), target=row.target, data=said)
    return signed


def _take_over(
    row: WorkingVersion, files: dict[str, str], note: str, by: Officer, stale: list[str] | None = None
) -> Saved:
    if stale is None:  # a field that was taken out takes its translations along
        files = procedures.translation_files.without_lost(row.files, files)
    if files == row.files:
        return Saved(row, changed=False)
    row.stale = translations.stale_after(row.stale, row.files, files) if stale is None else stale
    row.files = files
    row.title = _title(files, row.pack_id)
    row.revision += 1
    row.updated_by, row.updated_at = by.account, timezone.now()
    withdrawn = row.proposed_revision is not None
    row.proposed_revision = row.proposed_by = None
    row.save()
    _keep(row, note, by)
    said = {"revision": row.revision, "note": note}
    audit.record(events.SAVED, tenant=row.tenant, actor=actor(by), target=row.target, data=said)
    return Saved(row, withdrawn=withdrawn)


def _keep(row: WorkingVersion, note: str, by: Officer) -> None:
    state = {"number": row.revision, "files": row.files, "stale": row.stale}
    Revision.objects.create(tenant=row.tenant, working=row, note=note, account=by.account, **state)


def locked(working_id: int) -> WorkingVersion:
    """The working version, for nobody else to write meanwhile. Raises NoSuchWorkingVersionError."""
    rows = WorkingVersion.objects.select_for_update(no_key=True, of=("self",)).select_related("tenant", "department")
    row = rows.filter(pk=working_id).first()
    if row is None:
        raise NoSuchWorkingVersionError(working_id)
    return row


def _revision(row: WorkingVersion, number: int) -> Revision:
    found = Revision.objects.filter(working=row, number=number, aside=False).first()
    if found is None:
        raise NoSuchWorkingVersionError(row.pk)
    return found


def _checked(files: Files) -> dict[str, str]:
    try:
        return packfiles.checked(files)
    except BadFilesError as error:
        raise RefusedError("files", _("%(ja)s（%(en)s）") % {"ja": error.ja, "en": error.en}, "files") from error


def _title(files: Files, pack_id: str) -> str:
    title = tomlsync.plain(files["pack.toml"]).get("title")
    return str(title.get("ja") or pack_id)[:200] if isinstance(title, dict) else pack_id
