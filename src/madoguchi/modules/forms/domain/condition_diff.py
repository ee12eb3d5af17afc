"""Whether a condition became narrower or wider from one version of a form to the next, and what that does to what was
begun before. Judged by trying answers (``conditions``): what that cannot settle counts as both."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.conditions import follows
from madoguchi.modules.forms.domain.definition import Check, Field, Form
from madoguchi.modules.forms.domain.expressions import Expression
from madoguchi.modules.forms.domain.spoken import in_words


@dataclass(frozen=True, slots=True)
class Turn:
    """``lost``: some answers that met the condition meet it no more; ``gained``: some meet it now that did not."""

    lost: bool
    gained: bool


SAME = Turn(False, False)
_UNSETTLED = Turn(True, True)


def turn(
    was: Expression | None,
    now: Expression | None,
    old: Form,
    new: Form,
    *,
    page: str = "",
    one: Field | None = None,
    around: Iterable[Expression | None] = (),
) -> Turn:
    """How a condition has turned; None is one that always holds. ``page``, ``one``: where it stands in the new form;
    ``around``: what holds there anyway."""
    if was is None or now is None:
        return SAME if was is now else Turn(lost=was is None, gained=now is None)
    if not alike(was, now, old, new, one):
        return _UNSETTLED
    if was.source == now.source:
        return SAME
    beside = [*around]
    return Turn(
        lost=not follows(new, now, [was, *beside], page=page, one=one),
        gained=not follows(new, was, [now, *beside], page=page, one=one),
    )


def alike(was: Expression, now: Expression, old: Form, new: Form, one: Field | None = None) -> bool:
    """Whether all that two expressions look at means the same in both versions: the same kind of answer, asked in the
    same cases, worked out in the same way — and so on for what these look at. ``one``: in whose row they stand."""
    left = [(name, one) for side in (was, now) for name in _looked_at(side)]
    seen = set[str]()
    while left:
        name, beside = left.pop()
        sides = _found(name, old, new, beside)
        if sides is None:
            continue
        before, after = sides
        if before is None or after is None:
            return False
        if after.path in seen:
            continue
        seen.add(after.path)
        if before.type.operand_type.kind is not after.type.operand_type.kind or _made(before) != _made(after):
            return False
        behind = [_behind(before, old), _behind(after, new)]
        if [where and where.source for where in behind[0]] != [where and where.source for where in behind[1]]:
            return False
        left += [(more, after) for where in behind[1] if where for more in _looked_at(where)]
    return True


def _looked_at(expression: Expression) -> set[str]:
    """The names of an expression, with those of the columns of a group ("rows.cost")."""
    nodes = list(ast.walk(expression.tree))
    loops = {ast.unparse(node.target): ast.unparse(node.iter) for node in nodes if isinstance(node, ast.comprehension)}
    parts = (ast.unparse(node).partition(".") for node in nodes if isinstance(node, ast.Attribute))
    columns = {f"{loops.get(first, first)}.{rest}" for first, _dot, rest in parts}
    return {*expression.names, *(one for one in columns if one.partition(".")[0] in expression.names)}


def _found(name: str, old: Form, new: Form, beside: Field | None) -> tuple[Field | None, Field | None] | None:
    """The field of a name in both versions, the nearest to where it is used; None for what is no field of its own:
    "today", a part of an answer."""
    if name == "today":
        return None
    inside = beside.path.split(".")[:-1] if beside else []
    for depth in range(len(inside), -1, -1):
        path = ".".join([*inside[:depth], name])
        before, after = (_field(path, form) for form in (old, new))
        if before or after:
            return before, after
    return None if "." in name else (None, None)


def _field(path: str, form: Form) -> Field | None:
    try:
        return form.field(path)
    except KeyError:
        return None


def _made(one: Field) -> tuple[object, ...]:
    """What decides the value of an answer that is worked out."""
    return tuple(getattr(one.type, key, None) for key in ("value", "decimals", "round")) if one.type.derived else ()


def _behind(one: Field, form: Form) -> list[Expression | None]:
    """What decides whether there is an answer, and which: the conditions around it, its own, its formula."""
    names = one.path.split(".")
    around = [form.field(".".join(names[:number])).when for number in range(1, len(names) + 1)]
    return [form.page(one.page_id).when, *around, *([one.limits.get("value")] if one.type.derived else [])]


def asked(turned: Turn, now: Expression | None, new: Form, *, must: bool) -> tuple[Text, Effect] | None:
    """How the condition of a page or field has changed, to follow its name; None where it has not. ``must``: whether
    there is something that has to be answered."""
    if turned == SAME:
        return None
    more = Effect.ASKS_MORE if must else Effect.HARMLESS
    if now is None:
        return Text("をいつも尋ねるようになりました。", "is now always asked for."), more
    said = {lang: in_words(now, {one.id: one for one in new.walk()}, lang) for lang in ("ja", "en")}
    ja = f"（{said['ja']}）。" if said["ja"] else "。"
    en = f" ({said['en']})." if said["en"] else "."
    if not turned.gained:
        return Text(f"を尋ねる場合が減りました{ja}", f"is now asked for in fewer cases{en}"), Effect.LOSES
    if not turned.lost:
        return Text(f"を尋ねる場合が増えました{ja}", f"is now asked for in more cases{en}"), more
    return Text(f"を尋ねる場合が変わりました{ja}", f"is now asked for in other cases{en}"), Effect.LOSES


def harder(was: Check, now: Check, old: Form, new: Form) -> bool:
    """Whether answers that kept the rule may break it now."""
    if was.field.path != now.field.path:
        return True
    if not alike(was.that, now.that, old, new, now.field):
        return True
    turned = turn(was.when, now.when, old, new, one=now.field)
    if was.that.source == now.that.source:
        return turned.gained
    # What only the earlier rule needed may be empty: there it was skipped.
    if turned.gained or not was.that.needs <= now.that.needs:
        return True
    return not follows(new, now.that, [was.that, now.when], one=now.field, answered=now.that.needs)
