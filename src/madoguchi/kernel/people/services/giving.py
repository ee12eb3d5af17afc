"""Who gives which rights: nobody gives what they do not hold, nor acts on somebody who may more than they do.

Otherwise a person who looks after officers would make an administrator of a friend, or, by a new mail address and a
password link, of themselves. Rights over cases go by department, so a department is something that is held, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from madoguchi.kernel.people import queries, rules
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Invitation, Officer, OwnRole, ProcedureGroup
from madoguchi.kernel.tenants.api import Department


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


def check_role(
    role: str, own_role: OwnRole | None, group: ProcedureGroup | None, department: Department | None, *, by: Officer
) -> None:
    """Raises RefusedError (beyond_own, beyond_reach, other_department) if `by` cannot put somebody into this role with
    this group in this department."""
    check_rights(own_role.rights if own_role else rules.rights_of_role(role), by=by)
    check_reach(group.subjects if group else None, by=by)
    if rules.is_elsewhere(by, department.pk if department else None):
        raise RefusedError(
            "other_department",
            _("自分の部署のほかには、職員を置けません。団体管理者に依頼してください。"),
            field="department",
        )


def check_not_own(account: Account, *, by: Officer) -> None:
    """Raises RefusedError (own) if the post to be changed is one of the giver's own: only an administrator says what
    they may themselves."""
    if by.account_id == account.pk and not rules.gives_everything(by):
        raise RefusedError("own", _("自分の所属は変更できません。団体管理者に依頼してください。"), field="role")


def check_over(account: Account, *, by: Officer) -> None:
    """Raises RefusedError (may_more) if the account has a post in the open scope, now or later, that may what `by` may
    not. Another post of the giver's own counts as anybody's. One query, for an administrator none."""
    if rules.gives_everything(by):
        return
    posts = queries.present_officers().filter(account=account).exclude(pk=by.pk)
    if any(_is_beyond(by, post) for post in posts):
        raise _may_more()


def check_offer(invitation: Invitation, *, by: Officer) -> None:
    """Raises RefusedError (may_more) if the post that is offered may what `by` may not."""
    if _is_beyond(by, invitation):
        raise _may_more()


def _is_beyond(by: Officer, post: Officer | Invitation) -> bool:
    return (
        bool(rules.beyond(by, rules.rights_of(post)))
        or rules.reaches_beyond(by, post.subjects)
        or rules.is_elsewhere(by, post.department_id)
    )


def _may_more() -> RefusedError:
    return RefusedError("may_more", _("あなたより多くの権限を持つ人に関わる操作です。団体管理者に依頼してください。"))
