"""The name card of a pack: `pack.toml`, checked and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.kit import kana
from madoguchi.kit.languages import text_of
from madoguchi.kit.tomlschema import Bool, Choice, Int, ListOf, Local, MapOf, OneOf, Table, Text
from madoguchi.modules.procedures.choices import CATEGORIES, LIFE_EVENTS, Identity, Kind, Words
from madoguchi.modules.procedures.domain import capacity, follows, letter, once, routing
from madoguchi.modules.procedures.domain.problems import Findings

FILE = "pack.toml"
_ID = "[a-z][a-z0-9_]*"
_BOTH = Local(en=True)
_DAY_OR_NOTHING = Text(pattern=r"|\d{4}-\d{2}-\d{2}", blank=True)
_DAY = Text(pattern=r"\d{4}-\d{2}-\d{2}")
_CHECK = {"checked_by": Text(blank=True, max=60), "checked_on": _DAY_OR_NOTHING}
SCHEMA = Table(
    required={
        "id": Text(),
        "version": Int(1),
        "title": _BOTH,
        "kana": Text(max=120),
        "summary": _BOTH,
        "category": Choice(*CATEGORIES),
        "kind": Choice(*Kind),
        "identity": Choice(*Identity),
        "office": OneOf(_BOTH, Text(max=60)),
        "online": _BOTH,
        "law": ListOf(
            Table(
                {"name": Text(), **_CHECK}, optional={"id": Text(pattern=_ID), "article": Text(), "en": Text(max=200)}
            ),
            least=1,
        ),
        "standard_period": Table({"days": Int(1, 3660), "unit": Choice("working", "calendar")}),
    },
    optional={
        "keywords": ListOf(Text(max=40), most=40),
        "life_events": ListOf(Choice(*LIFE_EVENTS)),
        "popular": Int(1, 99),
        "replaced_by": Text(pattern="[a-z][a-z0-9-]*", max=40),
        "left_out": ListOf(Table({"ja": Text(), "en": Text(), "reason": _BOTH})),
        "held": ListOf(Table({"id": Text(pattern=_ID, max=40), "label": _BOTH, "where": _BOTH}), unique="id", most=20),
        "local": ListOf(Text()),
        "disposition": Table({"law": Text(), "reason_required": Bool()}),
        "appeal": ListOf(Table({"id": Text(pattern=_ID), "kind": Text(), "text": _BOTH, **_CHECK}), unique="id"),
        "reason": ListOf(
            Table(
                {"id": Text(pattern=_ID), "outcomes": ListOf(Text(), least=1), "label": _BOTH, "text": _BOTH, **_CHECK}
            ),
            unique="id",
        ),
        "privacy": Table({"purpose": _BOTH, "retention_years": Int(1, 100)}),
        "overruled": ListOf(
            Table(
                {"rule": Text(), "by": Text(max=60), "on": _DAY, "reason": Text(max=400)},
                optional={"place": Text(blank=True)},
            )
        ),
        "asked": MapOf(_BOTH, pattern=_ID),
        "capacity": capacity.SCHEMA,
        "routing": routing.SCHEMA,
        "once": once.SCHEMA,
        "letter": letter.SCHEMA,
        "follows": follows.SCHEMA,
    },
)


@dataclass(frozen=True, slots=True)
class Checked:
    """Who of the office checked a legal text, and when; both empty while nobody has."""

    by: str
    on: date | None

    def __bool__(self) -> bool:
        return bool(self.by and self.on)


@dataclass(frozen=True, slots=True)
class Law:
    """Legal basis, as cited in Japanese; `en`: the same for readers of English, "" without. `id` is only there where an
    overlay may name the body's own 条例."""

    name: str
    article: str
    checked: Checked
    id: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """One 教示 text; `kind` is its name in law (審査請求, 取消訴訟)."""

    id: str
    kind: str
    text: Words
    checked: Checked


@dataclass(frozen=True, slots=True)
class Reason:
    """A 理由 as the officer may begin it (例文) for these outcomes; ○○ stands for what only the case itself can say."""

    id: str
    outcomes: tuple[str, ...]
    label: Words
    text: Words
    checked: Checked


