"""The standard flows: `examined` 処分・審査, `notification` 届出, `instant` 受け付けて終わり, `by_mail` the same
once the link in the mail was used.

Sources: 行政手続法 第7条 (examination begins on arrival; a defect is corrected or refused), 第37条 (a
notification is done on arrival, the office only confirms it), 第8条 (reasons for a refusal).
"""

from __future__ import annotations

from typing import TypeVar

from madoguchi.modules.cases.choices import DECIDE_PERMISSION, HANDLE_PERMISSION, Party, Phase, Text
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.flow import Act, Flow, Outcome, State

EXAMINED = "examined"
NOTIFICATION = "notification"
INSTANT = "instant"
BY_MAIL = "by_mail"

FILED = "filed"
RECEIVED = "received"
EXAMINING = "examining"
CORRECTING = "correcting"
DECIDED = "decided"
ISSUED = "issued"
CLOSED = "closed"
WITHDRAWN = "withdrawn"
ACCEPTED = "accepted"
UNCONFIRMED = "unconfirmed"
LAPSED = "lapsed"

BUILT_IN_DOCUMENT = "decision"

_FILED = State(
    FILED,
    Phase.WAITING,
    Text("到達", "Arrived"),
    Text(
        "届きました。担当の職員が開くのをお待ちください。",
        "It has arrived and waits for an officer to open it.",
    ),
)
_RECEIVED = State(
    RECEIVED,
    Phase.OFFICE,
    Text("収受済み", "Received"),
    Text("担当の職員が受け取りました。", "An officer has received it."),
)
_EXAMINING = State(
    EXAMINING,
    Phase.OFFICE,
    Text("審査中", "Being examined"),
    Text("内容を確認しています。", "The office is checking it."),
)
_CORRECTING = State(
    CORRECTING,
    Phase.RESIDENT,
    Text("補正待ち", "Waiting for correction"),
    Text(
        "あなたの番です。直していただきたいところがあります。",
        "It is your turn: something needs to be corrected.",
    ),
)
_DECIDED = State(
    DECIDED,
    Phase.OFFICE,
    Text("決定済み（交付前）", "Decided, not yet issued"),
    Text("結果の書類を準備しています。", "The office is preparing the document."),
)
_ISSUED = State(
    ISSUED,
    Phase.DONE,
    Text("交付済み", "Issued"),
    Text("結果が出ました。書類を受け取れます。", "The result is out. You can download the document."),
)
_CLOSED = State(
    CLOSED,
    Phase.DONE,
    Text("完了", "Finished"),
    Text("手続は終わりました。", "This is finished."),
)
_WITHDRAWN = State(
    WITHDRAWN,
    Phase.DONE,
    Text("取下げ", "Withdrawn"),
    Text("取り下げました。", "You have withdrawn it."),
)
_ACCEPTED = State(
    ACCEPTED,
    Phase.DONE,
    Text("受付済み", "Accepted"),
    Text("受け付けました。手続は終わりました。", "It has been accepted. Nothing more is needed."),
)

_UNCONFIRMED = State(
    UNCONFIRMED,
    Phase.RESIDENT,
    Text("メールの確認待ち", "Waiting for the mail's link"),
    Text(
        "まだ終わっていません。入力したメールアドレスに届いたリンクを開き、「確定する」を押してください。",
        "Not finished yet. Open the link in the mail sent to the address you entered, and press “Confirm”.",
    ),
)
_LAPSED = State(
    LAPSED,
    Phase.DONE,
    Text("未確定で終了", "Lapsed"),
    Text(
        "メールのリンクで確定されなかったため、何もしないで終わりました。",
        "It was not confirmed by the link in the mail, so it ended and nothing was done.",
    ),
)

_BEFORE_DECISION = frozenset({FILED, RECEIVED, EXAMINING, CORRECTING})

_RECEIVE = Act(
    words.RECEIVE,
    Party.OFFICER,
    Text("収受する", "Receive"),
    frozenset({FILED}),
    RECEIVED,
    HANDLE_PERMISSION,
)
_EXAMINE = Act(
    words.EXAMINE,
    Party.OFFICER,
    Text("審査を始める", "Start examining"),
    frozenset({FILED, RECEIVED}),
    EXAMINING,
    HANDLE_PERMISSION,
)
_ASK_CORRECTION = Act(
    words.ASK_CORRECTION,
    Party.OFFICER,
    Text("補正を求める", "Ask for a correction"),
    frozenset({RECEIVED, EXAMINING}),
    CORRECTING,
    HANDLE_PERMISSION,
    reason_required=True,
)
_ANSWER_CORRECTION = Act(
    words.ANSWER_CORRECTION,
    Party.RESIDENT,
    Text("補正に答える", "Answer the correction"),
    frozenset({CORRECTING}),
    EXAMINING,
)
_WITHDRAW_CORRECTION = Act(
    words.WITHDRAW_CORRECTION,
    Party.OFFICER,
    Text("補正の求めを取り下げる", "Withdraw the request for correction"),
    frozenset({CORRECTING}),
    EXAMINING,
    HANDLE_PERMISSION,
    reason_required=True,
)
_WITHDRAW = Act(
    words.WITHDRAW,
    Party.RESIDENT,
    Text("取り下げる", "Withdraw"),
    _BEFORE_DECISION,
    WITHDRAWN,
)
_ISSUE = Act(
    words.ISSUE,
    Party.OFFICER,
    Text("交付する", "Issue"),
    frozenset({DECIDED}),
    ISSUED,
    HANDLE_PERMISSION,
)


