"""Check for `doctor` of the virus scan: does the scanner answer, are its signatures fresh, does anything wait long?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.files import api as files
from madoguchi.site.operation.finding import Finding, only_in_production

STALE = timedelta(days=7)  # signatures come every day


def scans() -> Iterator[Finding]:
    """One finding about the scanner, and one about each thing that waits."""
    scanner = files.engine()
    found = files.waiting()
    late = found.since is not None and timezone.now() - found.since > files.SCANNED_WITHIN
    if scanner is None:
        yield only_in_production(
            _("アップロードされたファイルのウイルス検査をしていません。職員は、検査していないファイルを開きます。"),
            _("ClamAV を入れ、MADOGUCHI_CLAMD を設定してください（docs/how-to/scan-uploads.md）。"),
            "warning",
        )
        if found.count:
            yield Finding(
                "fault",
                _("検査を待つファイルが%(n)d件ありますが、検査係が設定されていません。職員は開けません。")
                % {"n": found.count},
                _("MADOGUCHI_CLAMD を元に戻してください。"),
            )
        return
    where = {"at": settings.MADOGUCHI_CLAMD, "n": found.count}
    try:
        version = scanner.version()
    except files.EngineDown as error:
        yield Finding(
            "fault",
            _("ウイルスの検査係（%(at)s）が応答しません：%(why)s。%(n)d件のファイルが待っていて、職員は開けません。")
            % {**where, "why": error},
            _("clamd を始め、MADOGUCHI_CLAMD を確かめてください。受付は続いています。届いたものは失われません。"),
        )
        return
    made = signatures_of(version)
    if made and timezone.now() - made > STALE:
        yield Finding(
            "warning",
            _("ウイルスの定義が古くなっています（%(day)s）。") % {"day": f"{made:%Y-%m-%d}"},
            _("freshclam が動いているか確かめてください。"),
        )
    if found.unjudged:
        yield Finding(
            "warning",
            _("%(n)d件のファイルを、検査係が検査できません。職員は開けません。") % {"n": found.unjudged},
            _(
                "理由は madoguchi files held で分かります。too_large なら、clamd.conf の StreamMaxLength を"
                " MADOGUCHI_FILES_MAX_BYTES より大きくしてください。"
            ),
        )
    elif late:
        yield Finding(
            "warning",
            _("%(n)d件のファイルが検査を待っています。10分以上待っているものがあります。") % where,
            _("実行係（madoguchi worker）が動いているか確かめてください。いますぐ検査するには：madoguchi files scan"),
        )
    else:
        yield Finding("ok", _("ウイルスの検査係（%(version)s）が応答します。") % {"version": version})


def signatures_of(version: str) -> datetime | None:
    """When the signatures were made: "ClamAV 1.4.6/27800/Sun Nov 29 08:26:12 2026"; None where that is not said (an own
    list of signatures alone)."""
    try:
        return datetime.strptime(version.split("/")[2].strip(), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return None
