"""Words of the files room: states, kinds, and what people are told when a file cannot be taken."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """accepted: may be read (made by us, or taken in where no scanner is set up). unchecked: waits for the scan. clean:
    scanned, may be read. suspicious: something in it that honest files rarely have. refused: found harmful. The last
    two stay unreadable, kept as evidence."""

    ACCEPTED = "accepted", _("受入れ済み")
    UNCHECKED = "unchecked", _("検査待ち")
    CLEAN = "clean", _("検査済み")
    SUSPICIOUS = "suspicious", _("疑わしい内容あり")
    REFUSED = "refused", _("危険（開けません）")


READABLE: Final = frozenset({State.ACCEPTED.value, State.CLEAN.value})
UNSAFE: Final = frozenset({State.SUSPICIOUS.value, State.REFUSED.value})


class Kind(TextChoices):
    """What a file is by its content. The labels are how people know the format."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    HEIC = "heic", "HEIC"
    DOCX = "docx", _("Word（.docx）")
    XLSX = "xlsx", _("Excel（.xlsx）")


LIST_SEPARATOR: Final = pgettext_lazy("between the members of a list", "、")

# What content looks like that is none of our kinds: named, so that the message helps.
FOREIGN: Final[dict[str, str | Promise]] = {
    "program": _("プログラム（実行ファイル）"),
    "html": _("ウェブページ（HTML）"),
    "zip": _("圧縮ファイル（ZIP）"),
    "archive": _("圧縮ファイル"),
    "old_office": _("古い形式のWordやExcel（.doc、.xls）"),
    "gif": _("GIF画像"),
    "webp": _("WebP画像"),
    "tiff": _("TIFF画像"),
    "bmp": _("BMP画像"),
    "avif": _("AVIF画像"),
    "svg": _("SVG画像"),
    "video": _("動画"),
    "rtf": _("リッチテキスト（.rtf）"),
    "text": _("文字だけのファイル"),
    "unknown": _("種類の分からないもの"),
}

# code → what happened, why, what to do. Figures come from Refused.data.
REFUSALS: Final[dict[str, str | Promise]] = {
    "empty": _("「%(name)s」は中身が空（0バイト）です。保存し直したものか、別のファイルを選んでください。"),
    "too_large": _(
        "ファイルが大きすぎます。上限%(limit)s、このファイルは%(size)sです。"
        "写真は小さいサイズで撮り直すか縮小し、書類は画質を下げて保存し直してください。"
    ),
    "wrong_kind": _(
        "%(looks)sは受け付けられません。使える形式は%(kinds)sです。このどれかで保存し直して選んでください。"
    ),
    "disguised": _(
        "ファイル名の終わりは「.%(extension)s」ですが、中身は%(looks)sです。"
        "元のファイルを開き、%(kinds)sのどれかで保存し直して選んでください。"
    ),
    "corrupt": _(
        "ファイルが壊れているか途中で切れているため、開けません。"
        "手元で開けるか確かめて、もう一度選ぶか、撮り直したものを選んでください。"
    ),
    "encrypted": _(
        "パスワードの付いたファイルは、担当者が開けないため受け付けられません。"
        "パスワードを外して保存し直したものを選んでください。"
    ),
    "locked_pdf": _(
        "このPDFは開くときにパスワードが要るため、担当者が開けません。"
        "パスワードを入れて開き、「印刷」から「PDFとして保存」したもの（または画面の写真）を選んでください。"
    ),
    "too_many_pixels": _(
        "画像が細かすぎます。上限%(limit_man)s万画素、この画像は%(size_man)s万画素です。"
        "カメラや写真のアプリで縮小したものを選んでください。"
    ),
    "macro": _(
        "マクロ（自動で動く命令）の入ったファイルは受け付けられません。"
        "マクロなしの形式かPDFで保存し直したものを選んでください。"
    ),
    "swollen": _(
        "ファイルの中身を開くと大きくなりすぎます。不要な画像や表を減らすか、PDFで保存し直したものを選んでください。"
    ),
    "not_kept": _(
        "こちらの不具合で、ファイルを保存できませんでした。入力した内容は残っています。"
        "少し時間をおいてから、もう一度ファイルを選んでください。"
    ),
}
