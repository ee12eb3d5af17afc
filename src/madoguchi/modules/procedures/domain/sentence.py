"""The words that carry the meaning of a Japanese or English sentence, without a dictionary.

Kanji, katakana, Latin letters and hiragana are cut from one another; one hiragana between kanji that is no particle is
okurigana and drops out (引っ越し → 引越, 申し込み → 申込), everything longer begins a new word. Hiragana words lose
their particles and the endings of verbs (ごみをすてたい → ごみ, すて). Good enough for one procedure of some dozens.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from madoguchi.kit.kana import search_key

_HIRAGANA: Final = "ぁ-ゖゝゞ"
_RUNS: Final = re.compile(f"[一-鿿㐀-䶿豈-﫿々〆]+|[{_HIRAGANA}ー]+|[ァ-ヺヽヾー]+|[a-z0-9']+")
_PARTICLES: Final = "がをにのはでとへもや"
_SPLIT: Final = re.compile("から|まで|より|って|[がをのへ]")
_SPLIT_INSIDE: Final = re.compile("(?<=..)[にはでともや](?=..|$)")  # these begin and end many a word
_ENDING: Final = re.compile(
    "(?:たいのですが|たいです|たいん?|ました|ません|ます|です|ください|したら|して|した|する|られた|れた|った|って|んだ|ない|る|た|て)$"
)
# Said of every procedure, or of none: they find nothing. As search keys.
_SAID_OF_ALL: Final = """
手続 申請 届出 届 方法 場合 時 何 欲 教 知 私 必要 てつづき しんせい とどけ とどけで やりかた ほうほう とき
こと ため もの する した したい ほしい いる ある ない どう どこ なに いつ おしえ おし どうし どうすれば できる
くださ です ます たい ので のに けど だけ i my me we our the a an to of for in on at is it am are has have had
was want need how do does can get with and or please what where when from by be this that your you would like
"""
_EMPTY: Final = frozenset(map(search_key, _SAID_OF_ALL.split()))


def words(text: str) -> tuple[str, ...]:
    """The words of a text as search keys, in its order, each once; () when it has none that says anything."""
    found: dict[str, None] = {}
    kanji = ""
    runs = _RUNS.findall(unicodedata.normalize("NFKC", text).lower())
    for number, run in enumerate(runs):
        if _is_kanji(run):
            kanji += run
            continue
        if kanji and _joins(run, runs[number + 1 : number + 2]):
            continue
        if kanji:
            found[search_key(kanji)] = None
            kanji = ""
            rest = _after_okurigana(run) if _is_hiragana(run) else run
        else:
            rest = run
        found |= dict.fromkeys(search_key(word) for word in (_hiragana_words(rest) if _is_hiragana(rest) else [rest]))
    if kanji:
        found[search_key(kanji)] = None
    return tuple(word for word in found if word and word not in _EMPTY)


def _is_kanji(run: str) -> bool:
    return run[0] >= "㐀" or run[0] in "々〆"


def _is_hiragana(run: str) -> bool:
    return "ぁ" <= run[:1] <= "ゞ"


def _joins(run: str, following: list[str]) -> bool:
    """Whether this is okurigana inside one word: one letter, no particle, and kanji after it."""
    return len(run) == 1 and run not in _PARTICLES and bool(following) and _is_kanji(following[0])


def _after_okurigana(run: str) -> str:
    """What follows the word that these hiragana end: "めたい" → "", "みのしかた" → "しかた"."""
    return _SPLIT.split(run, maxsplit=1)[1] if _SPLIT.search(run) else ""


def _hiragana_words(run: str) -> list[str]:
    parts = [inner for part in _SPLIT.split(run) for inner in _SPLIT_INSIDE.split(part)]
    stems = [stem if len(stem := _ENDING.sub("", part)) > 1 else part for part in parts]
    return [stem for stem in stems if len(stem) > 1]
