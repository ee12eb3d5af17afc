"""Mails about a place: an offer with its last moment, and what a draw has come to. Without an address there is none,
and the office telephones (its page says who has none)."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.notify.api import BadAddress, Mail, send_many
from madoguchi.kernel.tenants.api import absolute, contact_of
from madoguchi.kernel.ui.api import moment_in_words
from madoguchi.modules.places.choices import Standing
from madoguchi.modules.places.models import Entry, Pool
from madoguchi.modules.places.services.links import token


def offered(pool: Pool, entry: Entry) -> None:
    """The first in line is asked, and told until when."""
    with translation.override(entry.language):
        until = moment_in_words(timezone.localtime(entry.offered_until), entry.language)
        lines = [
            _("補欠の順番が来ました。席を1つ確保しています。"),
            "",
            *_about(pool, entry),
            _("お返事の期限：%(moment)s") % {"moment": until},
            "",
            _("下のリンクを開き、「参加する」か「見送る」を押してください。期限を過ぎると、次の方の順番になります。"),
            absolute(pool.tenant, "places:offer", surface="resident", token=token(pool.tenant, entry)),
            "",
            *_sender(pool, entry),
        ]
        _post(pool, entry, _("補欠の順番が来ました（%(until)sまでにお返事ください）") % {"until": until}, lines)


def drawn(pool: Pool, entries: list[Entry]) -> None:
    """What the draw came to, to each."""
    mails = []
    for entry in entries:
        with translation.override(entry.language):
            lines = [
                _("抽選の結果をお知らせします。"),
                "",
                *_about(pool, entry),
                _("抽選番号：%(ticket)s") % {"ticket": entry.ticket},
                _("結果：%(result)s") % {"result": said(entry)},
                "",
                _("この抽選は、だれでも計算し直して確かめられます。"),
                absolute(pool.tenant, "places:draw", surface="resident", pool=str(pool.pk)),
                "",
                *_sender(pool, entry),
            ]
            mails += _mail(pool, entry, _("抽選の結果：%(title)s") % {"title": pool.title(entry.language)}, lines)
    send_many(pool.tenant, mails)


def said(entry: Entry) -> str:
    """What an entry has won, in words of the language in force."""
    number = {"n": entry.drawn_order}
    return {
        Standing.CONFIRMED: _("当選しました"),
        Standing.WAITING: _("補欠になりました（抽選の順番は%(n)s番）") % number,
        Standing.ORDERED: _("抽選の順番は%(n)s番です") % number,
        Standing.LOST: _("残念ながら落選しました"),
    }.get(Standing(entry.standing), "")


def _about(pool: Pool, entry: Entry) -> list[str]:
    return [
        _("申込み：%(title)s") % {"title": pool.title(entry.language)},
        _("受付番号：%(number)s") % {"number": entry.label},
    ]


def _sender(pool: Pool, entry: Entry) -> list[str]:
    contact = contact_of(pool.tenant, pool.department, entry.language)
    phone = _("電話 %(phone)s") % {"phone": contact.phone} if contact.phone else ""
    return [line for line in (f"{contact.body} {contact.office}".strip(), phone) if line]


def _post(pool: Pool, entry: Entry, subject: str, lines: list[str]) -> None:
    send_many(pool.tenant, _mail(pool, entry, subject, lines))


def _mail(pool: Pool, entry: Entry, subject: str, lines: list[str]) -> list[Mail]:
    if not entry.mail:
        return []
    try:
        return [Mail(entry.mail, subject, "\n".join(lines), "places.news", entry.language)]
    except BadAddress:
        return []
