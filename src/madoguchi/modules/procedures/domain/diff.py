"""What is different between two versions of a pack, in words: for the administrator who is to put one in force, for the
officer whose case may follow, and for the resident whose draft has followed.

Places begin with the file: "form.toml: dog_name", "fees.toml: copy". The form's own changes come first, since they are
what drafts and cases feel; figures and texts follow with both values where these are short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from madoguchi.kit.languages import LANGUAGES
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.api import Change, Effect
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.choices import (
    CATEGORIES,
    IDENTITIES,
    KINDS,
    LOCAL_VALUES,
    SECTIONS,
    Identity,
    Words,
    local_value,
)
from madoguchi.modules.procedures.domain.capacity import Capacity
from madoguchi.modules.procedures.domain.card import Appeal, Card, Law
from madoguchi.modules.procedures.domain.eligibility import FILE, Eligibility, Rule
from madoguchi.modules.procedures.domain.fee_diff import compare_fees
from madoguchi.modules.procedures.domain.overlay import Values, unflatten
from madoguchi.modules.procedures.domain.pack import Pack, localise, overlay_values

_LONGEST = 40
_UNITS = {"working": Words("開庁日", "working days"), "calendar": Words("日", "days")}
_MODES = {
    places.Mode.FIRST_COME: Words("先着", "to whoever comes first"),
    places.Mode.LOTTERY: Words("抽選", "by lot"),
    places.Mode.ORDER: Words("抽選（順番だけ）", "as an order by lot"),
}


def compare(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Every change from one published version to another; () when only comments, examples or checks of law differ."""
    form = (replace(one, place=f"form.toml: {one.place}") for one in forms.compare(old.form, new.form))
    return (
        *form,
        *_represented(old, new),
        *compare_fees(old, new),
        *_card(old.card, new.card),
        *_capacity(old.card.capacity, new.card.capacity),
        *_once(old.card, new.card),
        *_laws(old.card, new.card),
        *_texts(old, new),
        *_flow(old.flow, new.flow),
        *_eligibility(old.eligibility, new.eligibility),
        *_documents(old.documents, new.documents),
    )


def meanwhile(old: Pack, new: Pack, before: Values, after: Values) -> tuple[Change, ...]:
    """Every change from one version to another as a body has them, with its values by dotted key before and after."""
    return compare(_localised(old, before), _localised(new, after))


def _localised(pack: Pack, values: Values) -> Pack:
    return localise(pack, overlay_values(pack, unflatten(values)))


def _represented(old: Pack, new: Pack) -> Iterator[Change]:
    if old.form.meta.represented != new.form.meta.represented:
        yield Change(
            "form.toml: meta.represented", "represented", "だれのための申請かを示す項目が変わりました。",
            "The questions that say whom the filing is for have changed.",
        )  # fmt: skip


