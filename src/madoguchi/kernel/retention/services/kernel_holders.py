"""What the rooms of the kernel below hold of a thing: files, sealed values, mails that were not sent or are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.files import api as files
from madoguchi.kernel.notify import api as notify
from madoguchi.kernel.retention.choices import FILE_OWNER, MAIL_WORDS, SEALED_HOLDER, How
from madoguchi.kernel.retention.domain.holders import Share
from madoguchi.kernel.retention.domain.trail import Trail
from madoguchi.kernel.vault import api as vault


@dataclass(frozen=True)
class _Counted:
    """Rows that another room counts for us."""

    ask: Callable[[], int]

    def count(self) -> int:
        return self.ask()


def files_of(trail: Trail) -> list[Share]:
    """Files by their owners; with a file go its previews."""
    owners = trail.of(FILE_OWNER)
    return [Share(_("ファイル"), _Counted(lambda: len(files.owned_by(*owners))))]


def secrets_of(trail: Trail) -> list[Share]:
    """What is sealed under a name; the row stays, without its contents."""
    names = trail.of(SEALED_HOLDER)
    return [Share(_("封をした内容"), _Counted(lambda: vault.count(names)), How.EMPTIED)]


def mails_of(trail: Trail) -> list[Share]:
    """Mails in the outbox in which it is named."""
    words = trail.of(MAIL_WORDS)
    return [Share(_("メール（送信待ち・控え）"), _Counted(lambda: notify.mentioning(words)))]
