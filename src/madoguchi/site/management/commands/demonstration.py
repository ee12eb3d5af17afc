"""Loads the demonstration into this installation; refuses where the demonstration flag is not set."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.site.operation import demonstration


class Command(BaseCommand):
    help = _(
        "架空のデモを入れます：宮城県と35市町村（うち24団体が電子申請に参加）。"
        "終了コード：0 入れた、1 入れられなかった、2 使い方の誤り。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_in_production()
        if not settings.MADOGUCHI_DEMO:
            raise CommandError(
                _("デモのログインは誰でも知っています。デモの環境では MADOGUCHI_DEMO=1 を設定してください。")
            )
        with translation.override(settings.LANGUAGE_CODE):  # what it writes is not in the operator's language
            filled = demonstration.load()
        self.stdout.write(
            _("demonstration: %(n)d団体を入れました。") % {"n": filled}
            if filled
            else _("demonstration: すでに入っています。")
        )


def refuse_in_production() -> None:
    """Raises CommandError: everybody knows the demonstration's logins, and nothing takes them out again."""
    if settings.MADOGUCHI_PRODUCTION:
        raise CommandError(_("本番の環境（MADOGUCHI_PRODUCTION=1）にデモは入れられません。"))


def print_logins(out: OutputWrapper, address: str) -> None:
    """Tell where to look and how to sign in."""
    plan = demonstration.settings()
    program = os.path.relpath(Path(sys.executable).with_name("madoguchi"))
    out.write(
        _(
            """
  利用者   %(address)s/            住民・事業者の窓口（登録不要）
           %(address)s/042072/     名取市
  職員     %(address)s/staff/      ログインIDの例（パスワードはどれも %(password)s）
           natori-kankyo         名取市 生活環境課 担当     natori-kensetsu       名取市 建設課 担当
           natori-kankyo-kacho   名取市 生活環境課 課長     natori-kensetsu-kacho 名取市 建設課 課長
           natori-admin          名取市 団体管理者          miyagi-josei-kacho    宮城県 県政情報室 課長
           natori-yoshiki        名取市 様式担当（様式を作る）
           miyagi-yoshiki        宮城県 様式担当（ひな形を作る）
           miyagi-admin          宮城県 団体管理者（ひな形を共同利用に出し、市町村に案内する）
           二段階認証のコード:   %(program)s demo-code natori-kankyo
  様式づくり  natori-yoshiki でログイン → 左の「様式づくり」→「新しく作り始める」
  共同利用    natori-admin でログイン → 左の「共同利用」→ 手続の名前
  メール   %(address)s/staff/mailbox/  送られたメール（デモ用）
  すべて架空のデモです。実在の手続ではありません。
"""
        )
        % {"address": address, "password": plan["password"], "program": program}
    )