def _card(old: Card, new: Card) -> Iterator[Change]:
    for key, ja, en in (
        ("title", "手続の名前", "The name"),
        ("summary", "手続の短い説明", "The summary"),
        ("office", LOCAL_VALUES["office"].ja, "The office"),
        ("online", LOCAL_VALUES["online"].ja, "What can be done online"),
    ):
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield Change(
                f"pack.toml: {key}",
                key,
                f"{ja}が「{before.ja}」から「{after.ja}」に変わりました。",
                f"{en} was “{before.en}” and is now “{after.en}”.",
            )
    for key, labels, ja, en in (
        ("category", CATEGORIES, "分類", "The category"),
        ("kind", KINDS, "手続の種類", "The kind of procedure"),
        ("identity", IDENTITIES, "本人確認", "The proof of identity"),
    ):
        was, now = labels[getattr(old, key)], labels[getattr(new, key)]
        if was != now:
            more = key == "identity" and new.identity is not Identity.NONE
            effect = Effect.ASKS_MORE if more else Effect.HARMLESS
            yield Change(
                f"pack.toml: {key}",
                key,
                f"{ja}が「{was.ja}」から「{now.ja}」に変わりました。",
                f"{en} was “{was.en}” and is now “{now.en}”.",
                effect,
            )
    if old.standard_period != new.standard_period:
        days = [f"{one.days}{_UNITS[one.unit].ja}" for one in (old.standard_period, new.standard_period)]
        en_days = [f"{one.days} {_UNITS[one.unit].en}" for one in (old.standard_period, new.standard_period)]
        yield Change(
            "pack.toml: standard_period",
            "standard_period",
            f"標準処理期間が{days[0]}から{days[1]}に変わりました。",
            f"The standard period was {en_days[0]} and is now {en_days[1]}.",
        )
    for key, ja, en in (
        ("kana", "読みがな", "The reading in kana"),
        ("keywords", "検索のことば", "The words that it is found by"),
        ("life_events", "暮らしのできごと", "The life events"),
        ("popular", "よく使われる手続の順番", "The place among popular procedures"),
        ("left_out", "紙の様式から省いた項目", "What is left out of the paper form"),
        ("asked", "尋ねる理由", "The reasons for asking"),
        ("disposition", "処分の根拠", "The law of the decision"),
        ("privacy", "個人情報の使い道と保存の期間", "What personal data are for and how long they are kept"),
        (
            "follows",
            "前の段階の手続と、そこから入る答え",
            "The procedure that it follows, and what it takes from there",
        ),
        ("replaced_by", "後継の手続", "The procedure that takes its place"),
    ):
        if getattr(old, key) != getattr(new, key):
            yield Change(f"pack.toml: {key}", key, f"{ja}が変わりました。", f"{en} changed.")
    for key in (
        *(one for one in old.local if one not in new.local),
        *(one for one in new.local if one not in old.local),
    ):
        said = (
            ("団体が決められるようになりました", "May now be set by the body")
            if key in new.local
            else ("団体では決められなくなりました", "May no longer be set by the body")
        )
        what = local_value(key) or Words(f"「{key}」", f"“{key}”")
        yield Change(f"pack.toml: local.{key}", "local", f"{what.ja}を{said[0]}。", f"{said[1]}: {what.en}.")


def _capacity(old: Capacity | None, new: Capacity | None) -> Iterator[Change]:
    if old is None or new is None:
        if old is not new:
            ja, en = _became(old, new)
            effect = Effect.HARMLESS if new is None else Effect.STRICTER
            yield Change("pack.toml: capacity", "capacity", f"定員{ja}。", f"The limit of places {en}.", effect)
        return
    if old.mode != new.mode:
        was, now = _MODES[old.mode], _MODES[new.mode]
        barred = old.round == new.round
        yield Change(
            "pack.toml: capacity.mode",
            "capacity_mode",
            f"席の決め方が{was.ja}から{now.ja}に変わりました。"
            + ("round を新しくしないと、公開できません。" if barred else ""),
            f"Places were given {was.en} and are now given {now.en}."
            + (" It cannot be published without another round." if barred else ""),
            Effect.STRICTER,
        )
    for key, ja, en in (
        ("limit", "定員", "The limit of places"),
        ("waiting", "補欠の人数", "The number of people who may wait"),
        ("hold_minutes", "席を確保する時間（分）", "For how long a place is held (minutes)"),
        ("offer_hours", "補欠の方の返事の期限（時間）", "How long an offer can be answered (hours)"),
    ):
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            fewer = key in ("limit", "waiting") and after < before
            yield Change(
                f"pack.toml: capacity.{key}", f"capacity_{key}", f"{ja}が{before:,}から{after:,}に変わりました。",
                f"{en} was {before:,} and is now {after:,}.",
                Effect.STRICTER if fewer else Effect.HARMLESS,
            )  # fmt: skip
    for key, ja, en, effect in (
        ("limits", "選択肢ごとの定員", "The limits of the choices", _fewer_places(old, new)),
        ("field", "定員を分ける項目", "The question by which places are told apart", Effect.STRICTER),
        ("once", "1人1回を見分ける項目", "What tells people apart where each may enter once", Effect.STRICTER),
        ("once_what", "1人1回の説明", "How residents are told apart, in words", Effect.HARMLESS),
        ("hold", "席をいつから確保するか", "When a place begins to be held", Effect.HARMLESS),
        ("round", "回（新しい枠が空の状態から始まります）", "The round (its places begin empty)", Effect.HARMLESS),
        ("public_source", "抽選に使う公の数字", "The public value of the draw", Effect.HARMLESS),
    ):
        if getattr(old, key) != getattr(new, key):
            yield Change(
                f"pack.toml: capacity.{key}", f"capacity_{key}", f"{ja}が変わりました。", f"{en} changed.", effect
            )


