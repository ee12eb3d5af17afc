"""The demonstration's mailbox: what the officer's body has mailed, as its readers would see it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.notify import queries


def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails of the officer's body, the newest first."""
    _only_in_the_demonstration()
    page = queries.mailbox(_page_number(request))
    return render(request, "notify/staff/mailbox.html", {"page": page})


def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail of the officer's body; another body's is not found."""
    _only_in_the_demonstration()
    letter = queries.one(mail_id)
    if letter is None:
        raise Http404(_("このメールは見つかりません。一覧から選び直してください。"))
    return render(request, "notify/staff/mail.html", {"letter": letter, "lines": letter.text.splitlines()})


def _only_in_the_demonstration() -> None:
    if not settings.MADOGUCHI_DEMO:
        raise Http404("mail is only shown in the demonstration")


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
