"""Asking others for their part of a form, and what they answer.

The link is opened once: that begins a draft of the party's own, whose code only the party has. Whoever opens the link
after that (the applicant has it too) reads nothing of what the party typed: it goes on with its code, or begins anew.
What it has sent only its code opens.

Nothing of this leaves a trace in the audit before the form is filed, as with drafts.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.files import api as files
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.kit import checkdigits
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.parties import Party
from madoguchi.modules.forms.models import Draft, PartyAsk
from madoguchi.modules.forms.services import tokens
from madoguchi.modules.forms.services.draft import Started, start

_NUMBER_LENGTH = 10


class AskGoneError(LookupError):
    """The request was taken back, ran out, was declined or answered while somebody was still at it."""


def ask(
    party: Party,
    *,
    form_key: str,
    row: int,
    whom: str,
    facts: Mapping[str, Any],
    draft: Draft | None = None,
    filed_as: str = "",
    request: str = "",
    now: datetime | None = None,
) -> PartyAsk:
    """Ask a party for its part. ``draft`` or ``filed_as``: what it is for; ``request``: what an officer wants put
    right."""
    now = now or timezone.now()
    seed = tokens.new_public_id()
    last = timezone.localdate(now) + timedelta(days=party.days + 1)
    return PartyAsk.objects.create(
        tenant=current_tenant(),
        draft=draft,
        filed_as=filed_as,
        form_key=form_key,
        party=party.id,
        row=row,
        whom=whom[:500],
        asked_json=_json(facts),
        seed=seed,
        token_hash=tokens.hash_code(_code(seed)),
        request=request,
        created_at=now,
        expires_at=timezone.make_aware(datetime.combine(last, time.min)),
    )


def code_of(asked: PartyAsk) -> str:
    """The code of the link, for whoever may hand it over: it follows from the row under the server's key, so that the
    applicant finds it again on his page; the database alone does not give it."""
    return _code(asked.seed)


def anew(asked: PartyAsk, party: Party, *, facts: Mapping[str, Any], now: datetime | None = None) -> PartyAsk:
    """Another link for the same request, with the ``facts`` of today; the former one opens nothing any more. What the
    party has typed or sent stays, for it to confirm."""
    now = now or timezone.now()
    asked.asked_json = _json(facts)
    asked.seed = tokens.new_public_id()
    asked.token_hash = tokens.hash_code(_code(asked.seed))
    last = timezone.localdate(now) + timedelta(days=party.days + 1)
    asked.expires_at = timezone.make_aware(datetime.combine(last, time.min))
    asked.declined_at, asked.reason = None, ""
    asked.save(update_fields=["asked_json", "seed", "token_hash", "expires_at", "declined_at", "reason"])
    return asked


def by_code(text: str) -> PartyAsk | None:
    """The request whose link has this code, in the open scope, as long as it opens. The caller throttles."""
    code = tokens.read_code(text)
    if code is None:
        return None
    found = PartyAsk.objects.select_related("draft", "own_draft").filter(token_hash=tokens.hash_code(code)).first()
    return found if found is not None and found.living else None


def take_up(asked: PartyAsk, *, form_key: str, given: Mapping[str, Any], page_id: str, language: str) -> Started:
    """Begin the party's own draft; one that was begun by the same link and not sent goes, unread. ``given``: the shared
    facts as they would be typed. Raises ``AskGoneError`` when its part has been sent, unless it is to confirm that
    under other facts: what it had sent goes then, too."""
    with transaction.atomic():
        row = _locked(asked)
        if row.answered_at is not None and not row.to_confirm:
            raise AskGoneError(str(asked.pk))
        if row.own_draft is not None:
            drop(row.own_draft)
        started = start(form_key, language=language, page_id=page_id)
        started.draft.typed = dict(given)
        started.draft.save(update_fields=["typed_json"])
        row.own_draft, row.opened_at = started.draft, timezone.now()
        row.answered_at, row.answers_json = None, ""
        row.save(update_fields=["own_draft", "opened_at", "answered_at", "answers_json"])
    return started


def tell_facts(own: Draft, given: Mapping[str, Any], shared: Collection[str]) -> None:
    """Put the shared facts of today into the party's draft; ``shared``: the ids of all that may be."""
    typed = {**{name: value for name, value in own.typed.items() if name not in shared}, **given}
    if typed != own.typed:
        own.typed = typed
        own.save(update_fields=["typed_json"])


