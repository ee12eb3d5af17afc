"""What the desk asks of this room about a case: form, flow, texts, documents and appeal notices of its version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from madoguchi.kernel.tenants.api import Kind, NoTenant, Tenant, current_tenant, href
from madoguchi.kit.languages import english
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.fees import Bill
from madoguchi.modules.procedures.domain.once import once_of
from madoguchi.modules.procedures.domain.pack import Pack, overlay_values, with_lists
from madoguchi.modules.procedures.domain.wording import BodyWords, head_of
from madoguchi.modules.procedures.queries import catalogue, following, packs
from madoguchi.modules.procedures.services import capacity, desk_parts

CASE_KIND = "procedures.procedure"
FORM_KEY = "procedures/"
_HEADS_EN = {Kind.PREFECTURE: "Governor"}


def register() -> None:
    """Tell the desk about procedures; called when the room starts."""
    cases.register(
        cases.CaseKind(
            id=CASE_KIND,
            label=cases.Text("手続", "Procedure"),
            form_for=form_for,
            flow_for=flow_for,
            texts_for=texts_for,
            outcome_text=outcome_text,
            document_for=document_for,
            appeals_for=appeals_for,
            reasons_for=reasons_for,
            held_for=held_for,
            bill_for=bill_for,
            form_filed=form_filed,
            newer_for=newer_for,
            aside_for=aside_for,
            days_to_pay=days_to_pay,
            following=following.following,
            stage_address=following.address,
            withdrawn=capacity.withdrawn,
            once_for=once_for,
            parts_for=desk_parts.parts_for,
            ask_part=desk_parts.ask_part,
            circles=desk_parts.circles,
            keep_years=keep_years,
        )
    )


def versions_key(pack_id: str) -> str:
    """How the form keys of every version of a pack begin ("procedures/inu@")."""
    return f"{FORM_KEY}{pack_id}@"


def form_for(key: str) -> forms.Form:
    """The form of a version ("inu@1"), with the lists of the open body. Raises UnknownPackError, a LookupError."""
    return _form_of(packs.pack_by_key(key))


def form_filed(form_key: str) -> forms.Form:
    """The form that a submission obeys ("procedures/inu@1"). Raises UnknownPackError."""
    return _form_of(packs.pack_by_key(form_key.removeprefix(FORM_KEY)))


def _form_of(pack: Pack) -> forms.Form:
    """With the body's lists; what it asks besides stands in the answers themselves."""
    offer = catalogue.offer(pack.id) if pack.lists and _body() is not None else None
    return with_lists(pack, overlay_values(pack, offer.local)) if offer else pack.form


def newer_for(key: str) -> cases.Newer | None:
    """The version in force in the open body, where it is newer than that of a case; None where it is not, or where the
    body offers the procedure no more."""
    offer = catalogue.offer(key.partition("@")[0])
    if offer is None or offer.pack.key == key:
        return None
    old = packs.pack_by_key(key)
    if offer.pack.version <= old.version:
        return None
    new = packs.pack_by_key(offer.pack.key)
    return cases.Newer(
        subject_key=new.key,
        form_key=FORM_KEY + new.key,
        label=cases.Text(f"第{new.version}版", f"version {new.version}"),
        form=_form_of(new),
        differences=_differences(old.sha256, new.sha256),
    )


@lru_cache(maxsize=64)  # published versions never change, and the page of every older case asks
def _differences(old: str, new: str) -> tuple[cases.Difference, ...]:
    found = packs.compiled([old, new])
    changes = compare(found[old], found[new])
    return tuple(cases.Difference(cases.Text(one.ja, one.en), one.effect.value) for one in changes)


def flow_for(key: str) -> cases.Flow:
    """The flow of a version. Raises UnknownPackError."""
    return packs.pack_by_key(key).flow


def texts_for(key: str, lang: str) -> Mapping[str, str]:
    """The Markdown sections of a version, and how one pays ("pay"), with the values and names of the open body.

    Raises UnknownPackError.
    """
    pack = _local_pack(key)
    words = _words(pack, lang)
    texts = dict(pack.sections(lang))
    if pack.fees.pay:
        texts["pay"] = pack.fees.pay.in_(lang)
    return {section: words.fill(text) for section, text in texts.items()}


def outcome_text(key: str, outcome: str, lang: str) -> str:
    """What an outcome of a version says, with the names of the open body. Raises UnknownPackError, KeyError."""
    pack = _local_pack(key)
    return _words(pack, lang).fill(pack.flow.outcomes[outcome].text.in_(lang))


def document_for(key: str, document: str) -> cases.DocumentTemplate:
    """The document that an outcome names; "decision" is the built-in letter. Raises UnknownPackError, LookupError."""
    pack = _local_pack(key)
    title = pack.card.title
    unchecked = bool(pack.unchecked)
    if document == "decision":
        return cases.DocumentTemplate(title, "", unchecked)
    return cases.DocumentTemplate(title, pack.documents[document], unchecked)


