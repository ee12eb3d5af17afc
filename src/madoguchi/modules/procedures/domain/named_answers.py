"""What the document templates of a pack name of its form: an answer that no field of the form gives would be printed as
nothing, in the middle of a sentence (「からまで」 for a period without its days).

A template reads answers by `data.answers.at("start_on", default: ())`, mostly through a function of its own
(`#let answered(id) = data.answers.at(id, default: ())`, then `answered("start_on")`). Read as text: names that a
template puts together while it runs are not found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from madoguchi.modules.procedures.domain.problems import PackProblem

_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))//[^\n]*|/\*(?s:.*?)\*/")
_FUNCTION = re.compile(r"#?let\s+([A-Za-z][\w-]*)\(([^)]*)\)\s*=")
_BY_NAME = re.compile(r"data\.answers\.(?!at\b|keys\b|values\b|pairs\b|len\b)([a-z][a-z0-9_]*)")
_STRINGS = r'\s*((?:"[^"]*"\s*,?\s*)+)'
_WORD = r'"([^"]*)"'


def named(source: str) -> list[str]:
    """The ids of answers that a template names, in its order, each once."""
    text = _COMMENT.sub("", source)
    found = [(at.start(), at[1]) for at in _BY_NAME.finditer(text)]
    found += [(at.start(), at[1]) for at in re.finditer(r'data\.answers\.at\(\s*"([^"]*)"', text)]
    found += [(at.start(), at[1]) for at in re.finditer(r'"([^"]*)"\s+(?:not\s+)?in\s+data\.answers', text)]
    for name in _readers(text):
        for call in re.finditer(rf"(?<![\w-]){re.escape(name)}\({_STRINGS}", text):
            found += [(call.start(), word) for word in re.findall(_WORD, call[1])]
    return list(dict.fromkeys(name for _at, name in sorted(found, key=lambda one: one[0])))


def _readers(text: str) -> list[str]:
    """The functions of a template that give the answer whose id they are given, themselves or through another."""
    # A body ends where the next line of the document's own begins.
    bodies = {at[1]: text[at.end() :].split("\n#", 1)[0] for at in _FUNCTION.finditer(text)}
    readers: list[str] = []
    inner = r"data\.answers\.at\(\s*[a-z][\w-]*\s*[,)]"
    while fresh := [name for name, body in bodies.items() if name not in readers and re.search(inner, body)]:
        readers += fresh
        names = "|".join(map(re.escape, readers))
        inner = rf"(?<![\w-])(?:{names})\(\s*(?:\.\.)?[a-z][\w-]*\s*[,)]|map\((?:{names})\)"
    return readers


def unknown(documents: Mapping[str, str], known: Collection[str]) -> Iterator[PackProblem]:
    """The answers that templates name and no field of the form gives. `known`: the ids of the form's fields."""
    for document, source in documents.items():
        for name in named(source):
            if name not in known:
                near = get_close_matches(name, sorted(known), n=1)
                ja, en = (f"「{near[0]}」ではありませんか。", f" Did you mean “{near[0]}”?") if near else ("", "")
                yield PackProblem(
                    f"documents/{document}.typ", name,
                    f"書類のひな形に「{name}」の答えを入れるところがありますが、様式にその名前の項目はありません。{ja}",
                    f"The template prints the answer “{name}”, but the form has no field of that name.{en}",
                )  # fmt: skip
