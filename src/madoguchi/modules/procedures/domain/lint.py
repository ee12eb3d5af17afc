"""What a form of a public body must not ask, or only with a reason. Read from `form.toml` with
the fields of its blocks.

- 個人番号: this service is not allowed to hold it (番号法 19条・20条); a pack leaves it out and says so (`left_out`).
  A copy of a マイナンバーカード as proof of identity is another thing and allowed.
- 性別 only where a law's form demands it, with that reason in `[asked]`, or in `why` of the type `sex` (research note,
  "Linter").
- Seals: abolished for these procedures; nothing here could carry one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from madoguchi.kit.languages import SOURCES, TRANSLATED
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Identity, Words
from madoguchi.modules.procedures.domain import translations
from madoguchi.modules.procedures.domain.problems import Findings, PackProblem

FILE = "form.toml"
# Page ids that would collide with the addresses of the filing flow (web/urls.py).
RESERVED_PAGES = frozenset(
    {"check", "send", "save", "discard", "receipt", "autosave", "calendar", "slip", "files", "hold", "changed", "move"}
    | {"answered", "given"}
)

_INDIVIDUAL_NUMBER = re.compile(
    r"(個人番号|マイナンバー)(?!カード)|individual number|\bmy ?number\b(?! card)", re.IGNORECASE
)
_INDIVIDUAL_NUMBER_ID = re.compile(r"my_?number|mynumber|kojin_?bango|individual_?number")
_SEX = re.compile(r"性別|\bsex\b|\bgender\b", re.IGNORECASE)
_SEX_ID = re.compile(r"(^|_)(sex|gender|seibetsu)(_|$)")
_SEAL = re.compile(r"押印|捺印|実印|認印|認め印|印影|㊞|[（(]印[)）]|\bseal\b", re.IGNORECASE)
_SEAL_ID = re.compile(r"(^|_)(seal|hanko|ouin|inei)(_|$)")

_MARKDOWN = re.compile(r"\*\*[^*\n]+\*\*|\]\([^)\s]+\)")


def plain_texts(files: Mapping[str, str]) -> Iterator[PackProblem]:
    """Markdown in texts that are shown as they are written (only `texts/` is Markdown). Looked for where
    a pack is checked, and not where a published one is read."""
    texts = [(key, text) for key, pair in translations.places(files).items() for text in pair]
    texts += [
        (key, entry.text)
        for lang in TRANSLATED
        if translations.file_of(lang) in files
        for key, entry in translations.catalogue_of(files, lang).entries.items()
    ]
    for key in dict.fromkeys(key for key, text in texts if not key.startswith("texts:") and _MARKDOWN.search(text)):
        kind, _colon, place = key.partition(":")
        yield PackProblem(
            f"{kind}.toml", place,
            "ここの文は、書いたとおりに表示されます。**太字** やリンクの書き方は texts/ だけで使えます。",
            "This text is shown as written: **bold** and links are for texts/ only.",
        )  # fmt: skip


def fields_of(form: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every field with its place, members of groups after their group: ("page[0].field[2]", {...})."""
    for number, page in enumerate(_tables(form.get("page"))):
        yield from _fields(page, f"page[{number}]")


