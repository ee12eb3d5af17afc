"""Words of the forms room."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

# 都道府県 in the order of their codes (JIS X 0401), as every list in Japan has them; with their English
# names.
PREFECTURES_EN: Mapping[str, str] = {
    "北海道": "Hokkaido", "青森県": "Aomori", "岩手県": "Iwate", "宮城県": "Miyagi",
    "秋田県": "Akita", "山形県": "Yamagata", "福島県": "Fukushima", "茨城県": "Ibaraki",
    "栃木県": "Tochigi", "群馬県": "Gunma", "埼玉県": "Saitama", "千葉県": "Chiba",
    "東京都": "Tokyo", "神奈川県": "Kanagawa", "新潟県": "Niigata", "富山県": "Toyama",
    "石川県": "Ishikawa", "福井県": "Fukui", "山梨県": "Yamanashi", "長野県": "Nagano",
    "岐阜県": "Gifu", "静岡県": "Shizuoka", "愛知県": "Aichi", "三重県": "Mie",
    "滋賀県": "Shiga", "京都府": "Kyoto", "大阪府": "Osaka", "兵庫県": "Hyogo",
    "奈良県": "Nara", "和歌山県": "Wakayama", "鳥取県": "Tottori", "島根県": "Shimane",
    "岡山県": "Okayama", "広島県": "Hiroshima", "山口県": "Yamaguchi", "徳島県": "Tokushima",
    "香川県": "Kagawa", "愛媛県": "Ehime", "高知県": "Kochi", "福岡県": "Fukuoka",
    "佐賀県": "Saga", "長崎県": "Nagasaki", "熊本県": "Kumamoto", "大分県": "Oita",
    "宮崎県": "Miyazaki", "鹿児島県": "Kagoshima", "沖縄県": "Okinawa",
}  # fmt: skip
PREFECTURES: tuple[str, ...] = tuple(PREFECTURES_EN)

# Kinds of files that the kernel's files room can recognise by content.
FILE_KINDS: tuple[str, ...] = ("pdf", "jpeg", "png", "heic", "docx", "xlsx")
DEFAULT_FILE_KINDS: tuple[str, ...] = ("pdf", "jpeg", "png", "heic")

# What the resident adds to a list of options.
OTHER = "other"

# Eras in English sentences, by the names of kit.wareki.
ERAS_EN: Mapping[str, str] = {"明治": "Meiji", "大正": "Taisho", "昭和": "Showa", "平成": "Heisei", "令和": "Reiwa"}

# The uploads of a draft belong to "forms.draft:<primary key>" in kernel.files.
FILES_OWNER = "forms.draft"
FILED_AS = "forms.filed_as"
"""How a trail of retention names the numbers that drafts were filed under."""

# What a file field lets people choose, by kind: endings for computers, media types for phones.
ACCEPT: Mapping[str, str] = {
    "pdf": ".pdf,application/pdf",
    "jpeg": ".jpg,.jpeg,image/jpeg",
    "png": ".png,image/png",
    "heic": ".heic,.heif,image/heic",
    "docx": ".docx",
    "xlsx": ".xlsx",
}


class Effect(StrEnum):
    """What a change does to drafts and cases that began before it, the gravest first."""

    LOSES = "loses"  # an answer that was given will not be sent
    ASKS_MORE = "asks_more"  # there is more to answer
    STRICTER = "stricter"  # what was accepted may be refused now
    AMOUNT = "amount"  # another sum or result comes out
    REREAD = "reread"  # what was agreed to, shown or meant is another thing now
    HARMLESS = "harmless"


class Fate(StrEnum):
    """What became of an answer when its draft or case went to another version of the form."""

    GONE = "gone"  # its question is no longer asked
    OPTION_GONE = "option_gone"  # the option that was chosen is no longer there
    NOT_READ = "not_read"  # the question takes another kind of answer, and this one could not be read as such
    REREAD = "reread"  # the question takes another kind of answer, and this one was read as such
