"""A life event, read and compiled: what is asked, which parts it has, what each part is given.

`packs/events/<id>/`: event.toml (name card, bodies, parts), form.toml (the questions, in the language of forms),
texts/ja.md, texts/en.md, texts/<language>.toml (catalogues of translations, as procedures have them),
examples/*.ok.toml. Format: docs/reference/pack-format.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from madoguchi.kit import toml, tomlschema
from madoguchi.kit.languages import text_of
from madoguchi.kit.tomlschema import Any as Whatever
from madoguchi.kit.tomlschema import Bool, Choice, Int, ListOf, Local, MapOf, Table, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events.choices import BODIES_TABLE, ELSEWHERE, HERE, PARTS_FIELD, PREFECTURE
from madoguchi.modules.life_events.domain import giving
from madoguchi.modules.life_events.domain.source import Source
from madoguchi.modules.procedures.api import (
    LANGUAGES,
    LIFE_EVENTS,
    Findings,
    PackError,
    PackProblem,
    Words,
    translations,
)

EVENT, FORM = "event.toml", "form.toml"
_ID = "[a-z][a-z0-9_]*"
_DEADLINE = Table({"on": Text(max=300), "basis": Local(en=True), "found": Bool()}, optional={"roll": Bool()})
_PART = Table(
    {"id": Text(_ID, 40), "title": Local(en=True), "summary": Local(en=True), "body": Text(max=40)},
    optional={
        "procedure": Text("[a-z][a-z0-9-]{1,39}"),
        "if_offered": Bool(),
        "authority": Local(en=True),
        "when": Text(max=500),
        "opens": Text(max=300),
        "deadline": _DEADLINE,
        "counter": Local(en=True),
        "bring": ListOf(Local(en=True)),
        "give": MapOf(Whatever(), _ID),
        "suggest": MapOf(Whatever(), _ID),
    },
)
SCHEMA = Table(
    {
        "id": Text("[a-z][a-z0-9-]{1,39}"),
        "version": Int(1),
        "order": Int(1, 99),
        "title": Local(en=True),
        "kana": Text(max=60),
        "summary": Local(en=True),
        "life_event": Choice(*LIFE_EVENTS),
        "triage": ListOf(Text(_ID), least=1),
        "bodies": MapOf(Text(_ID), "[a-z]+"),
        "part": ListOf(_PART, least=1, unique="id"),
    },
    {"addresses": MapOf(Text("[a-z]+"), _ID)},
)


@dataclass(frozen=True)
class Deadline:
    """Until when: the day that `on` gives; with `roll` a closed day goes on to the next opening day. `found`: the
    period was read at its source; otherwise people are told to have it checked."""

    on: forms.Expression
    basis: Words
    found: bool
    roll: bool


@dataclass(frozen=True)
class Part:
    """One thing to do. `procedure`: id of the pack that files it, "" for guidance; `body`: a name of `Event.bodies`,
    here, prefecture or elsewhere (then `authority`); `if_offered`: listed only where that body offers the
    procedure, for elsewhere there is nothing to do. `give` stands in the procedure's form and is not changed there;
    `suggest` is filled in and may be changed."""

    id: str
    title: Words
    summary: Words
    body: str
    procedure: str = ""
    if_offered: bool = False
    authority: Words | None = None
    when: forms.Expression | None = None
    opens: forms.Expression | None = None
    deadline: Deadline | None = None
    counter: Words | None = None
    bring: tuple[Words, ...] = ()
    give: Mapping[str, giving.Source] = field(default_factory=dict)
    suggest: Mapping[str, giving.Source] = field(default_factory=dict)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it takes."""
        sources = (*self.give.values(), *self.suggest.values())
        return frozenset(name for source in sources for name in giving.used(source))


