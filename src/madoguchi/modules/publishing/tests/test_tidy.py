from __future__ import annotations

from madoguchi.modules.publishing.domain.tidy import tidy


def test_it_drops_what_a_feed_cannot_carry_and_keeps_the_rest() -> None:
    assert tidy(" あ\x00\x0b\r\nい\ud800\ufffe　") == "あ\nい"
    assert tidy("𠮷野家で👍\t髙﨑") == "𠮷野家で👍\t髙﨑"
