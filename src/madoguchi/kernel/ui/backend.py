"""Django's Jinja2 backend with one environment per language, in which our sentences are part of the template.

A page says some eighty sentences, and most of them never change: `{{ _("送信する") }}` and `{{ static("ui/x.svg") }}`
are looked up when the template is compiled, not whenever it is drawn (a fifth of the time that drawing takes).
Sentences with values in them, and all that depends on the request, stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2, Template
from django.utils import translation
from jinja2 import Environment, TemplateNotFound
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from madoguchi.kernel.ui.context import tongue
from madoguchi.kernel.ui.environment import say, static

_CALL = ("name", "lparen", "string", "rparen")


class Words(Extension):
    """Puts the answer of `_("…")` and `static("…")` where the call stands, marked safe as the call's answer is."""

    language = "ja"

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        return self._filled(list(stream))

    def _filled(self, tokens: list[Token]) -> Iterator[Token]:
        place = 0
        while place < len(tokens):
            call = list(islice(tokens, place, place + len(_CALL)))
            answer = None
            if tuple(token.type for token in call) == _CALL and (not place or tokens[place - 1].type != "dot"):
                answer = self._answer(call[0].value, call[2].value)
            if answer is None:
                yield tokens[place]
                place += 1
                continue
            line = call[0].lineno
            yield Token(line, "lparen", "(")
            yield Token(line, "string", answer)
            yield Token(line, "pipe", "|")
            yield Token(line, "name", "safe")
            yield Token(line, "rparen", ")")
            place += len(_CALL)

    def _answer(self, name: str, argument: str) -> str | None:
        if name == "static":
            return static(argument)
        if name != "_":
            return None
        with translation.override(self.language):
            return str(say(argument))


class Pages(Jinja2):
    """The backend of our pages: templates come from the environment of the language that is active."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._spoken = {code: _speaking(self.env, code) for code, _name in settings.LANGUAGES}

    def from_string(self, template_code: str) -> Template:
        return Template(self._spoken[tongue()].from_string(template_code), self)

    def get_template(self, template_name: str) -> Template:
        try:
            return Template(self._spoken[tongue()].get_template(template_name), self)
        except TemplateNotFound as missing:
            raise TemplateDoesNotExist(str(missing.name), backend=self) from missing


def _speaking(env: Environment, code: str) -> Environment:
    return env.overlay(extensions=[type(f"Words_{code}", (Words,), {"language": code})])
