"""Words of the publishing room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Importance(models.TextChoices):
    """How loudly a notice speaks: in the list; with a mark; above everything else on the body's first page."""

    NORMAL = "normal", pgettext_lazy("importance", "ふつう")
    IMPORTANT = "important", pgettext_lazy("importance", "重要")
    EMERGENCY = "emergency", pgettext_lazy("importance", "緊急")


class State(models.TextChoices):
    """Where a notice stands at a moment. Only SHOWN is ever seen by residents."""

    BEFORE = "before", _("掲載前")
    SHOWN = "shown", _("掲載中")
    ENDED = "ended", _("掲載終了")
    WITHDRAWN = "withdrawn", _("取り下げ済み")


class Page(models.TextChoices):
    """The guidance pages (案内ページ) that every body and the joint counter have. The value is part of the address."""

    HOW_TO = "how-to", _("使い方")
    PREPARE = "prepare", _("事前準備")
    FAQ = "faq", _("よくある質問")
    CONTACT = "contact", _("お問い合わせ")
    TERMS = "terms", _("利用規約")
    PRIVACY = "privacy", _("個人情報の取扱い")
    ACCESSIBILITY = "accessibility", _("アクセシビリティ方針")


LANGUAGES = ("ja", "en")
TITLE_LENGTH = 100
TEXT_LENGTH = 20_000
