"""A body's notices: added, changed, withdrawn; never deleted, so that what was said can be looked up."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor, record
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant, note_change
from madoguchi.modules.publishing import events
from madoguchi.modules.publishing.models import Notice
from madoguchi.modules.publishing.queries import forget_notices
from madoguchi.modules.publishing.services.content import Content, checked


def target(notice: Notice) -> str:
    """The notice's name in the audit."""
    return f"publishing.notice:{notice.pk}"


def add(tenant: Tenant, content: Content, *, by: Actor) -> Notice:
    """Publish a notice of the body, whose scope is open. Raises RefusedError (see `content.checked`)."""
    values = checked(content).values()
    with transaction.atomic():
        notice = Notice.objects.create(tenant=tenant, added_at=timezone.now(), **values)
        record(events.NOTICE_ADDED, tenant=tenant, actor=by, target=target(notice))
        note_change(tenant)
    forget_notices()
    return notice


def change(notice: Notice, content: Content, *, by: Actor) -> bool:
    """Change a notice; tells whether anything was different.

    Raises RefusedError (withdrawn, and those of `content.checked`).
    """
    values = checked(content).values()
    with transaction.atomic():
        current = Notice.objects.select_for_update().get(pk=notice.pk)
        _refuse_withdrawn(current)
        changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
        if not changed:
            return False
        for name in changed:
            setattr(current, name, values[name])
        current.changed_at = timezone.now()
        current.save(update_fields=[*changed, "changed_at"])
        record(
            events.NOTICE_CHANGED,
            tenant=current.tenant,
            actor=by,
            target=target(current),
            data={"fields": changed},
        )
        note_change(current.tenant)
    forget_notices()
    return True


def withdraw(notice: Notice, *, by: Actor) -> None:
    """Take a notice back at once. Raises RefusedError (withdrawn) when somebody already has."""
    with transaction.atomic():
        current = Notice.objects.select_for_update().get(pk=notice.pk)
        _refuse_withdrawn(current)
        current.withdrawn_at = timezone.now()
        current.save(update_fields=["withdrawn_at"])
        record(events.NOTICE_WITHDRAWN, tenant=current.tenant, actor=by, target=target(current))
        note_change(current.tenant)
    forget_notices()


def _refuse_withdrawn(notice: Notice) -> None:
    if notice.withdrawn_at is not None:
        raise RefusedError(
            "withdrawn", _("このお知らせは取り下げ済みです。もう一度知らせるときは、新しいお知らせを追加してください。")
        )
