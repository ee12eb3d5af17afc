"""Questions whose answer the service knows already: the day, the receipt number, whom it is addressed to, and whatever
another question asks of the same person. A question is known by its type, by its name in exports (the names of GIF),
and by the words of its label; whose it is by the label, the id and the page. In doubt two questions are about two
people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from madoguchi.modules.forms import api as forms

# (place, ja, en) without rule and file.
Finding = tuple[str, str, str]

_DAY = re.compile(
    r"(申請|届出|届け出|請求|提出|記入|申込み?|作成|送信|届け出る|申請する|提出する)(年月)?日|(本日|今日)(の(年月)?日付?)?"
)
_NUMBER = re.compile(r"受付番号|整理番号")
_ADDRESSEE = re.compile(
    r"あて先|宛先|宛名|(届出|申請|請求)先|(市区?町村|自治体)(の名前|の名称|名|コード)|.{0,10}(市|町|村|県|都|府|道)(知事|長)(名|殿|様|あて)?"
)
_DAY_ID = re.compile(r"(today|(filed|submitted|applied|application|filing|entry)_(on|date|day))")
_NUMBER_ID = re.compile(r"(receipt|reception)_(number|no)")
_ADDRESSEE_ID = re.compile(r"addressee|(body|municipality)_(name|code)|mayor(_name)?")
_DAYS = frozenset({"date", "birth", "text", "year_month"})
_WORDS = frozenset({"text", "org_name", "choice", "name"})

# What a question asks for, by the words at the end of its label, by its type, and by its names in exports.
_KINDS: Mapping[str, re.Pattern[str]] = {
    "representative": re.compile(r"代表者(の氏名|名)?|代表者の役職と氏名"),
    "kana": re.compile(r"(氏名の|名前の)?(フリガナ|ふりがな|よみがな|読み仮名|読みがな|カナ氏名|氏名（カナ）)"),
    "name": re.compile(r"氏名|お?名前"),
    "birth": re.compile(r"生年月日|誕生日"),
    "age": re.compile(r"(満)?年齢"),
    "phone": re.compile(r"(昼間に連絡のつく)?(電話|携帯電話|携帯|連絡先の電話)(の?番号)?"),
    "email": re.compile(r"(電子)?メール(アドレス)?|Eメール(アドレス)?"),
    "postal_code": re.compile(r"郵便番号"),
    "prefecture": re.compile(r"都道府県(名)?"),
    "city": re.compile(r"市区?町村(名)?"),
    "address": re.compile(r"(現)?住所(・所在地)?|所在地"),
    "corporate_number": re.compile(r"法人番号(（13(桁|けた)）)?"),
    "sex": re.compile(r"性別"),
}
_TYPES = frozenset({"name", "kana", "birth", "phone", "email", "address", "corporate_number", "corporation", "sex"})
# An id that is (or ends with) a name of GIF or a common one.
_IDS: Mapping[str, str] = {
    "full_name": "name", "fullname": "name", "full_name_kana": "kana", "date_of_birth": "birth", "birthday": "birth",
    "birthdate": "birth", "birth_date": "birth", "age": "age", "contact_point_phone_number": "phone",
    "phone_number": "phone", "telephone": "phone", "tel": "phone", "contact_point_email_address": "email",
    "email_address": "email", "postal_code": "postal_code", "zip": "postal_code", "zip_code": "postal_code",
    "prefecture": "prefecture", "city_and_county": "city", "full_address": "address",
    "legal_entity_number": "corporate_number", "corporate_number": "corporate_number",
}  # fmt: skip
# What is a part of another answer, or follows from it: (kind of the earlier question, is it worked out).
_WITHIN: Mapping[str, tuple[str, ...]] = {
    "age": ("birth",),
    "postal_code": ("address",),
    "prefecture": ("address", "postal_code"),
    "city": ("address", "postal_code"),
    "corporate_number": ("corporation",),
    "representative": ("corporation",),
}
_TAIL = "|".join(one.pattern for one in _KINDS.values())
_SUBJECT = re.compile(rf"(?P<who>.*?)(の|：|:|　| )?(?:{_TAIL})(?:（[^）]*）)?")
_STEM = re.compile(
    rf"(^|_)({'|'.join((*sorted(_IDS, key=len, reverse=True), *_TYPES, 'mail', 'representative', 'city'))})(_[0-9]+)?$"
)
_APPLICANT = re.compile(
    r"(申請|届出|請求|申込|応募|提出|報告)(者|人)|(申請する|届け出る|届出をする|請求する|申し込む)(方|人|方（あなた）)|あなた|ご?自分|利用者"
)
_ME = "@applicant"
_META: Mapping[str, str] = {
    "name": "applicant_name", "kana": "applicant_kana", "email": "applicant_mail", "phone": "applicant_phone",
    "address": "applicant_address",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question about somebody: what it asks for, whose group it stands in, and whose answer it is by its words
    (`who`, of which `named` stands in the label), its id (`stem`) and its page."""

    field: forms.Field
    kind: str
    scope: str
    who: str
    named: str
    stem: str

    def same_person(self, other: _Asked) -> bool:
        if self.scope != other.scope:
            return False
        stem = bool(self.stem) and self.stem == other.stem
        if not self.named and not other.named:
            return stem or self.field.page_id == other.field.page_id or self.is_me(other)
        if self.named and other.named:
            return self.who == other.who or self.is_me(other)
        return stem or self.is_me(other)  # one says whose it is and the other does not

    def is_me(self, other: _Asked) -> bool:
        """Whether both are of the applicant."""
        return self.who.startswith(_ME) and other.who.startswith(_ME) and _ME in (self.who, other.who)


