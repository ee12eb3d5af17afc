"""The door of the tenants room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from madoguchi.kernel.tenants import statements
from madoguchi.kernel.tenants.access import Access, absolute, href, page, unkept
from madoguchi.kernel.tenants.append_only import AppendOnly
from madoguchi.kernel.tenants.choices import COLOURS, RESERVED_PATHS, Kind, Service
from madoguchi.kernel.tenants.models import ClosingDay, Department, Participation, Tenant, TenantOwned
from madoguchi.kernel.tenants.queries import (
    Contact,
    Kept,
    calendar_for,
    calendar_here,
    contact_of,
    departments,
    forget_directory,
    participants,
    participations,
    takes_part,
    tenant_by_code,
    tenant_by_host,
    tenant_by_id,
    tenant_by_path,
    tenants,
)
from madoguchi.kernel.tenants.scope import NoTenant, current_tenant, open_tenants, scope_over, tenant_scope
from madoguchi.kernel.tenants.services import Report as ImportReport
from madoguchi.kernel.tenants.services import (
    import_bodies,
    key_fingerprint,
    known_key,
    note_change,
    remember_key,
)


@contextmanager
def every_body_scope(reason: str) -> Iterator[None]:
    """Open the rows of every body, for work that is not one body's (relay, sign-in, joint pages). Say why.

    On an installation without bodies it shows nothing.
    """
    if not reason:
        raise ValueError("say why every body's rows are needed")
    with scope_over(tuple(tenants())):
        yield


__all__ = [
    "COLOURS",
    "RESERVED_PATHS",
    "Access",
    "AppendOnly",
    "ClosingDay",
    "Contact",
    "Department",
    "ImportReport",
    "Kept",
    "Kind",
    "NoTenant",
    "Participation",
    "Service",
    "Tenant",
    "TenantOwned",
    "absolute",
    "calendar_for",
    "calendar_here",
    "contact_of",
    "current_tenant",
    "departments",
    "every_body_scope",
    "forget_directory",
    "href",
    "import_bodies",
    "key_fingerprint",
    "known_key",
    "note_change",
    "open_tenants",
    "page",
    "participants",
    "participations",
    "remember_key",
    "statements",
    "takes_part",
    "tenant_by_code",
    "tenant_by_host",
    "tenant_by_id",
    "tenant_by_path",
    "tenant_scope",
    "tenants",
    "unkept",
]
