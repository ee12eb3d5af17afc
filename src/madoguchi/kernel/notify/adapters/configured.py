"""The transport that the setting MADOGUCHI_MAIL asks for."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from madoguchi.kernel.notify.adapters.mailbox import MailboxTransport
from madoguchi.kernel.notify.adapters.smtp import SmtpTransport
from madoguchi.kernel.notify.adapters.transport import Transport


def transport() -> Transport:
    """SMTP, or the demonstration's letter box. Raises ImproperlyConfigured for anything else."""
    if settings.MADOGUCHI_MAIL == "smtp":
        return SmtpTransport()
    if settings.MADOGUCHI_MAIL == "mailbox" and not settings.MADOGUCHI_PRODUCTION:
        return MailboxTransport()
    raise ImproperlyConfigured(
        _("MADOGUCHI_MAIL は smtp か mailbox（本番では使えません）にしてください（いまの値：%(text)s）。")
        % {"text": settings.MADOGUCHI_MAIL}
    )
