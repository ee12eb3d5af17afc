"""Publishing: from a folder to the database, where a version never changes again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import every_body_scope
from madoguchi.modules.procedures import events
from madoguchi.modules.procedures.domain import named_answers, stable_ids
from madoguchi.modules.procedures.domain.advice import advise
from madoguchi.modules.procedures.domain.follows import check_against
from madoguchi.modules.procedures.domain.lint import plain_texts
from madoguchi.modules.procedures.domain.pack import Pack, compile_pack
from madoguchi.modules.procedures.domain.problems import PackError, PackProblem
from madoguchi.modules.procedures.domain.source import Source, read_files, read_folder
from madoguchi.modules.procedures.domain.trial import run_examples
from madoguchi.modules.procedures.models import PackVersion, Procedure
from madoguchi.modules.procedures.queries.packs import compiled, forget_published

_ID = re.compile(r'\bid\s*=\s*"([a-z][a-z0-9_]*)"')
_NOBODY = Actor.system("publish")


class Done(StrEnum):
    """What publishing a pack came to."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Published:
    """One pack in force from now on. `unchecked`: legal texts that nobody of the office has checked yet."""

    key: str
    done: Done
    unchecked: tuple[str, ...]


class NotPublishableError(Exception):
    """A sound pack that must not be published; `reasons` say why and what to do, in Japanese and English."""

    def __init__(self, key: str, reasons: Iterable[tuple[str, str]]) -> None:
        self.key = key
        self.reasons = tuple(reasons)
        super().__init__(f"{key}: " + "; ".join(en for _, en in self.reasons))


def procedures_folder() -> Path:
    """Where the installation's packs lie (MADOGUCHI_PACKS)."""
    return Path(settings.MADOGUCHI_PACKS) / "procedures"


def folders(base: Path, ids: Iterable[str] = ()) -> list[Path]:
    """The folders of the packs with these ids, or of all packs below `base`, by id."""
    wanted = list(ids)
    if wanted:
        return [base / pack_id for pack_id in wanted]
    return (
        sorted(path for path in base.iterdir() if path.is_dir() and not path.name.startswith("."))
        if base.is_dir()
        else []
    )


def check(folder: Path) -> tuple[Source, Pack]:
    """Read, compile and try a pack. Raises PackError with every fault, those of its examples and the advice that nobody
    has overruled included."""
    source = read_folder(folder)
    return source, _tried(source)


def check_files(pack_id: str, files: Mapping[str, str]) -> tuple[Source, Pack]:
    """`check` for files that lie in no folder, beside what is published of the pack. Raises PackError."""
    source = read_files(pack_id, files)
    return source, _tried(source, PackVersion.objects.filter(pack_id=pack_id).defer("text"))


def _tried(source: Source, known: Iterable[PackVersion] = ()) -> Pack:
    """The pack with its examples run, beside its published versions. Raises PackError with every fault that can be told
    at once: a pack with faults is tried as far as it stands."""
    pack, found, whole = _by_itself(source.pack_id, tuple(source.files.items()))
    if pack is not None:
        found += tuple(stable_ids.problems(pack, compiled(row.sha256 for row in known).values()))
    if pack is None or found:
        raise PackError(source.pack_id, dict.fromkeys(found), pack, whole=whole)
    return pack


# A page of the designer asks before and after what was saved, and again for whoever looks next.
@lru_cache(64)
def _by_itself(pack_id: str, files: tuple[tuple[str, str], ...]) -> tuple[Pack | None, tuple[PackProblem, ...], bool]:
    """What the files alone say, which is the same each time: the pack as far as it stands, its faults, and whether
    nothing but texts had to be stood in for in its form."""
    source = Source(pack_id, dict(files))
    found: list[PackProblem] = []
    try:
        pack, whole = compile_pack(source), True
    except PackError as error:
        if error.rest is None:
            return None, error.problems, False
        found, pack, whole = [*error.problems], error.rest, error.whole
    found += run_examples(pack) if whole else []
    found += advise(pack, whole=whole)
    found += plain_texts(source.files)
    found += named_answers.unknown(pack.documents, _ids(pack, source, whole=whole))
    return pack, tuple(found), whole


def _ids(pack: Pack, source: Source, *, whole: bool) -> set[str]:
    """What templates may name: of a form with faults also what its file writes down."""
    return {one.id for one in pack.form.fields} | (set() if whole else {*_ID.findall(source.files["form.toml"])})


