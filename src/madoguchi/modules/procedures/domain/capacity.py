"""`[capacity]` of pack.toml: how many places there are, for the whole form or for each choice of a field, and how they
are given. The places themselves are the room `places`; here is only what a pack declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from madoguchi.kit.languages import text_of
from madoguchi.kit.samekey import same_keys
from madoguchi.kit.tomlschema import Choice, Int, Local, MapOf, Spec, Table, Text
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain import apart
from madoguchi.modules.procedures.domain.problems import Findings

FILE = "pack.toml"
_LIMIT = Int(0, places.MOST)
_FIELD = Text(pattern="[a-z][a-z0-9_]*")
HOLDS = ("none", "begin", "check")
SCHEMA = Table(
    {"mode": Choice(*places.Mode)},
    {
        "limit": _LIMIT,
        "limits": MapOf(_LIMIT),
        "field": _FIELD,
        "waiting": _LIMIT,
        "once": apart.SPEC,
        "once_what": Local(en=True),
        "hold": Choice(*HOLDS),
        "hold_minutes": Int(1, 240),
        "offer_hours": Int(1, 720),
        "round": Text(pattern="[a-z0-9][a-z0-9-]{0,19}"),
        "public_source": Local(en=True),
    },
)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a pack declares of its places. `field`: the choice whose options have places of their own, "" for one pool
    over the whole form; `limits`: of options that differ from `limit`; `once`: the keys that say who somebody is, and
    `once_what` what residents call that; `hold`: when a form begins to hold a place; `round`: another one begins with
    empty pools; `public_source`: the value that goes into the draw; `table`: the one with the options of `field`."""

    mode: places.Mode
    limit: int
    limits: Mapping[str, int]
    field: str = ""
    waiting: int = 0
    once: apart.Keys = ()
    once_what: Words | None = None
    hold: str = "none"
    hold_minutes: int = 15
    offer_hours: int = 48
    round: str = ""
    public_source: Words | None = None
    table: str = ""

    @property
    def by_lot(self) -> bool:
        """Whether a draw decides."""
        return self.mode.by_lot

    def prefix(self, pack_id: str) -> str:
        """The key under which all pools of the procedure lie; versions of a pack share them."""
        return f"procedures/{pack_id}/{self.round}" if self.round else f"procedures/{pack_id}"

    def key(self, pack_id: str, choice: str = "") -> str:
        """The key of one pool."""
        return f"{self.prefix(pack_id)}/{self.field}:{choice}" if self.field else self.prefix(pack_id)

    def limit_of(self, choice: str) -> int:
        """The places of an option, or of the form ("")."""
        return self.limits.get(choice, self.limit)


def read(data: Mapping[str, Any]) -> Capacity:
    """The table, checked by SCHEMA before."""
    texts = {name: data[name] for name in ("once_what", "public_source") if name in data}
    both: dict[str, Any] = {name: text_of(text) for name, text in texts.items()}
    plain = {
        name: data[name]
        for name in ("field", "waiting", "hold", "hold_minutes", "offer_hours", "round")
        if name in data
    }
    return Capacity(
        places.Mode(data["mode"]),
        data.get("limit", 0),
        dict(data.get("limits", {})),
        once=apart.read(data.get("once", ())),
        **plain,
        **both,
    )


def keys(capacity: Capacity) -> dict[str, Spec]:
    """The values that a body may set for itself, where the pack opens them."""
    found: dict[str, Spec] = {"capacity.limit": _LIMIT, "capacity.waiting": _LIMIT}
    return found | {f"capacity.limits.{choice}": _LIMIT for choice in capacity.limits}


def localised(capacity: Capacity, values: Mapping[str, Any]) -> Capacity:
    """With a body's values, checked before."""
    limits = {choice: values.get(f"capacity.limits.{choice}", own) for choice, own in capacity.limits.items()}
    if f"table.{capacity.table}" in values:
        limits = forms.places_of(values[f"table.{capacity.table}"])
    return replace(
        capacity,
        round=values.get("capacity.round", capacity.round),
        limit=values.get("capacity.limit", capacity.limit),
        waiting=values.get("capacity.waiting", capacity.waiting),
        limits=limits,
    )


