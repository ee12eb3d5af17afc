"""A draft and the versions of its pack: pages drawn under an older one are saved, and the draft goes on to the one in
force when it is opened again. Comparing is done in memory; the database is asked only when something has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from madoguchi.kit.languages import base
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.queries.packs import UnknownPackError
from madoguchi.modules.procedures.web.resident.sheet import Sheet, form_key, sheet_of

# The hidden control that says under which version a page was drawn ("inu@1").
DRAWN = "_form"
# What residents are told of: the questions and the price. Other texts they read anyway.
_TOLD = ("form.toml", "fees.toml")
_NOT_TOLD = frozenset({"meta", "help", "example", "option_help", "page_intro"})
FATES = {
    forms.Fate.GONE: _("この質問はなくなりました。送られません。"),
    forms.Fate.OPTION_GONE: _("選んだものがなくなりました。もう一度選んでください。"),
    forms.Fate.NOT_READ: _("答え方が変わりました。もう一度入力してください。"),
    forms.Fate.REREAD: _("新しい答え方に読みかえました。合っているか確かめてください。"),
}


@dataclass(frozen=True)
class Aside:
    """One answer of an earlier version, as it is shown: where it was, in lines, its uploads, what became of it."""

    label: str
    lines: list[str]
    files: list[Any]
    fate: str


def drawn_under(post: Mapping[str, Any], pack: Pack) -> Pack:
    """The version under which the posted page was drawn; `pack` for a page that names none, or none of this pack's."""
    key = str(post.get(DRAWN, ""))
    if key == pack.key or key.partition("@")[0] != pack.id:
        return pack
    try:
        return catalogue.pack_of(key)
    except UnknownPackError:
        return pack


def has_page(sheet: Sheet, post: QueryDict, page_id: str) -> bool:
    """Whether the version that a posted page was drawn under has such a page."""
    return page_id in {one.id for one in _form_of(drawn_under(post, sheet.pack), sheet).pages}


def save_posted(
    sheet: Sheet, page_id: str, post: QueryDict, uploads: Any = None, *, buttons: bool = True
) -> tuple[forms.Saved, Sheet]:
    """Keep a posted page, whichever version it was drawn under; returns the draft as it is now.

    Raises DraftGoneError, KeyError for a page that its version does not have.
    """
    try:
        return _saved(sheet, page_id, post, uploads, buttons=buttons)
    except forms.DraftMovedError:
        # The draft went on to another version in the very moment of this post.
        draft = forms.living(sheet.id)
        if draft is None:
            raise forms.DraftGoneError(sheet.id) from None
        late = post.copy()
        late.setdefault(DRAWN, sheet.pack.key)
        moved = sheet_of(sheet.tenant, forms.Started(draft, sheet.code))
        return _saved(moved, page_id, late, uploads, buttons=buttons)


def _saved(sheet: Sheet, page_id: str, post: QueryDict, uploads: Any, *, buttons: bool) -> tuple[forms.Saved, Sheet]:
    drawn = drawn_under(post, sheet.pack)
    form = _form_of(drawn, sheet)
    typed = forms.read_post(form, page_id, post)
    received: Mapping[str, list[File[Any]]] = forms.read_uploads(form, page_id, uploads) if uploads else {}
    action = forms.read_action(post) if buttons else None
    if drawn.key == sheet.pack.key:
        saved = forms.save_page(sheet.draft, sheet.form, page_id, typed, received, action)
    else:
        saved = forms.save_stale(sheet.draft, form, sheet.form, page_id, typed, received, action)
    return saved, Sheet(sheet.tenant, saved.draft, sheet.code, sheet.pack, sheet.offer, sheet.party)


def _form_of(pack: Pack, sheet: Sheet) -> forms.Form:
    """The form of a version that a sheet is filled in by: the applicant's, or the party's where it has one."""
    party = pack.form.parties.get(sheet.party.id) if sheet.party else None
    if sheet.party is not None and (party is None or party.form is None):
        return sheet.form
    return party.form if party is not None and party.form is not None else pack.form


def go_on(sheet: Sheet) -> Sheet:
    """The draft under the version in force. Raises DraftGoneError."""
    offer = sheet.offer
    if offer is None or not sheet.is_older:
        return sheet
    if sheet.party is not None:
        newer = _form_of(offer.pack, sheet)
        told = [one for one in forms.compare(sheet.form, newer) if one.kind not in _NOT_TOLD]
        draft = forms.move(sheet.draft, sheet.form, newer, form_key(offer.pack, sheet.party.id), told)
        return sheet_of(sheet.tenant, forms.Started(draft, sheet.code))
    changes = [
        one for one in compare(sheet.pack, offer.pack) if one.place.startswith(_TOLD) and one.kind not in _NOT_TOLD
    ]
    draft = forms.move(sheet.draft, sheet.form, offer.pack.form, form_key(offer.pack), changes)
    return sheet_of(sheet.tenant, forms.Started(draft, sheet.code))


def aside(sheet: Sheet, lang: str) -> list[Aside]:
    """前の版で入力した内容: everything kept aside, none of which is sent."""
    kept: Iterable[Mapping[str, Any]] = sheet.draft.moved.get("kept", ())
    if not kept:
        return []
    uploads = forms.uploads(sheet.draft) if any(one["files"] for one in kept) else {}
    language_key = base(lang)
    return [
        Aside(
            one["label"][language_key] or one["label"]["ja"],
            one["lines"][language_key],
            [uploads[key] for key in one["files"] if key in uploads],
            str(FATES[forms.Fate(one["fate"])]),
        )
        for one in kept
    ]
