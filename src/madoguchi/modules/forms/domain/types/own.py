"""A place in a shared form where one body may ask something of its own (団体の質問)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from madoguchi.kit.languages import english as is_english
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.types.base import Context, FieldType, Part, Typed, part_of


@dataclass(frozen=True)
class OwnQuestionType(FieldType):
    """``own_question``: nothing, until a body sets a question (``domain/own_questions.py``). Stored: the question and
    the answer as they were read back, in both languages.

    Answers bring their question along: a body may change what it asks, or ask no more, and what was filed still says
    what it answers. Hence no expression can look at them, and a correction cannot ask for them.
    """

    name: ClassVar[str] = "own_question"
    control: ClassVar[str] = ""
    derived: ClassVar[bool] = True
    record: ClassVar[Mapping[str, Part]] = {
        "question": Part(Text("質問", "question")),
        "question_en": Part(Text("質問（英語）", "question in English"), optional=True),
        "answer": Part(Text("答え", "answer")),
        "answer_en": Part(Text("答え（英語）", "answer in English"), optional=True),
    }

    def settle(self, typed: Typed, limits: Mapping[str, Any]) -> dict[str, str] | None:
        """What was filed stays; what somebody typed for a question that is asked no more goes."""
        filed = part_of(typed, "question") and part_of(typed, "answer")
        return self._filled({part: part_of(typed, part) for part in self.record}) if filed else None

    def typed_from(self, value: Any) -> Typed:
        return {part: part_of(value, part) for part in self.record if part_of(value, part)}

    def clean(self, typed: Typed, context: Context) -> Any:
        return self.settle(typed, {})

    def titled(self, value: Any, lang: str) -> str:
        return (is_english(lang) and part_of(value, "question_en")) or part_of(value, "question")

    def show(self, value: Any, lang: str) -> list[str]:
        return ((is_english(lang) and part_of(value, "answer_en")) or part_of(value, "answer")).split("\n")
