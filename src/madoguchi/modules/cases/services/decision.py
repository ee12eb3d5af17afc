"""決定, 交付, 職権取消: what the office decides, how it goes out, and how a wrong one is taken back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.files import api as files
from madoguchi.kernel.ui.api import day_in_words
from madoguchi.kit.money import format_yen as yen
from madoguchi.modules.cases import events
from madoguchi.modules.cases.choices import Freed, Phase
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.conditions import rewritten
from madoguchi.modules.cases.domain.flow import Flow, Outcome
from madoguchi.modules.cases.domain.kinds import BLANK, kind_of
from madoguchi.modules.cases.models import Case, Decision, Issuance, Revocation
from madoguchi.modules.cases.queries.outcomes import amounts, possible, preset_conditions
from madoguchi.modules.cases.services import mail, once, refusals, stages
from madoguchi.modules.cases.services.correction import close_open
from madoguchi.modules.cases.services.papers import decision_pdf
from madoguchi.modules.cases.services.turn import By, Turn, turn
from madoguchi.modules.documents.api import BadSymbol, TypesettingFailed, next_document_number
from madoguchi.modules.signatures import api as signatures

TEXT_LENGTH = 10_000
LARGEST = 1_000_000_000


def decide(
    number: str,
    by: By,
    *,
    outcome: str,
    reason: str = "",
    text: str = "",
    conditions: str | None = None,
    amount: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """Decide the case. `reason`: 理由, obligatory where the outcome says so; `text`: added to the document;
    `conditions`: the outcome's numbered conditions as rewritten for this case, None = the pack's as they are;
    `amount`: yen that are granted, where the outcome has an amount.

    A decision is never edited: before the document goes out it can be taken back (`revoke`) and made anew. An
    outcome without a document ends the case. While the resident still has time to answer a correction, nothing is
    decided against them. Raises `RefusedError`: "outcome", "missing" (reason), "too_long", "correction_open",
    "blank" (○○ of a 例文 left in the reason), "amount" (missing, none, or more than the answers allow).
    """
    with turn(number, by, now) as case_turn:
        case_turn.act(words.DECIDE)
        chosen = case_turn.flow.outcome(outcome)
        if chosen is None:
            raise refusals.RefusedError("outcome", _("決定の内容を選んでください。"), "outcome")
        if chosen.when and not _fits(case_turn.case, case_turn.flow, chosen):
            raise refusals.RefusedError(
                "outcome",
                _("申請の内容に合わない決定です。ほかの決定を選ぶか、申請の内容が違うときは補正を求めてください。"),
                "outcome",
            )
        reason, text = reason.strip(), text.strip()
        conditions = _conditions(case_turn.case, chosen, conditions)
        amount = _amount(case_turn.case, case_turn.flow, chosen, amount)
        if chosen.reason_required and not reason:
            raise refusals.missing("reason", _("理由"))
        _nothing_left_blank(case_turn.case, reason)
        refusals.check_length(conditions, TEXT_LENGTH, f"conditions.{chosen.id}", _("条件"))
        if max(len(reason), len(text)) > TEXT_LENGTH:
            raise refusals.RefusedError(
                "too_long",
                _("理由と本文は、それぞれ%(limit)d字までです。") % {"limit": TEXT_LENGTH},
                "reason" if len(reason) > TEXT_LENGTH else "text",
            )
        if not chosen.favourable:
            _answer_not_awaited(case_turn)
        close_open(case_turn)
        case = case_turn.case
        decision = Decision.objects.create(
            tenant=case_turn.tenant,
            case=case,
            seq=case.decisions.count() + 1,
            outcome=chosen.id,
            reason=reason,
            text=text,
            conditions=conditions,
            amount=amount,
            by_id=by.actor.id,
            by_label=by.actor.label,
            at=case_turn.now,
        )
        case_turn.move(case_turn.flow.after_decision(chosen))
        if not chosen.favourable:
            once.free(case, Freed.REFUSAL, case_turn.now)
        granted = {} if amount is None else {"granted": amount}
        case_turn.record(events.DECIDED, decision=decision.pk, outcome=chosen.id, **granted)
        if not chosen.document:
            stages.open_after(case_turn.tenant, case, decision, on=case_turn.today, now=case_turn.now)
            mail.result(case_turn.tenant, case)
    return decision


def _nothing_left_blank(case: Case, reason: str) -> None:
    """Raises `RefusedError` for a 例文 that still has a place where this case should stand."""
    if BLANK in reason and any(BLANK in one.text.ja for one in kind_of(case.kind).reasons_for(case.subject_key)):
        raise refusals.RefusedError(
            "blank", _("例文の「○○」が残っています。この案件のことに書き換えてください。"), "reason"
        )


def _conditions(case: Case, chosen: Outcome, typed: str | None) -> str:
    """The numbered conditions of this decision; "" for an outcome that has none, or goes out without a document."""
    preset = preset_conditions(case, chosen)
    if not preset or typed is None:
        return preset
    written = rewritten(preset, typed)
    if not written:
        # The sentence before them says that there are conditions.
        raise refusals.RefusedError(
            "missing",
            _("条件がありません。書類には条件を付けると書かれるので、1つ以上書いてください。"),
            f"conditions.{chosen.id}",
        )
    return written


def _amount(case: Case, flow: Flow, chosen: Outcome, amount: int | None) -> int | None:
    """The amount of this decision; None for an outcome that grants none. Raises `RefusedError`."""
    if not chosen.amount:
        return None
    field = f"amount.{chosen.id}"
    label = chosen.amount_label.in_(get_language() or "ja")
    if amount is None:
        raise refusals.missing(field, label)
    most = amounts(case, flow, chosen).most
    if not 0 < amount <= (min(most, LARGEST) if most is not None else LARGEST):
        limit = yen(min(most, LARGEST) if most is not None else LARGEST)
        raise refusals.RefusedError(
            "amount",
            _("「%(label)s」は、1円から%(limit)sまでにしてください。") % {"label": label, "limit": limit},
            field,
        )
    return amount


def _answer_not_awaited(case_turn: Turn) -> None:
    """Raises `RefusedError` while a correction is open and its last day has not passed."""
    waiting = case_turn.case.corrections.filter(answered_at=None, closed_at=None, due_on__gte=case_turn.today).first()
    if waiting is not None:
        raise refusals.RefusedError(
            "correction_open",
            _(
                "申請者は、%(day)sまで補正に答えられます。それまでは、申請者に不利益な決定はできません。待たずに決めるときは、先に「補正の求めを取り下げる」で求めを取り下げてください。"
            )
            % {"day": day_in_words(waiting.due_on, get_language() or "ja")},
            "outcome",
        )


def issue(number: str, by: By, now: datetime | None = None) -> Issuance:
    """交付: the document gets its number and date, is typeset, signed where the body signs, and stored; and the
    resident is told that it is there.

    The number is taken inside the transaction, last of all: when anything fails, it is given back and no gap
    stays.
    Raises `RefusedError`: also "no_symbol" (the department has no 文書記号), "template" (the pack's is
    broken), "unsignable" (the body signs its documents, and now cannot).
    """
    with turn(number, by, now) as case_turn:
        act = case_turn.act(words.ISSUE)
        case, tenant = case_turn.case, case_turn.tenant
        decision = standing(case)
        if decision is None:
            raise case_turn.not_now()
        try:
            document_number = next_document_number(case.department, case_turn.today)
            signed = signatures.sign(decision_pdf(tenant, case, decision, number=document_number, on=case_turn.today))
        except BadSymbol as error:
            raise refusals.no_symbol(case.department.name) from error
        except TypesettingFailed as error:
            raise refusals.broken_template() from error
        except signatures.UnsignableError as error:
            raise _unsignable(error.why == signatures.Hindrance.STAMP) from error
        ref = files.store_bytes(tenant, f"{document_number}.pdf", signed.pdf, "pdf", decision.owner)
        issuance = Issuance.objects.create(
            tenant=tenant,
            decision=decision,
            document_number=document_number,
            issued_on=case_turn.today,
            file_id=str(ref.id),
            certificate=signed.fingerprint,
            by_id=by.actor.id,
            by_label=by.actor.label,
            at=case_turn.now,
        )
        case_turn.move(act.to)
        case_turn.record(events.ISSUED, decision=decision.pk, number=document_number, signed=bool(signed.fingerprint))
        stages.open_after(
            tenant, case, decision, on=case_turn.today, now=case_turn.now, document_number=document_number
        )
        mail.result(tenant, case)
    return issuance


def _unsignable(stamp: bool) -> refusals.RefusedError:
    """The document cannot be signed; nothing was issued and no number was used up. `stamp`: the time stamp server gives
    no answer, which may pass."""
    if stamp:
        return refusals.RefusedError(
            "unsignable",
            _(
                "タイムスタンプのサーバーから応答がないため、電子署名を付けられませんでした。まだ交付していません。文書番号も使われていません。少し待って、もう一度交付してください。続くときは、運用の担当者に連絡してください。"
            ),
        )
    return refusals.RefusedError(
        "unsignable",
        _(
            "電子署名を付けられませんでした。まだ交付していません。文書番号も使われていません。証明書か秘密鍵の設定を直す必要があります。運用の担当者に連絡してください。"
        ),
    )


def revoke(number: str, by: By, *, reason: str, now: datetime | None = None) -> Revocation:
    """職権取消: take the standing decision back, with the reason; the case is examined again.

    The resident is told if the result was already known. Raises `RefusedError`: "missing" (reason), "too_long".
    """
    with turn(number, by, now) as case_turn:
        act = case_turn.act(words.REVOKE_DECISION)
        if not reason.strip():
            raise refusals.missing("reason", _("取り消す理由"))
        refusals.check_length(reason.strip(), TEXT_LENGTH, "reason", _("取り消す理由"))
        case = case_turn.case
        decision = standing(case)
        if decision is None:
            raise case_turn.not_now()
        known = case.phase == Phase.DONE
        revocation = Revocation.objects.create(
            tenant=case_turn.tenant,
            decision=decision,
            reason=reason.strip(),
            by_id=by.actor.id,
            by_label=by.actor.label,
            at=case_turn.now,
        )
        # From the decision until today there was nothing to decide: that time is not the office's.
        stood = [timezone.localdate(decision.at).isoformat(), case_turn.today.isoformat()]
        case_turn.move(act.to, standstills=[*case.standstills, stood])
        once.restore(case)
        case_turn.record(events.REVOKED, decision=decision.pk, known=known)
        stages.close(case, case_turn.now)
        if known:
            mail.revoked(case_turn.tenant, case)
    return revocation


def _fits(case: Case, flow: Flow, outcome: Outcome) -> bool:
    answers = case.submissions.latest("seq").answers
    return outcome in possible(flow, kind_of(case.kind).form_for(case.subject_key), answers)


def standing(case: Case) -> Decision | None:
    """Return the decision that counts: the latest one, unless it was taken back."""
    latest = case.decisions.select_related("revocation").order_by("-seq").first()
    return None if latest is None or hasattr(latest, "revocation") else latest
