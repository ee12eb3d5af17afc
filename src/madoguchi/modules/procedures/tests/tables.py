"""Tables of other rooms that these tests count rows in: by name, since their doors do not hand them out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps

import madoguchi

Case: Any = apps.get_model("cases", "Case")
NextStage: Any = apps.get_model("cases", "NextStage")
Submission: Any = apps.get_model("cases", "Submission")
Succession: Any = apps.get_model("cases", "Succession")
StoredFile: Any = apps.get_model("files", "StoredFile")
Notice: Any = apps.get_model("publishing", "Notice")
Outbox: Any = apps.get_model("notify", "Outbox")
Sealed: Any = apps.get_model("cases", "SealedAnswers")
Secret: Any = apps.get_model("vault", "Secret")
Emergency: Any = apps.get_model("cases", "Emergency")
OfficerRow: Any = apps.get_model("people", "Officer")
OwnRole: Any = apps.get_model("people", "OwnRole")

# The pack with parts of others and confidential answers.
IRAI = Path(madoguchi.__file__).parents[2] / "tests/packs/irai"
