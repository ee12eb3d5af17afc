"""The staff session: who passed which step of the sign-in, in which post, and when last seen.

The database keeps the session (Django's `django_session`); the browser has only its key. Ids in it are looked
up again at every request, inside the body's scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from madoguchi.kernel.people.models import Account, Officer, SignOn
from madoguchi.kernel.people.web import kept_form

PASSWORD_STEP = timedelta(minutes=10)  # from the password to the code; also for setting up the authenticator app
LONGEST = timedelta(hours=12)  # a session ends after a working day, however busy
TOUCH_SECONDS = 60  # the time stamp is written at most once a minute, not at every request
WITHOUT_BODY_IDLE = timedelta(minutes=30)

_ACCOUNT, _MARK, _SINCE, _SEEN = "people.account", "people.mark", "people.since", "people.seen"
_PROVED = "people.proved"  # epoch seconds of the last second factor in this session
_TENANT, _OFFICER = "people.tenant", "people.officer"
_NEW_KEY, _NEW_KEY_AT = "people.new_key", "people.new_key.at"
_SIGN_ON = "people.sign_on"  # [body, link]: the session was opened by this body's provider
_LINK_AT = "people.link.at"
_LAST = "people.last"  # in a signed-out session: whose has timed out
_STEP_ACCOUNT, _STEP_AT = "people.step.account", "people.step.at"


@dataclass(frozen=True)
class SignedIn:
    """What a session says; nothing of it is believed before the gate has looked it up. Times: epoch
    seconds."""

    account_id: int
    mark: str
    since: int
    seen: int
    tenant_id: int | None
    officer_id: int | None
    sign_on: tuple[int, int] | None = None
    """Body and link, when the body's provider opened the session: it has no other body's posts."""

    def timed_out(self, now: datetime, idle: timedelta) -> bool:
        """Was nobody there for longer than `idle`, or is the session older than a working day?"""
        stamp = now.timestamp()
        return stamp - self.seen > idle.total_seconds() or stamp - self.since > LONGEST.total_seconds()


def read(session: SessionBase) -> SignedIn | None:
    """The signed-in state, or None before the second factor."""
    if _ACCOUNT not in session:
        return None
    return SignedIn(
        session[_ACCOUNT],
        session[_MARK],
        session[_SINCE],
        session[_SEEN],
        session.get(_TENANT),
        session.get(_OFFICER),
        _pair(session.get(_SIGN_ON)),
    )


def only_in(session: SessionBase) -> int | None:
    """The body that the session may work in, when that body's provider opened it; None: any."""
    signed = read(session)
    return signed.sign_on[0] if signed is not None and signed.sign_on else None


def _pair(kept: list[int] | None) -> tuple[int, int] | None:
    return (kept[0], kept[1]) if kept else None


def remember_last(session: SessionBase, account_id: int) -> None:
    """Say in the new, signed-out session whose has timed out: for a form that arrives from another tab of it."""
    session[_LAST] = account_id
    session.set_expiry(kept_form.KEEP_SECONDS)


def last(session: SessionBase) -> int | None:
    """Whose session has timed out in this browser within the last half hour; None: nobody's."""
    return session.get(_LAST)


def _fresh(request: HttpRequest) -> None:
    """Throw the session away, but for a form kept over a time-out."""
    sealed = kept_form.sealed_in(request.session)
    request.session.flush()
    kept_form.put_back(request.session, sealed)


def begin_second_step(request: HttpRequest, account: Account, now: datetime) -> None:
    """Remember that the password was right; the session's key changes."""
    _fresh(request)
    request.session.set_expiry(kept_form.KEEP_SECONDS)
    request.session[_STEP_ACCOUNT] = account.pk
    request.session[_STEP_AT] = int(now.timestamp())
    rotate_token(request)


def account_at_second_step(session: SessionBase, now: datetime) -> Account | None:
    """Whose password was right a moment ago, or None (not begun, too long ago)."""
    at = session.get(_STEP_AT)
    if at is None or now.timestamp() - at > PASSWORD_STEP.total_seconds():
        return None
    return Account.objects.filter(pk=session[_STEP_ACCOUNT], locked_at=None).first()


def open_for(
    request: HttpRequest, account: Account, post: Officer | None, now: datetime, *, link: SignOn | None = None
) -> None:
    """Sign in after the second factor, or by a body's provider (`link`); session key and CSRF token change."""
    _fresh(request)
    stamp = int(now.timestamp())
    # A provider may have asked for nothing today: what it opened has yet to show its own second factor.
    proved = stamp if link is None else 0
    request.session.update(
        {_ACCOUNT: account.pk, _MARK: account.session_mark(), _SINCE: stamp, _SEEN: stamp, _PROVED: proved}
    )
    if link is not None:
        request.session[_SIGN_ON] = [link.tenant_id, link.pk]
    move_to(request.session, post)
    rotate_token(request)


def move_to(session: SessionBase, post: Officer | None) -> None:
    """Set the current post."""
    session[_TENANT] = post.tenant_id if post else None
    session[_OFFICER] = post.pk if post else None


def prove(session: SessionBase, now: datetime) -> None:
    """A second factor was shown again; the session's key changes."""
    session.cycle_key()
    session[_PROVED] = int(now.timestamp())


def is_fresh(session: SessionBase, now: datetime, within: timedelta) -> bool:
    """Was a second factor shown in this session within that time?"""
    at: int = session.get(_PROVED, 0)
    return 0 <= now.timestamp() - at <= within.total_seconds()


def remember_mark(session: SessionBase, account: Account) -> None:
    """Keep this session alive over one's own change of password."""
    session.cycle_key()
    session[_MARK] = account.session_mark()


def offer_key(session: SessionBase, sealed: str, now: datetime) -> None:
    """Keep a new second-factor key, sealed, until its first code comes (ten minutes)."""
    session[_NEW_KEY], session[_NEW_KEY_AT] = sealed, int(now.timestamp())


def offered_key(session: SessionBase, now: datetime) -> str | None:
    """The key that `offer_key` kept, or None (none, too long ago)."""
    at = session.get(_NEW_KEY_AT)
    if at is None or now.timestamp() - at > PASSWORD_STEP.total_seconds():
        return None
    return str(session[_NEW_KEY])


def forget_key(session: SessionBase) -> None:
    """The new key counts, or will not be used."""
    session.pop(_NEW_KEY, None)
    session.pop(_NEW_KEY_AT, None)


def allow_link(session: SessionBase, now: datetime) -> None:
    """The own password was right: for ten minutes the account may be linked with a body's provider."""
    session[_LINK_AT] = int(now.timestamp())


def may_link(session: SessionBase, now: datetime) -> bool:
    """Was the password right a moment ago?"""
    at = session.get(_LINK_AT)
    return at is not None and now.timestamp() - at <= PASSWORD_STEP.total_seconds()


def forbid_link(session: SessionBase) -> None:
    """It has been linked, or will not be."""
    session.pop(_LINK_AT, None)


def account_of(request: HttpRequest, now: datetime) -> Account | None:
    """Whose session it is, on a page of the sign-in, where the gate has not looked: with its mark, not over, not
    locked."""
    signed = read(request.session)
    if signed is None or signed.timed_out(now, WITHOUT_BODY_IDLE):
        return None
    account = Account.objects.filter(pk=signed.account_id, locked_at=None).first()
    return account if account is not None and account.session_mark() == signed.mark else None


def touch(session: SessionBase, signed: SignedIn, now: datetime) -> None:
    """Somebody was there."""
    stamp = int(now.timestamp())
    if stamp - signed.seen >= TOUCH_SECONDS:
        session[_SEEN] = stamp
