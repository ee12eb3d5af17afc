"""A party's draft in the hand of its browser: what it is told today, and what to say when it is over."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.ui.api import language
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.services import answering as service
from madoguchi.modules.procedures.web.resident.sheet import Sheet


def over(request: BodyRequest, sheet: Sheet) -> HttpResponse:
    """The request is no more: taken back, run out, or its form was sent. What was typed is shown to nobody."""
    status = 410
    if sheet.ask is not None and sheet.ask.answered_at is not None:
        return sheet.keep(HttpResponseRedirect(sheet.url("answered")))
    return render(request, "procedures/resident/party_dead.html", {"wait": False}, status=status)


def with_facts_of_today(sheet: Sheet) -> Sheet:
    """The party's draft with the shared facts as they are now."""
    if sheet.ask is None or sheet.party is None:
        return sheet
    service.refresh(sheet.ask, sheet.pack, sheet.party, sheet.draft)
    return Sheet(sheet.tenant, sheet.draft, sheet.code, sheet.pack, sheet.offer, sheet.party)


def told_facts(sheet: Sheet) -> list[forms.Section]:
    """What the party is told of the applicant's answers."""
    answers = {name: value for name, value in sheet.outcome.answers.items() if name in sheet.form.locked}
    return forms.read_back(sheet.form, answers, language())