@dataclass(frozen=True, slots=True)
class Privacy:
    """What personal data are used for, and how many years they are kept after the case has ended (個人情報保護法 62条:
    the purpose is told where a person writes it down)."""

    purpose: Words
    retention_years: int


@dataclass(frozen=True, slots=True)
class Overruled:
    """A finding of `advice` that somebody answers for: `rule` at `place` ("" = wherever it is found)."""

    rule: str
    place: str
    by: str
    on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item of the paper form that is not asked here, and why."""

    item: Words
    reason: Words


@dataclass(frozen=True, slots=True)
class Held:
    """A paper that need not be attached (添付不要), since the office has it and looks it up `where`."""

    id: str
    label: Words
    where: Words


@dataclass(frozen=True, slots=True)
class StandardPeriod:
    """標準処理期間: `days` ≥ 1 in `unit` "working" (開庁日) or "calendar"."""

    days: int
    unit: str


@dataclass(frozen=True, slots=True)
class Disposition:
    """The law under which the outcome is a 処分, and whether unfavourable outcomes must give a reason."""

    law: str
    reason_required: bool


@dataclass(frozen=True)
class Card:
    """What a pack says about itself. `asked`: why a sensitive field (by id) is asked at all."""

    id: str
    version: int
    title: Words
    kana: str
    summary: Words
    keywords: tuple[str, ...]
    category: str
    life_events: tuple[str, ...]
    popular: int | None
    kind: Kind
    identity: Identity
    office: Words
    online: Words
    left_out: tuple[LeftOut, ...]
    local: tuple[str, ...]
    laws: tuple[Law, ...]
    standard_period: StandardPeriod
    disposition: Disposition | None
    appeals: tuple[Appeal, ...]
    reasons: tuple[Reason, ...]
    privacy: Privacy | None
    overruled: tuple[Overruled, ...]
    asked: Mapping[str, Words]
    replaced_by: str = ""  # the pack that takes its place when it is closed
    capacity: capacity.Capacity | None = None
    routed_by: tuple[str, ...] = ()  # the fields whose answers say which department gets the case (domain/routing.py)
    held: tuple[Held, ...] = ()
    once: once.Declared | None = None
    letter: letter.Letter | None = None
    follows: follows.Follows | None = None

    @property
    def unchecked(self) -> list[str]:
        """Legal texts that nobody has checked yet, named for the office that must: "教示 審査請求", "法令 道路法"."""
        laws = [f"法令 {law.name}{law.article}" for law in self.laws if not law.checked]
        reasons = [f"理由 {reason.label.ja}" for reason in self.reasons if not reason.checked]
        return [*laws, *reasons, *(f"教示 {appeal.kind}" for appeal in self.appeals if not appeal.checked)]


def words(value: Any) -> Words:
    """A text of a pack; a plain string stands for both languages (names of offices and laws)."""
    return Words(value, value) if isinstance(value, str) else text_of(value)


def read_card(data: Mapping[str, Any], folder: str, findings: Findings) -> Card | None:
    """Check `pack.toml` of the folder of that name; the reasons for which it is no good are in `findings`, beside the
    card as far as it stands, or None."""
    data = findings.shaped(FILE, data, SCHEMA)
    if data is None:
        return None
    _check_meaning(data, folder, findings)
    disposition = data.get("disposition")
    return Card(
        id=data["id"],
        version=data["version"],
        title=words(data["title"]),
        kana=data["kana"],
        summary=words(data["summary"]),
        keywords=tuple(data.get("keywords", ())),
        category=data["category"],
        life_events=tuple(data.get("life_events", ())),
        popular=data.get("popular"),
        kind=Kind(data["kind"]),
        identity=Identity(data["identity"]),
        office=words(data["office"]),
        online=words(data["online"]),
        left_out=tuple(LeftOut(words(item), words(item["reason"])) for item in data.get("left_out", ())),
        local=tuple(data.get("local", ())),
        laws=tuple(_law(law) for law in data["law"]),
        standard_period=StandardPeriod(**data["standard_period"]),
        disposition=Disposition(**disposition) if disposition else None,
        appeals=tuple(
            Appeal(item["id"], item["kind"], words(item["text"]), _checked(item)) for item in data.get("appeal", ())
        ),
        reasons=tuple(
            Reason(item["id"], tuple(item["outcomes"]), words(item["label"]), words(item["text"]), _checked(item))
            for item in data.get("reason", ())
        ),
        privacy=Privacy(words(data["privacy"]["purpose"]), data["privacy"]["retention_years"])
        if "privacy" in data
        else None,
        overruled=tuple(
            Overruled(item["rule"], item.get("place", ""), item["by"], _day_of(item["on"]), item["reason"])
            for item in data.get("overruled", ())
        ),
        asked={field: words(reason) for field, reason in data.get("asked", {}).items()},
        replaced_by=data.get("replaced_by", ""),
        capacity=capacity.read(data["capacity"]) if "capacity" in data else None,
        routed_by=tuple(data.get("routing", {}).get("by", ())),
        held=tuple(Held(one["id"], words(one["label"]), words(one["where"])) for one in data.get("held", ())),
        once=once.read(data["once"]) if "once" in data else None,
        letter=letter.read(data["letter"]) if "letter" in data else None,
        follows=follows.read(data["follows"]) if "follows" in data else None,
    )


def _law(data: Mapping[str, Any]) -> Law:
    return Law(data["name"], data.get("article", ""), _checked(data), data.get("id", ""), data.get("en", ""))


def _checked(data: Mapping[str, Any]) -> Checked:
    return Checked(data["checked_by"], _day_of(data["checked_on"]))


def _day_of(text: str) -> date | None:
    """The day, None for "" and for one that no calendar has (`_check_meaning` tells that)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _check_meaning(data: Mapping[str, Any], folder: str, findings: Findings) -> None:
    """What the shapes alone do not say."""
    if data["id"] != folder:
        findings.add(
            FILE, "id", f"id「{data['id']}」がフォルダ名「{folder}」と違います。",
            f"The id must be the folder's name, “{folder}”.",
        )  # fmt: skip
    if kana.gojuon_row(data["kana"]) is None:
        findings.add(FILE, "kana", "五十音の索引に使うので、かなで始めてください。", "Must begin with kana.")
    if data["kind"] == Kind.DISPOSITION:
        if "disposition" not in data:
            findings.add(
                FILE, "disposition", "処分なので、根拠の法律を [disposition] に書いてください。",
                "A disposition needs [disposition] with its law.",
            )  # fmt: skip
        if not data.get("appeal"):
            findings.add(
                FILE, "appeal", "処分なので、教示の [[appeal]] が必要です（行政不服審査法82条）。",
                "A disposition needs its appeal notice texts.",
            )  # fmt: skip
    elif data["kind"] == Kind.CERTIFICATE:
        # 交付しない旨の決定 is a 処分 too (住民票の写し): where one can object, the law must be named.
        if data.get("appeal") and "disposition" not in data:
            findings.add(
                FILE, "disposition", "教示があるので、根拠の法律を [disposition] に書いてください。",
                "A pack with an appeal notice needs [disposition] with its law.",
            )  # fmt: skip
    elif "disposition" in data or data.get("appeal"):
        findings.add(
            FILE, "disposition" if "disposition" in data else "appeal",
            'kind が "disposition" か "certificate" のときだけ書けます。',
            'Only a pack of kind = "disposition" or "certificate" has this.',
        )  # fmt: skip
    for number, item in enumerate(data.get("overruled", ())):
        if _day_of(item["on"]) is None:
            day = item["on"]
            findings.add(FILE, f"overruled[{number}].on", f"{day} という日はありません。", f"There is no day {day}.")
    for where, table in _checked_tables(data):
        day = table["checked_on"]
        if bool(table["checked_by"]) != bool(day):
            findings.add(
                FILE, where, "checked_by と checked_on は両方書くか、両方空にしてください。",
                "Give both checked_by and checked_on, or neither.",
            )  # fmt: skip
        elif day and _day_of(day) is None:
            findings.add(FILE, f"{where}.checked_on", f"{day} という日はありません。", f"There is no day {day}.")


def _checked_tables(data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [
        (f"{key}[{index}]", table)
        for key in ("law", "appeal", "reason")
        for index, table in enumerate(data.get(key, ()))
    ]
