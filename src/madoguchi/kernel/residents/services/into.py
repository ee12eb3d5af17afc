"""Into whose my page a case goes: the page that reads all back says it and asks, and what it said counts.

Whoever sits at the browser need not be whoever is signed in in it (a library's computer, a link that somebody else
passed on), so a case goes into an account only by a choice that named this very account.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import digest
from madoguchi.kernel.residents.models import Resident
from madoguchi.kernel.residents.services import refusals
from madoguchi.kernel.residents.services.session import COOKIE, current

FIELD = "_account"
"""The control of the choice: `Into.value`, or "" for no account."""
CHANGED = "account"
"""The name in the address of the page, for a choice that was refused: `?account=changed`."""
_PURPOSE = "residents.into"


@dataclass(frozen=True)
class Into:
    """What the page says. `value` names the account that is signed in and `address` is its masked address, both ""
    without one; `ended`: the browser was signed in and is not any more; `refused`: what was chosen is no longer so."""

    value: str
    address: str
    ended: bool
    refused: bool


def into(request: HttpRequest) -> Into | None:
    """What the page that reads all back has to say about the account; None where there is nothing to say. One query,
    none without the cookie."""
    signed = current(request)
    ended = signed is None and bool(request.COOKIES.get(COOKIE))
    refused = request.GET.get(CHANGED) == "changed"
    if signed is None and not ended and not refused:
        return None
    if signed is None:
        return Into("", "", ended, refused)
    return Into(_name_of(signed.resident), masked(signed.resident.address), ended, refused)


def chosen(request: HttpRequest) -> int | None:
    """The id of the resident whom the posted choice named; None where none was chosen, which asks nothing.

    Raises RefusedError (account) when that account is not the one that is signed in now.
    """
    value = request.POST.get(FIELD, "")
    if not value:
        return None
    signed = current(request)
    if signed is None or value != _name_of(signed.resident):
        raise refusals.other_account()
    return signed.resident.pk


def lies_in(request: HttpRequest, resident_id: int | None) -> str:
    """For a receipt: whether the case lies in my page, in a sentence; "" in a browser that nobody has signed in."""
    if not request.COOKIES.get(COOKIE):
        return ""
    if resident_id is None:
        return _("マイページには入れていません。ログインして「状況を見る」を開くと、あとから加えられます。")
    signed = current(request)
    if signed is None:
        return _("マイページに入れました。")
    if signed.resident.pk != resident_id:
        return _("ほかのアカウントのマイページに入っています。")
    return _("マイページ（%(address)s）に入れました。") % {"address": masked(signed.resident.address)}


def still_in(request: HttpRequest) -> bool:
    """For a page that says that something was closed here: whether somebody is still signed in. Asking is no sign of
    anybody being there."""
    return current(request, touch=False) is not None


def masked(address: str) -> str:
    """An address for whoever knows it: its first letters and what follows the "@"."""
    name, _at, place = address.partition("@")
    return f"{name[: 2 if len(name) > 3 else 1]}***@{place}"


def _name_of(resident: Resident) -> str:
    return digest(str(resident.pk), purpose=_PURPOSE)
