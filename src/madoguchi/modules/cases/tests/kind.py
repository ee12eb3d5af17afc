"""A kind of case for the tests of the desk: a small permit, a notification and a newsletter, without any pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from madoguchi.modules.cases.choices import Text
from madoguchi.modules.cases.domain.fee import Bill, FeeLine
from madoguchi.modules.cases.domain.flow import Flow
from madoguchi.modules.cases.domain.flow_compiler import compile_flow
from madoguchi.modules.cases.domain.kinds import Appeal, CaseKind, Decided, DocumentTemplate, Following, ReasonExample
from madoguchi.modules.forms import api as forms

KIND = "tests.kind"
PERMIT, NOTICE, NEWS, BY_MAIL, REVIEWED = "permit@1", "notice@1", "news@1", "by-mail@1", "reviewed@1"

_FORM = {
    "page": [
        {
            "id": "who",
            "title": {"ja": "あなたについて", "en": "About you"},
            "field": [
                {"id": "owner", "type": "text", "label": {"ja": "お名前", "en": "Your name"}, "required": True},
                {"id": "mail", "type": "email", "label": {"ja": "メールアドレス", "en": "Mail address"}},
            ],
        },
        {
            "id": "what",
            "title": {"ja": "内容", "en": "Matter"},
            "field": [
                {"id": "place", "type": "text", "label": {"ja": "場所", "en": "Place"}, "required": True},
                {
                    "id": "size",
                    "type": "choice",
                    "label": {"ja": "大きさ", "en": "Size"},
                    "required": True,
                    "options": [
                        {"value": "small", "label": {"ja": "小さい", "en": "Small"}},
                        {"value": "large", "label": {"ja": "大きい", "en": "Large"}},
                    ],
                },
                {
                    "id": "metres",
                    "type": "number",
                    "label": {"ja": "長さ", "en": "Length"},
                    "required": True,
                    "when": "size == 'large'",
                },
                {"id": "map", "type": "file", "label": {"ja": "地図", "en": "Map"}},
            ],
        },
    ],
    "meta": {"applicant_name": "owner", "applicant_mail": "mail"},
}


@cache
def form() -> forms.Form:
    return forms.compile_form(_FORM)


@cache
def flow(subject_key: str) -> Flow:
    if subject_key == NEWS:
        return compile_flow({"extends": "instant"})
    if subject_key == BY_MAIL:
        return compile_flow({"extends": "by_mail"})
    if subject_key == REVIEWED:
        return compile_flow(REVIEWED_FLOW, fixes_fee=True)
    if subject_key == NOTICE:
        return compile_flow({"extends": "notification"})
    return compile_flow(
        {
            "extends": "examined",
            "state": [
                {
                    "id": "surveyed",
                    "phase": "office",
                    "label": {"ja": "現地確認済み", "en": "Surveyed"},
                    "plain": {"ja": "現地を確認しました。", "en": "We have looked at the place."},
                },
                {
                    "id": "waiting_fee",
                    "phase": "resident",
                    "label": {"ja": "手数料待ち", "en": "Waiting for the fee"},
                    "plain": {"ja": "手数料を納めてください。", "en": "Please pay the fee."},
                },
            ],
            "act": [
                {
                    "id": "survey",
                    "label": {"ja": "現地を確認した", "en": "Survey done"},
                    "from": ["examining"],
                    "to": "surveyed",
                    "reason": True,
                },
                {
                    "id": "extend",
                    "label": {"ja": "期間を延長する", "en": "Extend the period"},
                    "from": ["examining"],
                    "to": "examining",
                    "message": True,
                    "more_days": 5,
                },
                {
                    "id": "wait_fee",
                    "label": {"ja": "手数料を待つ", "en": "Wait for the fee"},
                    "from": ["examining"],
                    "to": "waiting_fee",
                },
                {"id": "decide", "from": ["surveyed", "waiting_fee"]},
            ],
            "outcome": [
                {
                    "id": "grant",
                    "label": {"ja": "許可", "en": "Granted"},
                    "document": "decision",
                    "title": {"ja": "道路占用許可書", "en": "Permit to occupy a road"},
                    "text": {"ja": "許可します。", "en": "You may use the road."},
                },
                {
                    "id": "refusal",
                    "label": {"ja": "不許可", "en": "Refused"},
                    "favourable": False,
                    "reason_required": True,
                    "document": "decision",
                    "appeal": ["review"],
                },
                {
                    "id": "grant_large",
                    "label": {"ja": "大きいものの許可", "en": "Granted for something large"},
                    "document": "decision",
                    "text": {
                        "ja": "次の条件を付けて許可します。\n1　場所を変えないこと。\n2　元どおりに直すこと。",
                        "en": "Granted on conditions.\n1. Stay there.\n2. Restore it.",
                    },
                    "when": "size == 'large'",
                },
            ],
        },
        appeals=["review"],
        disposition=True,
    )


REVIEWED_FLOW = {
    "extends": "examined",
    "fee": {"wait": "awaiting_fee"},
    "state": [
        {
            "id": "awaiting_fee",
            "phase": "resident",
            "label": {"ja": "納付待ち", "en": "Waiting for the fee"},
            "plain": {"ja": "手数料を納めてください。", "en": "Please pay the fee."},
        }
    ],
    "outcome": [
        {
            "id": "grant",
            "label": {"ja": "許可", "en": "Granted"},
            "document": "decision",
            "amount": "metres * 1000",
            "amount_most": "200000",
            "amount_label": {"ja": "交付決定額", "en": "Amount granted"},
        },
        {"id": "other", "label": {"ja": "別の許可", "en": "Granted otherwise"}, "document": "decision"},
    ],
}


def _texts(subject_key: str, lang: str) -> Mapping[str, str]:
    return {"after": "許可書は**5年間**有効です。" if lang == "ja" else "Valid for **5 years**."}


def _outcome_text(subject_key: str, outcome: str, lang: str) -> str:
    return flow(subject_key).outcomes[outcome].text.in_(lang)


def _document(subject_key: str, document: str) -> DocumentTemplate:
    return DocumentTemplate(Text("占用許可書", "Permit"), unchecked=True)


def _appeals(subject_key: str) -> Mapping[str, Appeal]:
    text = Text("この処分に不服があるときは、審査請求をすることができます。", "You may ask for a review.")
    return {"review": Appeal("review", "審査請求", text)}


REASONS = (
    ReasonExample(
        "narrow",
        ("refusal",),
        Text("通れない場合", "Too narrow"),
        Text("幅が○○mになるため。", "It leaves too little room."),
    ),
    ReasonExample("other", ("no_outcome",), Text("別の結果", "Another"), Text("別の理由", "Another reason")),
)


def _bill(subject_key: str, answers: Mapping[str, Any], filed_on: date, amounts: Mapping[str, int]) -> Bill:
    """Two units for a small place, four for a large one; today a unit costs 500 yen."""
    times = 4 if answers["size"] == "large" else 2
    return Bill([FeeLine("use", Text("占用料", "Fee for use"), amounts.get("use", 500), times)], "rule-of-tests")


def _following(subject_key: str, decided: Decided) -> tuple[Following, ...]:
    """A report is due ten days after a grant."""
    if subject_key != REVIEWED or decided.outcome != "grant":
        return ()
    return (Following("report", Text("実績報告", "Report"), decided.on + timedelta(days=10)),)


KIND_FOR_TESTS = CaseKind(
    id=KIND,
    label=Text("テストの手続", "Test procedure"),
    form_for=lambda subject_key: form(),
    flow_for=flow,
    texts_for=_texts,
    outcome_text=_outcome_text,
    document_for=_document,
    appeals_for=_appeals,
    bill_for=_bill,
    reasons_for=lambda subject_key: REASONS,
    following=_following,
    stage_address=lambda subject, number: f"/begin/{subject}/{number}/",
)
