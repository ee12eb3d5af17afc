"""One body suggests a procedure to others; each of them takes it or refuses.

Bodies are equals (地方自治法2条5項: a prefecture coordinates, it does not command): whoever suggests changes nothing in
another body but a line in its list, and tells its administrators by mail.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.notify.api import Mail, send_many
from madoguchi.kernel.people.api import RefusedError, officers_who_may
from madoguchi.kernel.tenants.api import Department, Kind, Tenant, absolute, current_tenant, tenant_scope
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing import events, queries, rules
from madoguchi.modules.sharing.choices import MAX_MESSAGE, State
from madoguchi.modules.sharing.models import Suggestion
from madoguchi.modules.sharing.services.sharing import record


def suggest(pack_id: str, codes: Collection[str], message: str, *, by: audit.Actor) -> list[Tenant]:
    """Ask these bodies (by 団体コード) to offer the newest version of a pack; returns those that were asked.

    Whoever offers it meanwhile, or has been asked, is passed over. Raises RefusedError (nobody chosen; not in the
    library; a body that may not suggest it; the message is too long).
    """
    proposer, entry = current_tenant(), queries.entry(pack_id)
    if entry is None or not entry.is_shared:
        raise RefusedError("not_shared", _("先に、この手続を共同利用に出してください。"), "")
    owner = entry.publisher is not None and entry.publisher.pk == proposer.pk
    if not rules.may_suggest(prefecture=proposer.kind == Kind.PREFECTURE, owner=owner):
        raise RefusedError("may_not", _("案内できるのは、都道府県と、この手続を共同利用に出した団体です。"), "")
    message = message.strip()
    if len(message) > MAX_MESSAGE:
        raise RefusedError("too_long", _("%(n)s文字までで入力してください。") % {"n": MAX_MESSAGE}, "message")
    bodies = [one for one in queries.to_ask(entry) if one.code in codes]
    if not bodies:
        raise RefusedError("nobody", _("案内する団体を選んでください。"), "bodies")
    with transaction.atomic():
        for body in bodies:
            _ask(body, proposer, entry.pack, message, by)
        record(events.ASKED, pack_id, by, version=entry.pack.version, bodies=[one.code for one in bodies])
    return bodies


def _ask(body: Tenant, proposer: Tenant, pack: procedures.Pack, message: str, by: audit.Actor) -> None:
    with tenant_scope(body):
        row = Suggestion.objects.create(
            tenant=body, pack_id=pack.id, version=pack.version, proposer=proposer, message=message
        )
        record(events.SUGGESTED, pack.id, by, version=pack.version, proposer=proposer.code)
        title = pack.card.title.ja
        paragraphs = [
            f"{proposer.name}から、手続「{title}」（第{pack.version}版）の採用の案内がありました。",
            message,
            "次の画面で、採用するか、断るかを決めてください。決めるまで、この団体の手続は何も変わりません。",
            absolute(None, "sharing:answer", surface="staff", suggestion_id=row.pk),
        ]
        subject = f"手続の採用の案内：{title}（{proposer.name}）"
        text = "\n\n".join(one for one in paragraphs if one)
        addresses = {one.account.email for one in officers_who_may(rules.SHARE.name) if one.account.email}
        send_many(body, [Mail(to, subject, text, "sharing.suggestion") for to in sorted(addresses)])


def take(suggestion_id: int, *, department: Department | None, is_open: bool, by: audit.Actor) -> bool:
    """The body of the open scope offers what was suggested, with a notice to residents if it opens it at once. False:
    it offers it already; that is the answer then, and nothing of its own is changed.

    Raises RefusedError (answered already; no department; what `procedures.adopt` refuses).
    """
    with transaction.atomic():
        row = _locked(suggestion_id)
        entry = queries.entry(row.pack_id)
        is_new = entry is None or entry.here is None
        if is_new:
            is_new = _adopt(row, department, is_open, by)
        _answer(row, State.TAKEN, "")
        record(events.TAKEN, row.pack_id, by, proposer=row.proposer.code, already=not is_new)
    return is_new


def _adopt(row: Suggestion, department: Department | None, is_open: bool, by: audit.Actor) -> bool:
    if department is None:
        raise RefusedError("no_department", _("担当部署を選んでください。"), "department")
    try:
        procedures.adopt(row.pack_id, department=department, by=by, is_open=is_open, announce=True, new_only=True)
    except procedures.AlreadyOfferedError:  # since the page was drawn
        return False
    except procedures.UnknownPackError:
        raise RefusedError("gone", _("この手続は、もう共同利用に出されていません。"), "") from None
    return True


def refuse(suggestion_id: int, reason: str, *, by: audit.Actor) -> Suggestion:
    """Refuse, with a reason that the proposer reads. Raises RefusedError (answered already; no reason; too long)."""
    reason = reason.strip()
    if not reason or len(reason) > MAX_MESSAGE:
        raise RefusedError("reason", _("断る理由を%(n)s文字までで入力してください。") % {"n": MAX_MESSAGE}, "reason")
    with transaction.atomic():
        row = _locked(suggestion_id)
        _answer(row, State.REFUSED, reason)
        record(events.REFUSED, row.pack_id, by, proposer=row.proposer.code, note=reason)
    return row


def _locked(suggestion_id: int) -> Suggestion:
    rows = Suggestion.objects.select_for_update(no_key=True, of=("self",)).select_related("proposer")
    row = rows.filter(pk=suggestion_id).first()
    if row is None or row.state != State.WAITING:
        raise RefusedError("answered", _("この案内には、もう答えています。"), "")
    return row


def _answer(row: Suggestion, state: State, reason: str) -> None:
    row.state, row.reason, row.answered_at = state, reason, timezone.now()
    row.save(update_fields=["state", "reason", "answered_at"])