def publish(folder: Path, *, by: Actor = _NOBODY) -> Published:
    """Publish the pack in this folder. The same text again changes nothing. The audit of each body that offers the pack
    says so: a new version waits there for its administrator.

    Raises PackError (the pack has faults, does not fit the one that it follows, or has an id of another type than an
    earlier version of it), NotPublishableError (this version
    is already published with another text; an older version than the published one; places given in another way than
    before in the same round; legal texts unchecked on a production installation).
    """
    return _publish(*check(folder), by)


def publish_files(pack_id: str, files: Mapping[str, str], *, by: Actor) -> Published:
    """`publish` for the files of a pack that lie in no folder (made in the browser). Whether this body may publish
    under that id is the caller's to know. Raises PackError, NotPublishableError."""
    return _publish(*check_files(pack_id, files), by)


def _publish(source: Source, pack: Pack, by: Actor) -> Published:
    unchecked = pack.unchecked
    if unchecked and settings.MADOGUCHI_PRODUCTION:
        raise NotPublishableError(
            pack.key,
            [
                (
                    f"書類に載る法令・教示を担当課が確かめ、checked_by と checked_on を書いてください: {text}",
                    f"to be checked by the office (checked_by, checked_on): {text}",
                )
                for text in unchecked
            ],
        )
    _check_stage(pack)
    text = source.canonical()
    with transaction.atomic():
        known = {row.version: row for row in PackVersion.objects.filter(pack_id=pack.id).defer("text")}
        same = known.get(pack.version)
        if same is not None:
            if same.sha256 != pack.sha256:
                raise NotPublishableError(
                    pack.key,
                    [
                        (
                            f"{pack.key} は別の内容で公開済みです。version を {max(known) + 1} にしてください。",
                            f"{pack.key} is already published with another text; set version = {max(known) + 1}",
                        )
                    ],
                )
            return Published(pack.key, Done.UNCHANGED, unchecked)
        if known and pack.version < max(known):
            raise NotPublishableError(
                pack.key,
                [
                    (
                        f"version は公開済みの {max(known)} より大きくしてください。",
                        f"version must be above {max(known)}, which is already published",
                    )
                ],
            )
        _check_mode(pack, known.values())
        _check_ids(pack, known.values())
        try:
            with transaction.atomic():
                PackVersion.objects.create(pack_id=pack.id, version=pack.version, text=text, sha256=pack.sha256)
        except IntegrityError:  # somebody published this version in the same moment: the same text is the same version
            if PackVersion.objects.filter(pack_id=pack.id, version=pack.version, sha256=pack.sha256).exists():
                return Published(pack.key, Done.UNCHANGED, unchecked)
            raise
        _record(pack, by)
    forget_published()
    return Published(pack.key, Done.PUBLISHED, unchecked)


def _check_stage(pack: Pack) -> None:
    """A later stage fits the procedure that it follows as published now; while that is not, nothing can be begun.
    Raises PackError."""
    follows = pack.card.follows
    if follows is None:
        return
    newest = PackVersion.objects.filter(pack_id=follows.procedure).order_by("-version").first()
    problems = list(check_against(pack, compiled([newest.sha256])[newest.sha256])) if newest else []
    if problems:
        raise PackError(pack.id, problems)


def _check_mode(pack: Pack, known: Iterable[PackVersion]) -> None:
    """Versions of one round share their places: who has entered was told how they are given."""
    declared = pack.card.capacity
    if declared is None:
        return
    for other in compiled(row.sha256 for row in known).values():
        before = other.card.capacity
        if before is not None and before.round == declared.round and before.mode != declared.mode:
            ja = f"capacity.mode が {other.key} と違います（{before.mode} から {declared.mode}）。"
            en = f"capacity.mode is not that of {other.key} ({before.mode}, now {declared.mode}): "
            raise NotPublishableError(pack.key, [(ja + "round を新しくしてください。", en + "it needs another round")])


def _check_ids(pack: Pack, known: Iterable[PackVersion]) -> None:
    """An id keeps its type from version to version. Raises PackError."""
    found = stable_ids.problems(pack, compiled(row.sha256 for row in known).values())
    if found:
        raise PackError(pack.id, found)


def _record(pack: Pack, by: Actor) -> None:
    with every_body_scope("publishing concerns every body that offers the pack"):
        for row in Procedure.objects.filter(pack_id=pack.id).select_related("tenant"):
            audit.record(
                events.PUBLISHED, tenant=row.tenant, actor=by, target=row.target, data={"version": pack.version}
            )
