"""What the desk says in the audit and in the time line of a case."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

FILED = event("cases.case.filed", "申請・届出が届きました", "The case arrived")
RECEIVED = event("cases.case.received", "収受しました", "Received")
ASSIGNED = event("cases.case.assigned", "担当者を決めました", "Assigned to an officer")
TRANSFERRED = event("cases.case.transferred", "別の部署へ移しました", "Transferred to another department")
EXAMINED = event("cases.case.examined", "審査を始めました", "Examination began")
STEPPED = event("cases.case.stepped", "手続を進めました", "Moved on")
WITHDRAWN = event("cases.case.withdrawn", "取り下げられました", "Withdrawn")
CORRECTION_ASKED = event("cases.correction.asked", "補正を求めました", "Asked for a correction")
CORRECTION_ANSWERED = event("cases.correction.answered", "補正が届きました", "The correction arrived")
DECIDED = event("cases.decision.made", "決定しました", "Decided")
REVOKED = event("cases.decision.revoked", "決定を職権で取り消しました", "The decision was taken back")
ISSUED = event("cases.decision.issued", "結果の書類を交付しました", "The document was issued")
MESSAGED = event("cases.message.sent", "担当から連絡しました", "The office sent a message")
NOTED = event("cases.note.added", "メモを残しました", "A note was added")
FEE_RECORDED = event("cases.fee.recorded", "手数料の納付を記録しました", "The payment of the fee was recorded")
FEE_RECKONED = event("cases.fee.reckoned", "直した内容で手数料を計算し直しました", "The fee was reckoned anew")
LINKS_SENT = event("cases.case.links_sent", "確認用リンクをメールで送りました", "Links were sent by mail")

SHOWN_TO_RESIDENT = frozenset(
    word.name
    for word in (
        FILED,
        RECEIVED,
        EXAMINED,
        TRANSFERRED,
        STEPPED,
        MESSAGED,
        WITHDRAWN,
        CORRECTION_ASKED,
        CORRECTION_ANSWERED,
        REVOKED,
        ISSUED,
        FEE_RECORDED,
        FEE_RECKONED,
    )
)
"""The rest is the office's own: notes, who is in charge, and a decision before its document is out."""
