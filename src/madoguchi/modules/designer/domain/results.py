"""Examples whose result is another one by now: what they expected and what comes out, in words beside each other, and
the file that says what comes out. Only results: an example that should pass and is refused, or the other way round, has
to be filled in anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.kit import toml
from madoguchi.kit.languages import english
from madoguchi.kit.money import format_yen
from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

_Words = procedures.Words
_FEE, _MISTAKES, _BEFORE = (
    _Words("手数料", "Fee"),
    _Words("出る誤り", "Errors"),
    _Words("対象の確認", "Check before the form"),
)
_NOTHING, _NOT_ASKED = (
    _Words("（なし）", "(none)"),
    _Words("（この答えでは尋ねない）", "(not asked with these answers)"),
)
_VERDICTS = {
    "yes": _Words("対象です", "it is for you"),
    "unsure": _Words("確かめて決めます", "to be looked into"),
    "other": _Words("別の手続です", "another procedure"),
    "no": _Words("対象ではありません", "it is not for you"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a result: what it is, what the example expects, what comes out now."""

    what: _Words
    old: _Words
    new: _Words


@dataclass(frozen=True, slots=True)
class Differing:
    """One example with another result: its file, its title, the parts, and the file with the new result."""

    file: str
    title: str
    rows: tuple[Row, ...]
    text: str

    @property
    def name(self) -> str:
        return self.file.removeprefix("examples/").removesuffix(".toml")


def differing(pack: procedures.Pack, files: Files) -> list[Differing]:
    """The examples of the files whose result is another one, by file."""
    found = (_differing(pack, file, text) for file, text in sorted(files.items()) if file.startswith("examples/"))
    return [one for one in found if one is not None]


def _differing(pack: procedures.Pack, file: str, text: str) -> Differing | None:
    try:
        table = tomlsync.plain(text)
    except toml.TOMLDecodeError:
        return None
    answers, today = procedures.example_answers(table), table.get("today")
    if not isinstance(table.get("answers"), dict) or type(today) is not date:
        return None
    outcome = forms.validate(pack.form, forms.typed_from_answers(pack.form, answers), today=today, here=False)
    wanted = {**table, "answers": dict(table["answers"])}
    if file.endswith(".ok.toml"):
        rows = [*_kept(pack, wanted, answers, outcome), *_fee(pack, wanted, outcome)] if outcome.ok else []
    else:
        rows = _mistakes(pack, wanted, outcome) if outcome.faults else []
    rows += _checks(pack, wanted, today)
    changed = tomlsync.synced(text, wanted)
    return Differing(file, str(table.get("title", "")), tuple(rows), changed) if rows and changed != text else None


def _kept(
    pack: procedures.Pack, wanted: dict[str, Any], answers: Mapping[str, Any], outcome: forms.Outcome
) -> Iterator[Row]:
    """What is worked out, and what is not asked any more."""
    by_id = {one.id: one for one in pack.form.fields}
    for name in list(wanted["answers"]):
        one, given, now = by_id.get(name), answers[name], outcome.answers.get(name)
        if one is not None and one.type.derived and given != now:
            wanted["answers"][name] = now
            new = _shown(one, now) if now is not None else _NOTHING
        elif name not in outcome.answers and given not in ("", [], {}):
            new = _NOT_ASKED
        else:
            continue
        if now is None:
            del wanted["answers"][name]
        label = _Words(one.label.ja, one.label.in_("en")) if one is not None else _Words(name, name)
        yield Row(label, _shown(one, given) if one is not None else _Words(str(given), str(given)), new)


def _shown(one: forms.Field, value: Any) -> _Words:
    def say(lang: str) -> str:
        try:
            return "、".join(str(line) for line in one.type.show(value, lang))
        except (KeyError, TypeError, ValueError, AttributeError, NotImplementedError):
            return str(value)  # an answer in the shape of another type

    return _Words(say("ja"), say("en"))


