"""`madoguchi reset_second_factor`: for somebody who has lost the phone."""

from __future__ import annotations

from argparse import ArgumentParser
from getpass import getuser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.services import account as accounts
from madoguchi.kernel.people.services import second_factor


class Command(BaseCommand):
    help = _(
        "二段階認証を解除します。本人は次のログインで登録し直します。ログイン中の画面はすべて終わります。"
        "終了コード：0 解除した、1 ログインIDがない、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help=_("ログインID。"))

    def handle(self, *_args: Any, login: str, **_options: Any) -> None:
        account = accounts.asked(login)
        second_factor.reset(account, by=Actor.operator(getuser()))
        self.stdout.write(_("%(login)s の二段階認証を解除しました。") % {"login": account.login})
