"""Running a pack's examples: the pack's own tests."""

from __future__ import annotations

from collections.abc import Iterable

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.examples import Example
from madoguchi.modules.procedures.domain.fees import FeeError
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.domain.problems import Findings, PackProblem


def run_examples(pack: Pack) -> list[PackProblem]:
    """What every example of the pack shows to be wrong; an empty list: all went as they should."""
    findings = Findings()
    for example in pack.examples:
        _run(pack, example, findings)
        _run_checks(pack, example, findings)
    _check_shown(pack, findings)
    return findings.found


def _run(pack: Pack, example: Example, findings: Findings) -> None:
    for name in sorted(set(example.answers) - {one.id for one in pack.form.fields}):
        findings.add(
            example.file,
            f"answers.{name}",
            f"様式に「{name}」という項目はありません。",
            f"The form has no field “{name}”.",
        )
    typed = forms.typed_from_answers(pack.form, example.answers)
    outcome = forms.validate(pack.form, typed, today=example.today, here=False)
    found = {(fault.path, fault.code) for fault in outcome.faults}
    if example.ok:
        for path, code in sorted(found):
            findings.add(
                example.file,
                path,
                f"通るはずの例が断られました（{code}）。",
                f"This should pass, but is refused ({code}).",
            )
        if outcome.ok:
            _check_kept(pack.form, example, outcome.answers, findings)
            _check_fee(pack, example, outcome, findings)
        return
    expected = {(one.field, one.code) for one in example.expected}
    for path, code in sorted(expected - found):
        findings.add(
            example.file, path, f"断られるはずですが、「{code}」が出ません（出たもの: {_listed(found)}）。",
            f"Should be refused with “{code}” (found: {_listed(found)}).",
        )  # fmt: skip
    for path, code in sorted(found - expected):
        findings.add(
            example.file, path, f"書かれていない誤り「{code}」が出ました。expect に足すか、例を直してください。",
            f"An error that is not expected: “{code}”.",
        )  # fmt: skip


def _run_checks(pack: Pack, example: Example, findings: Findings) -> None:
    """The questions before the form, with the verdicts that the example says."""
    for number, one in enumerate(example.checked):
        place = f"eligibility[{number}]"
        if pack.eligibility is None:
            findings.add(
                example.file, place, "この手続には eligibility.toml がありません。", "The pack has no eligibility.toml."
            )
            continue
        outcome = pack.eligibility.answer(one.answers, example.today)
        if outcome.faults or set(one.answers) - set(outcome.answers):
            wrong = [(fault.path, fault.code) for fault in outcome.faults]
            wrong += [(name, "not_asked") for name in sorted(set(one.answers) - set(outcome.answers))]
            findings.add(
                example.file, f"{place}.answers", f"この答えでは確かめられません（{_listed(wrong)}）。",
                f"These answers cannot be judged ({_listed(wrong)}).",
            )  # fmt: skip
            continue
        verdict, rules = pack.eligibility.judge(outcome)
        spoken = [rule.id for rule in rules]
        if verdict != one.verdict or sorted(spoken) != sorted(one.rules):
            said = f"{verdict}（{', '.join(spoken) or 'なし / none'}）"
            findings.add(
                example.file, place, f"{one.verdict}（{', '.join(one.rules)}）のはずですが、{said}になりました。",
                f"Should be {one.verdict} ({', '.join(one.rules)}) but is {said}.",
            )  # fmt: skip


def _check_shown(pack: Pack, findings: Findings) -> None:
    """Every rule of the pre-check is shown by an example, and so is somebody whom none of them speaks against."""
    if pack.eligibility is None:
        return
    checked = [one for example in pack.examples for one in example.checked]
    shown = {rule for one in checked for rule in one.rules}
    for number, rule in enumerate(pack.eligibility.rules):
        if rule.id not in shown:
            findings.add(
                "eligibility.toml", f"rule[{number}]",
                f"「{rule.id}」になる答えを、入力例の [[eligibility]] に書いてください。",
                f"No example shows “{rule.id}”: add one under [[eligibility]].",
            )  # fmt: skip
    if not any(one.verdict == "yes" for one in checked):
        findings.add(
            "eligibility.toml", "rule", "対象になる答え（verdict = \"yes\"）を、入力例に書いてください。",
            'No example shows somebody for whom it is (verdict = "yes").',
        )  # fmt: skip


def _check_kept(form: forms.Form, example: Example, answers: dict[str, object], findings: Findings) -> None:
    """An answer to a question that is not asked then would be dropped: the example does not show what it says."""
    for one in form.fields:
        if one.type.derived and one.id in example.answers and example.answers[one.id] != answers.get(one.id):
            findings.add(
                example.file, f"answers.{one.id}", f"計算の結果は「{answers.get(one.id)}」です。",
                f"This is worked out as “{answers.get(one.id)}”.",
            )  # fmt: skip
    for name in sorted(set(example.answers) - set(answers)):
        value = example.answers[name]
        if value not in ("", [], {}):
            findings.add(
                example.file, f"answers.{name}", "この答えのときには尋ねない項目です。例から外してください。",
                "This is not asked with these answers. Take it out of the example.",
            )  # fmt: skip


def _check_fee(pack: Pack, example: Example, outcome: forms.Outcome, findings: Findings) -> None:
    try:
        total = pack.fees.bill(outcome.env).total
    except FeeError as error:
        findings.add(
            example.file, "fee", f"手数料を計算できません（{error.rule}）。", f"No fee can be reckoned ({error})."
        )
        return
    if example.fee is not None and total != example.fee:
        findings.add(
            example.file, "fee", f"手数料は {example.fee}円のはずですが、{total}円になりました。",
            f"The fee should be {example.fee} yen but is {total}.",
        )  # fmt: skip


def _listed(found: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{path}: {code}" for path, code in sorted(found)) or "なし / none"
