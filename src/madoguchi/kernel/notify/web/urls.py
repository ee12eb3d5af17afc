"""Pages of the notify room: the demonstration's mailbox."""

from __future__ import annotations

from madoguchi.kernel.notify.web import staff as pages
from madoguchi.kernel.tenants.api import page

_REASON = "demonstration only (404 elsewhere); shows the mail of the officer's own body to an address that is named"

staff = [
    page("mailbox/", pages.mailbox, name="mailbox", audience="staff", permission=None, reason=_REASON),
    page("mailbox/<str:to>/", pages.mailbox_of, name="mailbox-of", audience="staff", permission=None, reason=_REASON),
    page("mailbox/<str:to>/<int:mail_id>/", pages.mail, name="mail", audience="staff", permission=None, reason=_REASON),
]
