"""A pack, read and compiled: everything the rooms below need to take a case, frozen and shared by all requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from madoguchi.kit import toml, tomlschema
from madoguchi.kit.languages import SOURCES
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Identity
from madoguchi.modules.procedures.domain import (
    capacity,
    eligibility,
    fee_guards,
    fee_reader,
    follows,
    letter,
    lint,
    lists,
    local_keys,
    numbers,
    once,
    overlay,
    own_questions,
    rate_tables,
    routing,
    translations,
)
from madoguchi.modules.procedures.domain.card import Card, read_card
from madoguchi.modules.procedures.domain.examples import Example, read_examples
from madoguchi.modules.procedures.domain.fees import FeeTable
from madoguchi.modules.procedures.domain.problems import Findings, PackError, PackProblem
from madoguchi.modules.procedures.domain.source import Source
from madoguchi.modules.procedures.domain.texts import Sections, read_texts


@dataclass(frozen=True)
class Pack:
    """A compiled pack. `texts`: sections of Markdown by language; `documents`: Typst source by name; `sha256`: of the
    canonical text. `local_specs`: the shape of each value that a body may set; `lists`: where it may set lists of
    options, what the form is compiled from; `eligibility`: the questions before the form, if it has any.
    """

    card: Card
    form: forms.Form
    flow: cases.Flow
    fees: FeeTable
    texts: Mapping[str, Sections]
    documents: Mapping[str, str]
    examples: tuple[Example, ...]
    local_specs: Mapping[str, tomlschema.Spec]
    sha256: str
    lists: lists.Lists | None = None
    eligibility: eligibility.Eligibility | None = None
    catalogues: Mapping[str, translations.Catalogue] = field(default_factory=dict)
    readings: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def version(self) -> int:
        return self.card.version

    @property
    def key(self) -> str:
        """How drafts and cases name this version: "inu@1"."""
        return f"{self.id}@{self.version}"

    def sections(self, lang: str) -> Mapping[str, str]:
        """The sections of its page in a language of `kit.languages`; a `Borrowed` where one fell back."""
        return translations.in_language(self.texts, lang)

    @property
    def is_sample(self) -> bool:
        """Whether a list or a table of rates is the sample still: the body that offers it has to put in its own."""
        return self.may_be_sample and (
            any(rates.sample for rates in self.fees.tables.values())
            or (self.lists is not None and lists.shows_samples(self.form))
        )

    @property
    def may_be_sample(self) -> bool:
        """Whether it has anything that could be a sample."""
        return self.lists is not None or bool(self.fees.tables)

    @property
    def asking(self) -> tuple[Any, ...]:
        """What two versions must agree in to be sent side by side: places, and who is told apart by what."""
        return (capacity.asking(self.card.capacity, self.form), self.card.once)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Legal texts that nobody of the office has checked and that its papers would state as fact.

        Whatever the kind: a template may print any law of the pack as its own words, which no program can see, so a
        procedure that issues a document needs all of them checked. Every appeal of a pack stands in some outcome.
        """
        issues = any(outcome.document or outcome.appeal for outcome in self.flow.outcomes.values())
        return tuple(self.card.unchecked) if issues or self.card.disposition else ()