def _decide(to: str, to_without_document: str, permission: str, origins: frozenset[str]) -> Act:
    return Act(
        words.DECIDE,
        Party.OFFICER,
        Text("決定する", "Decide"),
        origins,
        to,
        permission,
        to_without_document=to_without_document,
    )


def _revoke(origins: frozenset[str]) -> Act:
    return Act(
        words.REVOKE_DECISION,
        Party.OFFICER,
        Text("決定を職権で取り消す", "Take the decision back"),
        origins,
        EXAMINING,
        DECIDE_PERMISSION,
        reason_required=True,
    )


_Item = TypeVar("_Item", State, Act, Outcome)


def _by_id(*items: _Item) -> dict[str, _Item]:
    return {item.id: item for item in items}


STANDARD_FLOWS: dict[str, Flow] = {
    # 処分 and anything else whose result is told by a document. A correction that is never answered may be
    # decided on as it stands, hence `decide` from CORRECTING; against the resident only after the day that was given
    # to answer (services.decision; 行政手続法7条 [K]: recalled, not checked, hence printed nowhere).
    EXAMINED: Flow(
        base=EXAMINED,
        initial=FILED,
        states=_by_id(_FILED, _RECEIVED, _EXAMINING, _CORRECTING, _DECIDED, _ISSUED, _CLOSED, _WITHDRAWN),
        acts=_by_id(
            _RECEIVE,
            _EXAMINE,
            _ASK_CORRECTION,
            _ANSWER_CORRECTION,
            _WITHDRAW_CORRECTION,
            _decide(DECIDED, CLOSED, DECIDE_PERMISSION, frozenset({RECEIVED, EXAMINING, CORRECTING})),
            _ISSUE,
            _revoke(frozenset({DECIDED, ISSUED, CLOSED})),
            _WITHDRAW,
        ),
    ),
    # 届出: the clerk confirms it and is done; a document is the exception.
    NOTIFICATION: Flow(
        base=NOTIFICATION,
        initial=FILED,
        states=_by_id(_FILED, _RECEIVED, _EXAMINING, _CORRECTING, _DECIDED, _ISSUED, _CLOSED, _WITHDRAWN),
        acts=_by_id(
            _RECEIVE,
            _EXAMINE,
            _ASK_CORRECTION,
            _ANSWER_CORRECTION,
            _WITHDRAW_CORRECTION,
            _decide(DECIDED, CLOSED, HANDLE_PERMISSION, frozenset({RECEIVED, EXAMINING, CORRECTING})),
            _ISSUE,
            _revoke(frozenset({DECIDED, ISSUED, CLOSED})),
            _WITHDRAW,
        ),
        outcomes=_by_id(
            Outcome(
                "confirmed",
                Text("確認して完了", "Confirmed and finished"),
                # The label is the officer's button; this is what the resident reads.
                text=Text(
                    "届出の内容を確認しました。手続は終わりました。",
                    "What you reported has been checked. Nothing more is needed.",
                ),
            )
        ),
    ),
    # メールマガジン, 懸賞: nothing is examined, the case is done when it arrives.
    INSTANT: Flow(base=INSTANT, initial=ACCEPTED, states=_by_id(_ACCEPTED), acts={}),
    # The same where anybody could write anybody's address: only who reads that mailbox makes it count.
    BY_MAIL: Flow(
        base=BY_MAIL,
        initial=UNCONFIRMED,
        states=_by_id(_UNCONFIRMED, _ACCEPTED, _LAPSED),
        acts=_by_id(
            Act(
                words.CONFIRM_MAIL,
                Party.RESIDENT,
                Text("確定する", "Confirm"),
                frozenset({UNCONFIRMED}),
                ACCEPTED,
            ),
            Act(
                "lapse",
                Party.OFFICER,
                Text("未確定のまま終わらせる", "Close, not confirmed"),
                frozenset({UNCONFIRMED}),
                LAPSED,
                HANDLE_PERMISSION,
            ),
        ),
    ),
}
