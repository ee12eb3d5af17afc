"""What the database and the storage hold after the faults, as one JSON object.

Run inside an installation's environment: `python -m tests.faults.ledger 3` does three times what worker and relay have
still to do, each time after the leases of mails in hand have run out, as if five minutes had gone by.
"""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

import django


def do_what_is_due() -> None:
    # inside: the settings must be ready before any room is imported
    from django.core.management import call_command
    from django.utils import timezone

    from madoguchi.kernel.notify.models import Outbox
    from madoguchi.kernel.tenants.api import every_body_scope

    with every_body_scope("faults: five minutes later"):
        Outbox.objects.filter(state="waiting").update(next_try_at=timezone.now())
    call_command("worker", once=True, lease=0, stdout=io.StringIO())
    call_command("relay", drain=True, stdout=io.StringIO())


def read() -> dict[str, Any]:
    """Cases, submissions, drafts, events and mails, and what `verify` says about the files."""
    # inside: the settings must be ready before any room is imported
    from madoguchi.kernel.audit.api import inspect
    from madoguchi.kernel.audit.models import Event
    from madoguchi.kernel.files.services.upkeep import compare
    from madoguchi.kernel.notify.models import Outbox
    from madoguchi.kernel.tenants.api import every_body_scope, tenants
    from madoguchi.modules.cases.models import Case, Submission
    from madoguchi.modules.forms.models import Draft

    verdicts = [inspect(body) for body in tenants()]
    with every_body_scope("faults: what is there"):
        files = compare()
        return {
            "cases": list(Case.objects.values("receipt_number", "applicant_mail", "draft_key")),
            "submissions": list(Submission.objects.values_list("case__receipt_number", flat=True)),
            "photos": [len(one.answers["former_tag_photo"]) for one in Submission.objects.all()],
            "filed": Event.objects.filter(word="cases.case.filed").count(),
            "unsealed": sum(verdict.tail for verdict in verdicts),
            "broken": [str(fault) for verdict in verdicts for fault in verdict.faults],
            "drafts": Draft.objects.count(),
            "mails": list(Outbox.objects.values("message_id", "to", "kind", "state", "attempts")),
            "missing": [ref.id for ref in files.missing],
            "damaged": [ref.id for ref in files.damaged],
        }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    django.setup()
    for _round in range(int(sys.argv[1])):
        do_what_is_due()
    print(json.dumps(read()))
