"""What is published and the body of the open scope may take, whoever offers it: to adopt, to begin a new pack from, and
to see what a version says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping

from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.kit import kana
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.domain.source import read_canonical
from madoguchi.modules.procedures.models import PackVersion
from madoguchi.modules.procedures.queries import packs
from madoguchi.modules.procedures.rules import may_take

_sharing: list[Callable[[], Collection[str]]] = []


def register_sharing(shared: Callable[[], Collection[str]]) -> None:
    """A room above says which packs of bodies every body may take (their ids); called when it starts."""
    _sharing[:] = [shared]


def takes(pack_id: str, code: str) -> bool:
    """May the body of this 団体コード see, copy and adopt a pack, as its own or as one that is shared?"""
    return may_take(pack_id, code) or any(pack_id in shared() for shared in _sharing)


def newest_packs(without: Container[str] = ()) -> list[Pack]:
    """The newest version of every pack that the body may take, but for some ids, in 五十音 order."""
    code = current_tenant().code
    versions = PackVersion.objects.order_by("version").values_list("pack_id", "sha256")
    shared = {pack_id for ask in _sharing for pack_id in ask()}
    newest = {
        pack_id: sha
        for pack_id, sha in versions
        if pack_id not in without and (may_take(pack_id, code) or pack_id in shared)
    }
    return sorted(packs.compiled(newest.values()).values(), key=lambda pack: kana.sort_key(pack.card.kana))


def published_ids() -> list[str]:
    """Every pack of which a version is published, whoever may take it."""
    return list(PackVersion.objects.order_by("pack_id").values_list("pack_id", flat=True).distinct())


def published_keys() -> list[str]:
    """Every published version, as "inu@2"."""
    rows = PackVersion.objects.order_by("pack_id", "version").values_list("pack_id", "version")
    return [f"{pack_id}@{version}" for pack_id, version in rows]


def takeable() -> list[str]:
    """The ids of the published packs that the body of the open scope may take."""
    code = current_tenant().code
    shared = {pack_id for ask in _sharing for pack_id in ask()}
    return [pack_id for pack_id in published_ids() if may_take(pack_id, code) or pack_id in shared]


def newest_version(pack_id: str) -> int:
    """The number of the newest published version, 0 while there is none."""
    found = PackVersion.objects.filter(pack_id=pack_id).order_by("-version").values_list("version", flat=True).first()
    return found or 0


def published_files(pack_id: str, version: int | None = None) -> Mapping[str, str]:
    """The files of a published version (the newest without a number). Raises UnknownPackError, also for what another
    body has made."""
    if not takes(pack_id, current_tenant().code):
        raise packs.UnknownPackError(pack_id)
    rows = PackVersion.objects.filter(pack_id=pack_id)
    row = (rows if version is None else rows.filter(version=version)).order_by("-version").first()
    if row is None:
        raise packs.UnknownPackError(pack_id)
    return read_canonical(row.text).files
