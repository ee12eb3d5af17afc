"""Whether the body takes a procedure online at this moment, in a sentence for who has just published it: what is true
now, and what is to do for another state."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.ui.api import language, moment_in_words
from madoguchi.modules.procedures import api as procedures


def now(pack_id: str) -> str:
    """The sentence for a procedure of the body of the open scope."""
    offer = procedures.procedure_for(pack_id)
    if offer is None:
        return _("この団体の手続には、まだ加わっていません。")
    moment = timezone.now()
    opening = offer.opening(moment)
    match opening:
        case procedures.Opening.OPEN if offer.closes_at:
            said = _("受付中です（%(until)sまで）。住民は、いまから第%(n)s版で申請します。")
        case procedures.Opening.OPEN:
            said = _("受付中です。住民は、いまから第%(n)s版で申請します。")
        case procedures.Opening.NOT_YET:
            said = _("受付は%(from)sに始まります。それまで申請はできません。")
        case procedures.Opening.ENDED:
            said = _(
                "受付の期間は%(until)sに終わっています。また受け付けるには、団体管理者が「手続の設定」で期間を変えます。"
            )
        case procedures.Opening.NOT_TAKING_PART:
            said = _("この団体は、いま手続のオンライン受付に参加していないので、住民には出ません。")
        case _ if offer.is_open:
            said = _(
                "受付は始まっていますが、確かめが済んでいないものがあるため、ここでは受け付けません。「手続の設定」に理由が出ています。"
            )
        case _ if procedures.known(pack_id):
            said = _("受付は止めてあります。また始めるには、団体管理者が「手続の設定」で「受付を始める」を押します。")
        case _:
            said = _("受付はまだ始まっていません。団体管理者が「手続の設定」で「受付を始める」を押すと始まります。")
    return said % {"n": offer.pack.version, "from": _said(offer.opens_at), "until": _said(offer.closes_at)}


def _said(moment: datetime | None) -> str:
    return moment_in_words(timezone.localtime(moment), language()) if moment else ""
