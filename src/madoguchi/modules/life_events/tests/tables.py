"""Tables of other rooms that tests look into."""

from __future__ import annotations

from typing import Any

from django.apps import apps

Case: Any = apps.get_model("cases", "Case")
Draft: Any = apps.get_model("forms", "Draft")
Procedure: Any = apps.get_model("procedures", "Procedure")
