"""A party takes up what it was asked, and sends its part: to the draft it was asked for, or to the case that became of
it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import party as others
from madoguchi.modules.procedures.services.desk import FORM_KEY


def take_up(asked: forms.PartyAsk, pack: Pack, party: forms.Party, form_key: str, language: str) -> forms.Started:
    """Begin the party's draft with the facts that are shared with it today. Raises AskGoneError."""
    form = party.form or pack.form
    first = next(page.id for page in form.pages if page.party != forms.GIVEN_PAGE)
    given = others.as_typed(party, _facts(asked))
    return forms.party.take_up(asked, form_key=form_key, given=given, page_id=first, language=language)


def asker_of(asked: forms.PartyAsk) -> str:
    """Who asks, by name; "" where the page of the link must not say it."""
    key = asked.draft.form_key if asked.draft is not None else asked.form_key
    form = catalogue.pack_of(key.removeprefix(FORM_KEY).partition("#")[0]).form
    return others.asker_of(form, asked, timezone.localdate())


def refresh(asked: forms.PartyAsk, pack: Pack, party: forms.Party, own: forms.Draft) -> None:
    """Put the shared facts of today into the party's draft."""
    forms.party.tell_facts(own, others.as_typed(party, _facts(asked)), party.form.locked if party.form else ())


def send(
    tenant: Tenant,
    asked: forms.PartyAsk | None,
    party: forms.Party | None,
    own: forms.Draft,
    code: str,
    outcome: forms.Outcome,
    typed: Mapping[str, Any],
) -> forms.PartyAsk:
    """Keep the party's part, valid by its form. For a case it stands there at once, as a submission of its own.

    Raises AskGoneError; RefusedError (of cases) where the case takes nothing any more.
    """
    if asked is None or party is None or party.form is None:
        raise forms.AskGoneError("no request")
    answers = {name: value for name, value in outcome.answers.items() if name not in party.form.locked}
    facts = {name: value for name, value in outcome.answers.items() if name in party.form.locked}
    with transaction.atomic():
        kept = forms.party.answer(asked, own, code, answers, facts)
        if kept.filed_as:
            cases.take_part(
                kept.filed_as,
                cases.Part(party.id, kept.row, kept.whom, others.row_of(party, kept), party.label.ja, kept.number),
                files_of=own.files_owner,
            )
            forms.party.ended(kept)
    return kept


def _facts(asked: forms.PartyAsk) -> Mapping[str, Any]:
    if asked.draft is None:
        return asked.asked
    pack = catalogue.pack_of(asked.draft.form_key.removeprefix(FORM_KEY))
    return others.facts_now(pack.form, asked, timezone.localdate())
