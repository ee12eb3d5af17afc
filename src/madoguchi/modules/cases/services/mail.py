"""Mails to residents about their case, in the language they filed in.

A mail never holds the confirmation code (with number and code in one mailbox, the code would guard nothing)
and never what the case is about beyond the procedure's title: it carries a link that opens the case for seven
days, and in a mail that asks for something as long as there is time to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.notify.api import BadAddress, Mail, send
from madoguchi.kernel.tenants.api import Department, Tenant, absolute, contact_of
from madoguchi.kernel.ui.api import day_in_words, moment_in_words
from madoguchi.kit.languages import english as is_english
from madoguchi.kit.money import format_yen
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.numbers import group
from madoguchi.modules.cases.domain.standard_flows import UNCONFIRMED
from madoguchi.modules.cases.models import Case, Correction, NextStage
from madoguchi.modules.cases.services.access import link_token, link_until


def to_confirm(tenant: Tenant, case: Case) -> None:
    """Somebody wrote this address: the case counts once its reader opens the link and confirms."""
    with translation.override(case.language):
        until = link_until()
        lines = [
            _("次の手続の送信がありましたが、まだ終わっていません。"),
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            "",
            _("下のリンクを開き、「確定する」を押してください。押すまで、何も行いません。"),
            _link(tenant, case, until),
            *_about_links(until),
            _("心当たりのないときは、何もしないでください。"),
            "",
            *_sender(tenant, case.department),
        ]
        _post(tenant, case, _("確定のお願い（受付番号 %(number)s）"), lines, kind="cases.to_confirm")


def filed(tenant: Tenant, case: Case) -> None:
    """The case arrived: number, procedure, office, and how to look it up."""
    if case.state == UNCONFIRMED:
        to_confirm(tenant, case)
        return
    with translation.override(case.language):
        moment = timezone.localtime(case.filed_at)
        lines = [
            _("次の手続を受け付けました。"),
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            _("到達日時：%(moment)s") % {"moment": moment_in_words(moment, case.language)},
        ]
        if case.due_on:
            lines.append(_("結果の目安：%(day)sごろまで") % {"day": _day(case.due_on)})
        lines += ["", *_how_to_look_up(tenant, case)]
        _post(tenant, case, _("受け付けました（受付番号 %(number)s）"), lines, kind="cases.filed")


def correction_asked(tenant: Tenant, case: Case, correction: Correction) -> None:
    """It is the resident's turn. What is to be put right stands behind the link only."""
    with translation.override(case.language):
        lines = [
            _("次の手続について、直していただきたいところがあります。"),
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            _("お答えいただく期限：%(day)s") % {"day": _day(correction.due_on)},
            "",
            *_how_to_look_up(tenant, case, at_least=correction.due_on),
        ]
        _post(tenant, case, _("確認のお願い（受付番号 %(number)s）"), lines, kind="cases.correction")


def mail_changed(tenant: Tenant, case: Case, old: str) -> None:
    """The address was corrected: the new one learns of the case, the old one, which may be a stranger's, only that it
    hears no more."""
    number = {"number": group(case.receipt_number)}
    with translation.override(case.language):
        lines = [
            _("次の手続のお知らせを、これからこのメールアドレスへ送ります。"),
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % number,
            "",
            *_how_to_look_up(tenant, case),
        ]
        _post(tenant, case, _("お知らせ先の変更（受付番号 %(number)s）"), lines, kind="cases.mail_changed")
        if old:
            lines = [
                _("受付番号 %(number)s の手続のお知らせ先が変わりました。これからは、このアドレスへは送りません。")
                % number,
                _("心当たりのないときは、次のところへお知らせください。"),
                "",
                *_sender(tenant, case.department),
            ]
            subject = _("お知らせ先の変更（受付番号 %(number)s）") % number
            _send(tenant, old, subject, lines, kind="cases.mail_replaced", language=case.language)


def claimed(tenant: Tenant, case: Case) -> None:
    """Somebody who knew number and code has put the case into an account: its applicant need not be that somebody."""
    with translation.override(case.language):
        lines = [
            _(
                "次の手続が、マイページ（アカウント）に加えられました。加えた人は、ログインすると状況や結果を見られます。"
            ),
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            "",
            _(
                "心当たりのないときは、受付番号と確認番号で状況の画面を開き、「マイページから外す」を押してください。確認番号がわからないときは、下の連絡先へお知らせください。"
            ),
            "",
            *_how_to_look_up(tenant, case),
        ]
        _post(tenant, case, _("マイページに加えられました（受付番号 %(number)s）"), lines, kind="cases.claimed")


def correction_withdrawn(tenant: Tenant, case: Case) -> None:
    """The office needs no answer any more; why stands behind the link only."""
    with translation.override(case.language):
        lines = [
            _("次の手続でお願いしていた直しは、必要がなくなりました。お答えいただかなくてかまいません。"),
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            "",
            *_how_to_look_up(tenant, case),
        ]
        subject = _("お答えは必要なくなりました（受付番号 %(number)s）")
        _post(tenant, case, subject, lines, kind="cases.correction_withdrawn")


def news(tenant: Tenant, case: Case) -> None:
    """The office wrote, or something went on; whose turn it is now. What it is stands behind the link only."""
    with translation.override(case.language):
        if case.phase == Phase.RESIDENT:
            first = _("次の手続は、あなたの番です。していただきたいことは、下のリンクからご覧ください。")
        else:
            first = _("次の手続について、担当からお知らせがあります。内容は、下のリンクからご覧ください。")
        lines = [
            first,
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            "",
            *_how_to_look_up(tenant, case),
        ]
        _post(tenant, case, _("担当からのお知らせ（受付番号 %(number)s）"), lines, kind="cases.news")


