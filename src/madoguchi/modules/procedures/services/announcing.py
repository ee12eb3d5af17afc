"""手続追加のお知らせ: the first time that a body takes a procedure online, its residents are told by a notice and the
feeds that carry notices."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import absolute
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.packs import compiled
from madoguchi.modules.publishing import api as publishing

_SHOWN = timedelta(days=60)


def opened(row: Procedure, *, tell: bool, by: Actor) -> None:
    """A procedure is open: the first time that is noted and, with `tell`, said by a notice, shown from when it can be
    filed. In the caller's transaction, with the row locked and its body's scope open; the caller saves the row."""
    if row.first_opened_at is not None:
        return
    now = row.first_opened_at = timezone.now()
    if not tell:
        return
    card = compiled([row.in_force.sha256])[row.in_force.sha256].card
    starts = max(now, row.opens or now)
    said = {}
    for lang in ("ja", "en"):
        with translation.override(lang):
            title = card.title.in_(lang)
            link = absolute(row.tenant, "procedures:procedure", surface="resident", procedure=row.pack_id)
            page = _("「%(title)s」のページを開く") % {"title": title}
            said[lang] = (
                _("手続を追加しました：%(title)s") % {"title": title},
                f"{card.summary.in_(lang)}\n\n[{page}]({link})",
            )
    content = publishing.Content(
        title=said["ja"][0], body=said["ja"][1], title_en=said["en"][0], body_en=said["en"][1],
        starts_at=starts, ends_at=starts + _SHOWN,
    )  # fmt: skip
    publishing.add_notice(row.tenant, content, by=by)