@dataclass(frozen=True, eq=False)
class Event:
    """A compiled life event. `triage`: ids of the pages that are asked before the list; `bodies`: names that parts use,
    each with the field that asks which body it is; `addresses`: fields of an address that lies in one of them; `texts`:
    sections of Markdown by language."""

    id: str
    version: int
    order: int
    title: Words
    kana: str
    summary: Words
    life_event: str
    triage: tuple[str, ...]
    bodies: Mapping[str, str]
    parts: tuple[Part, ...]
    form: forms.Form
    texts: Mapping[str, Mapping[str, str]]
    form_data: Mapping[str, Any] = field(repr=False)
    tables: Mapping[str, str] = field(repr=False)
    addresses: Mapping[str, str] = field(default_factory=dict)
    _asked: dict[frozenset[str], forms.Form] = field(default_factory=dict, repr=False)

    def sections(self, lang: str) -> Mapping[str, str]:
        """The sections of its page in a language of `kit.languages`; a `Borrowed` where one fell back."""
        return translations.in_language(self.texts, lang)

    def part(self, part_id: str) -> Part:
        """Raises KeyError."""
        for one in self.parts:
            if one.id == part_id:
                return one
        raise KeyError(part_id)

    def asked(self, chosen: frozenset[str]) -> forms.Form:
        """The form with the triage, and of the facts only those that the chosen parts take (and what these hang on)."""
        known = self._asked.get(chosen)
        if known is None:
            known = self._asked[chosen] = _narrowed(self, chosen)
        return known

    def choice(self) -> forms.Form:
        """The form of the list itself: which parts to do now."""
        options = [{"value": one.id, "label": {"ja": one.title.ja, "en": one.title.en}} for one in self.parts]
        label = {"ja": "いま手続するもの", "en": "What to do now"}
        asked = {"id": PARTS_FIELD, "type": "choices", "label": label, "options": options, "required": True}
        return forms.compile_form({"page": [{"id": "list", "title": label, "field": [asked]}]})


def compile_event(source: Source, bodies: str) -> Event:
    """Compile an event; `bodies`: the table of options (CSV) for the questions which body it is.

    Raises PackError with every problem of event.toml, form.toml and the texts.
    """
    found: list[PackProblem] = []
    card, form_data = _toml(source, EVENT, found), _toml(source, FORM, found)
    findings = Findings()
    catalogues = translations.read(source.files, findings)
    found += findings.found
    for name, data in ((EVENT, card), (FORM, form_data)):
        translations.put_in(name, data or {}, catalogues)
    if card is not None:
        found += [PackProblem(EVENT, p.path, p.message_ja, p.message_en) for p in tomlschema.check(card, SCHEMA)]
        if card.get("id", source.event_id) != source.event_id:
            found.append(PackProblem(EVENT, "id", "フォルダ名と同じにしてください。", "Must be the folder's name."))
    texts = _texts(source, found)
    texts |= {lang: translations.sections_in(texts["ja"], one) for lang, one in catalogues.items()}
    form = None
    tables = {BODIES_TABLE: bodies}
    if form_data is not None:
        form_data = dict(forms.Expanded(form_data).data)
        tables = tables if f'"{BODIES_TABLE}"' in source.files[FORM] else {}
        try:
            form = forms.compile_form(form_data, tables)
        except forms.DefinitionError as error:
            found += [PackProblem(FORM, p.path, p.message_ja, p.message_en) for p in error.problems]
    if found or card is None or form is None or form_data is None:
        raise PackError(source.event_id, found)
    event = _event(card, form, form_data, tables, texts, found)
    if found:
        raise PackError(source.event_id, found)
    return event


def _toml(source: Source, name: str, found: list[PackProblem]) -> dict[str, Any] | None:
    try:
        return toml.loads(source.files[name])
    except KeyError:
        found.append(PackProblem(name, "", "このファイルがありません。", "This file is missing."))
    except toml.TOMLDecodeError as error:
        found.append(PackProblem(name, "", f"TOMLとして読めません（{error}）。", f"Not readable as TOML ({error})."))
    return None


