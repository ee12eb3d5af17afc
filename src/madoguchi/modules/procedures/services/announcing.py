"""手続追加のお知らせ and what follows it: residents are told by a notice, and so by the feeds that carry notices, when
a procedure is opened for the first time, and, where an officer wants it, when it has changed or ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import absolute
from madoguchi.kernel.ui.api import moment_in_words
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.card import Card
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.packs import compiled
from madoguchi.modules.publishing import api as publishing

MAX_TOLD = 2000
_SHOWN = timedelta(days=60)
_LONGEST_TITLE = 100


def opened(row: Procedure, *, tell: bool, by: Actor) -> None:
    """A procedure is open: the first time that is noted and, with `tell`, said by a notice, shown from when it can be
    filed. In the caller's transaction, with the row locked and its body's scope open; the caller saves the row."""
    if row.first_opened_at is not None:
        return
    row.first_opened_at = timezone.now()
    if tell:
        opened_together([row], by=by)


def opened_together(rows: Sequence[Procedure], *, by: Actor) -> None:
    """One notice for all that a body has opened in one go: thirty would bury everything else."""
    now = timezone.now()
    starts = max(now, min(row.opens or now for row in rows))

    def said(lang: str) -> tuple[str, str]:
        if len(rows) == 1:
            summary = _card(rows[0]).summary.in_(lang)
            return _("手続を追加しました：%(title)s") % {
                "title": _title(rows[0], lang)
            }, f"{summary}\n\n{_link(rows[0], lang)}"
        lines = "\n".join(f"- {_link(row, lang)}" for row in rows)
        return _("オンラインの手続を%(n)d件追加しました") % {"n": len(rows)}, lines

    _add(rows[0], said, starts, by)


def check_told(words: Words) -> None:
    """Can residents be told so? Raises RefusedError (no Japanese words; too many)."""
    for name, text in (("tell_ja", words.ja), ("tell_en", words.en)):
        if len(text) > MAX_TOLD:
            raise RefusedError("too_long", _("%(n)s文字までで入力してください。") % {"n": MAX_TOLD}, name)
    if not words.ja:
        raise RefusedError("no_words", _("お知らせに載せる文を入力してください。"), "tell_ja")


def changed(row: Procedure, words: Words, *, by: Actor) -> None:
    """Another version is in force: the officer's words of what is different for residents. Nothing is said of what they
    have never seen open. Raises RefusedError (`check_told`)."""
    check_told(words)
    if row.first_opened_at is None:
        return

    def said(lang: str) -> tuple[str, str]:
        text = words.en if lang == "en" else words.ja
        return (
            (_("手続が変わりました：%(title)s") % {"title": _title(row, lang)}, f"{text}\n\n{_link(row, lang)}")
            if text
            else ("", "")
        )

    _add(row, said, timezone.now(), by)


def ending(row: Procedure, *, by: Actor) -> None:
    """It is stopped, or ends at its hour: when, the office's sentence, where to go instead. Raises RefusedError (it
    does not end; it has never been open)."""
    now, ends = timezone.now(), row.closes
    if row.first_opened_at is None:
        raise RefusedError("never_open", _("受付を始めたことのない手続は、お知らせに載せられません。"), "tell_end")
    if row.is_open and ends is None:
        raise RefusedError("no_end", _("お知らせに載せるときは、受付を終える日時を入力してください。"), "tell_end")

    def said(lang: str) -> tuple[str, str]:
        when = {"when": moment_in_words(timezone.localtime(ends), lang)} if ends else {}
        if not row.is_open:
            head, lines = _("受付を止めています：%(title)s"), [_("オンラインの受付を止めています。")]
            note = Words(row.stopped_note, row.stopped_note_en)
            lines.append((note.en if lang == "en" else "") or note.ja)
        elif ends is not None and ends <= now:
            head, lines = _("受付が終わりました：%(title)s"), [_("オンラインの受付は、%(when)sに終わりました。") % when]
        else:
            head, lines = _("受付が終わります：%(title)s"), [_("オンラインの受付は、%(when)sに終わります。") % when]
        instead = Procedure.objects.select_related("in_force").filter(pack_id=_replacement(row)).first()
        if instead is not None:
            lines.append(_("代わりに、次の手続をお使いください：%(title)s") % {"title": _link(instead, lang)})
        lines.append(_link(row, lang))
        return head % {"title": _title(row, lang)}, "\n\n".join(line for line in lines if line)

    _add(row, said, now, by, until=max(now, ends or now) + _SHOWN)


def _replacement(row: Procedure) -> str:
    return row.replacement or _card(row).replaced_by


def _add(
    row: Procedure, said: Callable[[str], tuple[str, str]], starts: datetime, by: Actor, until: datetime | None = None
) -> None:
    texts = {}
    for lang in ("ja", "en"):
        with translation.override(lang):
            texts[lang] = said(lang)
    content = publishing.Content(
        title=texts["ja"][0][:_LONGEST_TITLE], body=texts["ja"][1],
        title_en=texts["en"][0][:_LONGEST_TITLE], body_en=texts["en"][1],
        starts_at=starts, ends_at=until or starts + _SHOWN,
    )  # fmt: skip
    publishing.add_notice(row.tenant, content, by=by)


def _card(row: Procedure) -> Card:
    return compiled([row.in_force.sha256])[row.in_force.sha256].card


def _title(row: Procedure, lang: str) -> str:
    return _card(row).title.in_(lang)


def _link(row: Procedure, lang: str) -> str:
    """The procedure's page, as a link in Markdown."""
    page = _("「%(title)s」のページを開く") % {"title": _title(row, lang)}
    return f"[{page}]({absolute(row.tenant, 'procedures:procedure', surface='resident', procedure=row.pack_id)})"
