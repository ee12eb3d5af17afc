"""Questions of one body in a form that many share: put into the places that the form declares for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from madoguchi.modules.forms.domain.bilingual import EMPTY, Text
from madoguchi.modules.forms.domain.definition import Field, Form, Page
from madoguchi.modules.forms.domain.types.base import FieldType
from madoguchi.modules.forms.domain.types.choices import ChoicesType, ChoiceType, Option, YesNoType
from madoguchi.modules.forms.domain.types.dates import DateType
from madoguchi.modules.forms.domain.types.numbers import NumberType
from madoguchi.modules.forms.domain.types.own import OwnQuestionType
from madoguchi.modules.forms.domain.types.texts import TextareaType, TextType

_OF: Mapping[str, Callable[[tuple[Option, ...]], FieldType]] = {
    "text": lambda _options: TextType(),
    "textarea": lambda _options: TextareaType(),
    "yes_no": lambda _options: YesNoType(),
    "choice": lambda options: ChoiceType(options, style="radio" if len(options) <= 7 else "select"),
    "choices": ChoicesType,
    "number": lambda _options: NumberType(),
    "date": lambda _options: DateType(),
}
KINDS = tuple(_OF)
WITH_OPTIONS = frozenset({"choice", "choices"})


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """What one body asks at the place ``id``. ``kind``: one of KINDS; ``options``: for a choice, each in its words."""

    id: str
    label: Text
    kind: str = "text"
    help: Text = EMPTY
    options: tuple[Text, ...] = ()
    required: bool = False


def places(form: Form) -> list[Field]:
    """Where a body may ask something of its own."""
    return [one for one in form.fields if one.type.name == OwnQuestionType.name]


def with_own_questions(form: Form, questions: tuple[OwnQuestion, ...]) -> Form:
    """The form as that body asks it. Its ``hash`` stays: cases are read by the shared form."""
    # Translations make no text another one (`Text`), but are drawn with the form.
    said = tuple((one.label.others, one.help.others) for one in questions)
    return _with_own_questions(form, questions, said)


@lru_cache(maxsize=256)  # the same form again and again: what is drawn of it is kept by form
def _with_own_questions(form: Form, questions: tuple[OwnQuestion, ...], _said: object) -> Form:
    asked = {one.id: one for one in questions}
    known = {one.id: _asked(one, asked[one.id]) for one in places(form) if one.id in asked}

    def page(one: Page) -> Page:
        return replace(one, fields=tuple(known.get(field.id, field) for field in one.fields))

    return replace(
        form,
        pages=tuple(page(one) for one in form.pages),
        order=tuple(known.get(one.id, one) for one in form.order),
        own=tuple(known),
        _by_path={path: known.get(path, one) for path, one in form._by_path.items()},
    )


def _asked(place: Field, question: OwnQuestion) -> Field:
    # An option is known by its words: however the body orders them anew, a draft keeps what was chosen.
    options = tuple(Option(one.ja, one, EMPTY) for one in question.options)
    kind = _OF[question.kind](options)
    return replace(place, type=kind, label=question.label, help=question.help, required=question.required)


def as_filed(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are kept: those to a body's own questions with the question. ``form``: as it was asked."""
    return {key: _filed(form.field(key), value) if key in form.own else value for key, value in answers.items()}


def _filed(one: Field, value: Any) -> dict[str, str]:
    ja, en = ("\n".join(one.type.show(value, lang)) for lang in ("ja", "en"))
    whole = {"question": one.label.ja, "question_en": one.label.in_("en"), "answer": ja, "answer_en": en}
    return {key: text for key, text in whole.items() if not (key.endswith("_en") and text == whole[key[:-3]])}
