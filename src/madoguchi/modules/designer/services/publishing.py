"""From a working version to a published one: asked for, consented to by a second person where the body says so, made
the next version through the door of `procedures`, and offered by the body."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer, RefusedError, actor
from madoguchi.kernel.tenants.api import Department
from madoguchi.modules.designer import events, queries, rules
from madoguchi.modules.designer.domain import skeleton, tomlsync
from madoguchi.modules.designer.models import Revision, WorkingVersion
from madoguchi.modules.designer.queries import needs_second_person
from madoguchi.modules.designer.services import paper
from madoguchi.modules.designer.services.working import locked
from madoguchi.modules.documents import api as documents
from madoguchi.modules.procedures import api as procedures

MAX_REASON = 1000  # letters


def propose(
    working_id: int, revision: int, department: Department, *, by: Officer, tell: procedures.Words | None = None
) -> WorkingVersion:
    """Ask a second person to publish exactly this revision (`tell`: and to tell residents so). Raises
    NoSuchWorkingVersionError, RefusedError (also where nothing has changed since the newest version)."""
    with transaction.atomic():
        row = locked(working_id)
        _check(row, revision)
        if tell is not None:
            procedures.check_told(tell)
        row.proposed_revision, row.proposed_by, row.department = row.revision, by.account, department
        row.proposed_notice = {"ja": tell.ja, "en": tell.en} if tell else {}
        row.sent_back = {}
        row.save(update_fields=["proposed_revision", "proposed_by", "proposed_notice", "sent_back", "department"])
        _record(events.PROPOSED, row, by)
    return row


def withdraw(working_id: int, *, by: Officer) -> WorkingVersion:
    """Take the request back."""
    with transaction.atomic():
        row = locked(working_id)
        if row.proposed_revision is not None:
            row.proposed_revision = row.proposed_by = None
            row.save(update_fields=["proposed_revision", "proposed_by"])
            _record(events.WITHDRAWN, row, by)
    return row


def send_back(working_id: int, revision: int, reason: str, *, by: Officer) -> WorkingVersion:
    """The second person does not consent, and says why: the one who has asked reads it. Raises
    NoSuchWorkingVersionError, RefusedError (nothing is proposed, or not any more; the author; no reason, or one
    past MAX_REASON)."""
    reason = reason.strip()
    if not reason:
        raise RefusedError("reason", _("何を直してほしいかを書いてください。求めた人が読みます。"), "reason")
    if len(reason) > MAX_REASON:
        said = _("理由は%(most)s文字までで書いてください（いまは%(n)s文字）。")
        raise RefusedError("too_long", said % {"most": MAX_REASON, "n": len(reason)}, "reason")
    with transaction.atomic():
        row = locked(working_id)
        _check_second(row, revision, by)
        row.sent_back = {"by": by.account.name, "reason": reason}
        row.proposed_revision = row.proposed_by = None
        row.save(update_fields=["proposed_revision", "proposed_by", "sent_back"])
        _record(events.SENT_BACK, row, by, reason=row.sent_back["reason"])
    return row


def consent(working_id: int, revision: int, *, by: Officer) -> str:
    """The second person publishes what was proposed; returns the key of the version ("t042072-camp@1").

    Raises NoSuchWorkingVersionError, RefusedError (nothing is proposed, or not any more; the author).
    """
    with transaction.atomic():
        row = locked(working_id)
        _check_second(row, revision, by)
        assert row.department is not None
        _record(events.APPROVED, row, by)
        told = row.proposed_notice
        return _publish(row, row.department, by, procedures.Words(told["ja"], told["en"]) if told else None)


def _check_second(row: WorkingVersion, revision: int, by: Officer) -> None:
    """Is exactly this asked for, and is `by` a second person? Raises RefusedError."""
    if not row.is_proposed or row.revision != revision or row.department is None:
        raise RefusedError("not_proposed", _("この内容の公開は求められていません。最新の内容を確かめてください。"), "")
    if not rules.may_consent(by.account_id, proposed_by=row.proposed_by_id, last_saved_by=row.updated_by_id):
        raise RefusedError("author", _("作った人・求めた人は承認できません。ほかの職員が承認してください。"), "")


def publish(
    working_id: int, revision: int, department: Department, *, by: Officer, tell: procedures.Words | None = None
) -> str:
    """Publish alone, where the body asks for no second person. `tell`: what residents are told of a version that
    follows one they know. Raises NoSuchWorkingVersionError, RefusedError (also where nothing has changed since the
    newest version)."""
    if needs_second_person():
        raise RefusedError("second_person", _("この団体では、公開にほかの職員の承認が要ります。"), "")
    with transaction.atomic():
        row = locked(working_id)
        _check(row, revision)
        return _publish(row, department, by, tell)


def _publish(row: WorkingVersion, department: Department, by: Officer, tell: procedures.Words | None) -> str:
    """One transaction: the version, the body's offer of it, and the working version that goes on from it."""
    _check_new(row)
    if not row.pack_id.startswith(procedures.own_prefix(row.tenant.code)):
        raise RefusedError("not_ours", _("ほかの団体の手続は公開できません。"), "")
    version = procedures.newest_version(row.pack_id) + 1
    files = skeleton.numbered(row.files, version)
    for name, source in sorted(files.items()):
        if name.startswith("documents/"):
            _set_once(row, name, source)
    try:
        published = procedures.publish_files(row.pack_id, files, by=actor(by))
    except procedures.PackError as error:
        raise _faulty(error) from error
    except procedures.NotPublishableError as error:
        raise RefusedError("refused", " ".join(ja for ja, _en in error.reasons), "") from error
    procedures.adopt(row.pack_id, department=department, by=actor(by), ours_first=True, tell=tell)
    if files != row.files:
        row.files = files
        row.revision += 1
        Revision.objects.create(
            tenant=row.tenant, working=row, number=row.revision, files=files, stale=row.stale,
            note=_("第%(n)s版を公開") % {"n": version}, account=by.account,
        )  # fmt: skip
    row.base_key, row.department = published.key, department
    row.proposed_revision = row.proposed_by = None
    row.proposed_notice = row.sent_back = {}
    row.save()
    _record(events.PUBLISHED, row, by, version=version)
    return published.key


