"""Mail addresses confirmed by a code: it is sent when its button is pressed, and tried when its page is posted.

Only forms with such a field come here. What is sent is said after the transaction: the mail lies in the outbox then.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.forms.domain.definition import Field, Form
from madoguchi.modules.forms.domain.proofs import DIGITS, Proofs, plain_code
from madoguchi.modules.forms.domain.types.base import Flaw, Invalid, Post, as_text, part_of
from madoguchi.modules.forms.domain.types.contact import EmailType
from madoguchi.modules.forms.domain.validation import FieldFault, anchor
from madoguchi.modules.forms.models import Draft
from madoguchi.modules.forms.services.draft import Saved, locked
from madoguchi.modules.forms.services.messages import code_mail

BUTTON = "_code"  # its value is the path of the field
_SALT = "madoguchi.forms.proof"


def pressed(post: Post) -> str:
    """The path of the field whose button 「確認コードを送る」 was pressed; "" for none."""
    return as_text(post.get(BUTTON, ""))


def after(saved: Saved, form: Form, page_id: str, post: Post, *, title: str, network: str) -> Saved:
    """What becomes of a page that was saved a moment ago: a code goes out, or those that were typed are tried.

    ``title``: what is being filled in; ``network``: of whoever posts, for the throttle. Faults and the place to go to
    are in what comes back. Raises ``DraftGoneError``, ``DraftMovedError``.
    """
    path = pressed(post)
    if path:
        return send_code(saved, form, path, title=title, network=network)
    return try_codes(saved, form, page_id)


def send_code(saved: Saved, form: Form, path: str, *, title: str, network: str) -> Saved:
    """Mail a code to the address that stands in the field. An address gets three an hour. A path that is no such field
    (a forged button) does nothing."""
    draft = saved.draft
    found = {at: (one, typed) for at, one, typed in _fields(form.fields, draft.typed, "")}
    if path not in found:
        return saved
    one, typed = found[path]
    assert isinstance(one.type, EmailType)
    if one.type.is_blank(typed):
        return _refused(saved, path, one, one.type.missing())
    try:
        address = one.type.address(typed)
    except Invalid as invalid:
        return _refused(saved, path, one, *invalid.flaws)
    if address in draft.proofs.proven:
        return replace(saved, focus=anchor(path))
    tenant = current_tenant()
    limits = audit.mail_limits("forms.code", tenant.code, address, network)
    wait = audit.attempts.longest_block(*limits)
    if wait is not None:
        flaw = Flaw("email_code_wait", "code", {"minutes": audit.minutes_of(wait)})
        return _refused(saved, path, one, flaw)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    subject, text = code_mail(title, code, draft.language)
    with transaction.atomic():
        row = locked(draft)
        row.proofs = row.proofs.sent(address, _hash(row, address, code), timezone.now())
        row.save(update_fields=["proofs_json"])
        send(tenant, Mail(to=address, subject=subject, text=text, kind="forms.code", language=draft.language))
        audit.attempts.failed(*(limit.key for limit in limits))  # every mail counts: each may go to somebody else
    return replace(saved, draft=row, focus=anchor(f"{path}.code"))


def try_codes(saved: Saved, form: Form, page_id: str) -> Saved:
    """Judge the codes that stand on a page, each once: right or wrong, its box is empty afterwards."""
    page = {one.id for one in form.page(page_id).fields}
    if not any(plain_code(part_of(typed, "code")) for _at, _one, typed in _of_page(form, saved.draft.typed, page)):
        return saved
    with transaction.atomic():
        row = locked(saved.draft)
        content = row.typed
        row.proofs, faults = _tried(form, page, content, row.proofs, partial(_hash, row))
        row.typed = content
        row.save(update_fields=["typed_json", "proofs_json"])
    return Saved(row, (*saved.faults, *faults), saved.focus)


def pretended(
    form: Form, page_id: str, typed: dict[str, Any], proofs: Proofs, post: Post, code: str
) -> tuple[Proofs, list[FieldFault]]:
    """What the button and the boxes of a page come to where nothing is mailed and nothing stored (a try-out): every
    code that goes out is `code`. The boxes of `typed` are empty afterwards. Raises ``KeyError`` for an unknown page."""
    page = {one.id for one in form.page(page_id).fields}
    path = pressed(post)
    if not path:
        return _tried(form, page, typed, proofs, lambda _address, tried: tried)
    for at, one, here in _fields(form.fields, typed, ""):
        if at == path and isinstance(one.type, EmailType):
            try:
                address = one.type.address(here)
            except Invalid as invalid:
                flaws = [one.type.missing()] if one.type.is_blank(here) else invalid.flaws
                return proofs, [FieldFault(at, flaw.sub, flaw.code, flaw.params, one) for flaw in flaws]
            return proofs if address in proofs.proven else proofs.sent(address, code, timezone.now()), []
    return proofs, []


def taken(form: Form, typed: Mapping[str, Any]) -> Proofs:
    """The addresses of an example, as ones that have answered."""
    found = [
        one.type.normal(here) for _at, one, here in _fields(form.fields, typed, "") if isinstance(one.type, EmailType)
    ]
    return Proofs(dict.fromkeys((address for address in found if address), True))


def _tried(
    form: Form, page: set[str], content: Mapping[str, Any], proofs: Proofs, hash_of: Callable[[str, str], str]
) -> tuple[Proofs, list[FieldFault]]:
    """What is kept after the codes of a page were judged, and what is wrong with them; their boxes are emptied."""
    faults = []
    for path, one, typed in _of_page(form, content, page):
        code = plain_code(part_of(typed, "code"))
        if not code:
            continue
        typed["code"] = ""
        try:
            assert isinstance(one.type, EmailType)
            address = one.type.address(typed)
        except Invalid:
            continue  # what is wrong with the address is told anyway
        proofs, flaw = proofs.tried(address, code, hash_of(address, code), timezone.now())
        if flaw:
            faults.append(FieldFault(path, flaw.sub, flaw.code, flaw.params, one))
    return proofs, faults


def _refused(saved: Saved, path: str, one: Field, *flaws: Flaw) -> Saved:
    faults = (FieldFault(path, flaw.sub, flaw.code, flaw.params, one) for flaw in flaws)
    return replace(saved, faults=(*saved.faults, *faults))


def _of_page(form: Form, typed: Mapping[str, Any], page: set[str]) -> list[tuple[str, Field, Any]]:
    found = _fields(form.fields, typed, "")
    return [(at, one, here) for at, one, here in found if at.split(".")[0] in page and isinstance(here, dict)]


def _fields(fields: Iterable[Field], typed: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Field, Any]]:
    """Every mail address to be confirmed: its path, its field, what was typed."""
    for one in fields:
        here = typed.get(one.id)
        if isinstance(one.type, EmailType) and one.type.code:
            yield f"{prefix}{one.id}", one, here
        elif one.is_group:
            for index, row in enumerate(here if isinstance(here, list) else ()):
                if isinstance(row, Mapping):
                    yield from _fields(one.fields, row, f"{prefix}{one.id}.{index}.")


def _hash(draft: Draft, address: str, code: str) -> str:
    return salted_hmac(_SALT, f"{draft.public_id}:{address}:{code}", algorithm="sha256").hexdigest()
