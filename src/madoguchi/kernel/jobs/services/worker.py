"""The worker: one process that runs one job at a time and keeps the clockwork going."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from datetime import timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.jobs.choices import LEASE
from madoguchi.kernel.jobs.models import Worker as WorkerRow
from madoguchi.kernel.jobs.services import claims, loop, schedule
from madoguchi.kernel.jobs.services.loop import Stop

logger = logging.getLogger("madoguchi.jobs")
_SEAL_EVERY = 3.0  # seconds; an event is sealed 10 s after it was recorded at the latest
_EVERY_BODY = 20  # turns: once a minute the sealer asks each body by itself


class Worker:
    """Runs due jobs until it is stopped.

    `poll`: seconds of rest when nothing is due. `lease`: how long a silent worker counts as alive; each
    worker is seen four times as often, from a thread of its own, so that a long job does not look like a
    dead worker.
    """

    def __init__(self, *, poll: float = 1.0, lease: timedelta = LEASE, stop: Stop | None = None) -> None:
        self.id = get_random_string(32)
        self._poll = poll
        self._lease = lease
        self._stop = stop or Stop()
        self._swept_at = float("-inf")
        self._started_at = timezone.now()

    def run(self) -> None:
        """Work until stopped: the job in hand is finished, then the worker signs off."""
        self.sign_on()
        pulse = threading.Thread(target=self._beat, name="worker-pulse", daemon=True)
        pulse.start()
        sealer = threading.Thread(target=self._seal, name="worker-sealer", daemon=True)
        sealer.start()
        try:
            loop.run(self._step, self._stop)
        finally:
            self._stop.request()
            pulse.join(timeout=5)
            sealer.join(timeout=5)
            WorkerRow.objects.filter(pk=self.id).delete()

    def drain(self) -> int:
        """Run everything that is due now, then return how many jobs ran."""
        self.sign_on()
        try:
            self._housekeeping()
            ran = 0
            while self.run_one():
                ran += 1
            return ran
        finally:
            WorkerRow.objects.filter(pk=self.id).delete()

    def sign_on(self) -> None:
        """Enter this worker's row and bring the schedule up to date."""
        self._seen()
        schedule.prepare(timezone.now())

    def run_one(self) -> bool:
        """Take one due job and run it; False when nothing is due."""
        row = claims.take(self.id)
        if row is None:
            return False
        self._execute(row)
        return True

    def _step(self) -> float:
        self._housekeeping()
        return 0 if self.run_one() else self._poll

    def _housekeeping(self) -> None:
        schedule.tick(timezone.now())
        if time.monotonic() - self._swept_at >= self._lease.total_seconds() / 4:
            self._swept_at = time.monotonic()
            claims.release_lost(self._lease, self.id)
            WorkerRow.objects.filter(seen_at__lt=timezone.now() - 10 * self._lease).delete()

    def _execute(self, row: DBTaskResult[..., Any]) -> None:
        started = time.monotonic()
        try:
            arguments = row.args_kwargs
            with translation.override(settings.LANGUAGE_CODE):
                row.task.call(*arguments["args"], **arguments["kwargs"])
        except Exception as error:
            logger.exception("job %s failed (attempt %d)", row.task_path, len(row.worker_ids))
            kept = claims.fail(row, error)
        else:
            logger.info("job %s done in %.3f s", row.task_path, time.monotonic() - started)
            kept = claims.succeed(row)
        if not kept:
            logger.warning("job %s had been given to another worker meanwhile", row.task_path)

    def _beat(self) -> None:
        while not self._stop.wait(self._lease.total_seconds() / 4):
            try:
                self._seen()
            except DatabaseError as error:
                logger.warning("worker could not say that it is alive: %s", error)
            finally:
                connection.close()

    def _seal(self) -> None:
        """Seal the audit in a thread of its own: a job that takes an hour must not keep it waiting."""
        for turn in count():
            if self._stop.wait(_SEAL_EVERY):
                return
            try:
                audit.seal_due(every_body=turn % _EVERY_BODY == 0)
            except Exception:  # whatever it was, the next round tries again, and `doctor` sees the sealer behind
                logger.exception("the audit could not be sealed")
            finally:
                connection.close()

    def _seen(self) -> None:
        WorkerRow.objects.update_or_create(
            id=self.id,
            defaults={"seen_at": timezone.now()},
            create_defaults={
                "host": socket.gethostname()[:120],
                "pid": os.getpid(),
                "started_at": self._started_at,
                "seen_at": timezone.now(),
            },
        )
