"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

OPENED = event("residents.account.opened", "利用者がアカウントを登録しました", "A resident opened an account")
SIGNED_IN = event("residents.session.started", "利用者がログインしました", "A resident signed in")
REFUSED = event(
    "residents.session.refused",
    "利用者のアカウントへのログインに失敗しました",
    "A sign-in to a resident's account failed",
)
SIGNED_OUT = event("residents.session.ended", "利用者のログインが終わりました", "A resident's session was ended")
ENDED_ELSEWHERE = event(
    "residents.session.ended_elsewhere",
    "利用者が、ほかの端末のログインを終えました",
    "A resident ended sessions in other browsers",
)
PASSWORD_SET = event("residents.password.set", "利用者がパスワードを設定しました", "A resident set a password")
PASSWORD_REFUSED = event(
    "residents.password.refused",
    "利用者のパスワードの変更で、いまのパスワードが誤っていました",
    "The present password was wrong when a resident's was to be changed",
)
PROOF_ATTACHED = event(
    "residents.proof.attached", "利用者が本人確認を登録しました", "A resident attached a proof of identity"
)
PROOF_RENEWED = event(
    "residents.proof.renewed", "利用者が本人確認をやり直しました", "A resident renewed a proof of identity"
)
