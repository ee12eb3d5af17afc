"""What the desk asks of this room about parts that others give, and about confidential labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.notify.api import BadAddress, Mail
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.kernel.ui.api import moment_in_words
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.queries import catalogue, packs
from madoguchi.modules.procedures.services.party_mail import ask_mail, link_of

_FORM_KEY = "procedures/"


def parts_for(key: str, receipt_number: str, lang: str) -> Sequence[cases.PartSeen]:
    """Every part of a case that others gave or are to give, the newest request of each. Raises UnknownPackError."""
    form = packs.pack_by_key(key).form
    found: dict[tuple[str, int, str], cases.PartSeen] = {}
    for asked in forms.asks_filed(receipt_number):
        party = form.parties.get(asked.party)
        if party is None or asked.withdrawn_at is not None:
            continue
        waits = asked.answered_at is None and asked.living
        found[asked.party, asked.row, asked.whom] = cases.PartSeen(
            key=str(asked.pk),
            label=party.label.in_(lang),
            whom=asked.whom,
            state=_state(asked, lang),
            number=cases.group(asked.number) if asked.number else "",
            link=link_of(current_tenant(), asked) if waits else "",
            reason=asked.reason,
        )
    return list(found.values())


def ask_part(key: str, receipt_number: str, part: str, request: str, mail: str) -> cases.Wait:
    """Ask for a part again, with the facts that it was asked with; by mail if there is an address. Raises LookupError
    for a part that this case does not have, ValueError for an address that is none."""
    pack = packs.pack_by_key(key)
    before = next((one for one in forms.asks_filed(receipt_number) if str(one.pk) == part), None)
    party = pack.form.parties.get(before.party) if before else None
    if before is None or party is None:
        raise LookupError(part)
    if before.answered_at is None:
        forms.party.withdraw(before)
    asked = forms.party.ask(
        party,
        form_key=f"{_FORM_KEY}{pack.key}#{party.id}",
        row=before.row,
        whom=before.whom,
        facts=before.asked,
        filed_as=receipt_number,
        request=request,
    )
    if mail:
        subject, text = ask_mail(
            title=pack.card.title.ja, party=party.label.ja, asker="", ask=f"{party.ask.ja}\n\n{request}",
            asked=asked,
        )  # fmt: skip
        try:
            forms.party.mail_ask(asked, Mail(to=mail, subject=subject, text=text, kind="procedures.party"))
        except BadAddress as error:
            raise ValueError(mail) from error
    return cases.Wait(party.id, before.row, before.whom, party.label.ja, party.label.en)


def circles() -> Mapping[str, cases.Text]:
    """The confidential labels in the procedures that the open body offers."""
    return {
        circle.id: cases.Text(circle.label.ja, circle.label.en)
        for offer in catalogue.offers()
        for circle in offer.pack.form.circles.values()
    }


def _state(asked: forms.PartyAsk, lang: str) -> str:
    if asked.declined_at is not None:
        return _("書けないとの返事がありました（%(when)s）") % {
            "when": moment_in_words(timezone.localtime(asked.declined_at), lang)
        }
    if asked.answered_at is not None:
        return _("届いています（%(when)s）") % {"when": moment_in_words(timezone.localtime(asked.answered_at), lang)}
    if not asked.living:
        return _("リンクの期限が過ぎました")
    return _("開かれました。回答を待っています") if asked.opened_at else _("リンクを渡しました。まだ開かれていません")
