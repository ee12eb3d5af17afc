"""A fee that cannot be reckoned though the answers are sound: a fault of the pack or of the body's tables. The office
is told, once a day for each version, without a word about anybody."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.notify.api import BadAddress, Mail, send
from madoguchi.kernel.tenants.api import absolute, current_tenant
from madoguchi.modules.procedures import events
from madoguchi.modules.procedures.domain.fees import FeeError
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.catalogue import Offer

_DAY = timedelta(days=1)
_log = logging.getLogger(__name__)


def tell(offer: Offer, error: FeeError) -> None:
    """Write it into the procedure's history and mail its department. In the open scope."""
    tenant, key = current_tenant(), offer.pack.key
    _log.error("no fee can be reckoned: %s %s, line %s", tenant.code, key, error.rule)
    told = f"procedures.fee-trouble:{tenant.code}:{key}:{error.rule}"
    with transaction.atomic():
        # Who meets it at the same time waits here, and then finds that it has been told.
        Procedure.objects.select_for_update(no_key=True, of=("self",)).filter(pack_id=offer.id).first()
        if audit.attempts.blocked(told, 1, _DAY) is not None:
            return
        audit.attempts.failed(told)
        audit.record(
            events.FEE_UNRECKONABLE,
            tenant=tenant,
            actor=audit.Actor.system("procedures"),
            target=f"procedures.procedure:{offer.id}",
            data={"version": key, "fee": error.rule},
        )
        _mail(offer, error)


def _mail(offer: Offer, error: FeeError) -> None:
    if not offer.department.email:
        return
    with translation.override("ja"):
        title = offer.title.ja
        text = "\n\n".join(
            (
                _(
                    "「%(title)s」（%(key)s）で、手数料「%(fee)s」を計算できない回答があり、送信していただけませんでした。"
                )
                % {"title": title, "key": offer.pack.key, "fee": error.rule},
                _("料金表と、計算に使う項目を確かめて直してください。直るまで、同じ回答の方は申請できません。"),
                absolute(None, "procedures:offer", surface="staff", procedure=offer.id),
                _("このメールには、申請・届出の内容も氏名も書かれていません。"),
            )
        )
        subject = _("手数料を計算できません：%(title)s") % {"title": title}
    try:
        mail = Mail(offer.department.email, subject, text, kind="procedures.fee_trouble")
    except BadAddress:
        return
    send(current_tenant(), mail)
