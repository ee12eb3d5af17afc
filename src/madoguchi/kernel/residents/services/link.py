"""Links by mail: the way to open an account, and a way in. Asking is answered alike whether or not there is an account:
one look-up, one row, one mail."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Limit, attempts
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.people.api import digest
from madoguchi.kernel.residents.models import MailLink, Resident
from madoguchi.kernel.residents.services import account, refusals
from madoguchi.kernel.residents.services.author import sender
from madoguchi.kernel.tenants.api import absolute, tenant_scope

LIFE = timedelta(minutes=15)
KEEP = timedelta(days=1)
PER_ADDRESS, WINDOW = 5, timedelta(hours=1)
PER_NETWORK = 300  # links that nobody has used, for a whole town hall may sit behind one address
_PURPOSE = "residents.link"


def ask(typed: str, *, network: str) -> None:
    """Mail a link to the address that was typed: one that signs in where there is an account, else one that opens one.

    `network`: the caller's network as throttling key. Every request counts, since each may cost somebody a mail; to
    the network it counts until its link is used there.
    Raises RefusedError (address, wait).
    """
    address = account.read_address(typed)
    limits = (
        Limit(f"residents.mail:{address}", PER_ADDRESS, WINDOW),
        Limit(_by_network(network), PER_NETWORK, WINDOW),
    )
    wait = attempts.longest_block(*limits)
    if wait is not None:
        raise refusals.wait(wait)
    attempts.failed(*(limit.key for limit in limits))
    body = sender()
    if body is None:  # nobody takes part yet: there is nothing to sign in to
        return
    known, proven = account.by_address_with_proof(address)
    token, now = secrets.token_urlsafe(32), timezone.now()
    with tenant_scope(body), transaction.atomic():
        MailLink.objects.create(
            token_hash=digest(token, purpose=_PURPOSE), address=address, made_at=now, expires_at=now + LIFE
        )
        send(body, _letter(address, token, known=known is not None, proven=proven))


def address_of(token: str) -> str:
    """The address that a link was mailed to, while it opens something. Looking spends nothing: programs that look
    through mail follow links by themselves. Raises RefusedError (link)."""
    found = MailLink.objects.filter(
        token_hash=digest(token, purpose=_PURPOSE), used_at=None, expires_at__gt=timezone.now()
    ).first()
    if found is None:
        raise refusals.dead_link()
    return found.address


def spend(token: str, then: Callable[[str], Resident], *, network: str) -> Resident:
    """Use a link up and give what `then(address)` gives; what that raises leaves the link as it was. `network`: the
    caller's, which asked for a mail in earnest if the link is used there.

    Of two that use it in the same moment one gets in. Nothing throttles a link. Raises RefusedError (link).
    """
    address = address_of(token)
    with transaction.atomic():
        found = MailLink.objects.filter(token_hash=digest(token, purpose=_PURPOSE), used_at=None)
        if not found.update(used_at=timezone.now()):
            raise refusals.dead_link()
        resident = then(address)
        if resident.account.locked_at is not None or resident.proofs.exists():
            raise refusals.dead_link()
        attempts.take_back(_by_network(network))
        return resident


def _by_network(network: str) -> str:
    return f"residents.mail:network:{network}"


def prune() -> int:
    """Delete links that are long over; returns how many."""
    return MailLink.objects.filter(expires_at__lt=timezone.now() - KEEP).delete()[0]


def _letter(address: str, token: str, *, known: bool, proven: bool) -> Mail:
    if proven:  # a mailbox is less than an identity: the link that was made goes to nobody, and would open nothing
        text = _(
            "本人確認を登録したアカウントは、メールのリンクではログインできません。本人確認かパスワードでログインしてください。"
        )
        return Mail(address, _("ログインについて"), text, kind="residents.link", language=get_language() or "ja")
    link = absolute(None, "residents:link", surface="resident", token=token)
    first = (
        _("次のリンクを開くと、マイページにログインできます。")
        if known
        else _("次のリンクを開くと、アカウントを登録できます。")
    )
    last = _("リンクは%(minutes)s分間、1回だけ使えます。心当たりがないときは、何もしないでください。") % {
        "minutes": LIFE // timedelta(minutes=1)
    }
    subject = _("ログインのリンク") if known else _("アカウント登録のリンク")
    return Mail(
        address, subject, f"{first}\n\n{link}\n\n{last}", kind="residents.link", language=get_language() or "ja"
    )