def _texts(source: Source, found: list[PackProblem]) -> dict[str, Mapping[str, str]]:
    texts: dict[str, Mapping[str, str]] = {}
    for lang in LANGUAGES:
        name = f"texts/{lang}.md"
        text = source.files.get(name, "")
        parts = [part.partition("\n") for part in f"\n{text}".split("\n## ")[1:]]
        texts[lang] = {title.strip(): body.strip() for title, _line, body in parts}
        for section in ("lead", "notes"):
            if not texts[lang].get(section):
                found.append(
                    PackProblem(name, f"## {section}", f"「{section}」がありません。", f"“{section}” is missing.")
                )
    return texts


def _words(data: Mapping[str, str] | None) -> Words | None:
    return text_of(data) if data else None


class _Reader:
    """Compiles the parts of one event, noting what is wrong."""

    def __init__(self, form: forms.Form, triage: tuple[str, ...], found: list[PackProblem]) -> None:
        self.form, self.found = form, found
        self.mapper = giving.Mapper(form)
        self.early = {one.id for one in form.fields if one.page_id in triage}

    def note(self, place: str, ja: str, en: str) -> None:
        self.found.append(PackProblem(EVENT, place, ja, en))

    def expression(self, text: str | None, place: str, kind: forms.Kind) -> forms.Expression | None:
        """An expression that looks at the triage alone: the list is shown before anything else is asked."""
        if text is None:
            return None
        try:
            compiled = forms.answer_expression(self.form, text, kind)
        except forms.ExpressionError as error:
            for fault in error.faults:
                self.note(place, f"{fault.ja}（{text}）", f"{fault.en} ({text})")
            return None
        for name in sorted(compiled.names - self.early):
            self.note(place, f"「{name}」は一覧より後で聞く項目です。", f"“{name}” is asked after the list is shown.")
        return compiled

    def part(self, data: Mapping[str, Any], place: str) -> Part:
        title, summary = text_of(data["title"]), text_of(data["summary"])
        deadline = None
        if "deadline" in data:
            raw = data["deadline"]
            on = self.expression(raw["on"], f"{place}.deadline.on", forms.Kind.DATE)
            if on is not None:
                deadline = Deadline(on, text_of(raw["basis"]), raw["found"], raw.get("roll", False))
        give = self.mapper.read(data.get("give", {}), f"{place}.give")
        suggest = self.mapper.read(data.get("suggest", {}), f"{place}.suggest")
        for name in sorted(set(give) & set(suggest)):
            self.note(f"{place}.suggest.{name}", "give にもあります。", "Also in give.")
        if (give or suggest) and "procedure" not in data:
            self.note(place, "give は procedure のある部分に書きます。", "give belongs to a part with a procedure.")
        if data.get("if_offered") and "procedure" not in data:
            ja, en = "if_offered は procedure のある部分に書きます。", "if_offered belongs to a part with a procedure."
            self.note(f"{place}.if_offered", ja, en)
        if (data["body"] == ELSEWHERE) != ("authority" in data) or (data["body"] == ELSEWHERE and "procedure" in data):
            self.note(
                f"{place}.body", "ほかの役所の案内には body = \"elsewhere\" と authority を書きます。",
                "Guidance to another authority has body = \"elsewhere\" and authority.",
            )  # fmt: skip
        return Part(
            id=data["id"], title=title, summary=summary, body=data["body"], procedure=data.get("procedure", ""),
            if_offered=data.get("if_offered", False), authority=_words(data.get("authority")),
            when=self.expression(data.get("when"), f"{place}.when", forms.Kind.BOOL),
            opens=self.expression(data.get("opens"), f"{place}.opens", forms.Kind.DATE),
            deadline=deadline, counter=_words(data.get("counter")),
            bring=tuple(text_of(one) for one in data.get("bring", ())), give=give, suggest=suggest,
        )  # fmt: skip


