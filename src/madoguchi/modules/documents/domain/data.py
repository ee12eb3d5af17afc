"""What the templates read: the data dictionaries of our four papers, for type checkers and for README.md.

Every string is printed as it stands. A `date` or `datetime` may stand where text is expected: it is written out as
和暦. Keys of a class without `Required` in front may be left out.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Required, TypedDict


class Contact(TypedDict, total=False):
    """問い合わせ先. `office` is written in full: 名取市 生活環境課."""

    office: Required[str]
    phone: str
    hours: str
    email: str


class Addressee(TypedDict, total=False):
    """宛先. `representative` of a firm (代表取締役 閖上 太郎) takes the honorific, which is 様 unless given (御中)."""

    postal_code: str
    address: str
    name: Required[str]
    representative: str
    honorific: str


class Sender(TypedDict, total=False):
    """発信者: 名取市長 and the name. `seal_omitted` (True unless given) prints （公印省略）."""

    title: Required[str]
    name: str
    seal_omitted: bool


class Detail(TypedDict):
    """One particular under 記."""

    label: str
    lines: list[str]


class AppealNotice(TypedDict, total=False):
    """One 教示. `kind` is 審査請求 or 取消訴訟; `unchecked` prints 【例文・要確認】 beside it."""

    kind: Required[str]
    text: Required[str]
    unchecked: bool


class FixedFee(TypedDict, total=False):
    """手数料 as the office has fixed it: one text a line, the sum, and the last day to pay."""

    lines: Required[list[str]]
    total: Required[str]
    due: str


class DecisionData(TypedDict, total=False):
    """処分通知・交付書. A pack's own document gets the same, and `answers` (field id → lines) besides.

    `arrived`: the day of the application; `body`: the 団体's name; `unchecked` prints 【例文・要確認】 over the title;
    `demo` the demonstration line; `fee` only where the office has fixed it; `amount` what is granted (124,000円).
    """

    title: Required[str]
    body: Required[str]
    number: str
    date: date | str
    addressee: Required[Addressee]
    sender: Required[Sender]
    text: Required[str]
    arrived: date | str
    details: list[Detail]
    reason: str
    appeal: list[AppealNotice]
    contact: Contact
    receipt_number: str
    answers: dict[str, list[str]]
    fee: FixedFee
    amount: str
    unchecked: bool
    demo: bool


class Step(TypedDict, total=False):
    """One step of what happens next; `when` is a date or a word such as 10開庁日以内."""

    text: Required[str]
    when: date | str


class ReceiptData(TypedDict, total=False):
    """受付票. `code` (確認番号) is printed only when given; `qr_svg` comes from `qr_svg(status_url)`;
    `serials`: numbers that the form gives at filing (自動採番)."""

    body: Required[str]
    procedure: Required[str]
    receipt_number: Required[str]
    received_at: Required[datetime | str]
    contact: Required[Contact]
    applicant: str
    applicant_label: str
    code: str
    expected: date | str
    fee: str
    serials: list[Detail]
    steps: list[Step]
    status_url: str
    qr_svg: str
    demo: bool


class Figure(TypedDict):
    """A picture (SVG) and what it shows, in words."""

    svg: str
    alt: str


class AnswerRow(TypedDict, total=False):
    """One answer; rows with the same `group` (犬 1, 犬 2) stand under a heading of that name. `figures` stand below the
    lines: the map of a place."""

    label: Required[str]
    lines: Required[list[str]]
    group: str
    figures: list[Figure]


class AnswerSection(TypedDict):
    """One page of the form."""

    title: str
    rows: list[AnswerRow]


class AnswersData(TypedDict, total=False):
    """申請内容の控え."""

    body: Required[str]
    procedure: Required[str]
    receipt_number: str
    received_at: datetime | str
    fee: str
    sections: Required[list[AnswerSection]]
    demo: bool


class BlankField(TypedDict, total=False):
    """One field of a 様式. `kind` is the form engine's field type; an unknown one gets an empty line.

    `options`: labels of choice and choices; `other`: a その他 with room to write; `unit`: behind a number;
    `rows`: lines of a textarea (4); `lines`: what is written one below the other, each with its words (of a "grid" its
    rows, with `options` as columns; behind other kinds more to fill in); `written`: a line with gaps, for times,
    periods and quantities; `condition`: when it counts, in words; a group has `fields`,
    `copies` (1) and `item_label`.
    """

    kind: Required[str]
    label: Required[str]
    help: str
    required: bool
    condition: str
    options: list[str]
    other: bool
    unit: str
    rows: int
    lines: list[str]
    written: str
    copies: int
    item_label: str
    fields: list[Any]


class BlankSection(TypedDict, total=False):
    """One page of the form."""

    title: Required[str]
    condition: str
    note: str
    fields: Required[list[BlankField]]


class BlankFormData(TypedDict, total=False):
    """様式. `addressee` is 名取市長 様, `office` the 提出先 department, `reach` its address and telephone."""

    title: Required[str]
    body: Required[str]
    addressee: Required[str]
    office: str
    reach: list[str]
    lead: str
    sections: Required[list[BlankSection]]
    declaration: str
    notes: str
    demo: bool
