"""Japanese text: kana in one form, keys to compare, sort and search by, and signs of 外字.

Names are kept as typed (`normalise`: NFC, variation selectors kept); every other form here is a *key*, made
from the stored text when needed and never written over it.
Sources: research note §10; Unicode 15 (kana blocks, variation selectors, private use areas); the idea of
levels in JIS X 4061 for `sort_key` ([K]: the standard was not opened). The variant table is our own, for
search only.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from madoguchi.kit.hyphens import HYPHENS

GETA: Final = "〓"  # what Japanese typesetters put in for a letter they lack

_DAKUTEN, _HANDAKUTEN = "\u3099", "\u309a"

# NFC would turn the compatibility ideographs of this block (神 U+FA19, 福 U+FA1B …) into other letters, and
# with that change how somebody's name is written. They are therefore carried around it.
_COMPATIBILITY_IDEOGRAPHS: Final = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_VARIATION_SELECTORS: Final = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_HALF_WIDTH_KANA: Final = re.compile("[\uff65-\uff9f]+")
_SPACING_MARKS: Final = {0x309B: _DAKUTEN, 0x309C: _HANDAKUTEN}
_HIRAGANA_TO_KATAKANA: Final = {
    **{point: point + 0x60 for point in range(0x3041, 0x3097)},
    0x309D: 0x30FD,
    0x309E: 0x30FE,
}
_MARK_AFTER_KANA: Final = re.compile("(?<=[\u3041-\u3096\u3099-\u309c\u30a1-\u30fa])[\u309b\u309c]")
_KATAKANA: Final = "\u30a1-\u30fa\u31f0-\u31ff"
# A run of hyphens after katakana is as many ー: オーー is somebody's joke, but it is theirs.
_LONG_MARKS: Final = re.compile(f"(?<=[{_KATAKANA}\u30fd\u30fe\u3099\u309a])[{re.escape(''.join(sorted(HYPHENS)))}]+")

_SMALL_TO_FULL: Final = str.maketrans(
    "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
    "アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ",
)
_ROWS: Final = {
    letter: row
    for row, letters in {
        "あ": "アイウエオ", "か": "カキクケコ", "さ": "サシスセソ", "た": "タチツテト", "な": "ナニヌネノ",
        "は": "ハヒフヘホ", "ま": "マミムメモ", "や": "ヤユヨ", "ら": "ラリルレロ", "わ": "ワヰヱヲン",
    }.items()
    for letter in letters
}  # fmt: skip
_VOWELS: Final = {
    letter: vowel
    for vowel, letters in {
        "ア": "アカサタナハマヤラワ", "イ": "イキシチニヒミリヰ", "ウ": "ウクスツヌフムユル",
        "エ": "エケセテネヘメレヱ", "オ": "オコソトノホモヨロヲ",
    }.items()
    for letter in letters
}  # fmt: skip

# Forms of one letter that people mix up when they look for a name: old and new forms (旧字体 / 新字体),
# popular forms (俗字), and 斎/斉, which are two letters but one name to whoever answers the telephone.
# Search only: printing with this table would be wrong. Compatibility ideographs (塚 U+FA10 …) are already
# folded by NFKC.
_VARIANTS: Final = {
    "高": "髙", "崎": "﨑嵜", "辺": "邉邊", "斉": "齋齊斎斊", "沢": "澤", "浜": "濱濵",
    "島": "嶋嶌", "桜": "櫻", "広": "廣", "国": "國", "徳": "德", "恵": "惠", "真": "眞",
    "竜": "龍", "滝": "瀧", "条": "條", "学": "學", "弥": "彌", "寿": "壽", "栄": "榮", "蔵": "藏",
    "実": "實", "円": "圓", "曽": "曾", "槙": "槇", "桑": "桒", "吉": "𠮷", "富": "冨", "峰": "峯",
    "館": "舘", "青": "靑", "清": "淸", "黒": "黑", "檜": "桧", "鴎": "鷗", "与": "與", "亜": "亞",
    "豊": "豐", "仏": "佛", "来": "來", "鉄": "鐵", "関": "關", "県": "縣", "区": "區", "会": "會",
    "応": "應", "礼": "禮", "戸": "戶", "塩": "鹽", "釜": "竈竃釡", "荘": "莊", "壮": "壯",
    "園": "薗", "薮": "藪籔", "渋": "澁", "涼": "凉", "静": "靜", "穂": "穗", "万": "萬",
    "芸": "藝", "鶴": "靍靏", "草": "艸", "籠": "篭", "カ": "ヵ", "ケ": "ヶ",
}  # fmt: skip
_FOLD_VARIANTS: Final = {ord(other): letter for letter, others in _VARIANTS.items() for other in others}


# 縮退: what a common form leaves alone, because it is another letter and not a form of one (斎 and 斉, 冨 and 富).
_OWN_LETTERS: Final = {"齋": "斎", "齊": "斉", "斎": "斎", "斊": "斉", "冨": "冨", "ヵ": "ヵ", "ヶ": "ヶ"}
_COMMON_FORMS: Final = {**_FOLD_VARIANTS, **{ord(letter): common for letter, common in _OWN_LETTERS.items()}}


def normalise(text: str, *, keep_private_use: bool = True) -> str:
    """`text` in the form that is stored: NFC, but compatibility ideographs and variation selectors stay as
    typed.

    With `keep_private_use=False` every 外字 (private-use letter) becomes 〓, for prints that lack its glyph.
    """
    parts = _COMPATIBILITY_IDEOGRAPHS.split(text)
    composed = "".join(part if index % 2 else unicodedata.normalize("NFC", part) for index, part in enumerate(parts))
    return composed if keep_private_use else _PRIVATE_USE.sub(GETA, composed)


def has_private_use(text: str) -> bool:
    """Whether `text` holds 外字: U+E000–F8FF or planes 15–16, which mean another letter on every system."""
    return _PRIVATE_USE.search(text) is not None


def strip_variation_selectors(text: str) -> str:
    """`text` without variation selectors (IVS U+E0100–, standardised U+FE00–): the plain letter remains."""
    return _VARIATION_SELECTORS.sub("", text)


def common_form(text: str) -> str:
    """縮退: `text` in the forms that every keyboard has, to be looked for and read by eye: 髙﨑 -> 高崎, 邉󠄀 -> 辺.


    Variation selectors go, compatibility ideographs and the old and popular forms above become the common one; spaces,
    kana and width stay. Made when needed, never stored in a name's place: 縮退 cannot be undone.
    """
    plain = _COMPATIBILITY_IDEOGRAPHS.sub(
        lambda run: unicodedata.normalize("NFKC", run.group()), strip_variation_selectors(text)
    )
    return plain.translate(_COMMON_FORMS)


def to_katakana(text: str) -> str:
    """Kana of any kind as full-width katakana: ひらがな, ﾊﾝｶｸ, か゛ -> ヒラガナ, ハンカク, ガ.

    For kana fields: a hyphen look-alike after katakana becomes ー. Letters that are not kana stay as they
    are.
    """
    text = _HALF_WIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    text = _MARK_AFTER_KANA.sub(lambda mark: _SPACING_MARKS[ord(mark.group())], text)
    text = normalise(text.translate(_HIRAGANA_TO_KATAKANA))
    return _LONG_MARKS.sub(lambda run: "ー" * len(run.group()), text)


def compare_key(text: str) -> str:
    """The key by which two kana names are the same: katakana, no spaces, small kana large, one width, one
    case.

    "りゅうおう ちょう", "ﾘﾕｳｵｳﾁﾖｳ" and "リュウオウチョウ" have one key. Not for showing.
    """
    return _until_still(lambda part: _folded(part).casefold().translate(_SMALL_TO_FULL), text)


def sort_key(text: str) -> str:
    """A text whose code-point order is 五十音順 (a database column needs COLLATE "C").

    Four parts with spaces between, compared one after the other as in JIS X 4061: letters with 濁点, small
    size and ー taken away (ー is the vowel before it), then 清 < 濁 < 半濁, then ー < small < repeated <
    large, then the katakana itself. So 竜王町 sorts alike as りゅうおうちょう and りゆうおうちょう.
    """
    plain = "".join(to_katakana(unicodedata.normalize("NFKC", to_katakana(text)).casefold()).split())
    letters: list[str] = []
    voices: list[str] = []
    sizes: list[str] = []
    for char in plain:
        letter, voice, size = _levels(char, letters[-1] if letters else "", voices[-1] if voices else "0")
        letters.append(letter)
        voices.append(voice)
        sizes.append(size)
    return " ".join(("".join(letters), "".join(voices), "".join(sizes), plain))


def _levels(char: str, before: str, voice_before: str) -> tuple[str, str, str]:
    if char == "ー" and before in _VOWELS:
        return _VOWELS[before], "0", "0"
    if char in "ヽヾ" and before in _ROWS:
        return before, "1" if char == "ヾ" else "0", "2"
    decomposed = unicodedata.normalize("NFD", char) if "ァ" <= char <= "ヺ" else char
    voice = {_DAKUTEN: "1", _HANDAKUTEN: "2"}.get(decomposed[1:], "0")
    letter = decomposed[:1]
    full = letter.translate(_SMALL_TO_FULL)
    return full, voice, "3" if full == letter else "1"


def gojuon_row(kana: str) -> str | None:
    """The index row "あ" "か" … "わ" of the first letter (any kana, any size or width); None when it is no
    kana.

    ん stands in the わ row, ヴ in あ, ヶ in か.
    """
    plain = to_katakana(kana.lstrip())[:1]
    letter = unicodedata.normalize("NFD", plain)[:1].translate(_SMALL_TO_FULL)
    return _ROWS.get(letter)


_KATAKANA_NAME: Final = re.compile(f"[{_KATAKANA}][{_KATAKANA}ーヽヾ・ \u3000\u3099\u309a]*")


def is_katakana_name(text: str) -> bool:
    """Whether `text` is a name in full-width katakana (ー, ・, ヽ and spaces between its parts allowed).

    Strict on purpose: run `to_katakana` on what was typed, then ask.
    """
    return _KATAKANA_NAME.fullmatch(text) is not None and not text[-1].isspace()


def search_key(text: str) -> str:
    """The key under which a search finds a text: NFKC, lower case, katakana, no spaces, no IVS, variants as
    one.

    髙﨑 finds 高崎, 渡邉 and 渡邊 find 渡辺, 七ヶ浜 finds 七ケ浜. Hyphen look-alikes become "-", after kana
    ー.
    """
    return _until_still(_search_step, text)


def _search_step(text: str) -> str:
    text = _folded(strip_variation_selectors(text)).lower()
    text = "".join("-" if char in HYPHENS and char != "ー" else char for char in text)
    return text.translate(_FOLD_VARIANTS)


def _folded(text: str) -> str:
    """Katakana, one width, no spaces. Kana marks first: NFKC would make a space and a mark of ゛."""
    return to_katakana("".join(unicodedata.normalize("NFKC", to_katakana(text)).split()))


def _until_still(step: Callable[[str], str], text: str) -> str:
    """`step` until it changes nothing: one fold may uncover another (a lone accent that meets its letter).

    Two rounds do for what people type; the bound is against letters nobody has thought of.
    """
    for _ in range(6):
        before, text = text, step(text)
        if text == before:
            break
    return text
