"""A small sound pack to begin with, and a copy of a published one under another id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.designer.domain.packfiles import Files


@dataclass(frozen=True)
class Begun:
    """What a clerk says of a new procedure before anything else."""

    title: str
    title_en: str
    kana: str
    kind: str
    law: str


def files_of(pack_id: str, begun: Begun, today: date) -> dict[str, str]:
    """A pack that compiles: one page that asks for name and mail, the simplest flow of its kind, two examples. Without
    an English title the texts that are made of it have no English either: nothing passes for a translation."""
    english = begun.title_en
    disposition = begun.kind == "disposition"
    card = {
        "id": pack_id,
        "version": 1,
        "title": _said(begun.title, english),
        "kana": begun.kana,
        "summary": _said(f"{begun.title}をオンラインで行えます。", f"Do this online: {english}." if english else ""),
        "category": "other",
        "kind": begun.kind,
        "identity": "none",
        "office": {"ja": "担当課", "en": "Office in charge"},
        "online": {"ja": "最初から最後までオンラインでできます。", "en": "Everything can be done online."},
        "law": [{"name": begun.law, "checked_by": "", "checked_on": ""}],
        "standard_period": {"days": 10, "unit": "working"},
        "privacy": {
            "purpose": {"ja": "この手続のために使います。", "en": "Used for this procedure only."},
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
        "texts/ja.md": _texts(_TEXTS_JA, begun.title),
        "texts/en.md": _texts(_TEXTS_EN if english else {**_TEXTS_EN, "lead": ""}, english),
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


def _texts(texts: dict[str, str], title: str) -> str:
    return "\n".join(f"## {section}\n{text.format(title=title)}\n" for section, text in texts.items() if text)


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
_TEXTS_JA = {
    "lead": "{title}の手続です。",
    "who": "この手続が必要な方",
    "prepare": "特にありません。",
    "after": "1. {{office}}が内容を確認します。\n2. 結果をお知らせします。",
}
_TEXTS_EN = {
    "lead": "This is where you do the following: {title}.",
    "who": "Anybody who needs it.",
    "prepare": "Nothing in particular.",
    "after": "1. {{office}} checks what you have sent.\n2. You are told the result.",
}