def fee_fixed(tenant: Tenant, case: Case, *, again: bool) -> None:
    """The office has fixed the fee: how much and until when. What it is made of stands behind the link."""
    with translation.override(case.language):
        first = _("次の手続の手数料が変わりました。") if again else _("次の手続の手数料が決まりました。")
        lines = [
            first,
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            _("手数料：%(yen)s") % {"yen": _yen(case.fee_total)},
        ]
        if case.fee_due_on:
            lines.append(_("納める期限：%(day)s") % {"day": _day(case.fee_due_on)})
        lines += ["", _("内訳と納め方は、下のリンクからご覧ください。オンラインでの支払いはできません。"), ""]
        lines += _how_to_look_up(tenant, case, at_least=case.fee_due_on)
        _post(tenant, case, _("手数料のお知らせ（受付番号 %(number)s）"), lines, kind="cases.fee_fixed")


def stage_due(tenant: Tenant, stage: NextStage) -> None:
    """The next stage is due soon and nobody has begun it."""
    case = stage.case
    assert stage.due_on is not None
    with translation.override(case.language):
        lines = [
            _("次の手続の期限が近づいています。"),
            "",
            _("手続：%(title)s") % {"title": stage.title(case.language)},
            _("期限：%(day)s") % {"day": _day(stage.due_on)},
            _("もとの手続：%(title)s（受付番号 %(number)s）")
            % {"title": case.title(case.language), "number": group(case.receipt_number)},
            "",
            _(
                "下のリンクを開き、「次の手続」からはじめてください。すでに出された方は、行き違いですのでご容赦ください。"
            ),
            "",
            *_how_to_look_up(tenant, case, at_least=stage.due_on),
        ]
        _post(tenant, case, _("期限のお知らせ（受付番号 %(number)s）"), lines, kind="cases.stage_due")


def result(tenant: Tenant, case: Case) -> None:
    """The result is out: the mail says that, and the link leads to it."""
    with translation.override(case.language):
        lines = [
            _("次の手続の結果が出ました。内容は、下のリンクからご覧ください。"),
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            "",
            *_how_to_look_up(tenant, case),
        ]
        _post(tenant, case, _("結果が出ました（受付番号 %(number)s）"), lines, kind="cases.result")


def revoked(tenant: Tenant, case: Case) -> None:
    """A result that the resident knew no longer counts."""
    with translation.override(case.language):
        lines = [
            _("次の手続の結果が取り消され、もう一度審査することになりました。くわしくは、下のリンクからご覧ください。"),
            "",
            _("手続：%(title)s") % {"title": case.title(case.language)},
            _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
            "",
            *_how_to_look_up(tenant, case),
        ]
        _post(tenant, case, _("結果の取消しのお知らせ（受付番号 %(number)s）"), lines, kind="cases.revoked")


def links(tenant: Tenant, address: str, cases: Sequence[Case], language: str) -> None:
    """All cases of one address: who lost a number gets a link to each."""
    with translation.override(language):
        until = link_until()
        lines = [_("このメールアドレスで受け付けた手続は、次のとおりです。"), ""]
        for case in cases:
            lines += [
                _("手続：%(title)s") % {"title": case.title(language)},
                _("受付番号：%(number)s") % {"number": group(case.receipt_number)},
                _link(tenant, case, until),
                "",
            ]
        lines += [*_about_links(until), "", *_sender(tenant, None)]
        subject = _("受付番号のお知らせ")
        _send(tenant, address, subject, lines, kind="cases.links", language=language)


def _how_to_look_up(tenant: Tenant, case: Case, *, at_least: date | None = None) -> list[str]:
    until = link_until(at_least)
    return [
        _("状況の確認・お答え・結果の受け取り："),
        _link(tenant, case, until),
        *_about_links(until),
        _("リンクが使えなくなったときは、受付番号と、送信したときに表示された確認番号で確認できます："),
        absolute(tenant, "cases:status", surface="resident"),
        "",
        *_sender(tenant, case.department),
    ]


def _about_links(until: date) -> list[str]:
    return [_("（この確認用リンクは%(day)sまで使えます。ほかの人に渡さないでください。）") % {"day": _day(until)}]


def _sender(tenant: Tenant, department: Department | None) -> list[str]:
    contact = contact_of(tenant, department, translation.get_language() or "ja")
    lines = [f"{contact.body} {contact.office}".strip()]
    if contact.phone:
        lines.append(_("電話：%(phone)s") % {"phone": contact.phone})
    if contact.hours:
        lines.append(_("受付時間：%(hours)s") % {"hours": contact.hours})
    return lines


def _link(tenant: Tenant, case: Case, until: date) -> str:
    token = link_token(tenant, case, until)
    return absolute(tenant, "cases:link", surface="resident", token=token)


def _yen(amount: int) -> str:
    return f"¥{amount:,}" if is_english(translation.get_language()) else format_yen(amount)


def _day(day: date) -> str:
    return day_in_words(day, translation.get_language() or "ja")


def _post(tenant: Tenant, case: Case, subject: str, lines: list[str], *, kind: str) -> None:
    if case.applicant_mail:
        subject = subject % {"number": group(case.receipt_number)}
        _send(tenant, case.applicant_mail, subject, lines, kind=kind, language=case.language)


def _send(tenant: Tenant, to: str, subject: str, lines: list[str], *, kind: str, language: str) -> None:
    try:
        mail = Mail(to=to, subject=subject, text="\n".join(lines), kind=kind, language=language)
    except BadAddress:
        # The case stands without a mail: an address that cannot be written to must not undo a filing.
        return
    send(tenant, mail)
