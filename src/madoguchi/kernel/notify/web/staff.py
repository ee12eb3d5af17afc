"""The demonstration's mailbox: what the officer's body has mailed to one address, as its reader would see it.

Nobody sees the mail of all: a mail tells of cases that a circle hides, and its links open what residents alone may
read. Whoever writes the address plays its owner.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.kernel.notify import queries
from madoguchi.kit.email import address_problem, normalise_address


def mailbox(request: HttpRequest) -> HttpResponse:
    """Asks for the address whose mail is wanted."""
    _only_in_the_demonstration()
    to, error = request.GET.get("to"), None
    if to is not None:
        to = normalise_address(to)
        if not address_problem(to) and "/" not in to:  # a slash is part of no path
            return redirect(reverse("notify:mailbox-of", kwargs={"to": to}))
        error = _("メールアドレスを、名前@example.jp のように入力してください。")
    return render(request, "notify/staff/mailbox.html", {"to": to or "", "error": error})


def mailbox_of(request: HttpRequest, to: str) -> HttpResponse:
    """The mails of the officer's body to this address, the newest first."""
    _only_in_the_demonstration()
    page = queries.mailbox(to, _page_number(request))
    return render(request, "notify/staff/mailbox_of.html", {"page": page, "to": to})


def mail(request: HttpRequest, to: str, mail_id: int) -> HttpResponse:
    """One mail of the officer's body to this address; another body's and another's are not found."""
    _only_in_the_demonstration()
    letter = queries.one(to, mail_id)
    if letter is None:
        raise Http404(_("このメールは見つかりません。一覧から選び直してください。"))
    return render(request, "notify/staff/mail.html", {"letter": letter, "to": to, "lines": letter.text.splitlines()})


def _only_in_the_demonstration() -> None:
    if not settings.MADOGUCHI_DEMO:
        raise Http404("mail is only shown in the demonstration")


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