def _fewer_places(old: Capacity, new: Capacity) -> Effect:
    """Whether an option has fewer places than before."""
    before, after = (
        {name: one.limits.get(name, one.limit) for name in {*old.limits, *new.limits}} for one in (old, new)
    )
    return Effect.STRICTER if any(after[name] < before[name] for name in after) else Effect.HARMLESS


def _once(old: Card, new: Card) -> Iterator[Change]:
    """What tells people apart, and what letters answer."""
    for place, ja, en in (
        ("once", "1人1回・1世帯1回の決まり", "The rule of one form per person or household"),
        ("letter", "郵送した照会番号で入る項目", "What a mailed letter answers"),
    ):
        before, after = getattr(old, place), getattr(new, place)
        if before != after:
            was = ("が変わりました", "changed") if before and after else _became(before, after)
            effect = Effect.STRICTER if after else Effect.HARMLESS
            yield Change(f"pack.toml: {place}", place, f"{ja}{was[0]}。", f"{en} {was[1]}.", effect)


def _laws(old: Card, new: Card) -> Iterator[Change]:
    laws = [[_law(law) for law in card.laws] for card in (old, new)]
    for law in laws[0]:
        if law not in laws[1]:
            yield Change(
                "pack.toml: law", "law_removed", f"根拠「{law}」がなくなりました。", f"The legal basis “{law}” is gone."
            )
    for law in laws[1]:
        if law not in laws[0]:
            yield Change(
                "pack.toml: law", "law_added", f"根拠「{law}」が加わりました。", f"The legal basis “{law}” is new."
            )
    english = {_law(law): law.en for law in old.laws}
    for one in new.laws:
        if english.get(_law(one), one.en) != one.en:
            yield Change(
                "pack.toml: law", "law_en", f"根拠「{_law(one)}」の英語が変わりました。",
                f"The English of the legal basis “{_law(one)}” has changed.",
            )  # fmt: skip
    before, after = ({one.id: one for one in card.appeals} for card in (old, new))
    for appeal_id in dict.fromkeys((*before, *after)):
        was, now = before.get(appeal_id), after.get(appeal_id)
        if (was and (was.kind, was.text)) != (now and (now.kind, now.text)):
            yield _appeal(was, now)
    if [(one.id, one.outcomes, one.label, one.text) for one in old.reasons] != [
        (one.id, one.outcomes, one.label, one.text) for one in new.reasons
    ]:
        yield Change("pack.toml: reason", "reason", "理由の例文が変わりました。", "The sample reasons have changed.")


def _law(law: Law) -> str:
    return f"{law.name} {law.article}".strip()


def _appeal(was: Appeal | None, now: Appeal | None) -> Change:
    one = now or was
    assert one is not None
    ja, en = _became(was, now)
    return Change(
        f"pack.toml: appeal.{one.id}", "appeal", f"教示「{one.kind}」{ja}。", f"The notice of appeal “{one.kind}” {en}."
    )


def _texts(old: Pack, new: Pack) -> Iterator[Change]:
    for section, heading in SECTIONS.items():
        both = [lang for lang in new.texts if lang in old.texts]  # one language more is no change of the text
        changed = [lang for lang in both if old.texts[lang].get(section) != new.texts[lang].get(section)]
        if not changed:
            continue
        was, now = old.texts["ja"].get(section), new.texts["ja"].get(section)
        ja, en = _became(was, now)
        if was is not None and now is not None:
            ja += f"（{'・'.join(LANGUAGES[lang].ja for lang in changed)}）"
        yield Change(f"texts: {section}", "text", f"案内文「{heading.ja}」{ja}。", f"The text “{heading.en}” {en}.")