def findings(form: forms.Form) -> Iterator[Finding]:
    """Every question of a form whose answer is known, with what to do instead."""
    asked: list[_Asked] = []
    for one in form.walk():
        if not one.type.is_asked or one.is_group:
            continue
        known = _by_the_service(one)
        if known:
            yield one.path, *known
            continue
        kind = _kind(one)
        if kind:
            this = _asked(form, one, kind)
            earlier = next((two for two in asked if _tells(two, this) and forms.may_meet(form, two.field, one)), None)
            if earlier is not None:
                yield one.path, *_said(earlier, this)
            asked.append(this)
    # A part that was asked before the whole is as needless.
    for place, this in enumerate(asked):
        later = next(
            (two for two in asked[place + 1 :] if two.kind in _WITHIN.get(this.kind, ()) and this.same_person(two)
             and forms.may_meet(form, two.field, this.field)),
            None,
        )  # fmt: skip
        if later is not None:
            yield this.field.path, *_said(later, this)


def _by_the_service(one: forms.Field) -> tuple[str, str] | None:
    """What the service itself knows: which day it is, the receipt number, and which body this is."""
    label, name = "".join(one.label.ja.split()), one.id
    never = "は、この仕組みが知っています。尋ねないでください。"
    if one.type.name in _DAYS and (_DAY.fullmatch(label) or _DAY_ID.fullmatch(name)):
        return (
            f"「{one.label.ja}」{never}送った日は受付の記録と書類に入り、条件や計算では today と書けます。",
            f"The service knows “{one.label.in_('en')}” already. Do not ask: the day of filing is on the record and on "
            "papers, and conditions call it today.",
        )
    if one.type.name in (*_WORDS, "number") and (_NUMBER.fullmatch(label) or _NUMBER_ID.fullmatch(name)):
        return (
            f"「{one.label.ja}」{never}受付番号は送ったときに決まります（様式に載せるなら、種類「自動採番」）。",
            f"The service knows “{one.label.in_('en')}” already. Do not ask: the number is given when the form is sent "
            "(type serial, if the form shows it).",
        )
    if one.type.name in _WORDS and (_ADDRESSEE.fullmatch(label) or _ADDRESSEE_ID.fullmatch(name)):
        return (
            f"「{one.label.ja}」{never}届け先の団体は決まっていて、文では {{body}}・{{head}} と書けます。",
            f"The service knows “{one.label.in_('en')}” already. Do not ask: the form goes to this body, which texts "
            "call {body} and {head}.",
        )
    return None


