"""Why the desk says no: exceptions with a sentence for whoever tried, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError

__all__ = [
    "NoSuchCaseError",
    "RefusedError",
    "broken_template",
    "check_length",
    "missing",
    "no_symbol",
    "not_named",
    "not_now",
    "not_permitted",
    "nothing_changed",
    "stale",
]


class NoSuchCaseError(LookupError):
    """In the open scope there is no such case, or it is not this officer's to see: outside they look the
    same."""


def stale() -> RefusedError:
    """Somebody acted after this page was opened."""
    return RefusedError(
        "stale",
        _(
            "ほかの職員が先にこの案件を処理しました。今の状態を確かめて、必要ならもう一度行ってください。入力は残してあります。"
        ),
    )


def not_now(state: str) -> RefusedError:
    """The flow does not allow this act in the state the case is in; `state` is its label."""
    return RefusedError("not_now", _("今の状態（%(state)s）では、この操作はできません。") % {"state": state})


def nothing_changed() -> RefusedError:
    """An answer to a correction that says what was said before."""
    return RefusedError(
        "nothing_changed",
        _("まだ何も直されていません。直すところがないときは、担当の部署へ電話でお知らせください。"),
    )


def fee_unknown() -> RefusedError:
    """The corrected answers have no price: a fault of the kind's rules."""
    return RefusedError(
        "fee_unknown",
        _(
            "直した内容の手数料を計算できないため、まだ送れません。入力した内容は保存しています。"
            "この手続の設定のまちがいかもしれません。担当の部署へお知らせください。"
        ),
    )


def not_named() -> RefusedError:
    """An answer to a correction for a field that the office did not ask for."""
    return RefusedError("not_named", _("直せるのは、担当からお願いした項目だけです。"))


def not_permitted() -> RefusedError:
    """The officer's role lacks the permission for this act."""
    return RefusedError("not_permitted", _("この操作をする権限がありません。権限のある職員に依頼してください。"))


def missing(field: str, label: str) -> RefusedError:
    """Something obligatory was left empty; `label` is the control's label."""
    return RefusedError("missing", _("「%(label)s」を入力してください。") % {"label": label}, field)


def no_symbol(department: str) -> RefusedError:
    """Without a 文書記号 the department's letters cannot be numbered."""
    return RefusedError(
        "no_symbol",
        _(
            "「%(department)s」の文書記号が登録されていないため、文書番号を付けられません。団体の管理者に登録を依頼してください。"
        )
        % {"department": department},
    )


def broken_template() -> RefusedError:
    """The document cannot be typeset; nothing was issued and no number was used up."""
    return RefusedError(
        "template",
        _(
            "書類のひな形に誤りがあり、作成できませんでした。文書番号は使われていません。手続の管理者に連絡してください。"
        ),
    )


def check_length(text: str, limit: int, field: str, label: str) -> None:
    """Raises RefusedError (too_long) for a text that is longer than anybody reads; `label` is the control's label."""
    if len(text) > limit:
        raise RefusedError(
            "too_long",
            _("「%(label)s」は%(limit)d字までです（今は%(length)d字）。")
            % {"label": label, "limit": limit, "length": len(text)},
            field,
        )
