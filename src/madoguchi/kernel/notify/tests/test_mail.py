"""What another room hands over is made safe on the way in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from madoguchi.kernel.notify.api import BadAddress, Mail


def test_a_full_width_address_is_folded(mail: Callable[..., Mail]) -> None:
    assert mail(to="ｈａｎａｋｏ＠Example.JP　").to == "hanako@example.jp"


@pytest.mark.parametrize(
    "to",
    ["", "hanako", "hanako@example.jp\nBcc: all@example.jp", "a@example.jp, b@example.jp", "名取 <a@example.jp>"],
)
def test_only_one_plain_address_is_taken(mail: Callable[..., Mail], to: str) -> None:
    with pytest.raises(BadAddress):
        mail(to=to)


def test_a_line_break_in_the_subject_cannot_begin_a_header(mail: Callable[..., Mail]) -> None:
    assert mail(subject="受付\r\nBcc: all@example.jp").subject == "受付  Bcc: all@example.jp"


def test_a_long_subject_is_cut(mail: Callable[..., Mail]) -> None:
    assert len(mail(subject="あ" * 500).subject) == 200


@pytest.mark.parametrize("missing", [{"subject": " \n"}, {"text": "\n\n"}, {"kind": ""}, {"language": "fr"}])
def test_a_mail_has_a_subject_a_text_a_kind_and_a_language(mail: Callable[..., Mail], missing: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="mail"):
        mail(**missing)
