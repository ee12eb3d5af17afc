"""What the desk says in the audit and in the time line of a case."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event
from madoguchi.modules.cases.choices import Text

FILED = event("cases.case.filed", "申請・届出が届きました", "Application or notification received")
RECEIVED = event("cases.case.received", "収受しました", "Received")
ASSIGNED = event("cases.case.assigned", "担当者を決めました", "Assigned to an officer")
TRANSFERRED = event("cases.case.transferred", "別の部署へ移しました", "Transferred to another department")
EXAMINED = event("cases.case.examined", "審査を始めました", "Examination began")
STEPPED = event("cases.case.stepped", "手続を進めました", "Moved on")
CLAIMED = event("cases.case.claimed", "利用者がマイページに加えました", "Added to a resident's account")
RELEASED = event("cases.case.released", "利用者のマイページから外しました", "Taken out of a resident's account")
WITHDRAWN = event("cases.case.withdrawn", "取り下げられました", "Withdrawn")
MOVED_ON = event("cases.case.moved_on", "新しい版の様式に移しました", "Taken over to a newer version of the form")
CORRECTION_ASKED = event("cases.correction.asked", "補正を求めました", "Asked for a correction")
CORRECTION_WITHDRAWN = event(
    "cases.correction.withdrawn", "補正の求めを取り下げました", "The request for correction was withdrawn"
)
CORRECTION_ANSWERED = event("cases.correction.answered", "補正が届きました", "The correction arrived")
DECIDED = event("cases.decision.made", "決定しました", "Decided")
REVOKED = event("cases.decision.revoked", "決定を職権で取り消しました", "The decision was taken back")
ISSUED = event("cases.decision.issued", "結果の書類を交付しました", "The document was issued")
MESSAGED = event("cases.message.sent", "担当から連絡しました", "The office sent a message")
LOOKED_UP = event(
    "cases.note.looked_up", "庁内で確かめる書類を確かめました", "A paper that the office holds was looked up"
)
NOTED = event("cases.note.added", "メモを残しました", "A note was added")
FEE_RECORDED = event("cases.fee.recorded", "手数料の納付を記録しました", "The payment of the fee was recorded")
FEE_RECKONED = event("cases.fee.reckoned", "直した内容で手数料を計算し直しました", "The fee was reckoned anew")
FEE_FIXED = event("cases.fee.fixed", "手数料を確定しました", "The fee was fixed")
LINKS_SENT = event("cases.case.links_sent", "確認用リンクをメールで送りました", "Links were sent by mail")

PART_GIVEN = event("cases.part.given", "第三者が書くところが届きました", "A part by somebody else arrived")
PART_ASKED = event("cases.part.asked", "第三者にもう一度頼みました", "Somebody else was asked again")
SEALED_READ = event("cases.sealed.read", "秘匿の回答を見ました", "Confidential answers were looked at")
GLASS_BROKEN = event(
    "cases.sealed.opened",
    "秘匿の回答を、閲覧範囲の外から緊急に開きました",
    "Confidential answers were opened from outside their circle in an emergency",
)
CIRCLE_DECLARED = event("cases.circle.declared", "秘匿の閲覧範囲を決めました", "A confidential circle was declared")

FILE_WITHHELD = event(
    "cases.file.withheld",
    "添付ファイルに危険か疑わしい内容が見つかり、開けないようにしました",
    "Something harmful or suspicious was found in an attachment; it is held back",
)
FILE_TAKEN_OUT = event(
    "cases.file.taken_out",
    "検査で止められている添付ファイルを、理由を書いて取り出しました",
    "Took out an attachment that the scan holds back, with a reason",
)
STAGE_BEGUN = event("cases.stage.filed", "次の段階の手続が届きました", "The next stage was filed")
STAGE_REMINDED = event("cases.stage.reminded", "次の段階の期限を知らせました", "Reminded of the next stage")

ANSWERS_EXPORTED = event(
    "cases.answers.exported", "案件の答えをCSVとJSONで取り出しました", "Answers of cases were exported as CSV and JSON"
)
LIST_EXPORTED = event("cases.list.exported", "案件の一覧をCSVで取り出しました", "A list of cases was exported as CSV")

TO_RESIDENT: dict[str, Text] = {
    FILED.name: Text("申請・届出が届きました", "Your application arrived"),
    RECEIVED.name: Text("担当が受け取りました", "The office received it"),
    EXAMINED.name: Text("内容の確認を始めました", "The office began to check it"),
    TRANSFERRED.name: Text("別の担当部署へ移しました", "It went to another department"),
    STEPPED.name: Text("手続が進みました", "It moved on"),
    MOVED_ON.name: Text(
        "手続の新しい様式で確認することになりました。お届けいただいた内容はそのままです",
        "The office now handles it under a newer version of the form. What you sent stays as it is",
    ),
    MESSAGED.name: Text("担当から連絡しました", "The office sent you a message"),
    PART_GIVEN.name: Text("ほかの方が書くところが届きました", "A part by somebody else arrived"),
    PART_ASKED.name: Text("ほかの方にもう一度お願いしました", "Somebody else was asked again"),
    WITHDRAWN.name: Text("あなたが取り下げました", "You withdrew it"),
    CORRECTION_ASKED.name: Text(
        "直していただきたいところをお知らせしました", "The office asked you to correct something"
    ),
    CORRECTION_WITHDRAWN.name: Text(
        "直していただくお願いを取り下げました。お答えは必要ありません",
        "The office took its request back. You need not answer",
    ),
    CORRECTION_ANSWERED.name: Text("直した内容が届きました", "Your correction arrived"),
    DECIDED.name: Text("結果が出ました", "The result is out"),
    ISSUED.name: Text("結果の書類ができました", "The document with the result is ready"),
    REVOKED.name: Text(
        "結果を取り消しました。もう一度確認します", "The result was taken back. It will be checked again"
    ),
    FEE_RECORDED.name: Text("手数料の納付を確認しました", "Your payment was recorded"),
    STAGE_BEGUN.name: Text("次の手続が届きました", "The next stage arrived"),
    STAGE_REMINDED.name: Text(
        "次の手続の期限をメールでお知らせしました", "You were reminded of the next stage by mail"
    ),
    FILE_WITHHELD.name: Text(
        "添付していただいたファイルに、危険か疑わしい内容が見つかりました。担当者はそのファイルを開けません。担当からの連絡をお待ちください",
        "Something harmful or suspicious was found in a file that you attached. "
        "The office cannot open it and will write to you",
    ),
    FEE_FIXED.name: Text("手数料が決まりました", "Your fee was fixed"),
    FEE_RECKONED.name: Text("直した内容で手数料を計算し直しました", "The fee was reckoned anew"),
}
"""What residents read of a case's events, in their words. The rest is the office's own: notes, who is in charge, and
a decision before its document is out."""
