"""A body's own guidance texts in place of the standard ones."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor, record
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.publishing import events
from madoguchi.modules.publishing.choices import TEXT_LENGTH, Page
from madoguchi.modules.publishing.domain.tidy import tidy
from madoguchi.modules.publishing.models import GuidancePage
from madoguchi.modules.publishing.services.content import check_length


def target(page: Page) -> str:
    """The page's name in the audit of its body."""
    return f"publishing.guidance:{page.value}"


def replace(tenant: Tenant, page: Page, *, text_ja: str, text_en: str, by: Actor) -> bool:
    """Put the body's own Markdown in place of the standard text; tells whether anything was different.

    A language left empty keeps the standard text; both empty is `restore`. The body's scope is open.
    Raises RefusedError (too_long).
    """
    texts = {"text_ja": tidy(text_ja), "text_en": tidy(text_en)}
    for name, text in texts.items():
        check_length(name, text, TEXT_LENGTH)
    if not any(texts.values()):
        return restore(tenant, page, by=by)
    with transaction.atomic():
        row = GuidancePage.objects.select_for_update().filter(page=page).first()
        if row is not None and (row.text_ja, row.text_en) == (texts["text_ja"], texts["text_en"]):
            return False
        GuidancePage.objects.update_or_create(
            tenant=tenant, page=page, defaults={**texts, "changed_at": timezone.now()}
        )
        languages = [name.removeprefix("text_") for name, text in texts.items() if text]
        record(events.GUIDANCE_REPLACED, tenant=tenant, actor=by, target=target(page), data={"languages": languages})
    return True


def restore(tenant: Tenant, page: Page, *, by: Actor) -> bool:
    """Go back to the standard text; tells whether there was a text of the body's own."""
    with transaction.atomic():
        gone, _rows = GuidancePage.objects.filter(page=page).delete()
        if not gone:
            return False
        record(events.GUIDANCE_RESTORED, tenant=tenant, actor=by, target=target(page))
    return True
