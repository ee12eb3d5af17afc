"""What a pack could do, and a good one does not: found before publishing, and in the way of it.

Each finding has a rule's name. Whoever answers for the pack may overrule one by name and with a reason (`[[overruled]]`
in `pack.toml`); what nobody may overrule is in `lint.py`. Reckoned from the compiled pack, its texts and examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import SECTIONS, Words
from madoguchi.modules.procedures.domain import known, translations
from madoguchi.modules.procedures.domain.lint import FILE
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.domain.problems import PackProblem

# What a phone bears: more than this on one page, or in one form, is another procedure, page or question.
PAGE_FIELDS, FORM_FIELDS, FORM_PAGES, FORM_FILES, OPTIONS, LABEL = 16, 90, 12, 8, 15, 45

# What a text begins with that is still to be written: the form maker puts it into a new pack.
WRITE_HERE = Words("【ここに書く】", "[Write here]")

# (place, ja, en) without rule and file.
_Finding = tuple[str, str, str]

_SENSITIVE = re.compile(
    r"国籍|人種|民族|宗教|信仰|信条|病歴|病名|既往|障害|障がい|犯罪|前科|本籍|門地|支持政党|労働組合|性的|生活保護"
)
_HOURS = re.compile(
    r"\d{1,2}(時(\d{1,2}分|半)?|[:：]\d{2})(から|～|〜|-|ー)(午前|午後)?\d{1,2}[時:：]|(?<!\d)0\d{1,4}-\d{1,4}-\d{4}"
)
_ADDRESS = re.compile(r"http://|https?://(localhost|127\.|10\.|192\.168\.)|/staff/|/admin/")
_ONE_VALUE = re.compile(r"([a-z_][a-z0-9_.]*) == '([^']*)'")
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")


def advise(pack: Pack, *, whole: bool = True) -> list[PackProblem]:
    """Every finding that nobody has overruled, and every overruling of what is not found (any more). Not `whole`: parts
    of the form are missing, so that what is not found there says nothing."""
    found = [
        PackProblem(file, place, ja, en, rule)
        for rule, looks in RULES.items()
        for file, look in looks
        if whole or rule != "no_example"
        for place, ja, en in look(pack)
    ]  # fmt: skip
    overruled = {(one.rule, one.place) for one in pack.card.overruled}
    standing = {(one.rule, one.place) for one in found} | {(one.rule, "") for one in found}
    idle = [
        PackProblem(
            "pack.toml", f"overruled[{number}]",
            f"「{one.rule}」の指摘は、ここ（{one.place or '全体'}）にはありません。外してください。",
            f"There is no finding “{one.rule}” at “{one.place}” to overrule. Take it out.",
        )
        for number, one in enumerate(pack.card.overruled)
        if whole and (one.rule, one.place) not in standing
    ]  # fmt: skip
    return [one for one in found if not {(one.rule, one.place), (one.rule, "")} & overruled] + idle


def _fields(pack: Pack) -> Iterator[forms.Field]:
    """What is asked; what the service works out itself is no question."""
    return (one for one in pack.form.walk() if one.type.is_asked)


def _known(pack: Pack) -> Iterator[_Finding]:
    return known.findings(pack.form)


def _sensitive(pack: Pack) -> Iterator[_Finding]:
    for one in _fields(pack):
        if _SENSITIVE.search(one.label.ja) and one.id not in pack.card.asked:
            yield (
                one.path,
                f"「{one.label.ja}」は、取扱いに注意が要ります。尋ねる理由を [asked] の {one.id} に書いてください。",
                f"“{one.label.en}” is sensitive. Say why it is asked: {one.id} in [asked].",
            )  # fmt: skip


def _long(pack: Pack) -> Iterator[_Finding]:
    yield from _too_long([one for one in pack.form.pages if not one.party])
    for party in pack.form.parties.values():  # each fills in a form of its own
        yield from _too_long(party.form.pages if party.form else ())


def _too_long(pages: Sequence[forms.Page]) -> Iterator[_Finding]:
    for number, page in enumerate(pages):
        count = sum(1 for one in page.fields if one.type.has_answer)
        if count > PAGE_FIELDS:
            yield (
                f"page[{number}]",
                f"1ページに{count}項目あります。スマートフォンでは{PAGE_FIELDS}項目までにして、ページを分けてください。",
                f"{count} fields on one page. A phone bears {PAGE_FIELDS}; make two pages.",
            )  # fmt: skip
    fields = [one for page in pages for one in page.walk() if one.type.is_asked]
    files = [one for one in fields if one.type.name == "file"]
    for count, most, ja, en in (
        (len(fields), FORM_FIELDS, "項目", "fields"),
        (len(pages), FORM_PAGES, "ページ", "pages"),
        (len(files), FORM_FILES, "種類の添付", "attachments"),
    ):
        if count > most:
            yield (
                "page", f"全部で{count}{ja}あります。スマートフォンで終えられるのは{most}までです。減らしてください。",
                f"{count} {en} in all. More than {most} is not finished on a phone.",
            )  # fmt: skip


def _labels(pack: Pack) -> Iterator[_Finding]:
    for one in _fields(pack):
        if len(one.label.ja) > LABEL:
            yield (
                f"{one.path}.label",
                f"項目名が{len(one.label.ja)}字あります。短くして、説明は help に書いてください（{LABEL}字まで）。",
                f"The label has {len(one.label.ja)} letters; {LABEL} at most. Put the rest into help.",
            )  # fmt: skip


def _options(pack: Pack) -> Iterator[_Finding]:
    for one in _fields(pack):
        values = getattr(one.type, "values", ())
        if getattr(one.type, "style", "") == "radio" and len(values) > OPTIONS:
            yield (
                one.path, f"選択肢が{len(values)}個並びます。style = \"select\" にするか、2段に分けてください。",
                f"{len(values)} options in a row. Use style = \"select\" or two questions.",
            )  # fmt: skip


def _unexampled(pack: Pack) -> Iterator[_Finding]:
    seen: set[str] = set()
    for example in pack.examples:
        if example.ok:
            typed = forms.typed_from_answers(pack.form, example.answers)
            visible = forms.validate(pack.form, typed, today=example.today, here=False).visible
            seen |= {".".join(part for part in path.split(".") if not part.isdigit()) for path in visible}
    missing = [one.path for one in _fields(pack) if one.path not in seen]
    if missing:
        listed = "、".join(missing)
        yield (
            "", f"どの通る例（*.ok.toml）にも出てこない項目があります：{listed}",
            f"Fields that no accepted example shows: {', '.join(missing)}",
        )  # fmt: skip


def _hours(pack: Pack) -> Iterator[_Finding]:
    for section, text in pack.texts["ja"].items():
        if _HOURS.search(text):
            yield (
                f"## {section}", "受付時間や電話番号が書かれています。団体の設定から表示されるので、外してください。",
                "Office hours or a telephone number. They come from the body's settings; take them out.",
            )  # fmt: skip


def _addresses(pack: Pack) -> Iterator[_Finding]:
    for lang, sections in pack.texts.items():
        for section, text in sections.items():
            if _ADDRESS.search(text):
                yield (
                    f"{lang}.md ## {section}", "住民には開けない、または暗号化されないアドレスがあります。",
                    "An address that residents cannot open, or one without encryption.",
                )  # fmt: skip


def _english_name(pack: Pack) -> Iterator[_Finding]:
    title = pack.card.title
    if _KANA.search(title.en) or (title.en == title.ja and not title.ja.isascii()):
        yield "title.en", "手続の名前の英語がありません（日本語のままです）。", "The English name is still in Japanese."


def _languages(pack: Pack) -> Iterator[_Finding]:
    texts = [(f"page[{number}].title", page.title) for number, page in enumerate(pack.form.pages) if not page.party]
    for one in pack.form.walk():
        texts += [(f"{one.path}.label", one.label), (f"{one.path}.help", one.help)]
        options = enumerate(forms.options_of(one.type))
        texts += [(f"{one.path}.options[{number}].label", label) for number, (_value, label) in options]
    for place, text in texts:
        if text.ja and (not text.en or _KANA.search(text.en)):
            yield place, "英語の文に、かなが残っています。", "Kana are left in the English text."


def _reductions(pack: Pack) -> Iterator[_Finding]:
    for second, one in enumerate(pack.fees.reductions):
        for other in pack.fees.reductions[:second]:
            percent, same = one.percent + other.percent, sorted({*one.of} & {*other.of})
            if same and percent > 100 and not _exclude(one.when, other.when):
                yield (
                    f"reduction[{second}]",
                    f"「{other.id}」と両方に当てはまると、{'、'.join(same)}の減免が{percent}％になります（引くのは全額までです）。"
                    "同時に成り立たない条件にしてください。",
                    f"Together with “{other.id}” {percent} % come off {', '.join(same)} (all of it at most). "
                    "Write conditions that cannot both hold.",
                )  # fmt: skip


def _exclude(one: str, other: str) -> bool:
    """Whether both conditions ask one answer for two different values: then they cannot both hold."""
    first, second = _ONE_VALUE.fullmatch(one.strip()), _ONE_VALUE.fullmatch(other.strip())
    return bool(first and second and first[1] == second[1] and first[2] != second[2])


def _maps(pack: Pack) -> Iterator[_Finding]:
    for one in _fields(pack):
        if one.type.name in ("point", "line", "area") and one.required and getattr(one.type, "need", "") == "shape":
            yield (
                one.path,
                f"「{one.label.ja}」は、地図を押せず緯度・経度も分からない方が答えられません。need = \"either\" にして"
                "言葉でも受けるか、必須を外して、答えられないときの項目を置いてください。",
                f"Who can neither press a map nor knows coordinates cannot answer “{one.label.en}”. Take words too "
                "(need = \"either\"), or let it be optional with another question for them.",
            )  # fmt: skip


def _unwritten_card(pack: Pack) -> Iterator[_Finding]:
    card = pack.card
    named: list[tuple[str, Words, Words]] = [
        ("title", Words("手続の名前", "The name"), card.title),
        ("summary", Words("短い説明", "The summary"), card.summary),
        ("office", Words("担当の窓口", "The office"), card.office),
        ("online", Words("オンラインでできること", "What can be done online"), card.online),
    ]
    if card.privacy:
        named.append(
            ("privacy.purpose", Words("個人情報の使い道", "The purpose of personal data"), card.privacy.purpose)
        )
    for place, called, text in named:
        for lang, word in (("ja", Words("日本語", "in Japanese")), ("en", Words("英語", "in English"))):
            if _is_unwritten(text.in_(lang)):
                yield f"{place}.{lang}", *_still(Words(f"{called.ja}（{word.ja}）", f"{called.en} {word.en}"))


def _unwritten_form(pack: Pack) -> Iterator[_Finding]:
    for one in pack.form.walk():
        for key, text in (("label", one.label), ("help", one.help), ("example", one.example)):
            if _is_unwritten(text.ja) or _is_unwritten(text.en):
                yield f"{one.path}.{key}", *_still(Words(f"項目「{one.id}」の文", f"The text of the field “{one.id}”"))


def _unwritten_texts(lang: str) -> Callable[[Pack], Iterator[_Finding]]:
    word = Words("日本語", "in Japanese") if lang == "ja" else Words("英語", "in English")

    def look(pack: Pack) -> Iterator[_Finding]:
        for section, text in pack.texts[lang].items():
            if _is_unwritten(text):
                called = SECTIONS[section]
                yield f"## {section}", *_still(Words(f"案内文「{called.ja}」（{word.ja}）", f"“{called.en}” {word.en}"))

    return look


def _is_unwritten(text: str) -> bool:
    return WRITE_HERE.ja in text or WRITE_HERE.en in text


def _still(called: Words) -> tuple[str, str]:
    return (
        f"{called.ja}が、まだ書かれていません。{WRITE_HERE.ja}から始まる見本の文を消して、この手続の文を書いてください。",
        f"{called.en} is not written yet. Replace the text that begins with {WRITE_HERE.en}.",
    )


RULES: Mapping[str, Sequence[tuple[str, Callable[[Pack], Iterator[_Finding]]]]] = {
    "unwritten": (
        ("pack.toml", _unwritten_card),
        (FILE, _unwritten_form),
        ("texts/ja.md", _unwritten_texts("ja")),
        ("texts/en.md", _unwritten_texts("en")),
    ),
    "known_answer": ((FILE, _known),),
    "sensitive": ((FILE, _sensitive),),
    "long_form": ((FILE, _long),),
    "long_label": ((FILE, _labels),),
    "many_options": ((FILE, _options),),
    "map_only": ((FILE, _maps),),
    "no_example": (("examples", _unexampled),),
    "office_hours": (("texts/ja.md", _hours),),
    "address": (("texts", _addresses),),
    "language": ((FILE, _languages), ("pack.toml", _english_name)),
    "stale": (("texts", lambda pack: translations.told_stale(pack.catalogues)),),
    "reductions": (("fees.toml", _reductions),),
}
