"""Who gives which rights: nobody gives what they do not hold, nor acts on somebody who may more than they do.

Otherwise a person who looks after officers would make an administrator of a friend, or, by a new mail address and a
password link, of themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from madoguchi.kernel.people import queries, rules
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Invitation, Officer, OwnRole, ProcedureGroup


def check_rights(rights: Iterable[str], *, by: Officer) -> None:
    """Raises RefusedError (beyond_own, with the rights in words) if `by` cannot give these rights."""
    if missing := rules.beyond(by, rights):
        labels = {known.name: str(known.label) for known in rules.registered_permissions()}
        raise RefusedError(
            "beyond_own",
            _("自分が持っていない権限は、ほかの人に与えられません：%(rights)s")
            % {"rights": "、".join(labels.get(name, name) for name in missing)},
            field="role",
        )


def check_reach(subjects: Collection[str] | None, *, by: Officer) -> None:
    """Raises RefusedError (beyond_reach) if `by` does not reach all of these procedures (None: all there are)."""
    if rules.reaches_beyond(by, subjects):
        raise RefusedError(
            "beyond_reach", _("自分が扱えない手続は、ほかの人にも扱わせることができません。"), field="group"
        )


def check_role(role: str, own_role: OwnRole | None, group: ProcedureGroup | None, *, by: Officer) -> None:
    """Raises RefusedError (beyond_own, beyond_reach) if `by` cannot put somebody into this role with this group."""
    check_rights(own_role.rights if own_role else rules.rights_of_role(role), by=by)
    check_reach(group.subjects if group else None, by=by)


def check_over(account: Account, *, by: Officer) -> None:
    """Raises RefusedError (may_more) if the account has a post in the open scope, now or later, that may what `by` may
    not. One query, for an administrator none."""
    if by.account_id == account.pk or rules.gives_everything(by):
        return
    posts = queries.present_officers().filter(account=account)
    if any(_is_beyond(by, post) for post in posts):
        raise _may_more()


def check_offer(invitation: Invitation, *, by: Officer) -> None:
    """Raises RefusedError (may_more) if the post that is offered may what `by` may not."""
    if _is_beyond(by, invitation):
        raise _may_more()


def _is_beyond(by: Officer, post: Officer | Invitation) -> bool:
    return bool(rules.beyond(by, rules.rights_of(post))) or rules.reaches_beyond(by, post.subjects)


def _may_more() -> RefusedError:
    return RefusedError("may_more", _("あなたより多くの権限を持つ人に関わる操作です。団体管理者に依頼してください。"))