def _kind(one: forms.Field) -> str:
    """What a question asks for, "" for something else: by its type, then by its names, then by its label."""
    if one.type.name in _TYPES:
        return one.type.name
    if one.type.name not in ("text", "number", "date", "choice"):
        return ""
    by_id = next((kind for name, kind in _IDS.items() if one.id == name or one.id.endswith(f"_{name}")), "")
    label = "".join(one.label.ja.split())
    by_label = next((kind for kind, words in _KINDS.items() if _ends_with(words, label)), "")
    kind = by_id if by_id and (by_label in ("", by_id)) else by_label
    # A date that is no birthday, a number that is no age, words that are no name: what the type cannot be, it is not.
    fits = {
        "date": ("birth",),
        "number": ("age", "postal_code", "phone"),
        "choice": ("prefecture", "city", "sex", "age"),
    }
    return kind if kind in fits.get(one.type.name, (*_KINDS, *_TYPES)) else ""


def _ends_with(words: re.Pattern[str], label: str) -> bool:
    return re.fullmatch(rf".*?(?:{words.pattern})(?:（[^）]*）)?", label) is not None


def _asked(form: forms.Form, one: forms.Field, kind: str) -> _Asked:
    scope, _dot, name = one.path.rpartition(".")
    found = _SUBJECT.fullmatch("".join(one.label.ja.split()))
    if found:
        who = named = found["who"]
    else:  # words of its own, like 緊急連絡先; a firm is called by many, and who is known by the id has no such words
        who = named = one.label.ja if one.type.name in _TYPES - {"corporation"} else ""
    mine = getattr(form.meta, _META[kind], ()) if kind in _META else ()
    represented = {*form.meta.represented}
    if not scope and one.id in mine and one.id not in represented and (not who or _APPLICANT.fullmatch(who)):
        # One of several by which the form tells who applies is one of several people.
        who = _ME if len(mine) == 1 else f"{_ME}:{one.id}"
    elif not scope and one.when is None and _APPLICANT.fullmatch(who) and not (represented & {*mine}):
        who = _ME  # asked in some cases only, it is of whoever applies in these
    return _Asked(one, kind, scope, who, named, _STEM.sub("", name))


def _tells(earlier: _Asked, this: _Asked) -> bool:
    if earlier.kind != this.kind and earlier.kind not in _WITHIN.get(this.kind, ()):
        return False
    beside = earlier.scope == this.scope and earlier.field.page_id == this.field.page_id
    return earlier.same_person(this) or (this.kind == "age" and not this.named and beside)


def _said(earlier: _Asked, this: _Asked) -> tuple[str, str]:
    ja, en = f"「{this.field.label.ja}」", f"“{this.field.label.in_('en')}”"
    by_ja, by_en = f"「{earlier.field.label.ja}」", f"“{earlier.field.label.in_('en')}”"
    name = earlier.field.id
    if this.kind == "age":
        return (
            f"{ja}は、{by_ja}から計算できます。尋ねずに、種類「計算」で age({name}, today) と書いてください。",
            f"{en} follows from {by_en}. Do not ask: make it calc with age({name}, today).",
        )
    if earlier.kind != this.kind:
        part = {"corporate_number": "number"}.get(this.kind, this.kind)
        return (
            f"{ja}は、{by_ja}の中で尋ねています。尋ねずに、条件や計算では {name}.{part} と書いてください。",
            f"{en} is a part of {by_en}. Do not ask: conditions call it {name}.{part}.",
        )
    return (
        f"{ja}は、{by_ja}（{name}）でもう尋ねています。同じ方の答えなら、外してその答えを使ってください。"
        "別の方なら、だれのことかを項目名に書いてください（例：代理の方の氏名）。",
        f"{en} is asked already by {by_en} ({name}). If it is of the same person, take it out and use that answer; if "
        "not, say in the label whose it is.",
    )
