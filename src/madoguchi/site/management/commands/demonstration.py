"""Loads the demonstration into this installation; refuses where the demonstration flag is not set."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from madoguchi.site.operation import demonstration


class Command(BaseCommand):
    help = "Load the demonstration: Miyagi prefecture and its 35 municipalities, 24 of them taking part (invented)"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MADOGUCHI_DEMO:
            raise CommandError("set MADOGUCHI_DEMO=1; the demonstration's logins are known to everybody")
        filled = demonstration.load()
        self.stdout.write(f"demonstration: {filled} bodies filled" if filled else "demonstration: was loaded already")


def print_logins(out: OutputWrapper, address: str) -> None:
    """Tell where to look and how to sign in."""
    plan = demonstration.settings()
    program = os.path.relpath(Path(sys.executable).with_name("madoguchi"))
    out.write(
        f"""
  利用者   {address}/            住民・事業者の窓口（登録不要）
           {address}/042072/     名取市
  職員     {address}/staff/      ログインIDの例（パスワードはどれも {plan["password"]}）
           natori-kankyo         名取市 生活環境課 担当     natori-kensetsu       名取市 建設課 担当
           natori-kankyo-kacho   名取市 生活環境課 課長     natori-kensetsu-kacho 名取市 建設課 課長
           natori-admin          名取市 団体管理者          miyagi-josei-kacho    宮城県 県政情報室 課長
           二段階認証のコード:   {program} demo-code natori-kankyo
  メール   {address}/staff/mailbox/  送られたメール（デモ用）
  すべて架空のデモです。実在の手続ではありません。 / Everything here is an invented demonstration.
"""
    )
