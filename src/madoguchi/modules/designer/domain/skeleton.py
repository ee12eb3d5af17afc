"""A small pack to begin with, and a copy of a published one under another id.

Texts that only its author can write begin with a mark (`procedures.WRITE_HERE`) and say what belongs there; the linter
names each that still stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.procedures import api as procedures


@dataclass(frozen=True)
class Begun:
    """What a clerk says of a new procedure before anything else."""

    title: str
    title_en: str
    kana: str
    kind: str
    law: str


def files_of(pack_id: str, begun: Begun, today: date) -> dict[str, str]:
    """A pack that compiles: one page that asks for name and mail, the simplest flow of its kind, two examples, and
    texts to be written (`procedures.WRITE_HERE`). Without an English title there is none: nothing passes for a
    translation."""
    english = begun.title_en
    disposition = begun.kind == "disposition"
    card = {
        "id": pack_id,
        "version": 1,
        "title": _said(begun.title, english),
        "kana": begun.kana,
        "summary": _to_write(
            "何ができる手続かを1～2文で。例：キャンプ場の区画を申し込めます。",
            "What one can do here, in a sentence or two. Example: Book a pitch on the camp site.",
        ),
        "category": "other",
        "kind": begun.kind,
        "identity": "none",
        "office": _to_write("担当の課の名前。例：環境課", "The office in charge. Example: Environment Division"),
        "online": _to_write(
            "どこまでオンラインでできて、何が紙や窓口に残るか。例：最初から最後までオンラインでできます。",
            "How much can be done online, and what stays on paper. Example: Everything can be done online.",
        ),
        "law": [{"name": begun.law, "checked_by": "", "checked_on": ""}],
        "standard_period": {"days": 10, "unit": "working"},
        "privacy": {
            "purpose": _to_write(
                "個人情報を何に使うか。例：申込みの受付と、結果のお知らせに使います。",
                "What personal data are used for. Example: To take the booking and to tell you the result.",
            ),
            "retention_years": 5,
        },
    }
    flow: dict[str, object] = {
        "extends": "examined" if begun.kind in ("disposition", "certificate") else "notification"
    }
    if flow["extends"] == "examined":
        flow["outcome"] = _outcomes(disposition)
    if disposition:
        card["disposition"] = {"law": begun.law, "reason_required": True}
        card["appeal"] = [_APPEAL]
        card["reason"] = [_REASON]
    name = {"family": "名取", "given": "花子"}
    kana = {"family": "ナトリ", "given": "ハナコ"}
    passing = {
        "title": "すべて入力した例",
        "today": today,
        "answers": {"applicant_name": name, "applicant_kana": kana, "mail": "hanako@example.jp"},
    }
    refused = {
        "title": "氏名がない例",
        "today": today,
        "answers": {"applicant_kana": kana, "mail": "hanako@example.jp"},
        "expect": [{"field": "applicant_name", "code": "required"}],
    }
    return {
        "pack.toml": tomlsync.fresh(card),
        "form.toml": tomlsync.fresh(_FORM),
        "flow.toml": tomlsync.fresh(flow),
        "texts/ja.md": _texts("ja"),
        "texts/en.md": _texts("en"),
        "examples/plain.ok.toml": tomlsync.fresh(passing),
        "examples/no-name.ng.toml": tomlsync.fresh(refused),
    }


def renamed(files: Files, pack_id: str) -> dict[str, str]:
    """The files as the first version of another pack; everything else, comments too, stays."""
    card = tomlsync.plain(files["pack.toml"])
    card = {key: value for key, value in card.items() if key != "popular"} | {"id": pack_id, "version": 1}
    return {**files, "pack.toml": tomlsync.synced(files["pack.toml"], card)}


def numbered(files: Files, version: int) -> dict[str, str]:
    """The files as this version of their pack."""
    card = tomlsync.plain(files["pack.toml"]) | {"version": version}
    return {**files, "pack.toml": tomlsync.synced(files["pack.toml"], card)}


def _outcomes(disposition: bool) -> list[dict[str, object]]:
    no: dict[str, object] = {
        "id": "refused",
        "label": {"ja": "認めない", "en": "Refused"},
        "favourable": False,
        "reason_required": True,
        "document": "decision",
    }
    if disposition:
        no["appeal"] = [_APPEAL["id"]]
    return [{"id": "granted", "label": {"ja": "認める", "en": "Granted"}, "document": "decision"}, no]


def _to_write(ja: str, en: str) -> dict[str, str]:
    """A text that is still to be written, with what belongs there."""
    return {"ja": procedures.WRITE_HERE.ja + ja, "en": f"{procedures.WRITE_HERE.en} {en}"}


def _texts(lang: str) -> str:
    return "\n".join(f"## {section}\n{_to_write(*said)[lang]}\n" for section, said in _TEXTS.items())


def _said(ja: str, en: str) -> dict[str, str]:
    return {"ja": ja, "en": en} if en else {"ja": ja}


_FORM = {
    "meta": {
        "applicant_name": "applicant_name",
        "applicant_kana": "applicant_kana",
        "applicant_mail": "mail",
        "declaration": {
            "ja": "入力した内容に、まちがいはありません。",
            "en": "What I have entered is true and complete.",
        },
    },
    "page": [
        {
            "id": "applicant",
            "title": {"ja": "あなたについて", "en": "About you"},
            "field": [
                {"id": "applicant_name", "type": "name", "label": {"ja": "氏名", "en": "Name"}, "required": True},
                {
                    "id": "applicant_kana",
                    "type": "kana",
                    "label": {"ja": "フリガナ", "en": "Name in katakana"},
                    "required": True,
                },
                {
                    "id": "mail",
                    "type": "email",
                    "label": {"ja": "メールアドレス", "en": "E-mail address"},
                    "help": {
                        "ja": "受付番号と結果のお知らせが届きます。",
                        "en": "We send the receipt number and the result to it.",
                    },
                },
            ],
        }
    ],
}
_APPEAL = {
    "id": "review",
    "kind": "審査請求",
    "text": {
        "ja": "この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、"
        "{head}に対して審査請求をすることができます。",
        "en": "If you do not agree with this decision, you may ask {head} for a review within three months.",
    },
    "checked_by": "",
    "checked_on": "",
}
_REASON = {
    "id": "conditions",
    "outcomes": ["refused"],
    "label": {"ja": "要件に当てはまらない", "en": "The conditions are not met"},
    "text": {
        "ja": "○○のため、○○に定める要件に当てはまりません。",
        "en": "The conditions are not met, because …",
    },
    "checked_by": "",
    "checked_on": "",
}
_TEXTS = {
    "lead": (
        "この手続で何ができるか。例：市のキャンプ場を使う日と区画を申し込めます。",
        "What this is for. Example: Book days and a pitch on the city's camp site.",
    ),
    "who": (
        "だれが使えるか。例：18歳以上の方。市の外にお住まいの方も申し込めます。",
        "Who may use it. Example: Anybody of 18 or older, also from outside the city.",
    ),
    "prepare": (
        "手もとに用意するもの。例：車で来る方は、車の番号。要るものがなければ、その旨。",
        "What to have at hand. Example: The number of your car if you come by car. Or that nothing is needed.",
    ),
    "after": (
        "送ったあとどうなるか、番号をつけて順に。例：1. {office}が内容を確認します。2. 結果をメールでお知らせします。",
        "What happens next, in numbered steps. Example: 1. {office} checks it. 2. You are told the result by mail.",
    ),
}