def compile_pack(source: Source, *, published: bool = False) -> Pack:
    """Compile a pack from its files. `published`: it was sound when it was published (`forms.compile_form`).

    Raises PackError with every problem of every file: what is wrong is stood in for, so that the rest is read all the
    same."""
    findings = Findings()
    tables = {name: _parse(name, source.files, findings) for name in ("pack.toml", "form.toml", "flow.toml")}
    documents = {
        name.removeprefix("documents/").removesuffix(".typ"): text
        for name, text in source.files.items()
        if name.startswith("documents/")
    }
    catalogues = translations.read(source.files, findings)
    for name, parsed in tables.items():
        if parsed is not None:
            translations.put_in(name, parsed, catalogues)
    card_data, form_data, flow_data = tables["pack.toml"], tables["form.toml"], tables["flow.toml"]
    card = None if card_data is None else read_card(card_data, source.pack_id, findings)
    texts = read_texts(source.files, findings)
    texts |= {lang: translations.sections_in(texts["ja"], one) for lang, one in catalogues.items()}
    readings = translations.read_readings(source.files, findings)
    examples = read_examples(source.files, findings)
    lists_of_options = _tables(source.files)
    form, problems, whole = forms.compile_as_far(form_data or {}, lists_of_options, published=published)
    findings.schema("form.toml", problems if form_data is not None else ())
    fees = fee_reader.read_fees(source.files.get(fee_reader.FILE), form, findings, catalogues)
    flow = None if flow_data is None or card is None else _flow(flow_data, card, documents, fees, findings)
    check = eligibility.read_eligibility(
        source.files.get(eligibility.FILE),
        form_data,
        lists_of_options,
        card.kind if card else None,
        findings,
        catalogues,
    )
    if card is not None and form_data is not None:
        lint.lint_form(form_data, card.asked, findings)
    if form is not None and flow is not None:
        _check_outcomes(flow, form, findings)
    if card is not None and form is not None:
        lint.lint_identity(card.identity, form, findings)
        lint.lint_privacy(form, card.privacy is not None, findings)
        lint.lint_conditions(form, findings)
        if card.routed_by:
            routing.check(card.routed_by, form, findings)
        if card.follows is not None:
            follows.check(card.follows, form, findings)
        if card.capacity is not None and flow is not None:
            table = lists.table_of(form_data or {}, card.capacity.field)
            places = capacity.listed(capacity.fitted(card.capacity, form), table, lists_of_options)
            card = replace(card, capacity=places)
            capacity.check(places, form, flow, findings)
        if card.once is not None:
            declared = once.fitted(card.once, form)
            card = replace(card, once=declared)
            once.check(declared, form, bool(card.capacity and card.capacity.once), findings)
        if card.letter is not None:
            letter.check(card.letter, form, card.once, findings)
    known_numbers = numbers.names(fee_reader.names(source.files.get(fee_reader.FILE)))
    for lang in SOURCES:
        sections = texts[lang]
        for section, text in sections.items():
            for name in numbers.unknown(text, known_numbers):
                findings.add(
                    f"texts/{lang}.md", f"## {section}", f"{{{name}}} に入る値はありません。",
                    f"There is no value for {{{name}}}.",
                )  # fmt: skip
    specs: dict[str, tomlschema.Spec] = {}
    if card is not None:
        possible = local_keys.possible_keys(card, fees, tables=lists_of_options)
        local_keys.check_local(card.local, possible, findings)
        local_keys.check_samples(card.local, fees, findings)
        specs = {key: possible[key] for key in card.local if key in possible}
        if form is not None:
            specs |= local_keys.open_keys(card, form)
    if card is None or form is None or flow is None:
        raise PackError(source.pack_id, findings.found)
    opened = tuple(name for name in lists_of_options if lists.KEY + name in card.local)
    listed = lists.Lists(form_data or {}, lists_of_options, opened) if opened else None
    pack = Pack(
        card,
        fee_guards.guarded(form, fees),
        flow,
        fees,
        texts,
        documents,
        examples,
        specs,
        source.sha256,
        listed,
        check,
        catalogues,
        readings,
    )
    if findings.found:
        raise PackError(source.pack_id, findings.found, pack, whole=whole)
    return pack


def localise(pack: Pack, values: overlay.Values) -> Pack:
    """The pack as one body offers it. `values`: that body's overlay, flat and checked ("fee.copy.amount": 300)."""
    return numbers.fill(merged(pack, values))


def merged(pack: Pack, values: overlay.Values) -> Pack:
    """The pack with a body's values, the words in braces still in its texts."""
    if not values:
        return pack
    form = with_lists(pack, values)
    asked = own_questions.read(form, values)
    fees = overlay.localise_fees(pack.fees, values)
    return replace(
        pack,
        card=overlay.localise_card(pack.card, values),
        form=fee_guards.guarded(forms.with_own_questions(form, asked) if asked else form, fees),
        fees=fees,
        texts=overlay.localise_texts(pack.texts, values),
    )


def overlay_problems(
    pack: Pack, table: Mapping[str, Any], file: str = "", departments: Iterable[str] | None = None
) -> list[PackProblem]:
    """Every fault of a body's overlay over this pack; an empty list: it fits. `departments`: the codes of those that
    the body has, None where nobody knows."""
    values = dict(overlay.flatten(table, possible_keys(pack)))
    lines = str(values.get(routing.KEY, "")) if pack.card.routed_by else ""
    of_lists = [*_list_problems(pack, values, file)]
    form = pack.form if of_lists else with_lists(pack, values)  # what lines may say depends on a body's own lists
    return [
        *overlay.check_overlay(table, pack.local_specs, possible_keys(pack), file),
        *own_questions.problems(pack.form, values, file),
        *of_lists,
        *routing.problems(lines, form, pack.card.routed_by, departments, file),
        *rate_tables.problems(pack.fees, values, file),
    ]


def with_lists(pack: Pack, values: overlay.Values) -> forms.Form:
    """The form with a body's own lists of options, where it has some."""
    own = lists.own_tables(values)
    return pack.lists.form(own) if pack.lists and own else pack.form


def _list_problems(pack: Pack, values: overlay.Values, file: str = "") -> Iterator[PackProblem]:
    if pack.lists:
        texts = {name: text for name, text in lists.own_tables(values).items() if isinstance(text, str)}
        yield from pack.lists.problems(texts, file)


def possible_keys(pack: Pack) -> dict[str, tomlschema.Spec]:
    """Every key that the pack could open, with the shape of its value."""
    tables = pack.lists.opened if pack.lists else ()
    possible = local_keys.possible_keys(pack.card, pack.fees, tables=tables)
    return possible | local_keys.open_keys(pack.card, pack.form)