def _fields(owner: Mapping[str, Any], place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, field in enumerate(_tables(owner.get("field"))):
        here = f"{place}.field[{number}]"
        yield here, field
        yield from _fields(field, here)


def _tables(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _said(field: Mapping[str, Any]) -> str:
    """The label in Japanese and English, in one text: the patterns above know no other language."""
    label = field.get("label")
    return " ".join(str(label.get(lang, "")) for lang in SOURCES) if isinstance(label, Mapping) else str(label or "")


def lint_form(form: Mapping[str, Any], asked: Mapping[str, Words], findings: Findings) -> None:
    """Note everything that must not be asked; `asked` are the reasons of `pack.toml` by field id."""
    whole = forms.Expanded(form)
    form = whole.data
    for where, field in fields_of(form):
        lint_field(field, FILE, whole.in_the_file(where), asked, findings)
    for field_id in sorted(set(asked) - {str(field.get("id")) for _, field in fields_of(form)}):
        findings.add(
            "pack.toml", f"asked.{field_id}", f"様式に「{field_id}」という項目はありません。",
            f"The form has no field “{field_id}”.",
        )  # fmt: skip
    for number, page in enumerate(_tables(form.get("page"))):
        if page.get("id") in RESERVED_PAGES:
            findings.add(
                FILE, f"page[{number}].id", f"「{page['id']}」はページのidに使えません（画面の住所と重なります）。",
                f"“{page['id']}” cannot be a page's id: it is an address of the service itself.",
            )  # fmt: skip


def lint_field(field: Mapping[str, Any], file: str, place: str, asked: Mapping[str, Words], findings: Findings) -> None:
    """Note what one field must not ask, in the form and before it."""
    field_id, said = str(field.get("id", "")), _said(field)
    if _INDIVIDUAL_NUMBER.search(said) or _INDIVIDUAL_NUMBER_ID.search(field_id):
        findings.add(
            file, place, "個人番号（マイナンバー）は尋ねられません。項目を外し、left_out に書いてください。",
            "The individual number must not be asked. Leave it out and say so in left_out of pack.toml.",
        )  # fmt: skip
    if (_SEX.search(said) or _SEX_ID.search(field_id)) and field_id not in asked and field.get("type") != "sex":
        findings.add(
            file, place,
            '性別を尋ねるなら、type = "sex" にして why に理由を書くか、'
            f"pack.toml の [asked] に {field_id} として書いてください。",
            f'Asking the sex needs a reason: use type = "sex" with why, or add {field_id} to [asked] in pack.toml.',
        )  # fmt: skip
    if _SEAL.search(said) or _SEAL_ID.search(field_id):
        findings.add(
            file, place, "押印は廃止されています。印の欄は置けません。",
            "Seals are abolished; a form has no field for one.",
        )  # fmt: skip


_PERSONAL = frozenset({"name", "kana", "address", "phone", "email", "bank_account", "birth", "sex", "corporation"})


def lint_privacy(form: forms.Form, told: bool, findings: Findings) -> None:
    """Whoever writes down who they are is told what for, and for how long it is kept (個人情報保護法 62条)."""
    if not told and any(one.type.name in _PERSONAL for one in form.walk()):
        findings.add(
            "pack.toml", "privacy", "個人情報を尋ねるので、利用目的と保存の年数を [privacy] に書いてください。",
            "Personal data are asked: say what for and how long they are kept in [privacy].",
        )  # fmt: skip


def lint_conditions(form: forms.Form, findings: Findings) -> None:
    """An optional field that appears only when its page is drawn again would never be filled in."""
    for one in forms.unseen(form):
        findings.add(
            FILE, f"{one.path}.when",
            "この条件は画面の上ですぐには判断できないため、任意の項目は出てこないまま次へ進めてしまいます。"
            "次のページへ移すか、いつも出すか、同じページの選択肢だけの条件にしてください。",
            "The browser cannot judge this condition, so an optional field with it is never seen. "
            "Move it to a later page, show it always, or ask about choices of this page only.",
        )  # fmt: skip


def lint_identity(identity: Identity, form: forms.Form, findings: Findings) -> None:
    """The identity a pack asks for must be possible with its form."""
    if identity is Identity.MAIL and not any(_obligatory(form.field(name)) for name in form.meta.applicant_mail):
        findings.add(
            FILE, "meta.applicant_mail", 'identity = "mail" なので、必須のメールの項目を meta に書いてください。',
            'identity = "mail" needs an email field that is required and named in meta.',
        )  # fmt: skip
    if identity is Identity.DOCUMENT_COPY:
        copies = [one for one in form.fields if one.type.name == "file" and _obligatory(one)]
        if not copies:
            findings.add(
                FILE, "page", 'identity = "document_copy" なので、必須の file の項目（本人確認書類の写し）が必要です。',
                'identity = "document_copy" needs a required file field for the copy.',
            )  # fmt: skip


def _obligatory(field: forms.Field) -> bool:
    return field.required or field.required_when is not None