def listed(capacity: Capacity, table: str, tables: Mapping[str, str]) -> Capacity:
    """With the column `places` of the table that its options are in; what pack.toml says of an option goes before."""
    if table not in tables:
        return capacity
    return replace(capacity, table=table, limits={**forms.places_of(tables[table]), **capacity.limits})


def options(capacity: Capacity, form: forms.Form) -> list[tuple[str, Words]]:
    """The choices with places of their own, with their labels; [("", "")] for one pool over the form."""
    if not capacity.field:
        return [("", Words("", ""))]
    kind: Any = form.field(capacity.field).type
    return [(value, kind.label(value)) for value in kind.values]


def asking(capacity: Capacity | None, form: forms.Form) -> tuple[Any, ...] | None:
    """What decides which place an answer asks for, and how; None without places. Versions that differ in it cannot be
    sent side by side: the older would ask for places that are given no more, or for none at all."""
    if capacity is None:
        return None
    choices = tuple(value for value, _label in options(capacity, form))
    return (capacity.round, capacity.field, choices, capacity.mode, capacity.once, capacity.hold)


def choice(capacity: Capacity, answers: Mapping[str, Any]) -> str | None:
    """The option that was chosen, "" for one pool over the form, None while nothing is chosen."""
    if not capacity.field:
        return ""
    found = answers.get(capacity.field)
    return found if isinstance(found, str) else None


def who(capacity: Capacity, answers: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Who this is, by each key, spelled in one way whatever way it was typed; () while nothing of it is there."""
    return same_keys(capacity.once, answers)


def fitted(capacity: Capacity, form: forms.Form) -> Capacity:
    """With the parts by which the fields of this form tell apart."""
    return replace(capacity, once=apart.fitted(capacity.once, form))


def check(capacity: Capacity, form: forms.Form, flow: cases.Flow, findings: Findings) -> None:
    """Note what the shapes alone do not say."""

    def fault(place: str, ja: str, en: str) -> None:
        findings.add(FILE, f"capacity.{place}", ja, en)

    known = {one.id: one for one in form.fields}
    if capacity.field:
        one = known.get(capacity.field)
        if one is None or one.type.name != "choice" or getattr(one.type, "other", False):
            fault(
                "field",
                "「その他」のない choice の項目のidを書いてください。",
                "The id of a choice field without “other”.",
            )
        elif not one.required or one.when is not None:
            fault("field", "いつも尋ねる必須の項目にしてください。", "The field must be required and always asked.")
        else:
            for value in sorted(set(capacity.limits) - {value for value, _label in options(capacity, form)}):
                fault(f"limits.{value}", "この選択肢はありません。", "There is no such option.")
    elif capacity.limits:
        fault("limits", "選択肢ごとの定員には field が必要です。", "Limits by choice need a field.")
    apart.check(capacity.once, form, lambda ja, en: fault("once", ja, en))
    if capacity.once and capacity.once_what is None:
        fault("once_what", "1人1回の理由に使うので、何で見分けるかを書いてください（例：お名前と生年月日）。",
              "Say by what people are told apart (name and date of birth).")  # fmt: skip
    if capacity.hold != "none" and capacity.by_lot:
        fault("hold", "抽選では席を確保しません。", "Nothing is held where lots are drawn.")
    if capacity.hold == "begin" and capacity.field:
        fault(
            "hold",
            "選ぶ前には確保できません。hold は check にしてください。",
            "Nothing can be held before the choice: use check.",
        )
    if capacity.public_source and not capacity.by_lot:
        fault("public_source", "抽選のときだけ書けます。", "Only where lots are drawn.")
    if capacity.mode == places.Mode.ORDER and (capacity.limit or capacity.limits or capacity.waiting):
        fault("limit", "順番だけの抽選に定員はありません。", "An order knows no limit.")
    if capacity.mode != places.Mode.ORDER and not capacity.limit and not capacity.limits:
        fault("limit", "定員を書いてください。", "Give the limit.")
    if flow.base == cases.BY_MAIL:
        fault("mode", "by_mail の流れとは一緒に使えません（確定しない人が席をふさぎます）。",
              "Not together with by_mail: who never confirms would keep a place.")  # fmt: skip
