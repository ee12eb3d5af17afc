"""What a fault says to the person who typed: what happened, why, what to do. One sentence or two per code.

The domain gives codes and figures; here they become Japanese (the msgid) and English (locale/en). Every code
that a field type can give has its entry; a test walks through them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.files import api as files
from madoguchi.kit.languages import english
from madoguchi.kit.wareki import Wareki
from madoguchi.modules.forms.choices import ERAS_EN
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.proofs import LIFE
from madoguchi.modules.forms.domain.types.dates import DayNumber, NamedMonth, ordinal, show_day
from madoguchi.modules.forms.domain.validation import FieldFault

MESSAGES: Mapping[str, str | Promise] = {
    # --- any field
    "required": _("「%(label)s」を入力してください。"),
    "required_choice": _("「%(label)s」を選んでください。"),
    "too_long": _("「%(label)s」が%(over)s文字多いです。%(max)s文字以内に短くしてください（今は%(length)s文字）。"),
    "too_short": _("「%(label)s」は%(min)s文字以上で入力してください（今は%(length)s文字）。"),
    "pattern": _("「%(label)s」の書き方がちがいます。%(text)s"),
    "check": "%(text)s",  # the pack's own sentence
    "party_missing": _(
        "「%(label)s」の回答が、あと%(number)s件届いていません。ここを押すと開くページで、リンクを作って渡し、回答を待ってください。"
    ),
    "party_older": _(
        "「%(label)s」が回答したあとで、相手に伝えた内容か様式が変わりました。このページから、もう一度確かめてもらってください。"
    ),
    "upload_refused": "%(text)s",  # the files room's own sentence
    "private_use": _(
        "「%(label)s」の%(place)s文字目は、入力した機器だけで使える文字（外字）のため、役所では読めません。"
        "似た字か「〓」に置きかえ、正しい字は備考などでお知らせください。"
    ),
    "emoji": _("「%(label)s」には絵文字（%(character)s）を使えません。絵文字を消してください。"),
    # --- names and organisations
    "family_missing": _(
        "「%(label)s」の氏（みょうじ）を入力してください。氏と名に分かれていないお名前のときは、「氏と名に分かれていない名前です」にチェックを入れてください。"
    ),
    "marks_only": _(
        "「%(label)s」に、文字に付ける記号（アクセントなど）だけが入っています。付ける文字といっしょに入力してください。"
    ),
    "given_missing": _(
        "「%(label)s」の名を入力してください。氏と名に分かれていないお名前のときは、「氏と名に分かれていない名前です」にチェックを入れてください。"
    ),
    "not_kana": _("「%(label)s」はカタカナで入力してください。漢字や英字は使えません（例：タカハシ）。"),
    "corporate_number_characters": _("法人番号は13けたの数字です。数字のほかの文字を消してください。"),
    "corporate_number_length": _(
        "法人番号は13けたです（今は%(length)sけた）。国税庁の法人番号公表サイトで確かめられます。"
    ),
    "corporate_number_check": _(
        "この法人番号は使われていない並びです。どこかの数字がちがっています。法人番号の通知書などで確かめてください。"
    ),
    # --- dates
    "date_year_missing": _("「%(label)s」の年を入力してください。"),
    "date_month_missing": _("「%(label)s」の月を入力してください。"),
    "date_day_missing": _("「%(label)s」の日を入力してください。"),
    "date_year_not_number": _("「%(label)s」の年は数字で入力してください（1年は「元」でもかまいません）。"),
    "date_month_not_number": _("「%(label)s」の月は1から12までの数字で入力してください。"),
    "date_day_not_number": _("「%(label)s」の日は1から31までの数字で入力してください。"),
    "date_year_two_digits": _(
        "「%(label)s」が西暦%(year)s年になっています。西暦は4けたで入力するか、年の左で元号を選んでください。"
    ),
    "date_year_range": _("「%(label)s」の%(year)s年は、この画面では扱えない年です。年と元号を確かめてください。"),
    "date_year_looks_western": _(
        "「%(label)s」が%(era)s%(year)s年になっています。西暦で入力するときは、年の左で「西暦」を選んでください。"
    ),
    "date_era_unknown": _("「%(label)s」の元号を一覧から選んでください。"),
    "date_after_era": _(
        "「%(label)s」：%(era)sは%(last)sまでです。その日は%(instead)sにあたります。元号と年を選び直してください。"
    ),
    "date_before_era": _(
        "「%(label)s」：%(era)sは%(first)sからです。その日は%(instead)sにあたります。元号と年を選び直してください。"
    ),
    "date_no_such_month": _("「%(label)s」：%(month)s月はありません。月は1から12までです。"),
    "date_no_such_day": _("「%(label)s」：%(month)sに%(day)s日はありません（%(last)s日まで）。日を確かめてください。"),
    "date_too_early": _("「%(label)s」は%(min)sかそれより後の日にしてください。"),
    "date_too_late": _("「%(label)s」は%(max)sかそれより前の日にしてください。"),
    "month_too_early": _("「%(label)s」が早すぎます。%(min)sを含む月かそれより後にしてください。"),
    "month_too_late": _("「%(label)s」が先すぎます。%(max)sを含む月かそれより前にしてください。"),
    "fiscal_year_too_early": _("「%(label)s」は%(min)s年度かそれより後にしてください。"),
    "fiscal_year_too_late": _("「%(label)s」は%(max)s年度かそれより前にしてください。"),
    # --- numbers and money
    "number_unreadable": _("「%(label)s」は数字で入力してください（例：12）。"),
    "number_too_long": _("「%(label)s」のけた数が多すぎます。%(digits)sけたまでです。"),
    "number_not_whole": _("「%(label)s」は小数点のない整数で入力してください。"),
    "number_too_fine": _("「%(label)s」は小数点より下を%(decimals)sけたまでにしてください。"),
    "number_too_small": _("「%(label)s」は%(min)s%(unit)s以上にしてください。"),
    "number_too_large": _("「%(label)s」は%(max)s%(unit)s以下にしてください。"),
    "money_unreadable": _("「%(label)s」は金額を数字で入力してください（例：1,500）。"),
    # --- telephone, mail, address
    "phone_empty": _("「%(label)s」に電話番号を入力してください。"),
    "phone_extension": _(
        "「%(label)s」に内線番号が入っています。電話番号だけを入力し、内線は備考などに書いてください。"
    ),
    "phone_characters": _("「%(label)s」に電話番号では使わない文字があります。数字とハイフンだけで入力してください。"),
    "phone_foreign": _(
        "「%(label)s」を外国の番号として読めません。「+」と国番号から、数字で入力してください（例：+1 212 555 0100）。"
    ),
    "phone_no_leading_zero": _("「%(label)s」は0から始まる番号で、市外局番から入力してください（例：022-382-1234）。"),
    "phone_length": _("「%(label)s」のけた数がちがいます（今は%(digits)sけた）。市外局番から全部入力してください。"),
    "phone_mobile_length": _(
        "「%(label)s」のけた数がちがいます（今は%(digits)sけた）。「%(prefix)s」で始まる番号は11けたです。"
        "数字の抜けや余りがないか確かめてください。"
    ),
    "phone_prefix": _(
        "「%(label)s」は「%(prefix)s」で始まっています。この番号には電話をかけられません。番号を確かめてください。"
    ),
    "email_empty": _("「%(label)s」にメールアドレスを入力してください。"),
    "email_control_character": _("「%(label)s」に見えない文字が混じっています。一度消して、手で入力し直してください。"),
    "email_space": _("「%(label)s」に空白が入っています。空白を消してください。"),
    "email_no_at": _("「%(label)s」に「@」がありません（例：name@example.jp）。"),
    "email_many_ats": _("「%(label)s」に「@」が2つ以上あります。アドレスは1つだけ入力してください。"),
    "email_full_width": _("「%(label)s」は半角の文字で入力してください。"),
    "email_non_ascii": _("「%(label)s」に使えない文字があります。半角の英数字で入力してください。"),
    "email_no_local": _("「%(label)s」の「@」より前がありません。"),
    "email_local_characters": _("「%(label)s」の「@」より前に使えない文字があります。"),
    "email_no_domain": _("「%(label)s」の「@」より後がありません。"),
    "email_domain_no_dot": _("「%(label)s」の「@」より後が途中で終わっています（例：example.jp）。"),
    "email_domain_shape": _("「%(label)s」の「@」より後を確かめてください。カンマや余分な点が入っていませんか。"),
    "email_too_long": _("「%(label)s」が長すぎます。アドレスを確かめてください。"),
    "email_again_missing": _("確認のため、同じメールアドレスをもう一度入力してください。"),
    "email_again_differs": _("2つのメールアドレスがちがいます。どちらが正しいか確かめて、同じものを入力してください。"),
    "email_code_missing": _(
        "「%(label)s」の「%(address)s」は、まだ確認が済んでいません。「確認コードを送る」を押し、"
        "メールで届いた6けたの数字を入力してください。"
    ),
    "email_code_unsent": _(
        "「%(address)s」には、まだ確認コードを送っていません。「確認コードを送る」を押してください。"
        "アドレスを変えたときは、もう一度送ります。"
    ),
    "email_code_digits": _("確認コードは6けたの数字です。メールに書かれたとおりに入力してください。"),
    "email_code_wrong": _(
        "確認コードがちがいます。いちばん新しいメールの数字を確かめて、もう一度入力してください（あと%(left)s回）。"
    ),
    "email_code_spent": _(
        "確認コードを何度もまちがえたため、このコードは使えなくなりました。「確認コードを送る」を押し、新しいコードを入力してください。"
    ),
    "email_code_old": _(
        "この確認コードは、送ってから30分を過ぎたため使えません。「確認コードを送る」を押し、新しいコードを入力してください。"
    ),
    "email_code_wait": _(
        "確認コードを何度も送ったため、あと%(minutes)s分は送れません。"
        "迷惑メールの場所に届いていないか、アドレスが正しいか確かめてください。"
    ),
    "postal_empty": _("「%(label)s」の郵便番号を入力してください。"),
    "postal_characters": _("「%(label)s」の郵便番号は数字7けたで入力してください（例：981-1292）。"),
    "postal_length": _("「%(label)s」の郵便番号は7けたです（今は%(digits)sけた）。"),
    "postal_unused": _(
        "「%(label)s」：000で始まる郵便番号はありません。番号を確かめて、7けたで入力してください（例：981-1292）。"
    ),
    "postal_unknown": _(
        "「%(label)s」の郵便番号の住所が見つかりませんでした。番号を確かめるか、住所を直接入力してください。"
    ),
    "postal_office": _(
        "「%(label)s」の郵便番号は、会社や役所だけの番号（大口事業所の番号）かもしれません。住所を直接入力してください。"
    ),
    "prefecture_missing": _("「%(label)s」の都道府県を選んでください。"),
    "prefecture_unknown": _("「%(label)s」の都道府県を一覧から選んでください。"),
    "city_missing": _("「%(label)s」の市区町村を入力してください。"),
    "town_missing": _("「%(label)s」の町名と番地を入力してください。"),
    "foreign_missing": _("「%(label)s」に海外の住所を入力してください。"),
    "country_missing": _("「%(label)s」の国・地域の名前を入力してください。"),
    # --- choices
    "choice_unknown": _("「%(label)s」を一覧から選び直してください。選んだものは今の様式にありません。"),
    "other_missing": _("「%(label)s」で「その他」を選んだときは、内容も入力してください。"),
    "choices_too_few": _("「%(label)s」は%(min)s個以上選んでください。"),
    "choices_too_many": _("「%(label)s」は%(max)s個まで選べます。どれかを外してください。"),
    "consent_missing": _("「%(label)s」を読み、よければチェックを入れてください。同意がないと先に進めません。"),
    "linked_missing": _("「%(label)s」を選んでください。一覧が出ていないときは、その上の項目を先に選びます。"),
    "linked_other_list": _("「%(label)s」を選び直してください。今のものは、その上で選んだものの一覧にありません。"),
    "ranked_twice": _(
        "「%(label)s」の第%(rank)s希望は、第%(first)s希望と同じです。別のものを選ぶか、空けておいてください。"
    ),
    "ranked_gap": _(
        "「%(label)s」の第%(rank)s希望が空いています。第%(after)s希望を繰り上げるか、第%(rank)s希望を選んでください。"
    ),
    # --- times and periods
    "time_hour_missing": _("「%(label)s」の時を入力してください（例：9時30分は9と30）。"),
    "time_minute_missing": _("「%(label)s」の分を入力してください。ちょうどのときは「0」と入力します。"),
    "time_hour_number": _("「%(label)s」の時は0から%(max)sまでの数字で入力してください。午後3時は「15」です。"),
    "time_minute_number": _("「%(label)s」の分は0から%(max)sまでの数字で入力してください。"),
    "time_between": _("「%(label)s」は%(min)sから%(max)sまでの時刻にしてください。"),
    "time_from": _("「%(label)s」は%(min)sかそれより後の時刻にしてください。"),
    "time_until": _("「%(label)s」は%(max)sかそれより前の時刻にしてください。"),
    "time_step": _("「%(label)s」は%(step)s分きざみで入力してください（0分、%(step)s分…）。"),
    "period_start_missing": _("「%(label)s」のはじめを入力してください。"),
    "period_end_missing": _("「%(label)s」のおわりを入力してください。"),
    "period_reversed": _("「%(label)s」のおわりが、はじめより前になっています。どちらかを直してください。"),
    "period_same": _("「%(label)s」のはじめとおわりが同じ時刻です。どちらかを直してください。"),
    "period_times": _("「%(label)s」のおわりは、はじめより後の時刻にしてください。"),
    # --- tables, quantities, corporations
    "table_missing": _("「%(label)s」の表を、1つ以上の行に入力してください。"),
    "quantity_unit_missing": _("「%(label)s」の単位を選んでください。"),
    "corporation_name_missing": _("「%(label)s」の名称を入力してください。"),
    "corporation_kana_missing": _("「%(label)s」の名称のフリガナを入力してください。"),
    "corporation_kana_not_kana": _(
        "「%(label)s」の名称のフリガナは、カタカナで入力してください（例：ミチノクショウジ）。"
    ),
    "corporation_representative_missing": _("「%(label)s」の代表者の氏名を入力してください。"),
    "corporation_number_missing": _(
        "「%(label)s」の法人番号を入力してください。ない団体のときは、「法人番号のない団体です」にチェックを入れてください。"
    ),
    "corporation_number_both": _(
        "「%(label)s」に、法人番号と「法人番号のない団体です」のチェックが両方あります。どちらかを消してください。"
    ),
    "corporation_has_number": _(
        "「%(label)s」の名称の団体には法人番号があります。チェックを外し、13けたの番号を入力してください。"
        "国税庁の法人番号公表サイトで調べられます。"
    ),
    # --- places on a map
    "place_missing": _("「%(label)s」を、言葉か地図か緯度・経度のどれかで入力してください。"),
    "place_shape_missing": _(
        "「%(label)s」の場所を地図に付けてください。地図を押せないときは、緯度と経度を入力してください。"
    ),
    "place_lat_missing": _("「%(label)s」の緯度を入力してください（日本では20から46まで）。"),
    "place_lon_missing": _("「%(label)s」の経度を入力してください（日本では122から155まで）。"),
    "place_unreadable": _("「%(label)s」の緯度・経度を読めません。38.1716 か 38度10分18秒 のように入力してください。"),
    "place_minutes": _("「%(label)s」の分と秒は、60より小さい数にしてください。"),
    "place_degrees": _("「%(label)s」の数が大きすぎます。緯度は90度、経度は180度までです。"),
    "place_mixed": _("「%(label)s」の緯度の欄に緯度、経度の欄に経度を入力してください。"),
    "place_swapped": _(
        "「%(label)s」は、緯度（%(lat)s）と経度（%(lon)s）が逆のようです。"
        "「緯度と経度を入れ替えて、地図に出す」を押し、地図で場所を確かめてください。"
    ),
    "place_swapped_row": _(
        "「%(label)s」の%(row)s番目の点は、緯度（%(lat)s）と経度（%(lon)s）が逆のようです。緯度を先に書きます。"
        "全部の点が逆のときは「緯度と経度を入れ替えて、地図に出す」を押し、地図で確かめてください。"
    ),
    "place_abroad": _(
        "「%(label)s」（%(lat)s, %(lon)s）は日本の外です。緯度は20から46、経度は122から155の間です。"
        "数を確かめてください。"
    ),
    "place_abroad_row": _(
        "「%(label)s」の%(row)s番目の点（%(lat)s, %(lon)s）は日本の外です。"
        "緯度は20から46、経度は122から155の間です。数を確かめてください。"
    ),
    "place_outside": _(
        "「%(label)s」（%(lat)s, %(lon)s）は%(body)sの外です。"
        "場所が正しければ、その場所の市町村の窓口に出してください。"
        "ちがうときは、地図か緯度・経度を直してください。"
    ),
    "place_outside_row": _(
        "「%(label)s」の%(row)s番目の点（%(lat)s, %(lon)s）は%(body)sの外です。"
        "場所が正しければ、その場所の市町村の窓口に出してください。ちがうときは、その点を直してください。"
    ),
    "place_row": _(
        "「%(label)s」の%(row)s行目「%(text)s」を読めません。"
        "「38.1716, 140.8917」のように、1行に1点の緯度と経度を書いてください。"
    ),
    "place_too_few": _("「%(label)s」には点が%(least)s個以上要ります（今は%(given)s個）。点を足してください。"),
    "place_too_many": _("「%(label)s」の点は%(max)s個までです（今は%(given)s個）。大事な点だけを残してください。"),
    "place_crossing": _(
        "「%(label)s」の線が交わっています（点%(a)sから点%(b)sまでと、点%(c)sから点%(d)sまで）。"
        "まわりを一周する順に、点を並べ直してください。"
    ),
    "place_too_small": _(
        "「%(label)s」は%(size)s%(unit)sです。%(min)s%(unit)s以上になるように、点を確かめてください。"
    ),
    "place_too_large": _(
        "「%(label)s」は%(size)s%(unit)sです。%(max)s%(unit)s以下になるように、点を確かめてください。"
    ),
    # --- signatures
    "signature_missing": _("「%(label)s」に氏名を入力してください。署名のかわりになります。"),
    "signature_differs": _(
        "「%(label)s」の氏名が、申請する方の氏名とちがいます。どちらかを直し、同じ氏名にしてください。"
    ),
    # --- files
    "file_missing": _("「%(label)s」のファイルを選んでください。"),
    "file_gone": _("「%(label)s」に添付したファイルが見つかりません。お手数ですが、もう一度添付してください。"),
    "file_kind": _("「%(name)s」は、ここでは受け取れない形式です。%(kinds)sのどれかにしてください。"),
    "file_too_large": _("「%(name)s」が大きすぎます。1個%(max_mb)sMBまでです。小さくして添付し直してください。"),
    "file_empty": _("「%(name)s」は中身が空です。正しいファイルを選び直してください。"),
    "files_too_many": _(
        "「%(label)s」に添付できるのは%(max)s個までです（今は%(given)s個）。どれかを取り消してください。"
    ),
    "files_too_few": _("「%(label)s」は%(min)s個以上必要です（今は%(given)s個）。足りない分を添付してください。"),
    # --- repeated groups
    "rows_too_few": _("「%(label)s」は%(min)s件以上入力してください。"),
    "rows_too_many": _("「%(label)s」は%(max)s件までです。多い分を取り消してください。"),
    # --- bank accounts
    "account_bank_name_missing": _("「%(label)s」の金融機関名を入力してください。"),
    "account_bank_code_missing": _(
        "「%(label)s」の金融機関コードを入力してください。通帳やキャッシュカードで確かめられます。"
    ),
    "account_bank_code_digits": _("「%(label)s」の金融機関コードは4けたの数字です。"),
    "account_branch_name_missing": _("「%(label)s」の支店名を入力してください。"),
    "account_branch_code_missing": _(
        "「%(label)s」の支店コードを入力してください。通帳やキャッシュカードで確かめられます。"
    ),
    "account_branch_code_digits": _("「%(label)s」の支店コードは3けたの数字です。"),
    "account_kind_missing": _("「%(label)s」の預金の種類を選んでください。"),
    "account_number_missing": _("「%(label)s」の口座番号を入力してください。"),
    "account_number_digits": _("「%(label)s」の口座番号は7けたまでの数字です。"),
    "account_number_short": _(
        "「%(label)s」の口座番号が短すぎないか、通帳で確かめてください。合っているときは、前の0も入れて%(number)sと入力してください。"
    ),
    "account_symbol_missing": _("「%(label)s」のゆうちょ銀行の記号を入力してください。"),
    "account_symbol_digits": _("「%(label)s」のゆうちょ銀行の記号は5けたの数字です。"),
    "account_yucho_number_missing": _("「%(label)s」のゆうちょ銀行の番号を入力してください。"),
    "account_yucho_number_digits": _("「%(label)s」のゆうちょ銀行の番号は8けたまでの数字です。"),
    "account_yucho_unusual": _(
        "「%(label)s」：この記号と番号からは振込用の口座番号が出せません。"
        "通帳の「振込用の店名・口座番号」を見て、「ゆうちょ銀行以外」と同じ欄に入力してください。"
    ),
    "account_holder_missing": _("「%(label)s」の口座名義をカタカナで入力してください。"),
    "account_holder_not_kana": _("「%(label)s」の口座名義は、通帳に書かれたとおりカタカナで入力してください。"),
}


def message(fault: FieldFault, lang: str | None = None) -> str:
    """The sentence for a fault, in ``lang`` or the active language."""
    language = lang or translation.get_language() or "ja"
    with translation.override(language):
        words = {key: _word(value, language) for key, value in fault.params.items()}
        label = fault.field.label.in_(language)
        if "where" in words:  # a part that the pack has named: a cell of a table, one of linked lists
            label = gettext("%(label)s：%(part)s") % {"label": label, "part": words["where"]}
        text = str(MESSAGES[fault.code]) % {"unit": "", **words, "label": label}
        row = _row(fault, language)
        return gettext("%(row)s件目：%(message)s") % {"row": row, "message": text} if row else text


def _row(fault: FieldFault, lang: str) -> str:
    """In the summary several rows have fields of one name: the number of this one, with those of the rows around it."""
    first, *inner = [str(int(part) + 1) for part in fault.path.split(".") if part.isdigit()] or [""]
    for number, item in zip(inner, fault.field.rows[1:], strict=False):
        words = {"around": first, "item": item.in_(lang), "row": number}
        first = gettext("%(around)s件目の「%(item)s」の%(row)s") % words
    return first


def _word(value: Any, lang: str) -> Any:
    """A figure of a fault as people read it."""
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, files.Refused):
        return value.message()
    if isinstance(value, date):
        return show_day(value, lang)
    if isinstance(value, Wareki):
        return f"{ERAS_EN[value.era.name]} {value.year}" if english(lang) else str(value)
    if isinstance(value, NamedMonth):
        return value.in_(lang)
    if isinstance(value, DayNumber):
        return ordinal(value) if english(lang) else str(int(value))
    if isinstance(value, tuple):
        return ("・" if lang == "ja" else ", ").join(str(one).upper() for one in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}" if value >= 10_000 else value
    if isinstance(value, str) and english(lang):
        return ERAS_EN.get(value, value)
    return value


def code_mail(title: str, code: str, lang: str) -> tuple[str, str]:
    """Subject and text of the mail with the six digits that confirm an address. The code is in no subject: those are
    shown on locked screens."""
    with translation.override(lang):
        subject = gettext("メールアドレスの確認コード：%(title)s") % {"title": title}
        paragraphs = (
            gettext("「%(title)s」の入力画面に、次の6けたの数字を入力してください。") % {"title": title},
            gettext("確認コード：%(code)s") % {"code": code},
            gettext("このコードが使えるのは%(minutes)s分間です。新しいコードを送ると、前のコードは使えなくなります。")
            % {"minutes": int(LIFE.total_seconds() // 60)},
            gettext("職員がこのコードを尋ねることはありません。心あたりのないときは、このメールを捨ててください。"),
        )
    return subject, "\n\n".join(paragraphs)


def link_mail(title: str, address: str, last_day: date, lang: str) -> tuple[str, str]:
    """Subject and text of the mail with the private link to a draft."""
    with translation.override(lang):
        day = show_day(last_day, lang)
        subject = gettext("入力の続きを開くリンク：%(title)s") % {"title": title}
        paragraphs = (
            gettext("「%(title)s」の入力の途中の内容を保存しました。") % {"title": title},
            gettext("次のリンクから、どの機器でも続きを入力できます。"),
            address,
            gettext("このリンクを知っている人は、だれでも内容を見られます。ほかの人に転送しないでください。"),
            gettext("%(day)sまでに送信しないと、内容は添付ファイルとともに消えます。まだ何も提出されていません。")
            % {"day": day},
            gettext("心あたりのないときは、このメールを捨ててください。"),
        )
    return subject, "\n\n".join(paragraphs)
