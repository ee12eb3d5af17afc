"""What an officer typed must survive a time-out: the posted fields are kept, sealed, until the next sign-in.

Staff pages are `no-store`, so the browser's Back button brings back an empty page. When a form arrives after
the time-out, its fields go into the new (signed-out) session, encrypted under the server key, for thirty
minutes. After the same person has signed in again, a page shows what was kept and sends it on at one press of
a button. Files are not kept; the page says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from madoguchi.kernel.people.services import server_seal
from madoguchi.kit.seal import SealBrokenError

MAX_BYTES = 1_000_000  # the largest text of an officer: a document or a table of a form in the making
KEEP_SECONDS = 1800
_KEY = "people.kept"
_PURPOSE = "people.kept_form"
_NOT_KEPT = {"csrfmiddlewaretoken"}


@dataclass(frozen=True)
class KeptForm:
    """A form that arrived after the time-out: where it goes, its fields in order, whether files were lost."""

    account_id: int
    path: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def texts(self) -> list[str]:
        """The typed texts worth reading again: several words or lines, not codes of choices."""
        return [value for _name, value in self.fields if len(value) > 8 or "\n" in value]


def from_request(request: HttpRequest, account_id: int | None) -> KeptForm | None:
    """The posted form, or None if it is not a form, asks for a password, or is too large to keep; or if nobody knows
    whose it is (`account_id` None)."""
    if account_id is None or request.method != "POST" or any(name.startswith("password") for name in request.POST):
        return None
    fields = [(name, value) for name, values in request.POST.lists() if name not in _NOT_KEPT for value in values]
    if not fields or sum(len(n.encode()) + len(v.encode()) for n, v in fields) > MAX_BYTES:
        return None
    return KeptForm(account_id, request.get_full_path(), fields, had_files=bool(request.FILES))


def keep(session: SessionBase, form: KeptForm) -> None:
    """Put the form into the session, sealed."""
    text = json.dumps([form.account_id, form.path, form.fields, form.had_files], ensure_ascii=False)
    session[_KEY] = server_seal.seal(text, purpose=_PURPOSE)
    session.set_expiry(KEEP_SECONDS)


def sealed_in(session: SessionBase) -> str | None:
    """The sealed form, to carry it over a change of the session's key."""
    return session.get(_KEY)


def put_back(session: SessionBase, sealed: str | None) -> None:
    """Carry a sealed form into a new session."""
    if sealed is not None:
        session[_KEY] = sealed


def kept(session: SessionBase, account_id: int) -> KeptForm | None:
    """The kept form of this account; somebody else's is thrown away."""
    sealed = session.get(_KEY)
    if sealed is None:
        return None
    try:
        owner, path, fields, had_files = json.loads(server_seal.unseal(sealed, purpose=_PURPOSE))
    except SealBrokenError:
        owner = None
    if owner != account_id:
        forget(session)
        return None
    return KeptForm(owner, path, [(name, value) for name, value in fields], had_files)


def forget(session: SessionBase) -> None:
    """Throw the kept form away."""
    session.pop(_KEY, None)
