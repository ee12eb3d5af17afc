"""What is different between two versions of a form, in sentences that a clerk and a resident understand.

Fields and pages are known by their ids, which never change. Each change says what it does to drafts and cases that
began before it (`Effect`), judged by kind, and for conditions by trying answers. In doubt the worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.changes import Change, called
from madoguchi.modules.forms.domain.condition_diff import asked, harder, turn
from madoguchi.modules.forms.domain.definition import Check, Form, Page
from madoguchi.modules.forms.domain.field_diff import demanded, field_changes

_META: Mapping[str, Text] = {
    "applicant_name": Text("申請者の氏名・名称", "the applicant's name"),
    "applicant_kana": Text("申請者のフリガナ", "the applicant's name in kana"),
    "applicant_mail": Text("申請者のメールアドレス", "the applicant's mail address"),
    "applicant_phone": Text("申請者の電話番号", "the applicant's telephone number"),
    "applicant_address": Text("申請者の住所", "the applicant's address"),
}


def compare(old: Form, new: Form) -> list[Change]:
    """Every change from one version to another, page by page in the order of the new one; what is gone comes first."""
    return [*_pages(old, new), *field_changes(old, new), *_parties(old, new), *_checks(old, new), *_meta(old, new)]


def _pages(old: Form, new: Form) -> Iterator[Change]:
    before, after = {page.id: page for page in old.pages}, {page.id: page for page in new.pages}
    for gone in (page for page in old.pages if page.id not in after):
        yield Change(
            gone.id,
            "page_removed",
            f"ページ「{gone.title.ja}」がなくなりました。",
            f"The page “{gone.title.in_('en')}” is gone.",
        )
    for page in new.pages:
        was = before.get(page.id)
        if was is None:
            yield Change(
                page.id,
                "page_added",
                f"ページ「{page.title.ja}」が加わりました。",
                f"The page “{page.title.in_('en')}” is new.",
                Effect.HARMLESS,
                page.id,
            )
        else:
            yield from _page(was, page, old, new)
    order = [page.id for page in new.pages if page.id in before]
    if order != [page.id for page in old.pages if page.id in after]:
        yield Change("pages", "page_order", "ページの順番が変わりました。", "The order of the pages has changed.")


def _page(was: Page, page: Page, old: Form, new: Form) -> Iterator[Change]:
    title = page.title
    if was.title != title:
        yield Change(
            page.id,
            "page_title",
            f"ページ「{was.title.ja}」の名前が「{title.ja}」に変わりました。",
            f"The page “{was.title.in_('en')}” is now called “{title.in_('en')}”.",
            Effect.HARMLESS,
            page.id,
        )
    if was.intro != page.intro:
        yield Change(
            page.id,
            "page_intro",
            f"ページ「{title.ja}」の説明の文が変わりました。",
            f"The introduction of the page “{title.in_('en')}” has changed.",
            Effect.HARMLESS,
            page.id,
        )
    must = any(demanded(one) for one in page.fields)
    told = asked(turn(was.when, page.when, old, new, page=page.id), page.when, new, must=must)
    if told:
        words, effect = told
        yield Change(
            page.id,
            "page_condition",
            f"ページ「{title.ja}」{words.ja}",
            f"The page “{title.in_('en')}” {words.en}",
            effect,
            page.id,
        )


def _parties(old: Form, new: Form) -> Iterator[Change]:
    """What others are asked, told and waited for; their questions are among the fields."""
    for party_id, now in new.parties.items():
        was = old.parties.get(party_id)
        ja, en = f"「{now.label.ja}」", f"“{now.label.in_('en')}”"

        def change(kind: str, said_ja: str, said_en: str, effect: Effect, name: str = party_id) -> Change:
            return Change(name, kind, said_ja, said_en, effect, new.parties[name].page_id)

        if was is None:
            yield change(
                "party_added", f"{ja}に、別のリンクで書いてもらうようになりました。",
                f"{en} is now asked to fill in a part by a link.",
                Effect.ASKS_MORE if now.before else Effect.HARMLESS,
            )  # fmt: skip
            continue
        if was.shares != now.shares:
            yield change(
                "party_shares", f"{ja}に伝わる答えが変わりました。", f"{en} is told other answers than before.",
                Effect.REREAD,
            )  # fmt: skip
        if was.before != now.before:
            yield change(
                "party_before",
                *(
                    (f"{ja}の回答が、送信の前に要るようになりました。", f"{en} must answer before the form is sent.")
                    if now.before
                    else (f"{ja}の回答が、送信のあとでもよくなりました。", f"{en} may answer after the form is sent.")
                ),
                Effect.ASKS_MORE if now.before else Effect.HARMLESS,
            )
        # Without rows its condition is that of its group, which is told with the fields; a row's own is tried nowhere.
        row_when = [one.when.source if one.when and one.each else "" for one in (was, now)]
        if was.each != now.each or row_when[0] != row_when[1]:
            yield change(
                "party_asked", f"{ja}に書いてもらう場合が変わりました。", f"{en} is asked in other cases.",
                Effect.LOSES,
            )  # fmt: skip
        if (was.ask, was.days, was.seen) != (now.ask, now.days, now.seen):
            yield change(
                "party_words", f"{ja}への頼み方が変わりました。", f"{en} is asked in another way.", Effect.HARMLESS
            )


def _checks(old: Form, new: Form) -> Iterator[Change]:
    # Those with a colon are written in no form: they come of what reckons with the answers, and change with it.
    before, after = ({one.id: one for one in form.checks if ":" not in one.id} for form in (old, new))
    for check_id, was in before.items():
        if check_id not in after:
            ja, en = called(was.field)
            yield Change(
                check_id,
                "check_removed",
                f"{ja}の確かめ「{was.message.ja}」がなくなりました。",
                f"The check of {en} “{was.message.in_('en')}” is gone.",
            )
    for check_id, one in after.items():
        ja, en = called(one.field)
        earlier = before.get(check_id)
        if earlier is None:
            yield Change(
                check_id,
                "check_added",
                f"{ja}の確かめが加わりました：{one.message.ja}",
                f"{en} has a new check: {one.message.in_('en')}",
                Effect.STRICTER,
                one.field.page_id,
            )
        elif _rule(earlier) != _rule(one) or harder(earlier, one, old, new):
            yield Change(
                check_id,
                "check_changed",
                f"{ja}の確かめ「{one.message.ja}」の条件が変わりました。",
                f"The rule of the check of {en} “{one.message.in_('en')}” has changed.",
                Effect.STRICTER if harder(earlier, one, old, new) else Effect.HARMLESS,
                one.field.page_id,
            )
        elif earlier.message != one.message:
            yield Change(
                check_id,
                "check_message",
                f"{ja}の確かめの文が「{one.message.ja}」に変わりました。",
                f"The message of the check of {en} is now “{one.message.in_('en')}”.",
                Effect.HARMLESS,
                one.field.page_id,
            )


def _rule(check: Check) -> tuple[str, str, str]:
    return check.when.source if check.when else "", check.that.source, check.field.path


def _meta(old: Form, new: Form) -> Iterator[Change]:
    for key, words in _META.items():
        if getattr(old.meta, key) != getattr(new.meta, key):
            yield Change(
                f"meta.{key}",
                "meta",
                f"{words.ja}を読み取る項目が変わりました。",
                f"Another question tells {words.en}.",
            )
    if old.meta.declaration != new.meta.declaration:
        yield Change(
            "meta.declaration",
            "declaration",
            "送信の前に確かめる文が変わりました。",
            "The declaration before sending has changed.",
        )