def _event(
    card: Mapping[str, Any],
    form: forms.Form,
    form_data: Mapping[str, Any],
    tables: Mapping[str, str],
    texts: Mapping[str, Mapping[str, str]],
    found: list[PackProblem],
) -> Event:
    triage = tuple(card["triage"])
    reader = _Reader(form, triage, found)
    pages = [page.id for page in form.pages]
    if pages[: len(triage)] != list(triage):
        reader.note(
            "triage", "様式の初めのページを、順に書いてください。", "Name the first pages of the form, in order."
        )
    for name, asked in card["bodies"].items():
        one = next((one for one in form.fields if one.id == asked), None)
        if one is None or one.type.name != "choice" or asked not in reader.early:
            reader.note(
                f"bodies.{name}", f"「{asked}」は、triage のページの choice の項目ではありません。",
                f"“{asked}” is no choice on a page of the triage.",
            )  # fmt: skip
    for one in form.walk():
        if one.type.name == "file":
            found.append(
                PackProblem(FORM, one.path, "ファイルは、手続ごとに聞きます。", "Files are asked by each procedure.")
            )
    for name, where in card.get("addresses", {}).items():
        one = next((one for one in form.fields if one.id == name), None)
        if one is None or one.type.name != "address" or where not in card["bodies"]:
            reader.note(
                f"addresses.{name}", "address の項目と、bodies の名前を書いてください。",
                "Name a field of the type address and one of the bodies.",
            )  # fmt: skip
    names = {*card["bodies"], HERE, PREFECTURE, ELSEWHERE}
    parts = []
    for number, data in enumerate(card["part"]):
        if data["body"] not in names:
            reader.note(f"part[{number}].body", f"「{data['body']}」という団体はありません。", "There is no such body.")
        parts.append(reader.part(data, f"part[{number}]"))
    found += [PackProblem(EVENT, fault.place, fault.ja, fault.en) for fault in reader.mapper.faults]
    return Event(
        id=card["id"], version=card["version"], order=card["order"], title=text_of(card["title"]), kana=card["kana"],
        summary=text_of(card["summary"]), life_event=card["life_event"], triage=triage, bodies=card["bodies"],
        parts=tuple(parts), form=form, texts=texts, form_data=form_data, tables=tables,
        addresses=card.get("addresses", {}),
    )  # fmt: skip


def _narrowed(event: Event, chosen: frozenset[str]) -> forms.Form:
    """The event's form without the facts that nobody takes."""
    form = event.form
    pages = {page.id: page for page in form.pages}
    wanted = {one.id for one in form.fields if one.page_id in event.triage}
    todo = [name for part in event.parts if part.id in chosen for name in part.facts if name in form.types]
    while todo:
        name = todo.pop()
        if name not in wanted:
            wanted.add(name)
            one = form.field(name)
            page = pages[one.page_id]
            todo += [*_hangs_on(one), *(page.when.names if page.when else ())]
    data: dict[str, Any] = {"page": []}
    for page in event.form_data["page"]:
        asked = [one for one in page["field"] if one["id"] in wanted]
        if any(one["type"] != "info" for one in asked) or page["id"] in event.triage:
            notes = [
                one["id"]
                for one in page["field"]
                if one["type"] == "info" and _hangs_on(form.field(one["id"])) <= wanted
            ]
            data["page"].append(
                {**page, "field": [one for one in page["field"] if one["id"] in wanted or one["id"] in notes]}
            )
    kept = [
        raw
        for raw, check in zip(event.form_data.get("check", ()), form.checks, strict=True)
        if {check.field.path.split(".")[0], *_top(form, check)} <= wanted
    ]
    if kept:
        data["check"] = kept
    meta = event.form_data.get("meta", {})
    data["meta"] = {key: value for key, value in meta.items() if isinstance(value, str) and value in wanted}
    return forms.compile_form(data, event.tables)


def _top(form: forms.Form, check: forms.Check) -> set[str]:
    names = set(check.that.names) | (set(check.when.names) if check.when else set())
    return names & set(form.types)


def _hangs_on(one: forms.Field) -> set[str]:
    """The top-level names that the field's conditions look at."""
    found: set[str] = set()
    for expression in (one.when, one.required_when, *one.limits.values()):
        found |= set(expression.names) if expression else set()
    for inner in one.fields:
        found |= _hangs_on(inner) - {field.id for field in one.fields}
    return found