def _check(row: WorkingVersion, revision: int) -> None:
    _check_new(row)
    if row.revision != revision:
        raise RefusedError("changed", _("見ているあいだに内容が変わりました。もう一度確かめてください。"), "")
    try:
        procedures.check_files(row.pack_id, row.files)
    except procedures.PackError as error:
        raise _faulty(error) from error


def _check_new(row: WorkingVersion) -> None:
    """A version that says what the newest one says would be none; `row` is locked, so that of two presses of one button
    the second is told. Raises RefusedError."""
    version = queries.published_so_already(row)
    if version:
        said = _("第%(n)s版を公開したあと、何も変わっていません。新しい版は作りませんでした。")
        raise RefusedError("unchanged", said % {"n": version}, "")


def _set_once(row: WorkingVersion, name: str, source: str) -> None:
    """A document that no accepted example can be set with would fail on the day it is issued. Raises RefusedError."""
    form, why = queries.compiled_form(row.files), ""
    document = name.removeprefix("documents/").removesuffix(".typ")
    for file, text in sorted(row.files.items()):
        if file.endswith(".ok.toml"):
            try:
                paper.sample(row, document, source, form, tomlsync.plain(text).get("answers", {})).pdf()
            except documents.TypesettingFailed as error:
                why = str(error)
            else:
                return
    said = _("書類を作れませんでした：%(what)s") % {"what": f"{name} {why}"}
    raise RefusedError("document", said, "")


def _faulty(error: procedures.PackError) -> RefusedError:
    """The first fault in words; the panel of the page lists them all."""
    first, more = error.problems[0], len(error.problems) - 1
    said = (
        _("直すところがあるので公開できません：%(what)s（ほかに%(n)s件）")
        if more
        else _("直すところがあるので公開できません：%(what)s")
    )
    return RefusedError("problems", said % {"what": first.ja if get_language() == "ja" else first.en, "n": more}, "")


def _record(word: audit.EventWord, row: WorkingVersion, by: Officer, **data: object) -> None:
    audit.record(word, tenant=row.tenant, actor=actor(by), target=row.target, data={"revision": row.revision, **data})
