"""Requests that wait for a decision, and two deciders who are signed in.

Run inside an installation's environment after `tests.faults.town`: `python -m tests.faults.desk 6` prints the numbers
of six requests and the session cookies of the two.
"""

from __future__ import annotations

import json
import os
import sys

import django

from tests.faults.town import CODE


def load(requests: int) -> dict[str, list[str]]:
    # inside: the settings must be ready before any room is imported
    from madoguchi.kernel.people.api import Role
    from madoguchi.kernel.tenants.api import departments, tenant_by_code, tenant_scope
    from madoguchi.modules.cases.services import desk
    from madoguchi.modules.procedures.services import offering
    from tests.attacks.world import BY, Body, act_of, make_officer, request_disclosure, sign_in

    tenant = tenant_by_code(CODE)
    assert tenant
    with tenant_scope(tenant):
        [department] = departments()
        offering.adopt("kaiji", department=department, by=BY, is_open=True)
        body = Body(tenant, "見本", department, department)
        deciders = [make_officer(tenant, Role.DECIDER, department, name, login=name) for name in ("suzuki", "tanaka")]
        numbers = [request_disclosure(body) for _request in range(requests)]
        for number in numbers:
            desk.receive(number, act_of(deciders[0], number))
            desk.examine(number, act_of(deciders[0], number))
    return {
        "numbers": numbers,
        "sessions": [sign_in(officer).cookies["mdg_staff"].value for officer in deciders],
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    django.setup()
    print(json.dumps(load(int(sys.argv[1]))))
