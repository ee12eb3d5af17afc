"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

SIGNED_IN = event("people.session.started", "ログインしました", "Signed in")
SIGNED_ON = event(
    "people.session.signed_on", "団体の認証サーバーでログインしました", "Signed in by the body's sign-on provider"
)
GLASS_BROKEN = event(
    "people.session.broke_glass",
    "団体管理者が、認証サーバーを使わずパスワードで入りました",
    "An administrator went in by password past the sign-on provider",
)
SIGN_ON_REFUSED = event(
    "people.session.sign_on_refused",
    "認証サーバーで認証した人を断りました（結び付けがない、停止中など）",
    "Refused somebody whom the sign-on provider had signed in (not linked, locked or the like)",
)
SIGN_ON_LINKED = event(
    "people.sign_on.linked",
    "認証サーバーの本人をログインIDに結び付けました",
    "Linked the login with the sign-on provider",
)
SIGN_ON_UNLINKED = event(
    "people.sign_on.unlinked", "認証サーバーとの結び付けを外しました", "Took the link with the sign-on provider away"
)
SIGN_IN_FAILED = event(
    "people.session.refused",
    "ログインに失敗しました（パスワードの誤りなど）",
    "A sign-in failed (wrong password or the like)",
)
CODE_REFUSED = event(
    "people.second_factor.refused", "二段階認証の確認コードが誤っていました", "A code of the second factor was wrong"
)
SIGNED_OUT = event("people.session.ended", "ログアウトしました", "Signed out")
POST_CHOSEN = event("people.session.moved", "所属を切り替えました", "Changed to this post")
PASSWORD_CHANGED = event("people.password.changed", "パスワードを変更しました", "Changed the password")
PASSWORD_LINK_SENT = event(
    "people.password.link_sent", "パスワード再設定の案内を送りました", "Sent a link for a new password"
)
SECOND_FACTOR_ENROLLED = event("people.second_factor.enrolled", "二段階認証を登録しました", "Set up the second factor")
SECOND_FACTOR_RENEWED = event(
    "people.second_factor.renewed", "二段階認証を新しい認証アプリに変えました", "Changed the second factor to a new app"
)
SECOND_FACTOR_PROVED = event(
    "people.second_factor.proved",
    "大切な操作の前に、二段階認証で確かめ直しました",
    "Showed the second factor again before an act",
)
STEP_UP_DECLARED = event(
    "people.step_up.declared",
    "もう一度の確認をする操作を変更しました",
    "Changed which acts ask for the second factor again",
)
SECOND_FACTOR_RESET = event("people.second_factor.reset", "二段階認証を解除しました", "Reset the second factor")
ACCOUNT_LOCKED = event("people.account.locked", "運用者がアカウントを停止しました", "The operator locked the account")
ACCOUNT_UNLOCKED = event(
    "people.account.unlocked", "運用者がアカウントの停止を解除しました", "The operator unlocked the account"
)
PERSON_CHANGED = event(
    "people.account.changed", "氏名・メールアドレスを変更しました", "Changed the officer's name or mail address"
)
OFFICER_APPOINTED = event("people.officer.appointed", "職員を登録しました", "Appointed the officer")
OFFICER_CHANGED = event(
    "people.officer.changed",
    "職員の役割・部署・期間を変更しました",
    "Changed the officer's role, department or period",
)
RECORDS_EXPORTED = event(
    "people.records.exported", "操作の記録を取り出しました", "Took out the records of what was done"
)
OFFICER_LOCKED = event("people.officer.locked", "職員の利用を停止しました", "Locked the officer")
OFFICER_UNLOCKED = event("people.officer.unlocked", "職員の利用停止を解除しました", "Unlocked the officer")
INVITATION_SENT = event("people.invitation.sent", "招待を送りました", "Sent the invitation")
INVITATION_RESENT = event("people.invitation.resent", "招待を送り直しました", "Sent the invitation again")
INVITATION_CANCELLED = event("people.invitation.cancelled", "招待を取り消しました", "Cancelled the invitation")
ROLE_ADDED = event("people.own_role.added", "団体の役割を追加しました", "Added a role of the body")
ROLE_CHANGED = event(
    "people.own_role.changed",
    "団体の役割の名前・権限を変更しました",
    "Changed the name or rights of a role of the body",
)
ROLE_CLOSED = event("people.own_role.closed", "団体の役割を廃止しました", "Closed the role of the body")
GROUP_ADDED = event("people.procedure_group.added", "手続のグループを追加しました", "Added a group of procedures")
GROUP_CHANGED = event(
    "people.procedure_group.changed",
    "手続のグループの名前・手続を変更しました",
    "Changed the name or procedures of a group of procedures",
)
GROUP_CLOSED = event("people.procedure_group.closed", "手続のグループを廃止しました", "Closed the group of procedures")
DEPARTMENT_ADDED = event("people.department.added", "部署を追加しました", "Added the department")
DEPARTMENT_CHANGED = event("people.department.changed", "部署を変更しました", "Changed the department")
DEPARTMENT_CLOSED = event("people.department.closed", "部署を廃止しました", "Closed the department")
CONTACT_CHANGED = event(
    "people.contact.changed", "連絡先・受付時間を変更しました", "Changed the contact details and hours"
)
CLOSING_DAY_ADDED = event("people.closing_day.added", "閉庁日を追加しました", "Added the closing day")
CLOSING_DAY_REMOVED = event("people.closing_day.removed", "閉庁日を削除しました", "Removed the closing day")
