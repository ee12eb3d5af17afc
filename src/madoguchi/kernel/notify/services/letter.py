"""From a row of the outbox to a mail on the wire."""

from __future__ import annotations

from email.charset import BASE64, Charset
from email.headerregistry import Address
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from madoguchi.kernel.notify.domain.text import one_line, wrap
from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.tenants.api import Tenant

# UTF-8 in base64: passes servers that know nothing of 8-bit text.
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = BASE64


def write(row: Outbox, tenant: Tenant) -> EmailMessage:
    """The mail of a row, the same at every try: Message-ID and Date are the row's. `tenant`: the
    row's body.
    """
    letter = EmailMessage(
        subject=row.subject,
        body=wrap(row.text),
        from_email=formataddr((sender_name(tenant, row.language), settings.DEFAULT_FROM_EMAIL)),
        to=[_mailbox(row.to)],
        headers={
            "Message-ID": row.message_id,
            "Date": format_datetime(timezone.localtime(row.created_at)),
            "Auto-Submitted": "auto-generated",
            "Content-Language": row.language,
        },
    )
    letter.encoding = _UTF8
    return letter


def sender_name(tenant: Tenant, language: str) -> str:
    """The body's name in the mail's language, as it stands before the no-reply address."""
    return one_line(tenant.name_en if language == "en" and tenant.name_en else tenant.name)


def _mailbox(address: str) -> str:
    """The address as headers and servers must read it: `a..b.@docomo.ne.jp` needs quotes round the local
    part.
    """
    local, _, domain = address.rpartition("@")
    return Address(username=local, domain=domain).addr_spec
