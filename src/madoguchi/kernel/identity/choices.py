"""Words of the room: whose providers, and how sure what they say is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """本人確認の強さ: what a provider has proven about who signed in."""

    CARD = "card", _("マイナンバーカード")
    FIRM_PRIME = "firm_prime", _("GビズIDプライム")
    FIRM_MEMBER = "firm_member", _("GビズIDメンバー")
    FIRM_ENTRY = "firm_entry", _("GビズIDエントリー")
    SIGN_ON = "sign_on", _("団体のシングルサインオン")
