"""All working versions of the body: begin one, take one in or out as a pack folder, throw one away."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError, StaffRequest, can
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import language
from madoguchi.modules.designer import queries, rules
from madoguchi.modules.designer.domain import packfiles, skeleton
from madoguchi.modules.designer.domain.packfiles import BadFilesError
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import second_person, working
from madoguchi.modules.designer.web.staff.working import found
from madoguchi.modules.procedures import api as procedures

_TYPED = ("how", "slug", "title", "title_en", "kana", "kind", "law", "pack")


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What the body has in the making."""
    rows, me = queries.working_versions(), request.officer.account_id
    waiting = [
        row
        for row in rows
        if row.is_proposed and rules.may_consent(me, proposed_by=row.proposed_by_id, last_saved_by=row.updated_by_id)
    ]
    context = {"rows": rows, "waiting": waiting, "may_rule": can(request.officer, rules.RULE)}
    return render(request, "designer/staff/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: StaffRequest) -> HttpResponseBase:
    """Begin from scratch, from a published template, from an own published version, or from a pack folder (ZIP)."""
    prefix = procedures.own_prefix(request.tenant.code)
    packs = [(pack.id, pack.card.title.in_(request.LANGUAGE_CODE), pack.version) for pack in procedures.newest_packs()]
    begun = {row.pack_id for row in queries.working_versions()}
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            row = _begun(request, typed, errors)
        except RefusedError as refused:
            errors[refused.field] = refused.message
            row = None
        if row is not None:
            messages.success(request, _("作り始めました。まだ公開されていません。"))
            return HttpResponseRedirect(href(None, "designer:form", working=row.pk))
    context = {
        "typed": typed,
        "errors": errors,
        "prefix": prefix,
        "templates": [(pack_id, title) for pack_id, title, _version in packs],
        "own": [
            (pack_id, _("%(title)s（第%(version)s版）") % {"title": title, "version": version})
            for pack_id, title, version in packs
            if pack_id.startswith(prefix) and pack_id not in begun
        ],
        "kinds": [(str(kind), words.in_(request.LANGUAGE_CODE)) for kind, words in procedures.KINDS.items()],
    }
    return render(request, "designer/staff/begin.html", context, status=422 if errors else 200)


def _begun(request: StaffRequest, typed: dict[str, str], errors: dict[str, str]) -> WorkingVersion | None:
    """The new working version; None with the reasons in `errors`. Raises RefusedError."""
    how, by = typed["how"], request.officer
    if how not in ("scratch", "template", "own", "zip"):
        errors["how"] = _("始め方を選んでください。")
        return None
    if how == "own":
        if not typed["pack"].startswith(procedures.own_prefix(request.tenant.code)):
            errors["pack"] = _("手続を選んでください。")
            return None
        version = procedures.newest_version(typed["pack"])
        files = _published(typed["pack"])
        note = _("第%(n)s版から始める") % {"n": version}
        return working.create(typed["pack"], files, note=note, by=by, base_version=version)
    if not typed["slug"]:
        errors["slug"] = _("手続の短い名前を半角で入力してください。例 camp")
    if how == "scratch":
        return _from_scratch(request, typed, errors)
    if errors:
        return None
    if how == "template":
        return working.create(typed["slug"], _published(typed["pack"]), note=_("ひな形を写す"), by=by)
    upload = request.FILES.get("zip")
    if upload is None or (upload.size or 0) > packfiles.MAX_ZIP:
        errors["zip"] = _("2MBまでのZIPファイルを選んでください。")
        return None
    try:
        files, ignored = packfiles.from_zip(upload.read())
    except BadFilesError as error:
        errors["zip"] = error.en if language() == "en" else error.ja
        return None
    row = working.create(typed["slug"], files, note=_("ZIPファイルから始める"), by=by, signs=True)
    if ignored:
        said = _("手続の部品ではないので、取り込まなかったファイル：%(names)s（%(n)d個）")
        messages.info(request, said % {"names": procedures.few(ignored), "n": len(ignored)})
    return row


def _published(pack_id: str) -> packfiles.Files:
    try:
        return procedures.published_files(pack_id)
    except procedures.UnknownPackError:
        raise RefusedError("no_pack", _("手続を選んでください。"), "pack") from None


def _from_scratch(request: StaffRequest, typed: dict[str, str], errors: dict[str, str]) -> WorkingVersion | None:
    for name, message in (
        ("title", _("題名を入力してください。")),
        ("kana", _("よみをかなで入力してください。")),
        ("law", _("根拠の法令・条例・要綱の名前を入力してください。")),
    ):
        if not typed[name]:
            errors[name] = message
    if typed["kind"] not in procedures.KINDS:
        errors["kind"] = _("種類を選んでください。")
    if errors:
        return None
    today: date = timezone.localdate()
    begun = skeleton.Begun(typed["title"], typed["title_en"], typed["kana"], typed["kind"], typed["law"])
    files = skeleton.files_of("x", begun, today)
    return working.create(typed["slug"], files, note=_("新しく作る"), by=request.officer)


@require_safe
def export(request: StaffRequest, working_id: int) -> HttpResponse:
    """The pack folder as a ZIP file."""
    row = found(working_id)
    answer = HttpResponse(packfiles.to_zip(row.pack_id, row.files), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{row.pack_id}.zip"'
    return answer


@require_POST
def discard(request: StaffRequest, working_id: int) -> HttpResponse:
    """Throw it away; the box 「捨てます」 must be ticked."""
    row = found(working_id)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("捨てるときは、確かめの欄にチェックを入れてください。"))
        return HttpResponseRedirect(href(None, "designer:history", working=working_id))
    working.discard(working_id, by=request.officer)
    messages.success(
        request, _("「%(title)s」の公開前の版を捨てました。公開した版はそのままです。") % {"title": row.title}
    )
    return HttpResponseRedirect(href(None, "designer:index"))


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: StaffRequest) -> HttpResponseBase:
    """Does publishing take a second person? Switching that off takes one, too."""
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _ruled(request))
            return HttpResponseRedirect(href(None, "designer:rule"))
        except RefusedError as refused:
            error = refused.message
    row = queries.consent_rule()
    asked_by = row.off_asked_by if row else None
    context = {
        "second_person": bool(row and row.second_person),
        "asked_by": asked_by,
        "may_consent": asked_by is not None and asked_by.pk != request.officer.account_id,
        "error": error,
        "history": timeline(second_person.TARGET),
    }
    return render(request, "designer/staff/rule.html", context, status=422 if error else 200)


def _ruled(request: StaffRequest) -> str:
    """Do what the button says; what to tell. Raises RefusedError."""
    act, by = request.POST.get("act", ""), request.officer
    if act == "consent":
        second_person.consent_off(by=by)
        return _("承認し、決まりをやめました。これからは、作った人だけで公開できます。")
    if act == "withdraw":
        second_person.withdraw_off(by=by)
        return _("求めを取り下げました。決まりはそのままです。")
    if request.POST.get("second_person") == "yes":
        second_person.switch_on(by=by)
        return _("公開の承認の決まりを保存しました。")
    if queries.needs_second_person():
        second_person.ask_off(by=by)
        return _("決まりをやめる承認を求めました。ほかの団体管理者が承認するまで、決まりはそのままです。")
    return _("変わったところはありませんでした。")
