"""`library`: who uses what; adopt for many bodies at once; signed packs out and in."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant, departments, tenant_scope, tenants
from madoguchi.kernel.ui.api import asked_body, unknown
from madoguchi.kit.languages import english as is_english
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing.domain import signing
from madoguchi.modules.sharing.models import Signer
from madoguchi.modules.sharing.services import packing


class Command(BaseCommand):
    help = _(
        "共同利用：だれがどの手続を使っているかを表示し、手続を多くの団体で一度に採用します。"
        "終了コード：0 できた、1 できないものがある、2 使い方の誤り。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        users = acts.add_parser("users", help=_("だれがどの版を使っているか。"))
        users.add_argument("ids", nargs="*", help=_("手続。書かないとすべて。"))
        adopt = acts.add_parser(
            "adopt", help=_("1つの手続を、いくつもの団体で採用します。すでに使っている団体はそのままです。")
        )
        adopt.add_argument("id", help=_("手続。"))
        adopt.add_argument("--bodies", required=True, help=_("団体コードを , でつなぐ。例：042072,041009"))
        adopt.add_argument("--department", required=True, help=_("どの団体でも担当になる部署のコード。"))
        adopt.add_argument("--open", action="store_true", help=_("すぐに受付を始め、お知らせに載せます。"))

        export = acts.add_parser("export", help=_("公開した手続を、署名付きのZIPファイルに取り出します。"))
        export.add_argument("id", help=_("手続。"))
        export.add_argument("file", type=Path, help=_("書き出すファイル。"))
        export.add_argument("--body", help=_("この団体が作った手続のとき、その団体コード。"))
        take_in = acts.add_parser("import", help=_("署名付きのZIPファイルの手続を公開します。"))
        take_in.add_argument("file", type=Path, help=_("読み込むファイル。"))
        take_in.add_argument("--accept", default="", help=_("知らない鍵のとき、確かめた指紋。"))
        take_in.add_argument("--check", action="store_true", help=_("だれが署名したかだけを表示します。"))
        acts.add_parser("key", help=_("この設置の公開鍵と指紋、信じている署名者。"))
        trust = acts.add_parser("trust", help=_("公開鍵の持ち主を、これから信じます。"))
        trust.add_argument("key", help=_("公開鍵（64桁の16進数）。"))
        trust.add_argument("--name", required=True, help=_("持ち主の名前。"))

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['act']}")(options)

    def _users(self, options: dict[str, Any]) -> None:
        published = procedures.published_ids()
        for pack_id in options["ids"]:
            if pack_id not in published:
                raise CommandError(
                    unknown(_("手続 %(id)s は公開されていません。") % {"id": pack_id}, pack_id, published)
                )
        uses = procedures.users(options["ids"] or None)
        if not uses:
            self.stderr.write(_("どの団体も、まだ使っていません。"), str)
        for use in uses:
            state = _("受付中") if use.is_open else _("停止中")
            self.stdout.write(f"{use.pack_id}@{use.version}\t{use.tenant.code}\t{use.tenant.name}\t{state}")

    def _adopt(self, options: dict[str, Any]) -> None:
        codes = [code.strip() for code in options["bodies"].split(",") if code.strip()]
        done = [self._one(body, options) for body in [asked_body(code) for code in dict.fromkeys(codes)]]
        faults = done.count("fault")
        said = _(
            "library: %(n)d団体で採用しました。%(kept)d団体はすでに使っていて、そのままです。"
            "%(faults)d団体ではできませんでした。"
        ) % {"n": done.count("adopted"), "kept": done.count("kept"), "faults": faults}
        if faults:
            raise CommandError(said)
        self.stdout.write(said)

    def _export(self, options: dict[str, Any]) -> None:
        code = options["body"] or next((one.code for one in tenants()), "")
        with tenant_scope(asked_body(code)):
            try:
                data = packing.export(options["id"])
            except procedures.UnknownPackError:
                raise CommandError(_unknown(options["id"])) from None
        try:
            options["file"].write_bytes(data)
        except OSError as error:
            raise CommandError(_not_open(options["file"], error)) from error
        self.stdout.write(f"{options['file']}: {options['id']} {signing.fingerprint(packing.public_key())}")

    def _import(self, options: dict[str, Any]) -> None:
        try:
            examined = packing.examine(options["file"].read_bytes())
            said = (examined.package.pack_id, examined.trust.value, examined.signer, examined.fingerprint)
            self.stdout.write(" ".join(one for one in said if one))
            if ignored := examined.package.ignored:
                self.stdout.write(_("部品ではないので見ないファイル：%(names)s") % {"names": procedures.few(ignored)})
            if options["check"]:
                return
            by = Actor.operator(getpass.getuser())
            published = packing.take_in(examined, accepted=options["accept"], by=by)
        except OSError as error:
            raise CommandError(_not_open(options["file"], error)) from error
        except RefusedError as refused:
            raise CommandError(refused.message) from refused
        except procedures.PackError as error:
            raise CommandError("\n".join(one.told(get_language()) for one in error.problems)) from error
        except procedures.NotPublishableError as error:
            english = is_english(get_language())
            raise CommandError("\n".join(en if english else ja for ja, en in error.reasons)) from error
        self.stdout.write(f"{published.key}: {published.done.value}")

    def _key(self, options: dict[str, Any]) -> None:
        key = packing.public_key()
        self.stdout.write(f"{key} {signing.fingerprint(key)}")
        signers = Signer.objects.all()
        if not signers:
            self.stderr.write(_("信じている署名者は、まだいません。"), str)
        for one in signers:
            self.stdout.write(f"{one.public_key} {signing.fingerprint(one.public_key)} {one.name}")

    def _trust(self, options: dict[str, Any]) -> None:
        try:
            row = packing.trust(options["key"], options["name"])
        except RefusedError as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{row.name}: {signing.fingerprint(row.public_key)}")

    def _one(self, body: Tenant, options: dict[str, Any]) -> str:
        """Each body for itself: one that cannot does not keep the others from it, and one that has it is left alone."""
        by = Actor.operator(getpass.getuser())
        with tenant_scope(body):
            usable = {one.code: one for one in departments()}
            department = usable.get(options["department"])
            try:
                if department is None:
                    sentence = _("今日使える部署 %(code)s がありません。") % {"code": options["department"]}
                    names = {code: one.in_(get_language() or "ja") for code, one in usable.items()}
                    raise RefusedError("no_department", unknown(sentence, options["department"], names))
                row = procedures.adopt(
                    options["id"], department=department, by=by, is_open=options["open"], announce=True, new_only=True
                )
            except procedures.AlreadyOfferedError as already:
                self.stdout.write(f"{body.code} {body.name}: {already.message}")
                return "kept"
            except procedures.UnknownPackError:
                why = _unknown(options["id"])
            except RefusedError as refused:
                why = refused.message
            else:
                self.stdout.write(f"{body.code} {body.name}: {row.in_force.key} {department.name}")
                return "adopted"
        self.stderr.write(f"{body.code} {body.name}: {why}")
        return "fault"


def _unknown(pack_id: str) -> str:
    """Nobody has published this pack, or not for the body of the open scope: with those that it may take."""
    sentence = _("手続 %(id)s は、公開されていないか、共同利用に出されていません。") % {"id": pack_id}
    return unknown(sentence, pack_id, procedures.takeable())


def _not_open(path: Path, error: OSError) -> str:
    return _("%(file)s を開けません（%(why)s）。名前と、このユーザーの権限を確かめてください。") % {
        "file": path,
        "why": error.strerror,
    }
