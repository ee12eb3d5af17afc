"""A page as a browser without JavaScript has it: texts, links, forms with labelled controls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_NEED = re.compile(r"\s*※(必須|任意)$")
_SPACES = re.compile(r"\s+")


class NotThereError(AssertionError):
    """A link, form, control or text that somebody would look for is not on the page."""


@dataclass(frozen=True)
class Upload:
    """A file to choose: its name, bytes and type."""

    name: str
    content: bytes
    kind: str


# str: typed or chosen by its label; True: ticked; date: year, month, day; sequence: several choices or files;
# mapping: the parts of a control by their labels.
Value = str | bool | date | Upload | Sequence[str] | Mapping[str, str]


@dataclass
class Node:
    """One element; text stands in `children` as str."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This element and all below, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, *tags: str) -> Iterator[Node]:
        return (node for node in self.walk() if node.tag in tags)

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        """What one reads, spaces run together."""
        return _SPACES.sub(" ", self.raw).strip()

    @property
    def label(self) -> str:
        """The text of a label or legend without ※必須 and ※任意."""
        return _NEED.sub("", self.text)

    def up(self) -> Iterator[Node]:
        """The elements around this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def hidden(self) -> bool:
        return any("hidden" in node.attributes for node in (self, *self.up()))


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document")
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(node)
        if tag not in VOID:
            self._open = node

    def handle_endtag(self, tag: str) -> None:
        for node in (self._open, *self._open.up()):
            if node.tag == tag and node.parent is not None:
                self._open = node.parent
                return

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)


class Page:
    """One page. `url`: its path; `status`: of its answer."""

    def __init__(self, url: str, status: int, html: str) -> None:
        self.url = url
        self.status = status
        builder = _Builder()
        builder.feed(html)
        self._root = builder.root

    @property
    def text(self) -> str:
        return next(self._root.all("body"), self._root).text

    @property
    def heading(self) -> str:
        return next((node.text for node in self._root.all("h1")), "")

    def must_say(self, *texts: str) -> None:
        """Raises NotThereError for the first text that is not on the page."""
        for text in texts:
            if text not in self.text:
                raise NotThereError(f"「{text}」 is not on {self.url} ({self.status}): {self.text[:600]}")

    def link(self, text: str) -> str:
        """Where the first visible link with this text leads."""
        for node in self._root.all("a"):
            if "href" in node.attributes and text in node.text and not node.hidden:
                return node.attributes["href"]
        raise NotThereError(f"no link 「{text}」 on {self.url}: {self.text[:300]}")

    def copied_value(self, label: str) -> str:
        """The number beside a label such as 受付番号, as it is offered for copying."""
        for node in self._root.all("div"):
            words = [child.text for child in node.children if isinstance(child, Node)]
            if words[:1] == [label]:
                return words[1]
        raise NotThereError(f"no 「{label}」 on {self.url}: {self.text[:300]}")

    def form(self, button: str) -> Form:
        """The form with this button."""
        for node in self._root.all("form"):
            form = Form(self, node)
            if form.has_button(button):
                return form
        raise NotThereError(f"no form with the button 「{button}」 on {self.url} ({self.status}): {self.text[:600]}")

    def has_form(self, button: str) -> bool:
        try:
            self.form(button)
        except NotThereError:
            return False
        return True

    @property
    def errors(self) -> list[str]:
        """What the page says is wrong, control by control."""
        return [node.text for node in self._root.all("p") if "field-error" in node.attributes.get("class", "")]

    def controls_of(self, form: Node) -> list[Node]:
        """The controls that a form sends: those inside, and those elsewhere that name it."""
        own = form.attributes.get("id")
        return [
            node
            for node in self._root.all("input", "select", "textarea", "button")
            if (node.attributes["form"] == own if "form" in node.attributes else form in node.up())
        ]

    def by_id(self, wanted: str) -> Node:
        return next(node for node in self._root.walk() if node.attributes.get("id") == wanted)

    def labels_of(self, button: str) -> list[Node]:
        """The visible labels in the form with this button."""
        for node in self._root.all("form"):
            if Form(self, node).has_button(button):
                return [label for label in node.all("label") if not label.hidden]
        return []

    def labelled(self, tag: str, label: str) -> Iterator[Node]:
        """Visible labels or legends with this text."""
        return (node for node in self._root.all(tag) if node.label == label and not node.hidden)


class Form:
    """A form being filled in: what is on the page, changed by `fill`."""

    def __init__(self, page: Page, node: Node) -> None:
        self._page = page
        self._controls = page.controls_of(node)
        self.action = node.attributes.get("action") or page.url
        self.method = node.attributes.get("method", "get").lower()
        self._files: dict[str, list[Upload]] = {}

    def has_button(self, text: str) -> bool:
        return any(self._is_button(node) and node.text == text for node in self._controls)

    def asks(self, label: str) -> bool:
        """Whether somebody looking at the page finds this question in the form."""
        return next(self._controls_for(label), None) is not None

    def fill(self, label: str, value: Value) -> None:
        """Answer one question. Raises NotThereError when it, or the choice named, is not to be seen."""
        control = next(self._controls_for(label), None)
        if control is None:
            raise NotThereError(f"no question 「{label}」 on {self._page.url}")
        if control.tag == "fieldset":
            self._fill_parts(control, label, value)
        elif isinstance(value, Upload):
            self._files.setdefault(control.attributes["name"], []).append(value)
        elif control.tag == "select":
            self._choose_option(control, str(value))
        elif control.attributes.get("type") in {"checkbox", "radio"}:
            self._tick(control)
        else:
            self._type(control, str(value))

    def _controls_for(self, label: str) -> Iterator[Node]:
        for legend in self._page.labelled("legend", label):
            assert legend.parent is not None
            if any(node in self._controls for node in legend.parent.walk()):
                yield legend.parent
        for node in self._page.labelled("label", label):
            control = self._page.by_id(node.attributes["for"])
            if control in self._controls:
                yield control

    def _fill_parts(self, fieldset: Node, label: str, value: Value) -> None:
        if isinstance(value, date):
            value = {"年": str(value.year), "月": str(value.month), "日": str(value.day)}
        if isinstance(value, str):
            value = [value]
        assert isinstance(value, Sequence | Mapping), f"{label} has parts"
        parts = value if isinstance(value, Mapping) else dict.fromkeys(value, True)
        for part, wanted in parts.items():
            found = [node for node in fieldset.all("label") if node.label == part and not node.hidden]
            if not found:
                raise NotThereError(f"no 「{part}」 in 「{label}」 on {self._page.url}: {fieldset.text[:300]}")
            control = self._page.by_id(found[0].attributes["for"])
            if wanted is True:
                self._tick(control)
            elif control.tag == "select":
                self._choose_option(control, wanted)
            else:
                self._type(control, wanted)

    def _tick(self, control: Node) -> None:
        if control.attributes["type"] == "radio":
            for other in self._controls:
                if other.attributes.get("name") == control.attributes["name"]:
                    other.attributes.pop("checked", None)
        control.attributes["checked"] = ""

    def _choose_option(self, select: Node, text: str) -> None:
        for option in select.all("option"):
            option.attributes.pop("selected", None)
            if option.text == text:
                option.attributes["selected"] = ""
        if not any("selected" in option.attributes for option in select.all("option")):
            raise NotThereError(f"no choice 「{text}」 in {select.attributes['name']} on {self._page.url}")

    @staticmethod
    def _type(control: Node, text: str) -> None:
        if control.tag == "textarea":
            control.children = ["\n" + text]
        else:
            control.attributes["value"] = text

    def sent(self, button: str) -> tuple[list[tuple[str, str]], list[tuple[str, Upload]]]:
        """What the browser sends when this button is pressed: fields in order, and files."""
        fields: list[tuple[str, str]] = []
        for node in self._controls:
            name = node.attributes.get("name", "")
            if "disabled" in node.attributes:  # a browser sends nothing for it
                continue
            if self._is_button(node):
                if node.text == button and name:
                    fields.append((name, node.attributes.get("value", "")))
            elif name:
                fields += [(name, text) for text in _values(node)]
        return fields, [(name, one) for name, chosen in self._files.items() for one in chosen]

    @staticmethod
    def _is_button(node: Node) -> bool:
        return node.tag == "button" and node.attributes.get("type", "submit") == "submit"


def _values(node: Node) -> list[str]:
    """What one control adds to what is sent."""
    kind = node.attributes.get("type", "text")
    if node.tag == "select":
        options = list(node.all("option"))
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        return [option.attributes.get("value", option.text) for option in chosen]
    if node.tag == "textarea":
        return [node.raw.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")]
    if kind in {"file", "button", "submit"}:
        return []
    if kind in {"checkbox", "radio"} and "checked" not in node.attributes:
        return []
    return [node.attributes.get("value", "on" if kind in {"checkbox", "radio"} else "")]
