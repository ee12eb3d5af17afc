"""What comes of a letter: a form begun with its answers, a case filed, a paper at the office, a number reissued.

Whether a household has answered is told by the desk's key (`cases`: once per household, whatever the channel); what
stands here follows it in the same transactions, for lists and counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Tenant, contact_of, current_tenant, href
from madoguchi.kernel.ui.api import day_in_words
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.letters import events
from madoguchi.modules.letters.choices import Stage, Standing, Wish
from madoguchi.modules.letters.models import Recipient
from madoguchi.modules.letters.services import numbers, refusals
from madoguchi.modules.letters.services.answers import answers_of
from madoguchi.modules.procedures import api as procedures

ORIGIN = "letters"


def register() -> None:
    """Tell procedures whose the drafts of letters are; called when the room starts."""
    procedures.register_origin(ORIGIN, procedures.Origin(sent=sent, standing=standing, way_in=_way_in))


def _way_in(tenant: Tenant) -> str:
    return href(tenant, "letters:entry", surface="resident")


def begin(request: HttpRequest, row: Recipient, wishes: Mapping[int, Wish], language: str) -> procedures.Begun:
    """Begin the form with what the letter answers, under the version in force. Raises NotOpenError (of procedures),
    RefusedError when the letter does not count (any more)."""
    reason = why_not(row)
    if reason:
        raise refusals.RefusedError("standing", reason)
    mailing = row.mailing
    offer = procedures.procedure_for(mailing.pack_id)
    if offer is None or offer.pack.card.letter is None:
        raise procedures.NotOpenError(mailing.pack_id, None)
    answers = answers_of(offer.pack, row, wishes, mailing.amount_each)
    return procedures.begin(
        request, current_tenant(), mailing.pack_id, typed=answers.typed,
        given=forms.Given(answers.given, _source(row)), origin=f"{ORIGIN}:{row.pk}", language=language,
    )  # fmt: skip


def why_not(row: Recipient) -> str:
    """Why this letter cannot be answered online at the moment, in the language of the request; "" when it can.

    Asks the desk as well: somebody may have filed for this household at the counter."""
    mailing = row.mailing
    lang = get_language() or "ja"
    if row.standing == Standing.PAPER:
        return _("この世帯の回答は、紙の申請書で受け付けています。オンラインで送る必要はありません。")
    if row.standing == Standing.ANSWERED:
        return _("この手紙の回答は、すでに受け付けています（受付番号の末尾 %(end)s）。") % {
            "end": row.receipt_number[-3:]
        }
    if mailing.stage != Stage.OPEN:
        return _("この手紙の受付は、いまは行っていません。")
    if mailing.answer_until < timezone.localdate():
        return _("この手紙の回答の期限（%(day)s）は過ぎました。") % {"day": day_in_words(mailing.answer_until, lang)}
    if mailing.round != procedures.round_of(mailing.pack_id):
        return _("この手紙の回の受付は終わりました。新しい回の手紙が届いた方は、そちらの番号で始めてください。")
    once = once_of(row)
    if once is not None and cases.earlier(once) is not None:
        return _("この世帯からは、すでに申請を受け付けています。")
    return ""


def once_of(row: Recipient) -> cases.Once | None:
    """By what the desk tells this household apart; None where the body gave the procedure up."""
    offer = procedures.procedure_for(row.mailing.pack_id)
    if offer is None or offer.pack.card.letter is None:
        return None
    typed = answers_of(offer.pack, row, {}, row.mailing.amount_each).typed
    answers = forms.validate(offer.pack.form, typed, today=timezone.localdate()).answers
    declared = offer.pack.card.once
    return procedures.once_of(declared and replace(declared, round=row.mailing.round), offer.id, answers)


def standing(key: str) -> str:
    """For the form that began with a letter (procedures.Origin): why it cannot be sent at the moment."""
    row = Recipient.objects.select_related("mailing__department").filter(pk=_id(key)).first()
    if row is None:
        return _("この手紙の受付は終わりました。")
    reason = why_not(row)
    if not reason:
        return ""
    contact = contact_of(current_tenant(), row.mailing.department, get_language() or "ja")
    return reason + _("お問い合わせ：%(office)s %(phone)s") % {"office": contact.office, "phone": contact.phone}


def sent(key: str, filed: cases.Filed, answers: Mapping[str, Any]) -> None:
    """The form of a letter is being filed, in that transaction. Raises OriginRefusedError: paper came in this moment,
    or the form is not of this household."""
    row = Recipient.objects.select_for_update(of=("self",)).select_related("mailing").filter(pk=_id(key)).first()
    offer = procedures.procedure_for(row.mailing.pack_id) if row else None
    letter = offer.pack.card.letter if offer else None
    if row is None or letter is None or row.standing != Standing.WAITING or row.mailing.stage != Stage.OPEN:
        raise procedures.OriginRefusedError(key)
    if row.mailing.round != procedures.round_of(row.mailing.pack_id):
        raise procedures.OriginRefusedError(key)
    if answers.get(letter.given["household"]) != row.household:
        raise procedures.OriginRefusedError(key)
    row.standing, row.receipt_number, row.answered_at = Standing.ANSWERED, filed.receipt_number, filed.filed_at
    row.save(update_fields=["standing", "receipt_number", "answered_at"])
    _record(row, events.ANSWERED, audit.Actor.resident(), at=filed.filed_at)


def followed(receipt_number: str, taken: bool) -> None:
    """The desk says that a case gave its household's key back, or has it again."""
    row = Recipient.objects.select_for_update(of=("self",)).filter(receipt_number=receipt_number).first()
    if row is None or row.standing == Standing.PAPER:
        return
    standing = Standing.ANSWERED if taken else Standing.WAITING
    if row.standing != standing:
        row.standing = standing
        row.save(update_fields=["standing"])
        _record(row, events.ANSWERED if taken else events.REOPENED, audit.Actor.system("letters"))


