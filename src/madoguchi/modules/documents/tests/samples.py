"""Data for the papers, as the rooms above hand it over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

from pypdf import PdfReader

from madoguchi.modules.documents.api import BlankFormData, DecisionData, ReceiptData

DECISION: DecisionData = {
    "title": "行政文書不開示決定通知書",
    "body": "名取市",
    "number": "名総第12号",
    "date": date(2026, 11, 22),
    "addressee": {"postal_code": "981-1224", "address": "宮城県名取市増田字柳田80", "name": "髙橋 𠮷之助"},
    "sender": {"title": "名取市長", "name": "見本 太郎"},
    "text": "令和8年11月1日付けの開示請求について、次のとおり決定しました。\nご確認ください。",
    "details": [{"label": "請求のあった文書", "lines": ["会議録", "令和7年度分"]}],
    "reason": "条例第7条第2号に当たるためです。",
    "appeal": [{"kind": "審査請求", "text": "3か月以内に審査請求をすることができます。", "unchecked": True}],
    "contact": {"office": "名取市 総務課", "phone": "022-384-2111"},
}
RECEIPT: ReceiptData = {
    "body": "名取市",
    "procedure": "犬の死亡の届出",
    "receipt_number": "K7M3-9XPA",
    "received_at": datetime(2026, 11, 22, 3, 3, tzinfo=UTC),
    "contact": {"office": "名取市 生活環境課", "phone": "022-384-2111", "hours": "平日 8時30分から17時15分まで"},
    "steps": [{"text": "内容を確認します。", "when": date(2026, 11, 26)}],
}
BLANK_FORM: BlankFormData = {
    "title": "犬の死亡届",
    "body": "名取市",
    "addressee": "名取市長 様",
    "sections": [
        {
            "title": "届出をする人",
            "fields": [
                {"kind": "name", "label": "氏名", "required": True},
                {"kind": "address", "label": "住所"},
                {"kind": "choice", "label": "届出の種類", "options": ["死亡", "転居"], "other": True},
                {
                    "kind": "group",
                    "label": "犬",
                    "item_label": "犬",
                    "copies": 2,
                    "fields": [{"kind": "text", "label": "犬の名前"}],
                },
            ],
        }
    ],
}


def text_of(pdf: bytes) -> str:
    """The text of all pages without white space: where a line breaks is not what a test asks."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)