def appeals_for(key: str) -> Mapping[str, cases.Appeal]:
    """The 教示 of a version by id, with the body's names. Raises UnknownPackError."""
    pack = _local_pack(key)
    ja, en = _words(pack, "ja"), _words(pack, "en")
    return {
        one.id: cases.Appeal(
            one.id, one.kind, cases.Text(ja.fill(one.text.ja), en.fill(one.text.en)), unchecked=not one.checked
        )
        for one in pack.card.appeals
    }


def reasons_for(key: str) -> tuple[cases.ReasonExample, ...]:
    """The 例文 of reasons of a version, with the body's names. Raises UnknownPackError."""
    pack = _local_pack(key)
    ja, en = _words(pack, "ja"), _words(pack, "en")
    return tuple(
        cases.ReasonExample(
            one.id, one.outcomes, one.label,
            cases.Text(ja.fill(one.text.ja), en.fill(one.text.en)), unchecked=not one.checked,
        )
        for one in pack.card.reasons
    )  # fmt: skip


def held_for(key: str) -> tuple[cases.Held, ...]:
    """The papers of a version that the office looks up itself. Raises UnknownPackError."""
    return tuple(
        cases.Held(one.id, cases.Text(one.label.ja, one.label.en), cases.Text(one.where.ja, one.where.en))
        for one in packs.pack_by_key(key).card.held
    )


def bill_for(key: str, answers: Mapping[str, Any], filed_on: date, amounts: Mapping[str, int]) -> cases.Bill:
    """What these answers cost under a version. `amounts`: yen by line as billed before; they hold whatever the body
    takes today. A line that was not billed before comes at today's amount. Without lines or rule where an estimate
    cannot be reckoned. Raises UnknownPackError, FeeError."""
    pack = _local_pack(key)
    env = forms.validate(pack.form, forms.typed_from_answers(pack.form, answers), today=filed_on, here=False).env
    # What is reckoned by a table has no amount of its own: the version's table holds.
    rules = tuple(
        rule if rule.priced else replace(rule, amount=amounts.get(rule.id, rule.amount)) for rule in pack.fees.rules
    )
    return bill_of(replace(pack.fees, rules=rules).bill_or_later(env))


def once_for(key: str, answers: Mapping[str, Any]) -> cases.Once | None:
    """By what these answers are told apart from others'. Raises UnknownPackError."""
    pack = _local_pack(key)
    return once_of(pack.card.once, pack.id, answers)


def days_to_pay(key: str) -> int:
    """How many days a version gives to pay a fee that the office has fixed. Raises UnknownPackError."""
    return packs.pack_by_key(key).fees.pay_within


def keep_years(key: str) -> int | None:
    """How many years a version says that cases are kept, with the body's own value. Raises UnknownPackError."""
    privacy = _local_pack(key).card.privacy
    return privacy.retention_years if privacy else None


def aside_for(key: str, receipt_number: str, lang: str) -> cases.Aside | None:
    """What the case has come to besides its state: a place, a number in the line, a lot. Raises UnknownPackError."""
    return capacity.aside(packs.pack_by_key(key), receipt_number, lang)


def bill_of(bill: Bill) -> cases.Bill:
    """A bill as the desk keeps it."""
    lines = [
        cases.FeeLine(
            line.id,
            line.label,
            line.amount,
            line.number,
            line.detail,
        )
        for line in bill.lines
    ]
    return cases.Bill(lines, bill.rule_hash)


def case_link(label: str) -> str:
    """Where an officer finds the case that has a place."""
    return href(None, "cases:case", surface="staff", number=label.replace("-", ""))


def _local_pack(key: str) -> Pack:
    """The version as the body of the open scope has it; without a body, as it was published."""
    return packs.pack_by_key(key) if _body() is None else catalogue.pack_of(key)


def _body() -> Tenant | None:
    try:
        return current_tenant()
    except NoTenant:
        return None


def _words(pack: Pack, lang: str) -> BodyWords:
    body = _body()
    if body is None:
        return BodyWords("", "", pack.card.office.in_(lang))
    offer = catalogue.offer(pack.id)
    return body_words(body, offer.office if offer else pack.card.office, lang)


def body_words(body: Tenant, office: Words, lang: str) -> BodyWords:
    """How texts name a body, its head and the office in charge."""
    if english(lang):
        head = _HEADS_EN.get(Kind(body.kind), "Mayor")
        return BodyWords(body.name_en, f"{head} of {body.name_en}", office.in_(lang))
    return BodyWords(body.name, head_of(body.name, body.head_title), office.in_(lang))
