"""`madoguchi lock_account`: keeps an account out of every body, or lets it in again."""

from __future__ import annotations

from argparse import ArgumentParser
from getpass import getuser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.services import account as accounts


class Command(BaseCommand):
    help = _(
        "アカウントをすべての団体で停止します。--unlock で停止を解除します。"
        "終了コード：0 停止または解除した、1 ログインIDがない、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help=_("ログインID。"))
        parser.add_argument("--unlock", action="store_true", help=_("停止を解除します。"))

    def handle(self, *_args: Any, login: str, unlock: bool, **_options: Any) -> None:
        account = accounts.asked(login)
        by = Actor.operator(getuser())
        if unlock:
            accounts.unlock(account, by=by)
            self.stdout.write(_("%(login)s の停止を解除しました。") % {"login": account.login})
        else:
            accounts.lock(account, by=by)
            self.stdout.write(_("%(login)s を停止しました。") % {"login": account.login})
