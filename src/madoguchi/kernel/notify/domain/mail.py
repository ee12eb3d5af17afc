"""A mail as another room hands it over."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.kernel.notify.domain import text as plain_text
from madoguchi.kit.email import address_problem, normalise_address
from madoguchi.kit.languages import LANGUAGES

SUBJECT_LENGTH = 200
ADDRESS_LENGTH = 254
KIND_LENGTH = 60


class BadAddress(ValueError):
    """`to` is not one plain mail address; `problem` is the code of kit.email."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"not a mail address: {problem}")
        self.problem = problem


@dataclass(frozen=True)
class Mail:
    """One mail to one person, made safe on the way in.

    `to`: one address (full width is folded). `subject`: one line; controls and line breaks in it become
    spaces, at most 200 characters. `text`: plain text, paragraphs separated by empty lines, without line
    breaks inside them: the reader's program breaks lines. `kind`: what the mail is for
    ("cases.receipt"), for counting and for tests. `language`: a code of `kit.languages`.
    Raises BadAddress, and ValueError for an empty subject, text or kind.
    """

    to: str
    subject: str
    text: str
    kind: str
    language: str = "ja"

    def __post_init__(self) -> None:
        address = normalise_address(self.to)
        if problem := address_problem(address):
            raise BadAddress(problem)
        object.__setattr__(self, "to", address)
        object.__setattr__(self, "subject", plain_text.one_line(self.subject)[:SUBJECT_LENGTH])
        object.__setattr__(self, "text", plain_text.body(self.text))
        if not self.subject or not self.text.strip():
            raise ValueError("a mail needs a subject and a text")
        if not self.kind or len(self.kind) > KIND_LENGTH:
            raise ValueError(f"not the kind of a mail: {self.kind!r}")
        if self.language not in LANGUAGES:
            raise ValueError(f"no mail is written in {self.language!r}")
