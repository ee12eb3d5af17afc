"""What a clerk reads for the words of the pack format: types of fields, settings, values."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from madoguchi.modules.designer.choices.settings import KEYS, Said, words_at

__all__ = ["ANNOUNCED", "BLOCKS", "COMPARISONS", "KEYS", "MENU", "TYPES", "VALUES", "words_at"]

# The pages of a working version, by the name of their address.
MENU: Mapping[str, Said] = {
    "form": _("項目"), "tables": _("選択肢の表"), "rules": _("きまり"), "others": _("第三者・秘匿"),
    "card": _("手続の情報"), "flow": _("流れ"), "fees": _("手数料"), "eligibility": _("対象の確認"),
    "texts": _("案内文"), "documents": _("書類"),
    "examples": _("入力例"), "languages": _("ことば"), "preview": _("見え方"), "trial": _("試す"), "history": _("履歴"),
    "publish": _("公開"),
}  # fmt: skip

# (label, what it asks for), in the order in which they are offered.
TYPES: Mapping[str, tuple[Said, Said]] = {
    "text": (_("1行の文字"), _("短い答え。書式や長さを決められます")),
    "textarea": (_("何行かの文章"), _("理由や説明")),
    "choice": (_("1つ選ぶ"), _("選択肢から1つ。「その他」も置けます")),
    "choices": (_("いくつか選ぶ"), _("選択肢からいくつでも")),
    "linked": (_("段になったリスト"), _("上で選んだものによって、下のリストが変わります")),
    "ranked": (_("順番を付けて選ぶ"), _("第1希望、第2希望のように選びます")),
    "yes_no": (_("はい・いいえ"), _("2択の質問")),
    "date": (_("日付"), _("和暦でも入力できます")),
    "year_month": (_("年月"), _("日のない日付")),
    "fiscal_year": (_("年度"), _("4月に始まる年度")),
    "time": (_("時刻"), _("時と分")),
    "period": (_("期間"), _("始まりと終わり。日付・年月・時刻から選べます")),
    "birth": (_("生年月日"), _("和暦でも入力できます。年齢を横に出せます")),
    "sex": (_("性別"), _("たずねる理由を書く必要があります")),
    "number": (_("数"), _("人数・個数・面積など。単位を付けられます")),
    "quantity": (_("数と単位"), _("単位を選んで入力します。kg・トンなど")),
    "money": (_("金額"), _("円で入力します")),
    "name": (_("氏名"), _("氏と名に分けて入力します")),
    "kana": (_("フリガナ"), _("氏名のすぐあとに置きます")),
    "address": (_("住所"), _("郵便番号から入れられます")),
    "point": (_("地図上の点"), _("地図を押すか、緯度・経度や言葉で答えます")),
    "line": (_("地図上の線"), _("点を結んだ道のり。長さ（m）を計算に使えます")),
    "area": (_("地図上の面"), _("まわりを囲んだ区画。面積（㎡）を計算に使えます")),
    "phone": (_("電話番号"), _("国内と海外の番号")),
    "email": (_("メールアドレス"), _("お知らせの送り先にできます")),
    "org_name": (_("法人・団体の名称"), _("会社や団体の名前")),
    "corporate_number": (_("法人番号"), _("13けた。検査用数字も確かめます")),
    "corporation": (_("法人（番号・商号・代表者）"), _("会社や団体についてまとめてたずねます")),
    "bank_account": (_("振込先の口座"), _("ゆうちょ銀行にも対応します")),
    "file": (_("添付ファイル"), _("写真や書類。スマートフォンで撮れます")),
    "consent": (_("同意のチェック"), _("文に同意してもらいます")),
    "group": (_("繰り返すまとまり"), _("家族や物件など、同じ項目を何件でも")),
    "table": (_("表"), _("行と列が決まった表")),
    "info": (_("案内文"), _("読むだけの文。答えはありません")),
    "signature": (_("署名"), _("文を読んで、氏名を入力してもらいます")),
    "calc": (_("計算した値"), _("ほかの答えから計算します")),
    "serial": (_("自動の番号"), _("送信されたときに番号が付きます")),
    "hidden": (_("見えない値"), _("アドレスや決まった値を受け取ります")),
    "own_question": (_("団体の質問"), _("使う団体が、それぞれの質問を1つ足せる場所です")),
}

# Blocks of shared fields (forms/blocks): (what they are called, what they ask).
BLOCKS: Mapping[str, tuple[Said, Said]] = {
    "person": (_("人（氏名・生年月日・住所・連絡先）"), _("名前のある人について、いつもたずねること")),
    "org": (_("法人・団体と担当者"), _("法人番号・名称・所在地・担当者の連絡先")),
    "agent": (_("代理人"), _("代わりに手続をする人と、委任状など")),
    "bank": (_("振込先の口座"), _("公金受取口座か、ほかの口座と通帳の写し")),
    "consent_tax": (_("税の情報を確かめる同意"), _("同意がないときは証明書の添付")),
    "boryoku": (_("暴力団排除の誓約"), _("暴力団員でないことの誓約と、警察への照会の同意")),
    "member": (_("世帯員（氏名・続柄・生年月日）"), _("繰返しの中に置きます。だれから見た続柄かは変えられます")),
    "send_to": (_("書類の送付先"), _("住所以外に送るときは、その理由も")),
}

# Values of settings, by key.
VALUES: Mapping[str, Mapping[str, Said]] = {
    "style": {"radio": _("全部を並べる"), "select": _("リストから選ぶ")},
    "unit": {"working": _("開庁日"), "calendar": _("暦の日")},
    "extends": {
        "notification": _("届出：受け取って確かめたら終わり"),
        "examined": _("審査：審査し、決定し、書類を渡す"),
        "instant": _("受け付けた時点で終わり"),
        "by_mail": _("メールのリンクで確定したら終わり"),
    },
    "needed": {"before": _("送信の前"), "after": _("送信のあとでもよい")},
    "clock": {"runs": _("進む"), "stands": _("止まる")},
    "round": {"down": _("切り捨て"), "up": _("切り上げ"), "half": _("四捨五入")},
    "count": {"months": _("月数（1か月に満たない端数も1か月）"), "days": _("日数")},
    "need": {"either": _("言葉だけでもよい"), "shape": _("地図に付ける")},
    "round_quantity": {"down": _("切り捨て"), "up": _("切り上げ"), "half": _("四捨五入")},
    "verdict": {
        "no": _("対象ではない"),
        "other": _("別の手続・別の窓口"),
        "unsure": _("確かめて決める"),
    },
    "roll": {"next": _("次の開庁日"), "previous": _("前の開庁日")},
    "until": {"decision": _("決定まで"), "never": _("取り下げられない")},
    "phase": {
        "waiting": _("待っている"),
        "office": _("役所"),
        "resident": _("住民"),
        "done": _("終わり"),
    },
    "by": {"officer": _("職員"), "resident": _("住民")},
    "gives": {
        "number": _("数"),
        "money": _("金額"),
        "date": _("日付"),
        "yes_no": _("はい・いいえ"),
        "text": _("1行の文字"),
    },
    "of": {"date": _("日付"), "month": _("年月"), "time": _("時刻")},
    "also": {"former": _("旧氏"), "common": _("通称")},
    "type": {
        "text": _("1行の文字"),
        "number": _("数"),
        "money": _("金額"),
        "choice": _("1つ選ぶ"),
        "yes_no": _("はい・いいえ"),
        **{
            name: TYPES[name][0]
            for name in ("choices", "linked", "quantity", "date", "birth", "year_month", "fiscal_year", "info")
        },
    },
    "mode": {
        "first_come": _("先着順"),
        "lottery": _("抽選"),
        "order": _("順番だけを決める抽選"),
    },
    "duplicate": {
        "refuse": _("受け付けない"),
        "lead": _("受け付けず、前のものの見方を案内する"),
        "mark": _("受け付けて、職員に印を見せる"),
    },
    "freed_by": {"withdrawal": _("取り下げたとき"), "refusal": _("認められなかったとき")},
    "hold": {
        "none": _("取っておかない"),
        "begin": _("はじめの答えから"),
        "check": _("確認の画面から"),
    },
    "inputmode": {"numeric": _("数字"), "tel": _("電話"), "email": _("メール"), "text": _("ふつう")},
}

COMPARISONS: Mapping[str, Said] = {
    "is": _("である"),
    "is_not": _("ではない"),
    "ge": _("以上"),
    "le": _("以下"),
    "gt": _("より大きい"),
    "lt": _("より小さい"),
    "filled": _("答えがある"),
    "empty": _("答えがない"),
}

# What a screen reader calls things, in the outline.
ANNOUNCED: Mapping[str, Said] = {
    "heading": _("見出し"),
    "group": _("グループ"),
    "required": _("必須"),
    "text": _("文字を入力"),
    "email": _("文字を入力"),
    "tel": _("文字を入力"),
    "date": _("日付を入力"),
    "textarea": _("何行かの文字を入力"),
    "select": _("リストから選択"),
    "radio": _("1つ選択"),
    "checkbox": _("チェック"),
    "file": _("ファイルを選ぶ"),
    "submit": _("ボタン"),
    "button": _("ボタン"),
    "unnamed": _("（名前がありません）"),
}