def overlay_values(pack: Pack, table: Mapping[str, Any]) -> overlay.Values:
    """An overlay's values by dotted key, leaving out what this version of the pack does not open (any more)."""
    values = {}
    for key, value in overlay.flatten(table, pack.local_specs):
        if key in pack.local_specs and not tomlschema.check(value, pack.local_specs[key]):
            values[key] = value
    for problem in [*_list_problems(pack, values), *rate_tables.problems(pack.fees, values)]:
        values.pop(problem.place, None)
    return values


def _parse(name: str, files: Mapping[str, str], findings: Findings) -> dict[str, Any] | None:
    try:
        return toml.loads(files[name])
    except toml.TOMLDecodeError as error:
        findings.add(name, "", f"TOMLとして読めません（{error}）。", f"Not readable as TOML ({error}).")
        return None


def _tables(files: Mapping[str, str]) -> dict[str, str]:
    """The tables of options by name."""
    return {
        name.removeprefix("tables/").removesuffix(".csv"): text
        for name, text in files.items()
        if name.startswith("tables/")
    }


def _check_outcomes(flow: cases.Flow, form: forms.Form, findings: Findings) -> None:
    """The conditions and amounts of outcomes are about the answers: only here are both at hand."""
    for outcome in flow.outcomes.values():
        for key, source, kind in (
            ("when", outcome.when or "true", forms.Kind.BOOL),
            ("amount", outcome.amount or "0", forms.Kind.NUMBER),
            ("amount_most", outcome.amount_most or "0", forms.Kind.NUMBER),
        ):
            try:
                forms.answer_expression(form, source, kind)
            except forms.ExpressionError as error:
                for fault in error.faults:
                    findings.add("flow.toml", f"outcome.{outcome.id}.{key}", fault.ja, fault.en)


def _flow(
    data: Mapping[str, Any], card: Card, documents: Mapping[str, str], fees: FeeTable, findings: Findings
) -> cases.Flow | None:
    appeals = [appeal.id for appeal in card.appeals]
    try:
        flow = cases.compile_flow(
            data,
            documents=list(documents),
            appeals=appeals,
            disposition=card.disposition is not None,
            reason_required=bool(card.disposition and card.disposition.reason_required),
            fixes_fee=fees.estimate,
        )
    except cases.FlowError as error:
        for problem in error.problems:
            findings.add("flow.toml", problem.place, problem.ja, problem.en)
        if error.rest is None:
            return None
        flow = error.rest
    if flow.base == cases.BY_MAIL and card.identity is not Identity.MAIL:
        findings.add(
            "flow.toml", "extends", 'by_mail には、必須のメールアドレスの項目（identity = "mail"）が必要です。',
            'by_mail needs identity = "mail": a required mail address.',
        )  # fmt: skip
    if fees.estimate and not flow.fixes_fee:
        findings.add(
            fee_reader.FILE, "estimate", f"「{flow.base}」の流れでは、だれも手数料を確定しません。",
            f"In a flow of “{flow.base}” nobody fixes the fee.",
        )  # fmt: skip
    named = {outcome.document for outcome in flow.outcomes.values()}
    for name in sorted(set(documents) - named):
        findings.add(
            f"documents/{name}.typ", "", "どの結果（outcome）もこの書類を使っていません。",
            "No outcome names this document.",
        )  # fmt: skip
    used = {appeal for outcome in flow.outcomes.values() for appeal in outcome.appeal}
    for appeal in sorted(set(appeals) - used):
        findings.add(
            "pack.toml", f"appeal.{appeal}", "どの結果（outcome）もこの教示を使っていません。",
            "No outcome names this appeal text.",
        )  # fmt: skip
    _check_reasons(flow, card, findings)
    return flow


def _check_reasons(flow: cases.Flow, card: Card, findings: Findings) -> None:
    """例文 of reasons belong to outcomes that need a reason, and each such outcome of a 処分 has one (行手法8条)."""
    needing = {outcome.id for outcome in flow.outcomes.values() if outcome.reason_required}
    for number, reason in enumerate(card.reasons):
        for outcome in sorted(set(reason.outcomes) - needing):
            findings.add(
                "pack.toml", f"reason[{number}].outcomes",
                f"「{outcome}」は、理由の要る結果（outcome）ではありません。",
                f"“{outcome}” is no outcome that needs a reason.",
            )  # fmt: skip
    if card.disposition and card.disposition.reason_required:
        for outcome in sorted(needing - {one for reason in card.reasons for one in reason.outcomes}):
            findings.add(
                "pack.toml", "reason", f"処分なので、「{outcome}」の理由の例文 [[reason]] を1つ以上書いてください。",
                f"A disposition needs at least one [[reason]] for “{outcome}”.",
            )  # fmt: skip
