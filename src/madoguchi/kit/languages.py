"""The languages that residents may read in, and a sentence in several of them. One table for the whole house.

Japanese is the text that counts. Where a text has no translation it falls back: やさしい日本語 to Japanese, every other
language to English, or to Japanese where there is none (decision 0017). What fell back is a `Borrowed`: it knows the
language it is in, so that a page can mark it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from madoguchi.kit import toml

_FOLDER: Final = Path(__file__).with_name("words")


@dataclass(frozen=True, slots=True)
class Language:
    """`code`: in addresses (/vi/…), file names and the database · `tag`: the `lang` of HTML (BCP 47) · `name`: what it
    calls itself · `ja`, `en`: what we call it · `offered`: residents can choose it on every page; the others only where
    a procedure is translated into them · `checked_by`: who, speaking it natively, has checked our own sentences;
    empty: nobody, which officers and translators are told · `thousands`: what parts the digits of a large number.
    """

    code: str
    tag: str
    name: str
    ja: str
    en: str
    offered: bool = True
    checked_by: str = ""
    thousands: str = ","


_ALL: Final = (
    Language("ja", "ja", "日本語", "日本語", "Japanese", checked_by="—"),
    Language("easy", "ja-x-easy", "やさしい日本語", "やさしい日本語", "Easy Japanese"),
    Language("en", "en", "English", "英語", "English"),
    Language("zh", "zh-Hans", "简体中文", "中国語（簡体字）", "Chinese (simplified)"),
    Language("ko", "ko", "한국어", "韓国・朝鮮語", "Korean"),
    Language("vi", "vi", "Tiếng Việt", "ベトナム語", "Vietnamese", thousands="."),
    Language("pt", "pt", "Português", "ポルトガル語", "Portuguese", thousands="."),
    Language("es", "es", "Español", "スペイン語", "Spanish", offered=False, thousands="."),
    Language("ne", "ne", "नेपाली", "ネパール語", "Nepali", offered=False),
    Language("id", "id", "Bahasa Indonesia", "インドネシア語", "Indonesian", offered=False, thousands="."),
    Language("tl", "tl", "Tagalog", "タガログ語", "Tagalog", offered=False),
)
LANGUAGES: Final[Mapping[str, Language]] = {one.code: one for one in _ALL}
# What a pack always has, in its own files; the others are catalogues beside them.
SOURCES: Final = ("ja", "en")
TRANSLATED: Final = tuple(code for code in LANGUAGES if code not in SOURCES)
OFFERED: Final = tuple(one.code for one in _ALL if one.offered)


def known(lang: str | None) -> str:
    """The code of a language of the table: "en" for "en-gb", "ja" for what is not in it."""
    if lang in LANGUAGES:
        return lang  # type: ignore[return-value]
    start = (lang or "").partition("-")[0]
    return start if start in LANGUAGES else "ja"


def base(lang: str | None) -> str:
    """ "ja" or "en": the language of our own that a page in `lang` falls back to.

    >>> base("easy"), base("vi"), base("en-gb"), base(None)
    ('ja', 'en', 'en', 'ja')
    """
    return "ja" if known(lang) in ("ja", "easy") else "en"


def english(lang: str | None) -> bool:
    """Whether what is not translated is said in English there."""
    return lang != "ja" and base(lang) == "en"


class Borrowed(str):
    """A text in another language than the one asked for: `lang` is the HTML language of the text itself."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, text: str, lang: str) -> Borrowed:
        made = super().__new__(cls, text)
        made.lang = lang
        return made

    def __reduce__(self) -> tuple[type[Borrowed], tuple[str, str]]:  # to be copied
        return Borrowed, (str(self), self.lang)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence as packs and our own code write it: Japanese always, English, and what it was translated into.

    `others`: (code, text) pairs; they count neither for equality nor as a change of the text.
    """

    ja: str
    en: str = ""
    others: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def in_(self, lang: str) -> str:
        """The text in a language of the table ("en-gb" is "en"); a `Borrowed` where it fell back."""
        if lang == "ja":
            return self.ja
        if lang == "en":
            return self.en or self.ja
        for code, text in self.others:
            if code == lang:
                return text
        return in_other(lang, self.ja, self.en)

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)

    def also(self, others: Iterable[tuple[str, str]]) -> Text:
        """The same text with translations."""
        return replace(self, others=tuple(others))


def text_of(value: Mapping[str, str]) -> Text:
    """``{ ja = "…", en = "…", vi = "…" }`` of a checked table."""
    if len(value) <= 2:
        return Text(value["ja"], value.get("en", ""))
    return Text(value["ja"], value.get("en", ""), tuple((k, v) for k, v in value.items() if k not in SOURCES))


def in_other(lang: str, ja: str, en: str) -> str:
    """A sentence of our own in any language: by the house's own words, else by the rule of falling back."""
    code = known(lang)
    if code == "ja":
        return ja
    if code == "en":
        return en or ja
    own = words(code).get(ja)
    if own is not None:
        return own
    if not ja and not en:
        return ""
    return Borrowed(en, "en") if en and code != "easy" else Borrowed(ja, "ja")


@cache
def words(code: str) -> Mapping[str, str]:
    """What the house says again and again, by its Japanese: labels of blocks, states, options. `words/<code>.toml`."""
    path = _FOLDER / f"{code}.toml"
    return dict(toml.loads(path.read_text("utf-8"), again=False)["words"]) if path.is_file() else {}
