"""Files sent with a page, for what keeps pages between two posts: a draft, an open correction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.files.base import File

from madoguchi.kernel.files import api as files
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.forms.domain import drafting
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.types.base import Flaw
from madoguchi.modules.forms.domain.validation import FieldFault


def received(
    form: Form, uploads: Mapping[str, Sequence[File[Any]]], owner: str, *, but: Collection[str] = ()
) -> tuple[dict[str, list[str]], list[FieldFault]]:
    """Store uploads (path of a file field → files) as the owner's loose files, which go with it: their ids by path, and
    a fault for each that cannot be taken. ``but``: top fields that take none.

    Before the row is locked that will name them: bytes take time, and on SQLite the lock would stop everybody.
    """
    tenant = current_tenant()
    found: dict[str, list[str]] = {}
    faults: list[FieldFault] = []
    for path, sent in uploads.items():
        if path.split(".")[0] in but:
            continue
        try:
            kind = drafting.file_field(form, path)
        except drafting.NoSuchPlace:
            continue
        for upload in sent:
            try:
                ref = files.receive(tenant, upload, files.Limits(kind.max_bytes, kind.kinds), owner=owner)
            except files.Refused as refused:
                flaw = Flaw("upload_refused", params={"text": refused})  # the sentence follows the page's language
                faults.append(FieldFault(path, "", flaw.code, flaw.params, form.field(path)))
            else:
                found.setdefault(path, []).append(ref.id)
    return found, faults


def named(
    form: Form,
    content: Mapping[str, Any],
    received: Mapping[str, Sequence[str]],
    known: Mapping[str, files.FileRef],
    owner: str,
    faults: list[FieldFault],
) -> dict[str, Any]:
    """``content`` with what was ``received`` named in it. Uploads for which there is no room are deleted and noted
    among ``faults``, those that are there already deleted. ``known``: the files that ``content`` may name, these
    among them."""
    found = dict(content)
    for path, ids in received.items():
        kind = drafting.file_field(form, path)
        try:
            again = drafting.twins(form, found, path, ids, known)
            found, left_over = drafting.put_files(form, found, path, [one for one in ids if one not in again])
        except drafting.NoSuchPlace:  # the row went away in another tab
            again, left_over = [], list(ids)
        else:
            if left_over:
                params = {"max": kind.count, "given": kind.count + len(left_over)}
                faults.append(FieldFault(path, "", "files_too_many", params, form.field(path)))
        files.release_files([*left_over, *again], owner)
    return found
