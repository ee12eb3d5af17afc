"""The scan: what waits is held against the scanner's signatures, and what was scanned is held against newer ones.

The table is the queue: a file waits as long as its row says so, whatever happens to scanner, worker or machine.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import events
from madoguchi.kernel.files.adapters.base import ObjectMissing
from madoguchi.kernel.files.adapters.engine import Engine, EngineDown, EngineRefused
from madoguchi.kernel.files.choices import UNSAFE
from madoguchi.kernel.files.domain.limits import MEGABYTE
from madoguchi.kernel.files.domain.references import object_key
from madoguchi.kernel.files.domain.verdicts import state_after
from madoguchi.kernel.files.models import WAITING, StoredFile
from madoguchi.kernel.files.services.engine import engine as configured
from madoguchi.kernel.files.services.followers import tell
from madoguchi.kernel.files.services.storage import storage
from madoguchi.kernel.tenants.api import every_body_scope, tenant_scope

logger = logging.getLogger("madoguchi.files")

RUN_SECONDS: Final = 240  # the next run goes on
_BATCH: Final = 50


@dataclass
class Scanned:
    """What one run did: files that got a verdict, those of them found unsafe, files that the scanner could not judge.
    `down`: why it stopped before the end; "" when it did not."""

    judged: int = 0
    unsafe: int = 0
    unjudged: int = 0
    down: str = ""


def scan_waiting(engine: Engine | None = None, *, seconds: float = RUN_SECONDS) -> Scanned:
    """Scan what waits, the oldest first; one that gave trouble stands behind those not tried yet.

    Without a scanner nothing is done. May be run at any time, twice. Raises nothing for a scanner that is down.
    """
    order = (F("scan_tried_at").asc(nulls_first=True), "created_at", "pk")
    return _run(engine, lambda: StoredFile.objects.filter(WAITING).order_by(*order), seconds)


def rescan(engine: Engine | None = None, *, everything: bool = False, seconds: float = RUN_SECONDS) -> Scanned:
    """Hold files scanned with other signatures against the present ones: those of the last
    MADOGUCHI_FILES_RESCAN_DAYS days, or `everything`, also what was taken in before a scanner was set up.
    """
    engine = engine or configured()
    if engine is None:
        return Scanned()
    try:
        version = engine.version()
    except EngineDown as error:
        return Scanned(down=str(error))
    wanted = Q(scanned_at__isnull=False, created_at__gte=timezone.now() - rescan_period()) & ~Q(scanned_with=version)
    if everything:
        wanted = Q(scanned_at=None) | Q(scanned_at__lt=timezone.now())
    return _run(engine, lambda: StoredFile.objects.filter(wanted).order_by("-created_at", "pk"), seconds)


def rescan_period() -> timedelta:
    """How long after its arrival a file is held against new signatures."""
    return timedelta(days=settings.MADOGUCHI_FILES_RESCAN_DAYS)


def _run(engine: Engine | None, wanted: Callable[[], QuerySet[StoredFile]], seconds: float) -> Scanned:
    done = Scanned()
    engine = engine or configured()
    if engine is None:
        return done
    started, end = timezone.now(), time.monotonic() + seconds
    try:
        version = engine.version()
        while time.monotonic() < end and (rows := _batch(wanted, started)):
            for row in rows:
                if time.monotonic() >= end:
                    break
                _one(engine, row, version, done)
    except EngineDown as error:
        done.down = str(error)
        logger.warning("the virus scanner does not answer, files stay as they are: %s", error)
    return done


def _batch(wanted: Callable[[], QuerySet[StoredFile]], started: datetime) -> list[StoredFile]:
    """The next rows, without those that this run has tried: a run comes to its end."""
    with every_body_scope("scan: files of all bodies"):
        untried = Q(scan_tried_at=None) | Q(scan_tried_at__lt=started)
        unjudged = Q(scanned_at=None) | Q(scanned_at__lt=started)
        return list(wanted().filter(untried & unjudged).select_related("tenant")[:_BATCH])


def _one(engine: Engine, row: StoredFile, version: str, done: Scanned) -> None:
    """Scan one file. Raises EngineDown when the scanner is gone; one that only broke off over this file is still there,
    and the file must not stand in the way of the rest."""
    try:
        with storage().open(object_key(row.tenant.code, row.pk)) as content:
            threat = engine.scan(_pieces(content))
    except ObjectMissing:
        trouble = "missing"
    except EngineRefused as error:
        trouble = error.code if error.code == "too_large" else f"{error.code}: {error}"
    except EngineDown as error:
        _note_trouble(row, f"down: {error}")
        engine.version()
        trouble = f"down: {error}"
    else:
        try:
            done.unsafe += _judge(row, threat, version)
        except Exception as error:  # a room that cannot be told must not keep all that stands behind from its verdict
            logger.exception("the verdict on file %s cannot be written", row.pk)
            trouble = f"verdict: {type(error).__name__}"
        else:
            done.judged += 1
            return
    done.unjudged += 1
    _note_trouble(row, trouble)
    logger.warning("file %s cannot be scanned: %s", row.pk, trouble)


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(MEGABYTE):
        yield piece


def _note_trouble(row: StoredFile, trouble: str) -> None:
    with tenant_scope(row.tenant):
        StoredFile.objects.filter(pk=row.pk).update(scan_tried_at=timezone.now(), scan_error=trouble[:200])


def _judge(found: StoredFile, threat: str, version: str) -> bool:
    """Write the verdict, and say so where it changes what may be read. Whether the file is unsafe now."""
    with tenant_scope(found.tenant), transaction.atomic():
        locked = StoredFile.objects.select_for_update(no_key=True, of=("self",)).select_related("tenant")
        row = locked.filter(pk=found.pk).first()
        if row is None:  # deleted meanwhile
            return False
        before = (row.state, row.threat)
        row.state, row.threat = state_after(threat), threat[:200]
        row.scanned_at, row.scanned_with = timezone.now(), version
        row.scan_tried_at, row.scan_error = None, ""
        row.save(
            update_fields=["state", "threat", "scanned_at", "scanned_with", "scan_tried_at", "scan_error"],
        )
        unsafe = row.state in UNSAFE
        if unsafe and before != (row.state, row.threat):
            _tell(row, events.FOUND_UNSAFE)
            if before[0] not in UNSAFE:
                tell(row.as_ref())
        elif not unsafe and before[0] in UNSAFE:
            _tell(row, events.CLEARED)
        return unsafe


def _tell(row: StoredFile, word: audit.EventWord) -> None:
    audit.record(
        word,
        tenant=row.tenant,
        actor=audit.Actor.system("worker"),
        target=f"files.file:{row.pk}",
        data={"state": row.state, "threat": row.threat, "owner": row.owner, "scanner": row.scanned_with},
    )
