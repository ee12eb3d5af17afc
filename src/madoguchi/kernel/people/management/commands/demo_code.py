"""`madoguchi demo_code`: the code that a demonstration officer's authenticator app would show."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.services import account as accounts
from madoguchi.kernel.people.services import second_factor


class Command(BaseCommand):
    help = _(
        "デモ用アカウントの、いまの確認コード（6桁）を表示します。デモ環境（MADOGUCHI_DEMO=1）でだけ使えます。"
        "終了コード：0 表示した、1 断った、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help=_("ログインID。"))

    def handle(self, *_args: Any, login: str, **_options: Any) -> None:
        account = accounts.asked(login)
        try:
            self.stdout.write(second_factor.demo_code(account))
        except RefusedError as refused:
            raise CommandError(refused.message) from refused
