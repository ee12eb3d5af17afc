"""A page that an officer turns into the other language while it is being filled in.

The switch is a button of the page's own form (`form_here` of the staff layout): what is typed comes with it, and the
same page is drawn again from that, not saved. As `ui.services.turned` does for residents.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import translation

from madoguchi.kernel.people.choices import Language
from madoguchi.kernel.people.models import Account
from madoguchi.kernel.people.services import account as accounts

LANGUAGE = "_language"


def turn_language(request: HttpRequest, account: Account) -> bool:
    """Whether that button was pressed; then the account's language is the other one, from this page on."""
    wanted = request.POST.get(LANGUAGE, "") if request.method == "POST" else ""
    if wanted not in Language.values:
        return False
    accounts.set_language(account, wanted)
    translation.activate(wanted)
    request.LANGUAGE_CODE = wanted
    return True
