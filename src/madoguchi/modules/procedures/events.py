"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

PUBLISHED = event(
    "procedures.procedure.published", "手続の新しい版が公開されました", "A new version of the procedure was published"
)
ADOPTED = event("procedures.procedure.adopted", "手続を始める準備をしました", "Adopted a procedure")
UPGRADED = event("procedures.procedure.upgraded", "手続を新しい版にしました", "Put a new version in force")
OPENED = event("procedures.procedure.opened", "手続の受付を始めました", "Opened the procedure")
CLOSED = event("procedures.procedure.closed", "手続の受付を止めました", "Closed the procedure")
NOTE_SET = event(
    "procedures.procedure.note_set", "受付を止めている理由の文を書きました", "Wrote why the procedure is stopped"
)
PERIOD_SET = event("procedures.procedure.period_set", "手続の受付期間を変えました", "Changed the opening period")
SHOWN_SET = event("procedures.procedure.shown_set", "手続を載せる期間を変えました", "Changed the time it is shown")
REPLACEMENT_SET = event(
    "procedures.procedure.replacement_set", "終わったあとの案内先を変えました", "Changed where to go after it closes"
)
MOVED = event("procedures.procedure.moved", "手続の担当部署を変えました", "Changed the department in charge")
CHANGE_ASKED = event(
    "procedures.procedure.change_asked", "手続の変更の承認を求めました", "Asked for consent to a change"
)
CHANGE_WITHDRAWN = event(
    "procedures.procedure.change_withdrawn",
    "手続の変更の承認の求めを取り下げました",
    "Took back the request for consent to a change",
)
CHANGE_APPROVED = event(
    "procedures.procedure.change_approved", "手続の変更を承認しました", "Consented to a change of the procedure"
)
ROUND_BEGUN = event("procedures.procedure.round_begun", "手続の新しい回を始めました", "Began a new round")
FEE_UNRECKONABLE = event(
    "procedures.procedure.fee_unreckonable",
    "手数料を計算できない回答がありました",
    "A fee could not be reckoned",
)
LOCAL_SET = event("procedures.procedure.local_set", "手続の団体独自の値を変えました", "Changed local values")