def answer(asked: PartyAsk, own: Draft, code: str, answers: Mapping[str, Any], facts: Mapping[str, Any]) -> PartyAsk:
    """Keep what the party sends; again, before the form is sent: instead of what it sent before. ``code``: of its own
    draft. Raises ``AskGoneError``."""
    with transaction.atomic():
        row = _locked(asked)
        if row.own_draft_id != own.pk:
            raise AskGoneError(str(asked.pk))
        row.answers_json, row.facts_json = _json(answers), _json(facts)
        row.answered_at, row.own_hash = timezone.now(), tokens.hash_code(code)
        row.number = row.number or checkdigits.with_check(checkdigits.random_reference(_NUMBER_LENGTH - 1))
        row.save(update_fields=["answers_json", "facts_json", "answered_at", "own_hash", "number"])
    return row


def decline(asked: PartyAsk, reason: str) -> PartyAsk:
    """The party will not answer; what it typed goes. Raises ``AskGoneError``."""
    reason = characters.tidy(reason, lines=True)[:1000]
    with transaction.atomic():
        row = _locked(asked)
        own = row.own_draft
        row.declined_at, row.reason, row.answered_at, row.answers_json = timezone.now(), reason, None, ""
        row.own_draft = None
        row.save(update_fields=["declined_at", "reason", "answered_at", "answers_json", "own_draft"])
        if own is not None:
            drop(own)
    return row


def withdraw(asked: PartyAsk) -> None:
    """The asker takes it back: the link opens nothing any more, and what the party wrote goes."""
    with transaction.atomic():
        row = PartyAsk.objects.select_for_update(of=("self",)).select_related("own_draft").get(pk=asked.pk)
        own, row.own_draft, row.withdrawn_at = row.own_draft, None, timezone.now()
        row.answered_at, row.answers_json = None, ""
        row.save(update_fields=["own_draft", "withdrawn_at", "answered_at", "answers_json"])
        if own is not None:
            drop(own)


def mail_ask(asked: PartyAsk, mail: Mail) -> None:
    """Send the link to the party. Raises ``BadAddress`` where the mail is made."""
    with transaction.atomic():
        PartyAsk.objects.filter(pk=asked.pk).update(mail=mail.to)
        send(current_tenant(), mail)


def hand_over(draft: Draft, number: str, kept: Iterable[str]) -> list[PartyAsk]:
    """In the filing's transaction, its files claimed already: what was asked for a draft goes with what it has become.
    ``kept``: the parties that may still answer; returns the requests."""
    asks = list(PartyAsk.objects.select_related("own_draft").filter(draft=draft).order_by("pk"))
    for one in asks:
        own = one.own_draft
        ended = one.answered_at is not None or one.party not in kept
        one.draft, one.filed_as = None, number
        if ended and own is not None:
            one.own_draft = None
        if one.answered_at is None and one.party not in kept and one.withdrawn_at is None:
            one.withdrawn_at = timezone.now()
        one.save(update_fields=["draft", "filed_as", "own_draft", "withdrawn_at"])
        if ended and own is not None:
            drop(own)
    return asks


def ended(asked: PartyAsk) -> None:
    """In the transaction that takes a late answer in: the party's draft goes, its files claimed already."""
    own = asked.own_draft
    PartyAsk.objects.filter(pk=asked.pk).update(own_draft=None)
    if own is not None:
        drop(own)


def receipt_of(code: str) -> PartyAsk | None:
    """What the holder of this code (of the party's own draft) has sent; None when nothing."""
    return PartyAsk.objects.filter(own_hash=tokens.hash_code(code), answered_at__isnull=False).first()


def drop(own: Draft) -> None:
    """Delete a party's draft with the files that nobody has claimed."""
    files.release(own.files_owner)
    Draft.objects.filter(pk=own.pk).delete()


def _locked(asked: PartyAsk) -> PartyAsk:
    row = (
        PartyAsk.objects.select_for_update(of=("self",))
        .select_related("own_draft", "draft")
        .filter(pk=asked.pk)
        .first()
    )
    if row is None or not row.living or (row.draft is None and not row.filed_as):
        raise AskGoneError(str(asked.pk))
    return row


def _code(seed: str) -> str:
    return tokens.code_from(f"party.{seed}")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
