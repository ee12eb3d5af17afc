"""Signing in: password, then code, then a post. Every refusal of a password reads the same and takes as
long."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import EventWord, Limit, attempts, record
from madoguchi.kernel.people import events, queries
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.people.services import author, sign_on
from madoguchi.kernel.people.services.second_factor import too_many
from madoguchi.kernel.tenants.api import tenant_scope

WINDOW = timedelta(minutes=15)
LOGIN_LIMIT = 10
NETWORK_LIMIT = 100  # a whole town hall may sit behind one address
NETWORK_END = 1000


def by_password(login: str, password: str, *, network: str, known_browser: bool = False) -> Account:
    """The account of this login and password; the second factor is still to come.

    `network`: the caller's address as throttling key (audit.client_network). Its failures must not lock out the others
    who sit behind it, nor may they go on for ever: from NETWORK_LIMIT on a wrong password is answered by "wait", the
    right one still opens; from NETWORK_END on nothing is looked at. `known_browser`: this login has signed in there
    before; then neither the network's failures count nor those that strangers make with the login, only its own.
    Raises RefusedError: "wait" after too many failures, "credentials" for an unknown login, a wrong password,
    a locked account, or a demonstration account outside of a demonstration, all in the same words.
    """
    login = login.strip()
    by_network = f"people.network:{network}"
    counted = [f"people.known:{login.lower()}"] if known_browser else [f"people.login:{login.lower()}", by_network]
    wait = attempts.longest_block(*(Limit(k, NETWORK_END if k == by_network else LOGIN_LIMIT, WINDOW) for k in counted))
    if wait is not None:
        raise too_many(wait)
    account = queries.account_by_login(login)
    if account is not None and account.has_usable_password():
        right = check_password(password, account.password)
    else:
        make_password(password)  # an unknown login must not answer faster than a known one
        right = False
    if account is None or not right or not _may_sign_in(account):
        misused = None if known_browser else attempts.blocked(by_network, NETWORK_LIMIT, WINDOW)
        attempts.failed(*counted)
        if account is not None:  # some milliseconds beside a hashing, and ten times in a quarter of an hour at most
            author.record_in_all_bodies(account, events.SIGN_IN_FAILED, author.SOMEBODY)
        if misused is not None:
            raise too_many(misused)
        raise RefusedError(
            "credentials",
            _(
                "ログインIDまたはパスワードが違います。入力し直してください。"
                "何度試してもログインできないときは、団体管理者に連絡してください。"
            ),
        )
    attempts.forget(counted[0])
    return account


def _may_sign_in(account: Account) -> bool:
    return account.locked_at is None and (settings.MADOGUCHI_DEMO or not account.demonstration)


def record_start(account: Account, post: Officer | None) -> None:
    """Write down that a session began: in the body of the post it began in, or, before a post is chosen, in every body
    that the account serves."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(last_login=timezone.now())
        _record_session(account, post, events.SIGNED_IN)


def record_end(account: Account, post: Officer | None) -> None:
    """Write down that an officer signed out."""
    with transaction.atomic():
        _record_session(account, post, events.SIGNED_OUT)


def _record_session(account: Account, post: Officer | None, word: EventWord) -> None:
    if post is None:
        author.record_in_all_bodies(account, word, author.account_actor(account))
    else:
        _record(post, word)


def choose_post(account: Account, officer_id: int, *, only_in: int | None = None, today: date | None = None) -> Officer:
    """Go on in another of one's own posts. `only_in`: the body whose provider opened the session.

    Raises RefusedError (not_your_post) for a post of somebody else, not in effect, or locked.
    """
    post = next((p for p in queries.posts_of(account, today) if p.pk == officer_id), None)
    if post is not None and only_in is None:
        if sign_on.beyond_passwords([post]):
            raise RefusedError("sign_on_only", _("この団体の所属は、団体の認証サーバーでログインすると使えます。"))
        sign_on.record_broken_glass(post)
    if post is None or only_in not in (None, post.tenant_id):
        raise RefusedError("not_your_post", _("この所属は選べません。期間が終わったか、利用が停止されています。"))
    with transaction.atomic():
        _record(post, events.POST_CHOSEN)
    return post


def _record(post: Officer, word: EventWord) -> None:
    with tenant_scope(post.tenant):
        record(word, tenant=post.tenant, actor=author.actor(post), target=f"people.officer:{post.pk}")
