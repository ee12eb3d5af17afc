"""How a resident without an account comes to a case: number and code, or a link mailed to the case's own
address.

The code is stored as HMAC-SHA-256 under the server's key and compared in constant time. A link's token is
signed under the same key (HMAC-SHA-256), names body, case, the last day it opens and, as a keyed mark, the address it
was mailed to; it is never stored. When the case's address changes, every link to the former one is dead at once.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases.domain import numbers
from madoguchi.modules.cases.models import Case

LINK_LIFE = timedelta(days=7)
"""How many days a link opens its case after the day it was mailed, at least."""
_LINK_SALT = "madoguchi.cases.link"
_ADDRESS_SALT = "madoguchi.cases.link.address"
_CODE_SALT = "madoguchi.cases.code"
# Compared when there is no such case, so that an unknown number takes as long as a wrong code.
_NOBODY = "0" * 64


def hash_code(code: str) -> str:
    """Return the form in which a confirmation code is stored: 64 hexadecimal digits."""
    return salted_hmac(_CODE_SALT, code, algorithm="sha256").hexdigest()


def confirmation_code(secret: str) -> str:
    """Return the confirmation code of a draft, made from the draft's own secret (the 16 letters its owner
    holds).

    Sending the same draft twice shows the same code; from the database alone it cannot be made.
    """
    return numbers.code_from(secret, salted_hmac(_CODE_SALT, "draft", algorithm="sha256").digest())


def by_number(number: str, code: str) -> Case | None:
    """Return the case of the open scope with this number, if the code is right. Both as typed by a person.

    The caller throttles by number and by client.
    """
    plain_number, plain_code = numbers.read_receipt_number(number), numbers.read_code(code)
    case = None
    if plain_number is not None:
        case = Case.objects.filter(receipt_number=plain_number).first()
    right = constant_time_compare(case.code_hash if case else _NOBODY, hash_code(plain_code or ""))
    return case if right else None


def link_until(at_least: date | None = None) -> date:
    """Return the last day of a link that is mailed today: `LINK_LIFE` from now, or later when it must live longer."""
    usual = timezone.localdate() + LINK_LIFE
    return max(usual, at_least) if at_least else usual


def link_token(tenant: Tenant, case: Case, until: date) -> str:
    """Return the token of a private link for the case's mail address, good to the end of the day `until`."""
    return _signer().sign(f"{tenant.code}.{case.receipt_number}.{until:%Y%m%d}.{address_mark(case.applicant_mail)}")


def by_token(tenant: Tenant, token: str) -> Case | None:
    """Return the case that a token opens in the open scope of this body; None when it is forged, expired, of another
    body, or was mailed to an address that is not the case's any more (or when the case has none)."""
    try:
        code, number, until, mark = _signer().unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    if code != tenant.code or f"{timezone.localdate():%Y%m%d}" > until:
        return None
    case = Case.objects.filter(receipt_number=number).exclude(applicant_mail="").first()
    return case if case is not None and constant_time_compare(mark, address_mark(case.applicant_mail)) else None


def mark_holds(number: str, mark: str) -> bool:
    """Tell whether a mark is that of the case's present address. One query."""
    case = Case.objects.filter(receipt_number=number).exclude(applicant_mail="").only("applicant_mail").first()
    return case is not None and constant_time_compare(mark, address_mark(case.applicant_mail))


def address_of(number: str) -> str:
    """The mail address of a case of the open scope, "" for none."""
    return Case.objects.values_list("applicant_mail", flat=True).get(receipt_number=number)


def address_mark(address: str) -> str:
    """Stands for an address in a token; without the key nobody can tell which. Letter case makes no other mailbox."""
    return salted_hmac(_ADDRESS_SALT, address.lower(), algorithm="sha256").hexdigest()[:32]


def _signer() -> signing.Signer:
    return signing.Signer(key=settings.SECRET_KEY, salt=_LINK_SALT, sep="~", algorithm="sha256")