def _flow(old: cases.Flow, new: cases.Flow) -> Iterator[Change]:
    if old.base != new.base:
        yield Change(
            "flow.toml: extends",
            "flow",
            "手続の流れの型が変わりました。",
            "The kind of flow has changed.",
            Effect.ASKS_MORE if new.base == "by_mail" else Effect.HARMLESS,
        )
    for name, ja, en in (
        ("states", "状態", "The state"),
        ("acts", "操作", "The act"),
        ("outcomes", "結果", "The outcome"),
    ):
        before, after = getattr(old, name), getattr(new, name)
        for one_id in dict.fromkeys((*before, *after)):
            was, now = before.get(one_id), after.get(one_id)
            if was != now:
                label = (now or was).label
                ja_said, en_said = _became(was, now)
                yield Change(
                    f"flow.toml: {one_id}",
                    f"flow_{name}",
                    f"{ja}「{label.ja}」{ja_said}。",
                    f"{en} “{label.en}” {en_said}.",
                )
    if (old.fee_wait, old.fee_then) != (new.fee_wait, new.fee_then):
        yield Change(
            "flow.toml: fee", "flow_fee", "手数料の納付を待つかどうかが変わりました。",
            "Whether a case waits for the fee has changed.",
        )  # fmt: skip
    if old.correction_days != new.correction_days:
        yield Change(
            "flow.toml: correction.days",
            "flow_days",
            f"補正の期限のめやすが{old.correction_days}日から{new.correction_days}日に変わりました。",
            f"The usual time for a correction was {old.correction_days} days and is now {new.correction_days}.",
        )


def _eligibility(old: Eligibility | None, new: Eligibility | None) -> Iterator[Change]:
    """The questions before the form block nobody, so that they touch neither drafts nor cases."""
    if old is None or new is None:
        if old is not new:
            ja, en = _became(old, new)
            yield Change(FILE, "eligibility", f"対象の確認{ja}。", f"The check whether it is for you {en}.")
        return
    if old.form.hash != new.form.hash or (old.lead, old.may_file) != (new.lead, new.may_file):
        yield Change(
            f"{FILE}: question", "eligibility_questions", "対象の確認で尋ねることが変わりました。",
            "What is asked before the form has changed.",
        )  # fmt: skip
    before, after = ({rule.id: rule for rule in one.rules} for one in (old, new))
    for rule_id in dict.fromkeys((*before, *after)):
        was, now = before.get(rule_id), after.get(rule_id)
        if (was and _said(was)) != (now and _said(now)):
            ja, en = _became(was, now)
            yield Change(
                f"{FILE}: {rule_id}", "eligibility_rule", f"対象の確認の決まり「{_begins(now or was, 'ja')}」{ja}。",
                f"The rule “{_begins(now or was, 'en')}” of the check before the form {en}.",
            )  # fmt: skip


def _begins(rule: Rule | None, lang: str) -> str:
    """How the reason of a rule begins, which is all that residents know it by."""
    text = rule.reason.in_(lang) if rule else ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _said(rule: Rule) -> tuple[Any, ...]:
    return (rule.when.source, rule.verdict, rule.reason, rule.go, rule.law)


def _documents(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            ja, en = _became(old.get(name), new.get(name))
            yield Change(f"documents/{name}.typ", "document", f"書類「{name}」{ja}。", f"The document “{name}” {en}.")


def _became(was: object | None, now: object | None) -> tuple[str, str]:
    """What to say of a thing that is not as it was; None for one that is not there."""
    if was is None:
        return "が加わりました", "is new"
    return ("がなくなりました", "is gone") if now is None else ("が変わりました", "has changed")