def _fee(pack: procedures.Pack, wanted: dict[str, Any], outcome: forms.Outcome) -> Iterator[Row]:
    if "fee" not in wanted:
        return
    try:
        total = pack.fees.bill(outcome.env).total
    except procedures.FeeError:
        return
    if total != wanted["fee"]:
        yield Row(_FEE, _yen(wanted["fee"]), _yen(total))
        wanted["fee"] = total


def _yen(amount: Any) -> _Words:
    return _Words(format_yen(amount), f"{amount:,} yen") if type(amount) is int else _Words(str(amount), str(amount))


def _mistakes(pack: procedures.Pack, wanted: dict[str, Any], outcome: forms.Outcome) -> list[Row]:
    told = wanted.get("expect")
    expected = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    old = sorted({(str(one.get("field", "")), str(one.get("code", ""))) for one in expected})
    new = sorted({(fault.path, fault.code) for fault in outcome.faults})
    if old == new:
        return []
    said = {(fault.path, fault.code): fault for fault in outcome.faults}
    wanted["expect"] = [{"field": path, "code": code} for path, code in new]
    return [Row(_MISTAKES, _listed(pack, old, said), _listed(pack, new, said))]


def _listed(
    pack: procedures.Pack, found: Sequence[tuple[str, str]], said: Mapping[tuple[str, str], forms.FieldFault]
) -> _Words:
    def say(lang: str) -> str:
        return "\n".join(_mistake(pack, one, said.get(one), lang) for one in found)

    return _Words(say("ja"), say("en"))


def _mistake(pack: procedures.Pack, one: tuple[str, str], fault: forms.FieldFault | None, lang: str) -> str:
    """A sentence as residents read it; of an error that comes no more the question and the name of the error."""
    if fault is not None:
        return forms.messages((fault,), lang)[0][1]
    path, code = one
    try:
        label = pack.form.field(path).label.in_(lang)
    except KeyError:
        label = path
    if code == "check":
        found = [check.message.in_(lang) for check in pack.form.checks if check.field.path == path]
        code = found[0] if len(found) == 1 else code
    if code.startswith("required"):
        code = "not answered" if english(lang) else "答えがない"
    return f"“{label}”: {code}" if english(lang) else f"「{label}」：{code}"


def _checks(pack: procedures.Pack, wanted: dict[str, Any], today: Any) -> list[Row]:
    """The verdicts of the questions before the form."""
    told = wanted.get("eligibility")
    if pack.eligibility is None or not isinstance(told, list):
        return []
    rows, kept = [], []
    for one in told:
        kept.append(one)
        if not isinstance(one, dict) or not isinstance(one.get("answers"), dict):
            continue
        outcome = pack.eligibility.answer(one["answers"], today)
        if outcome.faults or set(one["answers"]) - set(outcome.answers):
            continue  # these answers cannot be judged: to be written anew
        verdict, rules = pack.eligibility.judge(outcome)
        old, new = (str(one.get("verdict")), list(one.get("rules", []))), (verdict.value, [rule.id for rule in rules])
        if old[0] != new[0] or sorted(old[1]) != sorted(new[1]):
            rows.append(Row(_BEFORE, _verdict(pack, *old), _verdict(pack, *new)))
            kept[-1] = {**one, "verdict": new[0], "rules": new[1]}
            if not new[1]:
                del kept[-1]["rules"]
    if rows:
        wanted["eligibility"] = kept
    return rows


def _verdict(pack: procedures.Pack, verdict: str, rules: Sequence[str]) -> _Words:
    reasons = {rule.id: rule.reason for rule in pack.eligibility.rules} if pack.eligibility else {}

    def say(lang: str) -> str:
        said = _VERDICTS[verdict].in_(lang) if verdict in _VERDICTS else verdict
        return "\n".join([said, *(reasons[name].in_(lang) if name in reasons else name for name in rules)])

    return _Words(say("ja"), say("en"))
