"""`madoguchi body_map`: the map of a body, from a GeoJSON file."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.kernel.ui.api import asked_body
from madoguchi.kit.coordinates import as_text
from madoguchi.modules.gis import services
from madoguchi.modules.gis.domain.ground import Content, MapError
from madoguchi.modules.gis.models import BodyMap


class Command(BaseCommand):
    help = _(
        "団体の地図（外形・となりの市町村・道・目印）をGeoJSONから入れます。ファイルを指定しなければ、今の地図を示します。"
        "様式の「地図上の点・線・面」は、この範囲で答えを確かめ、この地図を画面とPDFに描きます"
        "（docs/how-to/load-the-map-of-a-body.md）。終了コード：0 できた、1 できなかった、2 使い方の誤り。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("body", help=_("団体コード（6桁）。例：042072"))
        parser.add_argument("file", nargs="?", type=Path, help=_("GeoJSON（RFC 7946、UTF-8）。"))
        parser.add_argument("--credit", default="", help=_("出典。地図の下に出ます（200文字まで）。"))
        parser.add_argument(
            "--margin", type=int, default=services.MARGIN, help=_("外形のまわりで受け付ける幅（m。既定は1000）。")
        )
        parser.add_argument("--remove", action="store_true", help=_("地図を消します。"))

    def handle(self, *args: Any, body: str, file: Path | None, **options: Any) -> None:
        tenant = asked_body(body)
        by = Actor.operator(getpass.getuser())
        with tenant_scope(tenant):
            if options["remove"]:
                gone = services.remove(by=by)
                self.stdout.write(_("地図を消しました。") if gone else _("地図はありませんでした。"))
            elif file is None:
                self._show(BodyMap.objects.filter(tenant=tenant).first())
            else:
                self._load(file, options["credit"][:200], options["margin"], by)

    def _load(self, file: Path, credit: str, margin: int, by: Actor) -> None:
        if not 0 <= margin <= 100_000:
            raise CommandError(_("--margin は0から100000までのメートルにしてください。"))
        try:
            if file.stat().st_size > services.MOST:
                raise CommandError(_("ファイルが大きすぎます。50MBまでです。"))
            self._show(services.load(file.read_text(encoding="utf-8-sig"), credit=credit, margin=margin, by=by))
        except OSError as error:
            raise CommandError(_("%(file)s を読めません：%(error)s") % {"file": file, "error": error}) from error
        except UnicodeDecodeError as error:
            raise CommandError(_("%(file)s はUTF-8ではありません。") % {"file": file}) from error
        except MapError as error:
            raise CommandError(f"{file}: {_refused()[error.code]}") from error

    def _show(self, row: BodyMap | None) -> None:
        if row is None:
            self.stdout.write(_("地図は入っていません。様式の地図には日本全体が出て、団体の範囲は確かめません。"))
            return
        found = services.counts(Content.load(row.content))
        self.stdout.write(
            _(
                "範囲：緯度 %(south)s〜%(north)s、経度 %(west)s〜%(east)s（まわり%(margin)sm）。"
                "外形%(rings)s、となりの市町村%(around)s、線%(lines)s、目印%(landmarks)s、角%(corners)s。出典：%(credit)s"
            )
            % {
                **{key: as_text(getattr(row, key)) for key in ("south", "north", "west", "east")},
                **found,
                "margin": row.margin,
                "credit": row.credit or _("（なし）"),
            }
        )


def _refused() -> dict[str, str]:
    """What is wrong with a file, by the code of its error, in the operator's language."""
    return {
        "json": _("JSONとして読めません。GeoJSON（UTF-8）のファイルを指定してください。"),
        "collection": _("GeoJSONではありません。FeatureCollection・Feature・図形のどれかを入れてください。"),
        "shape": _("読めない図形があります。座標は経度・緯度（度）の順の数で書きます。"),
        "empty": _("線・面・名前のある点が1つもありません。"),
        "abroad": _("日本の外の座標があります。経度・緯度の順で、単位が度（JGD2011・WGS84）かを確かめてください。"),
        "other_body": _(
            "この団体の面がなく、ほかの市町村の面（N03_007）だけです。県全体のファイルか、団体コードを確かめてください。"
        ),
        "extent": _("広がりのない地図です。面か線を入れるか、bboxを書いてください。"),
    }
