"""Whether a condition became narrower or wider from one version of a form to the next, and what that does to what was
begun before. Judged by trying answers (``conditions``): what that cannot settle counts as both."""

from __future__ import annotations

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
    if (was.source if was else None) == (now.source if now else None):
        return SAME
    if was is None or now is None:
        return Turn(lost=was is None, gained=now is None)
    if not all(_alike(name, old, new, one) for name in {*was.names, *now.names}):
        return _UNSETTLED
    beside = [*around]
    return Turn(
        lost=not follows(new, now, [was, *beside], page=page, one=one),
        gained=not follows(new, was, [now, *beside], page=page, one=one),
    )


def _alike(name: str, old: Form, new: Form, one: Field | None) -> bool:
    """Whether a name of an expression means the same kind of answer in both versions."""
    if name == "today":
        return True
    inside = one.path.split(".")[:-1] if one else []
    for depth in range(len(inside), -1, -1):
        path = ".".join([*inside[:depth], name])
        found = [next((two for two in form.walk() if two.path == path), None) for form in (old, new)]
        if found[0] and found[1]:
            return found[0].type.operand_type.kind is found[1].type.operand_type.kind
        if found[0] or found[1]:
            return False
    return False


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
    if was.that.source == now.that.source:
        return turn(was.when, now.when, old, new, one=now.field).gained
    same_when = (was.when.source if was.when else None) == (now.when.source if now.when else None)
    names = {*was.that.names, *now.that.names}
    if not same_when or not all(_alike(name, old, new, now.field) for name in names):
        return True
    return not follows(new, now.that, [was.that, now.when], one=now.field, answered=now.that.needs)
