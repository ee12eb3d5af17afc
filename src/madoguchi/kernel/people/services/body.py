"""What a body says about itself: address, phone, hours, mail, and its head, in whose name it decides."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import record
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import author
from madoguchi.kernel.people.services.account import check_mail
from madoguchi.kernel.tenants.api import Tenant, note_change
from madoguchi.kit import phone as phones
from madoguchi.kit import postal
from madoguchi.kit.errors import KitError

CONTACT_FIELDS = (
    "postal_code", "address", "address_en", "phone", "hours", "hours_en", "email", "site_url", "head_title", "head_name"
)  # fmt: skip


def change_contact(tenant: Tenant, values: dict[str, str], *, by: Officer) -> None:
    """Change the body's contact details and hours; `values` has the keys of CONTACT_FIELDS, "" empties one.

    Raises RefusedError (postal_code, phone, mail_form, web_address).
    """
    wanted = {name: values[name].strip() for name in CONTACT_FIELDS}
    if wanted["postal_code"]:
        wanted["postal_code"] = _postal_code(wanted["postal_code"])
    if wanted["phone"]:
        wanted["phone"] = plain_phone(wanted["phone"])
    if wanted["email"]:
        wanted["email"] = check_mail(wanted["email"])
    if wanted["site_url"]:
        _check_web_address(wanted["site_url"])
    with transaction.atomic():
        current = Tenant.objects.get(pk=tenant.pk)
        changed = [name for name, value in wanted.items() if getattr(current, name) != value]
        if changed:
            for name in changed:
                setattr(current, name, wanted[name])
            current.save(update_fields=changed)
            record(
                events.CONTACT_CHANGED,
                tenant=tenant,
                actor=author.actor(by),
                target=f"tenants.tenant:{tenant.code}",
                data={"fields": changed},
            )
            note_change(tenant)


def plain_phone(typed: str) -> str:
    """The number with hyphens. Raises RefusedError (phone)."""
    try:
        return phones.format_phone(phones.normalise(typed), typed=typed)
    except KitError as error:
        raise RefusedError(
            "phone", _("電話番号を「022-000-0000」のように、市外局番から入力してください。"), field="phone"
        ) from error


def _postal_code(typed: str) -> str:
    try:
        return postal.normalise(typed)
    except KitError as error:
        raise RefusedError(
            "postal_code",
            _("郵便番号を「981-0000」のように、7桁の数字で入力してください。"),
            field="postal_code",
        ) from error


def _check_web_address(typed: str) -> None:
    """Only web pages: a "javascript:" address would end up as a link on every page of the body."""
    try:
        URLValidator(schemes=["https", "http"])(typed)
    except ValidationError as error:
        raise RefusedError(
            "web_address",
            _("公式ウェブサイトのアドレスを「https://www.example.jp/」のように入力してください。"),
            field="site_url",
        ) from error
