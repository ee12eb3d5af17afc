"""Words of the procedures room: the closed lists that packs write. Pure: no Django, so that `domain/` may use them."""

from __future__ import annotations

from enum import StrEnum

from madoguchi.kit.languages import Text as Words


class Kind(StrEnum):
    """What the procedure is in law; decides which texts a pack must carry."""

    DISPOSITION = "disposition"
    CERTIFICATE = "certificate"
    NOTIFICATION = "notification"
    CONTRACT = "contract"
    VOLUNTARY = "voluntary"


class Identity(StrEnum):
    """How sure the office must be of who asks. Signatures (JPKI) come with the identity issue."""

    NONE = "none"
    MAIL = "mail"
    DOCUMENT_COPY = "document_copy"


KINDS: dict[Kind, Words] = {
    Kind.DISPOSITION: Words("申請（許可・認定など）", "Permission or decision"),
    Kind.CERTIFICATE: Words("証明", "Certificate"),
    Kind.NOTIFICATION: Words("届出", "Notification"),
    Kind.CONTRACT: Words("申込み", "Service request"),
    Kind.VOLUNTARY: Words("申込み（任意）", "Voluntary registration"),
}

IDENTITIES: dict[Identity, Words] = {
    Identity.NONE: Words("本人確認はありません", "No proof of identity is needed"),
    Identity.MAIL: Words(
        "本人確認はありません（メールアドレスは必要です）", "No proof of identity; an e-mail address is needed"
    ),
    Identity.DOCUMENT_COPY: Words(
        "本人確認書類の写し（画像）を付けていただきます", "You attach a picture of an identity document"
    ),
}

# In the order of the search page.
CATEGORIES: dict[str, Words] = {
    "registration": Words("住民票・戸籍・印鑑", "Resident and family registers"),
    "tax": Words("税", "Taxes"),
    "insurance": Words("保険・年金", "Insurance and pension"),
    "children": Words("子ども・教育", "Children and education"),
    "welfare": Words("福祉・介護・健康", "Welfare, care and health"),
    "waste": Words("ごみ・リサイクル", "Waste and recycling"),
    "water": Words("水道・下水道", "Water and sewerage"),
    "pets": Words("犬・ねこ・生き物", "Pets and animals"),
    "roads": Words("道路・公園・まちづくり", "Roads, parks and planning"),
    "disaster": Words("災害・防災", "Disasters"),
    "disclosure": Words("情報公開・個人情報", "Access to information"),
    "jobs": Words("職員採用", "Jobs"),
    "npo": Words("NPO・市民活動", "Non-profit organisations"),
    "newsletter": Words("お知らせの配信・イベント", "Newsletters and events"),
    "other": Words("そのほか", "Other"),
}

LIFE_EVENTS: dict[str, Words] = {
    "birth": Words("妊娠・出産", "Pregnancy and birth"),
    "childcare": Words("子育て・学校", "Raising children"),
    "moving": Words("引越し", "Moving house"),
    "marriage": Words("結婚・離婚", "Marriage and divorce"),
    "work": Words("就職・退職", "Work and retirement"),
    "housing": Words("住まい・土地", "Housing and land"),
    "care": Words("高齢・介護", "Old age and care"),
    "death": Words("お別れ（ご不幸）", "Bereavement"),
    "disaster": Words("災害にあったとき", "After a disaster"),
    "business": Words("事業・団体の活動", "Business and organisations"),
}

