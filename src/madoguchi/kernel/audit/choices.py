"""Words of the audit room."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActorKind(StrEnum):
    """Who can be the author of an event."""

    RESIDENT = "resident"
    OFFICER = "officer"
    OPERATOR = "operator"
    SYSTEM = "system"


class Break(TextChoices):
    """What can be wrong with an entry of a sealed chain."""

    CHANGED = "changed", _("記録の内容が、封印したときと違います")
    REMOVED = "removed", _("封印した記録がありません")
    INSERTED = "inserted", _("あとから差し込まれています")
    MOVED = "moved", _("順番が入れ替わっています")
    SEAL_CHANGED = "seal_changed", _("封印が書き換えられています")
    SEAL_REMOVED = "seal_removed", _("封印がありません")
    GONE_BEFORE = "gone_before", _("この前にあった封印がなくなっています")
    UNSEALED = "unsealed", _("封印の順番が過ぎたのに、封印されていません（あとから差し込まれたおそれ）")
    TRUNCATED = "truncated", _("ここから後の封印がなくなっています（日ごとの署名には残っています）")
    ROOT = "root", _("日ごとの署名と合いません")
    KEY = "key", _("この窓口の鍵ではない鍵で署名されています")
    UNSIGNED = "unsigned", _("1日を過ぎても、日ごとの署名がありません")
    COPY = "copy", _("データベースの外に控えた日ごとの署名が、データベースにありません")
    COPY_UNREADABLE = "copy_unreadable", _("データベースの外の控えを読めません")
    PUBLISHED = "published", _("公開した日ごとの署名が、データベースにありません")
