"""Checks for `doctor` of what must go on by itself: worker, relay, backups; and of the clock, by what was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.jobs import api as jobs
from madoguchi.kernel.notify import api as notify
from madoguchi.kernel.tenants import api as tenants
from madoguchi.site import events
from madoguchi.site.operation.finding import Finding, only_in_production
from madoguchi.site.operation.machine import wrong_clock

LATE = timedelta(minutes=10)  # what could go out or be run and still waits
SKEW = timedelta(seconds=60)
BACKUP_DAYS = 7
SEALED_WITHIN = timedelta(minutes=1)  # the sealer is ten seconds behind at most
LATEST_SEALS = 200  # of each body; `audit verify` reads them all


def unsent() -> Iterator[Finding]:
    with tenants.every_body_scope("doctor counts the outbox of the installation"):
        dead = len(notify.dead())
        waiting = notify.overdue(LATE)
    if dead:
        yield Finding(
            "warning",
            _("%(n)d通のメールを送れませんでした。") % {"n": dead},
            _("確かめるには：madoguchi mail dead。宛先の誤りでなければ、直してから madoguchi mail retry all。"),
        )
    if waiting:
        yield Finding(
            "warning",
            _(
                "%(n)d通のメールが、送る時刻を%(minutes)d分以上過ぎても待っています。送信係が動いていないか、メールサーバーにつながりません。"
            )
            % {"n": waiting, "minutes": LATE.seconds // 60},
            _("始めるには：madoguchi relay"),
        )


def background() -> Iterator[Finding]:
    if not jobs.workers_alive():
        yield Finding(
            "warning",
            _("実行係がしばらく動いていません。後から行う処理が待っています。"),
            _("始めるには：madoguchi worker"),
        )
    elif waiting := jobs.overdue(LATE):
        yield Finding(
            "warning",
            _("実行係は動いていますが、%(n)d件の処理が%(minutes)d分以上待っています。")
            % {"n": waiting, "minutes": LATE.seconds // 60},
            _("何が待っているかは madoguchi jobs list で分かります。追いつかなければ、実行係をもう1つ始めてください。"),
        )
    else:
        yield Finding("ok", _("実行係が動いています。"))
    dead = len(jobs.dead())
    if dead:
        yield Finding(
            "warning",
            _("%(n)d件の処理を、実行できませんでした。") % {"n": dead},
            _("確かめるには：madoguchi jobs dead。原因を直してから madoguchi jobs retry all。"),
        )


def seals() -> Iterator[Finding]:
    """The audit is sealed in time, and the last entries of each body are what was sealed."""
    broken, unsigned, unkept, oldest, sealed = [], [], [], None, 0
    for body in tenants.tenants():
        verdict = audit.inspect(body, latest=LATEST_SEALS)
        sealed += verdict.sealed
        kinds = {fault.kind for fault in verdict.faults}
        if kinds - {audit.Break.UNSIGNED}:
            broken.append(body.name)
        if audit.Break.UNSIGNED in kinds:
            unsigned.append(body.name)
        if not verdict.kept:
            unkept.append(body.name)
        if verdict.tail_since:
            oldest = min(oldest or verdict.tail_since, verdict.tail_since)
    if broken:
        yield Finding(
            "fault",
            _("操作の記録が、封印したものと違います：%(bodies)s") % {"bodies": "・".join(broken)},
            _("どの記録かは madoguchi audit verify が示します（docs/how-to/check-the-audit.md）。"),
        )
    if unsigned:  # without a worker nothing is signed: `background` says so
        yield Finding(
            "fault" if jobs.workers_alive() else "warning",
            _("操作の記録に、1日を過ぎても日ごとの署名がありません：%(bodies)s") % {"bodies": "・".join(unsigned)},
            _("署名は実行係（madoguchi worker）がします。その記録と madoguchi audit verify で確かめてください。"),
        )
    if unkept:
        yield Finding(
            "warning",
            _("日ごとの署名の控えが、ここにありません：%(bodies)s") % {"bodies": "・".join(unkept)},
            _("madoguchi audit verify で確かめてから、実行係のいる機械で madoguchi audit keep を実行してください。"),
        )
    # Without a worker nothing is sealed: `background` says so.
    if oldest and timezone.now() - oldest > SEALED_WITHIN and jobs.workers_alive():
        yield Finding(
            "warning",
            _("操作の記録の封印が遅れています（%(at)s から）。") % {"at": _told(oldest)},
            _("封印は実行係（madoguchi worker）がします。その記録（log）で、なぜ遅れているかを確かめてください。"),
        )
    elif sealed and not (broken or unsigned or unkept or oldest):
        yield Finding("ok", _("操作の記録は封印されています。"))


def clock() -> Iterator[Finding]:
    """By the database server's clock, and by the last record: nothing can have happened after now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        if abs(theirs - timezone.now()) > SKEW:
            yield wrong_clock(
                _("ここの時計（%(ours)s）とデータベースの時計（%(theirs)s）が合いません。")
                % {"ours": _told(timezone.now()), "theirs": _told(theirs)}
            )
    with tenants.every_body_scope("doctor compares the clock with the last record"):
        last = audit.last_at()
    if last and last > timezone.now() + SKEW:
        yield wrong_clock(
            _(
                "最後の記録の時刻（%(last)s）が、いま（%(now)s）より後です。時計が遅れているか、進んでいたことがあります。"
            )
            % {"last": _told(last), "now": _told(timezone.now())}
        )


def backups() -> Iterator[Finding]:
    """Every backup stands in the audit of every body; without bodies there is nothing that could be lost."""
    if not tenants.tenants():
        return
    with tenants.every_body_scope("doctor looks for the last backup"):
        last = audit.last_at(events.BACKUP_MADE)
    make = _("madoguchi backup を毎日実行してください（docs/how-to/back-up-and-restore.md）。")
    if last is None:
        yield only_in_production(_("バックアップを、まだ一度も取っていません。"), make, "warning")
        return
    days = (timezone.now() - last).days
    said = _("最後のバックアップは %(at)s です。") % {"at": _told(last)}
    if days >= BACKUP_DAYS:
        said += " " + _("%(n)d日前です。") % {"n": days}
        yield only_in_production(said, make, "warning")
    else:
        yield Finding("ok", said)


def _told(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