def mark_paper(row: Recipient, *, by: audit.Actor) -> None:
    """The household has answered on paper: online is refused from now on. Raises RefusedError."""
    once = once_of(row)
    if once is None:
        raise refusals.not_at_stage()
    with transaction.atomic():
        # The key before the row, as filing has them: the other way round two could wait for each other.
        try:
            cases.mark_once(once, row.target, cases.Channel.POST)
        except cases.AlreadyFiledError:
            raise refusals.answered() from None
        row = Recipient.objects.select_for_update(of=("self",)).select_related("mailing").get(pk=row.pk)
        if row.mailing.stage != Stage.OPEN:
            raise refusals.not_at_stage()
        if row.standing != Standing.WAITING:
            raise refusals.answered()
        row.standing, row.answered_at = Standing.PAPER, timezone.now()
        row.save(update_fields=["standing", "answered_at"])
        _record(row, events.ON_PAPER, by)


def unmark_paper(row: Recipient, *, by: audit.Actor) -> None:
    """It was a slip: the household may answer again. Raises RefusedError once a case has been made of the paper."""
    with transaction.atomic():
        row = Recipient.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.standing != Standing.PAPER or not cases.unmark_once(row.target):
            raise refusals.not_at_stage()
        row.standing, row.answered_at = Standing.WAITING, None
        row.save(update_fields=["standing", "answered_at"])
        _record(row, events.NOT_ON_PAPER, by)


def reissue(row: Recipient, *, by: audit.Actor) -> None:
    """The letter was lost: a new number; the old one, and every page opened with it, is void. Raises RefusedError."""
    with transaction.atomic():
        row = Recipient.objects.select_for_update(of=("self",)).select_related("mailing").get(pk=row.pk)
        if row.mailing.stage == Stage.CLOSED or row.standing != Standing.WAITING:
            raise refusals.not_at_stage()
        row.seed, row.issue = numbers.new_seed(), row.issue + 1
        row.number_hash = numbers.hash_number(numbers.number_of(row.seed))
        row.save(update_fields=["seed", "number_hash", "issue"])
        _record(row, events.REISSUED, by, issue=row.issue)


def note_seen(row: Recipient) -> None:
    """The household was opened with its number: the first time counts for the mailing, each is in the audit."""
    with transaction.atomic():
        Recipient.objects.filter(pk=row.pk, seen_at=None).update(seen_at=timezone.now())
        _record(row, events.SEEN, audit.Actor.resident())


def _source(row: Recipient) -> forms.Text:
    """Where the given answers come from, and whom to ask when they are wrong."""
    texts = {}
    for lang in ("ja", "en"):
        contact = contact_of(current_tenant(), row.mailing.department, lang)
        texts[lang] = {
            "day": day_in_words(row.mailing.base_date, lang),
            "office": contact.office,
            "phone": contact.phone,
        }
    return forms.Text(
        "{day}現在の名簿の内容です。ちがうときは{office}（電話 {phone}）へ。".format(**texts["ja"]),
        "As on the list of {day}. If it is wrong, ask {office} (telephone {phone}).".format(**texts["en"]),
    ).also(
        [
            (
                "easy",
                "{day}の名簿に書いてあることです。ちがうときは、{office}（電話 {phone}）に聞いてください。".format(
                    **texts["ja"]
                ),
            )
        ]
    )


def _id(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) <= 18 else 0


def _record(row: Recipient, word: audit.EventWord, by: audit.Actor, *, at: Any = None, **data: object) -> None:
    audit.record(word, tenant=current_tenant(), actor=by, target=row.target, data=data, at=at)
