"""System notices: the operator's, seen on every body's pages, so each body's audit has the event."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor, EventWord, record
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import every_body_scope, tenants
from madoguchi.modules.publishing import events
from madoguchi.modules.publishing.models import SystemNotice
from madoguchi.modules.publishing.queries import forget_notices
from madoguchi.modules.publishing.services.content import Content, checked


def add(content: Content, *, by: Actor) -> SystemNotice:
    """Tell everybody. Raises RefusedError (see `content.checked`)."""
    values = checked(content).values()
    with transaction.atomic():
        notice = SystemNotice.objects.create(added_at=timezone.now(), **values)
        _record_everywhere(events.SYSTEM_NOTICE_ADDED, notice, by)
    forget_notices()
    return notice


def withdraw(public_id: str, *, by: Actor) -> SystemNotice:
    """Take a system notice back at once. Raises RefusedError (unknown, withdrawn)."""
    with transaction.atomic():
        notice = SystemNotice.objects.select_for_update().filter(public_id=public_id).first()
        if notice is None:
            raise RefusedError("unknown", _("番号 %(id)s のシステムからのお知らせはありません。") % {"id": public_id})
        if notice.withdrawn_at is not None:
            raise RefusedError("withdrawn", _("番号 %(id)s は取り下げ済みです。") % {"id": public_id})
        notice.withdrawn_at = timezone.now()
        notice.save(update_fields=["withdrawn_at"])
        _record_everywhere(events.SYSTEM_NOTICE_WITHDRAWN, notice, by)
    forget_notices()
    return notice


def _record_everywhere(word: EventWord, notice: SystemNotice, by: Actor) -> None:
    bodies = tenants()
    if not bodies:
        return
    with every_body_scope("a system notice is seen on every body's pages"):
        for body in bodies:
            record(word, tenant=body, actor=by, target=f"publishing.system_notice:{notice.pk}")
