"""A procedure is about to close, or has closed: those with drafts who left an address are told, once each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.notify.api import Mail
from madoguchi.kernel.tenants.api import absolute, current_tenant
from madoguchi.kernel.ui.api import moment_in_words
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services.desk import versions_key

_SOON, _ENDED = "soon", "ended"
# Whoever wrote a draft of it less than a week ago is told when it closes; an old closing is nobody's news.
_NEWS = catalogue.CLOSES_SOON


def tell_of_closing(now: datetime | None = None) -> int:
    """Mail the drafts of every procedure of the open body that closes within the week, or has closed within the last;
    returns how many mails."""
    now = now or timezone.now()
    told = 0
    for offer in catalogue.offers():
        if offer.closes_at is None:
            continue
        key = versions_key(offer.id)
        if offer.opening(now) is Opening.OPEN and offer.closes_soon(now):
            told += forms.tell_drafts(key, _SOON, _mail(offer, now, _SOON))
        elif offer.closes_at <= now < offer.closes_at + _NEWS:
            told += forms.tell_drafts(key, _ENDED, _mail(offer, now, _ENDED), after=("", _SOON))
    return told


def _mail(offer: Offer, now: datetime, notice: str) -> Callable[[str, str], Mail]:
    def mail(to: str, language: str) -> Mail:
        with translation.override(language):
            subject, text = _words(offer, now, notice, language)
        return Mail(to=to, subject=subject, text=text, kind="procedures.closing", language=language)

    return mail


def _words(offer: Offer, now: datetime, notice: str, language: str) -> tuple[str, str]:
    title, tenant = offer.title.in_(language), current_tenant()
    when = moment_in_words(timezone.localtime(offer.closes_at), language)
    if notice == _SOON:
        subject = _("もうすぐ受付が終わります：%(title)s") % {"title": title}
        paragraphs = [
            _("「%(title)s」の受付は、%(when)sに終わります。") % {"title": title, "when": when},
            _(
                "入力の途中の内容は、まだ提出されていません。提出する方は、前にお送りしたリンクか再開番号で続きを開いてください。"
            ),
            absolute(tenant, "procedures:resume", surface="resident"),
        ]
    else:
        subject = _("受付が終わりました：%(title)s") % {"title": title}
        paragraphs = [
            _("「%(title)s」の受付は、%(when)sに終わりました。") % {"title": title, "when": when},
            _("入力の途中の内容は、提出されていません。"),
        ]
    instead = catalogue.instead_of(offer, now)
    if instead is not None:
        paragraphs += [
            _("代わりに、次の手続をお使いください：%(title)s") % {"title": instead.title.in_(language)},
            absolute(tenant, "procedures:procedure", surface="resident", procedure=instead.id),
        ]
    elif notice == _ENDED:
        paragraphs += [
            _("窓口や郵送でできる場合があります。次のページをご覧ください。"),
            absolute(tenant, "procedures:procedure", surface="resident", procedure=offer.id),
        ]
    paragraphs.append(_("入力の途中で保存した方にお送りしています。心あたりのないときは、捨ててください。"))
    return subject, "\n\n".join(paragraphs)
