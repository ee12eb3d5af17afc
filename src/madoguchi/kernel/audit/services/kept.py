"""The last signed day of each body, kept outside the database: one small file a body below the installation's home.

Who holds the owner's login of the database can delete seals and signed days and let the sealer chain what he has
rewritten. He cannot change this file: so the next signature is refused, and `audit verify` and `doctor` tell. A file is
made for a body before its first signed day; one that is missing later is made by the operator alone (`audit keep`).
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.conf import settings

from madoguchi.kernel.audit.domain.chain import GENESIS
from madoguchi.kernel.audit.domain.trust import statement_hash
from madoguchi.kernel.audit.models import DailyRoot
from madoguchi.kernel.tenants.api import Tenant

_FORMAT = "madoguchi-kept-1"


@dataclass(frozen=True)
class Kept:
    """What is kept of a body: how many signed days there are, the last one's day (ISO), place and hash of its
    statement, and every public key that this installation has signed with."""

    body: str
    days: int = 0
    day: str = ""
    place: int = 0
    hash: str = GENESIS
    keys: tuple[str, ...] = ()
    format: str = _FORMAT


def read(tenant: Tenant) -> Kept | None:
    """What is kept of the body; None when nothing is. Raises OSError or ValueError for a file that cannot be read."""
    try:
        found = json.loads(_file(tenant).read_text("utf-8"))
    except FileNotFoundError:
        return None
    if not isinstance(found, dict) or found.get("format") != _FORMAT or found.get("body") != tenant.code:
        raise ValueError(f"{_file(tenant)} does not hold what is kept of {tenant.code}")
    try:
        return Kept(**{**found, "keys": tuple(found["keys"])})
    except (KeyError, TypeError) as error:
        raise ValueError(f"{_file(tenant)} cannot be read") from error


def keep(tenant: Tenant, roots: Sequence[DailyRoot], keys: Sequence[str]) -> Kept:
    """Keep that these are all the signed days of the body, in order, and these keys beside those kept already."""
    kept = Kept(tenant.code, len(roots))
    if roots:
        last = roots[-1]
        kept = replace(kept, day=last.day.isoformat(), place=last.last, hash=statement_hash(last.statement))
    try:
        former = read(tenant)
    except ValueError:
        former = None
    kept = replace(kept, keys=tuple(dict.fromkeys([*(former.keys if former else ()), *keys])))
    _write(tenant, kept)
    return kept


def holds(kept: Kept, roots: Sequence[DailyRoot]) -> bool:
    """Are the signed days that were kept still there? `roots`: all of the body, in order; later ones do no harm."""
    if not kept.days:
        return True
    there = [place for place, root in enumerate(roots, 1) if root.last == kept.place]
    return bool(there) and there[0] >= kept.days and statement_hash(roots[there[0] - 1].statement) == kept.hash


def _file(tenant: Tenant) -> Path:
    return Path(settings.MADOGUCHI_SIGNED_DAYS) / f"{tenant.code}.json"


def _write(tenant: Tenant, kept: Kept) -> None:
    """Under another name first, and on the disk before it takes the place of the former one."""
    target = _file(tenant)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with part.open("x", encoding="utf-8") as file:
            json.dump(asdict(kept), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
