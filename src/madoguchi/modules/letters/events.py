"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

MADE = event("letters.mailing.made", "発送を作りました", "Made a mailing")
CHANGED = event("letters.mailing.changed", "発送の内容を変えました", "Changed a mailing")
OPENED = event("letters.mailing.opened", "照会番号での受付を始めました", "Opened a mailing for answers")
CLOSED = event("letters.mailing.closed", "照会番号での受付を終えました", "Closed a mailing")
DELETED = event("letters.mailing.deleted", "宛先の個人情報を削除しました", "Deleted the recipients of a mailing")
CHECKED = event("letters.roster.checked", "名簿を確かめました", "Checked a list of recipients")
LOADED = event("letters.roster.loaded", "名簿を取り込みました", "Loaded a list of recipients")
DROPPED = event("letters.roster.dropped", "取り込んだ宛先を取り消しました", "Took the loaded recipients back")
PRINTED = event("letters.printing.asked", "手紙の印刷用PDFを作りました", "Made letters for printing")
FETCHED = event("letters.printing.fetched", "手紙の印刷用PDFを取り出しました", "Downloaded letters for printing")
EXPORTED = event("letters.list.exported", "宛先の一覧をCSVで取り出しました", "A list of recipients was exported as CSV")
LISTED = event("letters.list.viewed", "宛先の一覧を見ました", "Looked at a list of recipients")
VIEWED = event("letters.recipient.viewed", "宛先の内容を見ました", "Looked at a recipient")
SEEN = event("letters.recipient.opened", "照会番号で世帯の内容が開かれました", "A household was opened with its number")
ANSWERED = event("letters.recipient.answered", "オンラインで回答がありました", "Answered online")
REOPENED = event(
    "letters.recipient.reopened", "取下げなどで、もう一度回答できるようになりました", "May be answered again"
)
ON_PAPER = event("letters.recipient.on_paper", "紙で回答があったと記録しました", "Marked as answered on paper")
NOT_ON_PAPER = event("letters.recipient.not_on_paper", "紙の回答の記録を取り消しました", "Took the paper mark back")
REISSUED = event("letters.recipient.reissued", "照会番号を再発行しました", "A letter number was reissued")
