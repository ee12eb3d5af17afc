"""`madoguchi add_officer`: gives somebody a post in a body, without the browser."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getuser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people import queries
from madoguchi.kernel.people.choices import Language, Role
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.services import account as accounts
from madoguchi.kernel.people.services import invitation, post
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.kernel.ui.api import asked_body, asked_day, unknown


class Command(BaseCommand):
    help = _(
        "職員を登録します。ログインIDがまだないときは、招待のアドレスを表示するか（既定）、"
        "--password-stdin で標準入力の1行目をパスワードにします。"
        "すでにあるログインIDには、所属だけを追加します。終了コード：0 登録した、1 断った、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", help=_("団体コード（6桁）。例：042072"))
        parser.add_argument("login", help=_("ログインID。"))
        parser.add_argument("--name", default="", help=_("氏名。新しいログインIDには必要です。"))
        parser.add_argument("--email", default="", help=_("メールアドレス。新しいログインIDには必要です。"))
        parser.add_argument("--role", choices=Role.values, default=Role.CLERK.value, help=_("役割。既定は clerk。"))
        parser.add_argument("--department", default="", help=_("部署のコード。administrator のほかは必要です。"))
        parser.add_argument("--from", dest="valid_from", type=asked_day, help=_("始まりの日（既定 今日）。"))
        parser.add_argument("--until", dest="valid_until", type=asked_day, help=_("終わりの日。"))
        parser.add_argument(
            "--language", choices=Language.values, default=Language.JAPANESE.value, help=_("画面の言語。")
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help=_("招待せず、標準入力からパスワードを読みます。")
        )

    def handle(self, *_args: Any, tenant: str, **options: Any) -> None:
        body = asked_body(tenant)
        try:
            with tenant_scope(body), transaction.atomic():
                self._add(body, options)
        except RefusedError as refused:
            raise CommandError(refused.message) from refused

    def _add(self, body: Tenant, options: dict[str, Any]) -> None:
        by = Actor.operator(getuser())
        account = queries.account_by_login(options["login"])
        offered = {
            "role": options["role"],
            "department": self._department(options["department"]),
            "valid_from": options["valid_from"] or timezone.localdate(),
            "valid_until": options["valid_until"],
            "by": by,
        }
        if account is None and (not options["name"] or not options["email"]):
            raise CommandError(_("新しいログインIDには、--name と --email が必要です。"))
        if account is not None and options["password_stdin"]:
            raise CommandError(
                _(
                    "ログインID %(login)s はすでにあります。パスワードは変えられません。"
                    "--password-stdin を外してください。"
                )
                % {"login": account.login}
            )
        if account is None and not options["password_stdin"]:
            replaced = invitation.cancel_open(body, login=options["login"], by=by)
            _offer, link = invitation.invite(
                body,
                email=options["email"],
                name=options["name"],
                login=options["login"],
                mail=False,
                **offered,
            )
            if replaced:
                self.stdout.write(
                    _("ログインID %(login)s への前の招待は取り消しました。前のアドレスは、もう使えません。")
                    % {"login": options["login"]}
                )
            self.stdout.write(_("招待のアドレスです。7日以内に、本人に開いてもらってください。"))
            self.stdout.write(link)
            return
        if account is None:
            account = accounts.create(
                login=options["login"],
                name=options["name"],
                email=options["email"],
                password=sys.stdin.readline().rstrip("\n"),
                language=options["language"],
            )
        officer = post.appoint(account, tenant=body, **offered)
        self.stdout.write(
            _("%(body)sに%(officer)sを登録しました（ログインID %(login)s）。")
            % {"body": body.name, "officer": officer, "login": account.login}
        )

    def _department(self, code: str) -> Department | None:
        if not code:
            return None
        found = Department.objects.filter(code=code).first()
        if found is None:
            known = {one.code: one.in_(get_language() or "ja") for one in Department.objects.all()}
            raise CommandError(unknown(_("部署 %(code)s がありません。") % {"code": code}, code, known))
        return found