# What people call these things besides, in kana and other words; a search finds what stands under the heading.
SAID: dict[str, tuple[str, ...]] = {
    "birth": ("にんしん", "しゅっさん", "うまれる", "あかちゃん", "赤ちゃん", "baby"),
    "childcare": ("こそだて", "がっこう", "こども", "子ども", "入園", "school"),
    "moving": ("ひっこし", "ひっこす", "転入", "てんにゅう", "転出", "てんしゅつ", "転居", "てんきょ", "move"),
    "marriage": ("けっこん", "りこん", "婚姻", "married"),
    "work": ("しゅうしょく", "たいしょく", "仕事", "しごと", "job"),
    "housing": ("すまい", "とち", "いえ", "家", "house", "home"),
    "care": ("かいご", "こうれい", "としより", "お年寄り", "elderly"),
    "death": ("しぼう", "なくなった", "亡くなった", "死亡", "葬儀", "died"),
    "disaster": ("さいがい", "じしん", "地震", "earthquake"),
    "business": ("じぎょう", "会社", "かいしゃ", "店", "company"),
    "registration": ("じゅうみんひょう", "こせき", "いんかん"),
    "tax": ("ぜいきん", "税金"),
    "waste": ("ごみ", "ゴミ", "garbage", "trash"),
    "water": ("すいどう", "みず"),
    "pets": ("いぬ", "ねこ", "dog", "cat"),
    "roads": ("どうろ", "こうえん"),
}

# Sections of texts/<lang>.md in the order in which the procedure's page shows them.
SECTIONS: dict[str, Words] = {
    "lead": Words("この手続でできること", "What this is for"),
    "who": Words("手続ができる方", "Who can do this"),
    "prepare": Words("用意するもの", "What to have at hand"),
    "how_long": Words("入力の時間と結果までの日数", "How long it takes"),
    "fee": Words("手数料と費用", "Fees and costs"),
    "paper": Words("紙での手続・窓口", "On paper or at the counter"),
    "after": Words("送信したあと", "After sending"),
    "notes": Words("ご注意", "Please note"),
}
# Values that a body may set, by how their keys begin (and end, where that tells two apart): what their boxes, their
# history and the comparison of two versions call them.
LOCAL_VALUES: dict[str, Words] = {
    "office": Words("担当の名称", "Name of the office"),
    "online": Words("オンラインでできること", "What can be done online"),
    "pay": Words("支払い方法", "How to pay"),
    "texts": Words("案内文", "Text"),
    "standard_period": Words("標準処理期間の日数", "Days of the standard period"),
    "fee": Words("手数料の額", "Amount of a fee"),
    "rate": Words("料金表", "Table of rates"),
    "reduction": Words("減免の割合", "Per cent of a reduction"),
    "privacy": Words("個人情報を保存する年数", "Years for which personal data are kept"),
    "law.name": Words("根拠の例規の名称", "Name of the ordinance"),
    "law.article": Words("根拠の例規の条番号", "Article of the ordinance"),
    "disposition": Words("処分の根拠", "Legal basis of the decision"),
    "capacity": Words("定員", "Places"),
    "capacity.round": Words("回の名前", "Name of the round"),
    "capacity.waiting": Words("補欠の人数", "Places on the waiting list"),
    "table": Words("選択肢の一覧", "List of options"),
    "own": Words("団体の質問", "Question of the body"),
    "routing": Words("担当の割り振り", "Which department gets a case"),
    "once": Words("回の名前（1人1回・1世帯1回）", "Name of the round (once per person or household)"),
}
REQUIRED_SECTIONS = ("lead", "who", "prepare", "after")
LANGUAGES = ("ja", "en")

# 五十音: the rows of the index, each named by its first letter.
KANA_ROWS = ("あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ")


class Opening(StrEnum):
    """Whether a procedure can be filed now; everything but OPEN has its own sentence on its page."""

    OPEN = "open"
    NOT_YET = "not_yet"
    ENDED = "ended"
    CLOSED = "closed"
    NOT_TAKING_PART = "not_taking_part"


def local_value(key: str) -> Words | None:
    """What the value of a dotted key is called ("texts.paper", "law.jorei.name"); None for a key of no kind."""
    kind, _dot, rest = key.partition(".")
    if kind == "texts" and rest in SECTIONS:
        return Words(f"案内文「{SECTIONS[rest].ja}」", f"Text “{SECTIONS[rest].en}”")
    return LOCAL_VALUES.get(f"{kind}.{rest.rpartition('.')[2]}") or LOCAL_VALUES.get(kind)
