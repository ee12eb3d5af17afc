"""The labels that the printed papers carry, in the reader's language. A decision is always written in Japanese."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: Final[dict[str, str | Promise]] = {
    "demo": _("デモ：実在の手続ではありません"),
    "colon": pgettext_lazy("between a label and its value on paper", "："),
    # receipt and copy of the answers
    "receipt": _("受付票"),
    "receipt_lead": _("次の手続を受け付けました。この票は問い合わせのときに必要です。大切に保管してください。"),
    "receipt_number": _("受付番号"),
    "code": _("確認番号"),
    "qr": _("状況確認のページを開く二次元コード"),
    "procedure": _("手続"),
    "received_at": _("受付日時"),
    "applicant": _("申請者"),
    "expected": _("結果の目安"),
    "fee": _("手数料"),
    "next": _("これからの流れ"),
    "status": _("状況の確認"),
    "status_lead": _("次のページで、受付番号と確認番号を入れると、今の状況を確認できます。"),
    "ask": _("問い合わせ先"),
    "phone": _("電話"),
    "hours": _("受付時間"),
    "email": _("メール"),
    "answers": _("申請内容の控え"),
    "no_answer": _("記入なし"),
    # form on paper
    "sketch": _("見取図（道と目印も書いてください）"),
    "submit_to": _("提出先"),
    "office_stamp": _("収受印"),
    "office_only": _("記入しないでください"),
    "written_on": _("記入した日"),
    "blank_date": _("令和　　　年　　　月　　　日"),
    "required": _("必須"),
    "family_name": _("氏"),
    "given_name": _("名"),
    "family_kana": _("セイ"),
    "given_kana": _("メイ"),
    "year": pgettext_lazy("after a box on paper", "年"),
    "month": pgettext_lazy("after a box on paper", "月"),
    "day": pgettext_lazy("after a box on paper", "日"),
    "fiscal_year": pgettext_lazy("after a box on paper", "年度"),
    "yen": pgettext_lazy("after a box on paper", "円"),
    "yes": _("はい"),
    "no": _("いいえ"),
    "other": _("その他"),
    "attached": _("書類を添えました"),
    "bank_name": _("金融機関名"),
    "bank_branch": _("支店名"),
    "account_type": _("種別"),
    "account_ordinary": _("普通"),
    "account_current": _("当座"),
    "account_number": _("口座番号"),
    "account_holder": _("口座名義（カナ）"),
}
ERAS: Final[tuple[str | Promise, ...]] = (_("大正"), _("昭和"), _("平成"), _("令和"), _("西暦"))
