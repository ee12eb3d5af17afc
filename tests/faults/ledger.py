"""What the database and the storage hold after the faults, as one JSON object.

Run inside an installation's environment: `python -m tests.faults.ledger`. With `--age` it first lets the leases of
mails in hand run out, as if five minutes had gone by.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def let_leases_run_out() -> None:
    # inside: the settings must be ready before any room is imported
    from django.utils import timezone

    from madoguchi.kernel.notify.models import Outbox
    from madoguchi.kernel.tenants.api import every_body_scope

    with every_body_scope("faults: five minutes later"):
        Outbox.objects.filter(state="waiting").update(next_try_at=timezone.now())


def read() -> dict[str, Any]:
    """Cases, submissions, drafts, events and mails, and what `verify` says about the files."""
    # inside: the settings must be ready before any room is imported
    from madoguchi.kernel.audit.models import Event
    from madoguchi.kernel.files.services.upkeep import compare
    from madoguchi.kernel.notify.models import Outbox
    from madoguchi.kernel.tenants.api import every_body_scope
    from madoguchi.modules.cases.models import Case, Submission
    from madoguchi.modules.forms.models import Draft

    with every_body_scope("faults: what is there"):
        files = compare()
        return {
            "cases": list(Case.objects.values("receipt_number", "applicant_mail", "draft_key")),
            "submissions": list(Submission.objects.values_list("case__receipt_number", flat=True)),
            "photos": [len(one.answers["former_tag_photo"]) for one in Submission.objects.all()],
            "filed": Event.objects.filter(word="cases.case.filed").count(),
            "drafts": Draft.objects.count(),
            "mails": list(Outbox.objects.values("message_id", "to", "kind", "state", "attempts")),
            "missing": [ref.id for ref in files.missing],
            "damaged": [ref.id for ref in files.damaged],
        }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    django.setup()
    if "--age" in sys.argv:
        let_leases_run_out()
    print(json.dumps(read()))
