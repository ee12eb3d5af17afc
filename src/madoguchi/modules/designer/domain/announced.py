"""What a screen reader says of a form page, in order: read from the very HTML that residents get.

A list of lines (kind, text): headings, groups, controls with their label, description, state and kind, buttons. It is
an outline to find what is missing or out of order, not the speech of one particular program.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_VOID = frozenset({"input", "br", "img", "hr", "meta", "link", "wbr"})


@dataclass(frozen=True)
class Line:
    """`kind`: heading, group, field, choice, text, button; `detail`: description and state, as they are read."""

    kind: str
    text: str
    detail: str = ""
    depth: int = 0


class _Node:
    def __init__(self, tag: str, attributes: dict[str, str], parent: _Node | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[_Node | str] = []

    def said(self) -> str:
        if "hidden" in self.attributes or self.attributes.get("aria-hidden") == "true":
            return ""
        if self.tag in ("script", "style", "svg"):
            return ""
        return " ".join(" ".join(one if isinstance(one, str) else one.said() for one in self.children).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = _Node("", {}, None)
        self.by_id: dict[str, _Node] = {}
        self.labels: dict[str, _Node] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if "id" in node.attributes:
            self.by_id[node.attributes["id"]] = node
        if tag == "label" and "for" in node.attributes:
            self.labels[node.attributes["for"]] = node
        if tag not in _VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        node: _Node | None = self.here
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.here = node.parent

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.here.children.append(data)


def outline(html: str, words: dict[str, str]) -> list[Line]:
    """The lines of a page. `words`: what kinds of controls and states are called ("text", "required" …)."""
    reader = _Reader()
    reader.feed(html)
    lines: list[Line] = []
    _walk(reader.root, reader, lines, words, 0)
    return lines


def _walk(node: _Node, reader: _Reader, lines: list[Line], words: dict[str, str], depth: int) -> None:
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or attributes.get("type") == "hidden":
        return
    described = " ".join(
        reader.by_id[one].said() for one in attributes.get("aria-describedby", "").split() if one in reader.by_id
    )
    if node.tag in ("h1", "h2", "h3", "h4"):
        lines.append(Line("heading", node.said(), f"{words['heading']} {node.tag[1]}", depth))
        return
    if node.tag == "fieldset":
        legend = next((one for one in node.children if isinstance(one, _Node) and one.tag == "legend"), None)
        lines.append(Line("group", legend.said() if legend else "", _joined(words["group"], described), depth))
        for child in node.children:
            if isinstance(child, _Node) and child.tag != "legend":
                _walk(child, reader, lines, words, depth + 1)
        return
    if node.tag in ("input", "select", "textarea"):
        label = reader.labels.get(attributes.get("id", ""))
        kind = node.tag if node.tag != "input" else attributes.get("type", "text")
        name = attributes.get("aria-label", "") or (label.said() if label else "")
        required = words["required"] if attributes.get("aria-required") == "true" else ""
        choices = ""
        if node.tag == "select":
            choices = " / ".join(one.said() for one in _all(node, "option"))
        line = "choice" if kind in ("radio", "checkbox") else "field"
        lines.append(
            Line(line, name or words["unnamed"], _joined(words.get(kind, kind), required, described, choices), depth)
        )
        return
    if node.tag == "button":
        lines.append(Line("button", node.said(), words["button"], depth))
        return
    if node.tag == "label":
        return
    if node.tag == "p" and not any(isinstance(one, _Node) and one.tag in ("input", "button") for one in node.children):
        inside = node.parent.attributes.get("class", "") if node.parent else ""
        own = f"{attributes.get('class', '')} {inside} {attributes.get('id', '')}"
        if node.said() and "field-help" not in own and "field-error" not in own and "-help" not in own:
            lines.append(Line("text", node.said(), "", depth))
        return
    for child in node.children:
        if isinstance(child, _Node):
            _walk(child, reader, lines, words, depth)


def _all(node: _Node, tag: str) -> list[_Node]:
    found = []
    for child in node.children:
        if isinstance(child, _Node):
            found += [child] if child.tag == tag else _all(child, tag)
    return found


def _joined(*parts: str) -> str:
    return "、".join(part for part in parts if part)
