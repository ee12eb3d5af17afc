"""Is the master key of the vault the one that this database was sealed under?"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from madoguchi.kernel.vault import api as vault
from madoguchi.site.operation.finding import Finding


def mend() -> str:
    """What to do when the master key is missing or another."""
    return _(
        "元の親鍵を MADOGUCHI_VAULT_KEY に設定するか、%(file)s に戻してください。"
        "分けて預けた控えがあるときは madoguchi vault restore で戻せます。"
        "失われたときだけ、madoguchi setup --new-key で続けられます（封をした内容は、二度と読めません）。"
    ) % {"file": settings.MADOGUCHI_VAULT_KEY_FILE}


def wrong() -> str:
    return _("金庫の親鍵が、このデータベースのものと違います。封をした内容（秘匿の回答など）を開けません。")


def refuse_wrong_key() -> None:
    """Before anything is started or changed. Raises CommandError."""
    if vault.data_keys_unopenable():
        raise CommandError(f"{wrong()}\n{mend()}")


def same_key() -> Iterator[Finding]:
    """For `doctor`: every key of a body is tried."""
    if vault.data_keys_unopenable():
        yield Finding("fault", wrong(), mend())
    elif not settings.MADOGUCHI_VAULT_KEYS:
        yield Finding("fault", _("金庫の親鍵がありません。"), _("madoguchi setup を実行してください。"))
    elif vault.master_keys_wanted():
        yield Finding("ok", _("金庫の親鍵で、各団体の鍵が開きます。"))
