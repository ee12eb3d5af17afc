"""Every text of the pack beside its translation into one language, and the CSV file for translators."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.kit.languages import LANGUAGES, TRANSLATED, Language
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services.working import Edit
from madoguchi.modules.designer.web.staff import working
from madoguchi.modules.designer.web.staff.batches import batch, posted_keys, then
from madoguchi.modules.procedures.api import TranslatedLine, translation_files, translations

MAX_CSV = 2 * 1024 * 1024


def _language(lang: str) -> Language:
    if lang not in TRANSLATED:
        raise Http404("no such language")
    return LANGUAGES[lang]


@require_http_methods(["GET", "HEAD", "POST"])
def translating(request: StaffRequest, working_id: int, lang: str) -> HttpResponseBase:
    """Side by side, those that are missing or older than the Japanese, or with ?all=1 every one; a hundred at a time. A
    CSV file is taken over whole or not, and what was typed beside it stands above what the file says."""
    row, tongue = working.found(working_id, request), _language(lang)
    lines = translations.lines(row.files, lang)
    these = batch(request, lines, lambda line: line.is_undone)
    faults: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            edit = _typed(request, lang, lines)
            if "csv" in request.FILES:
                edit = _both(_uploaded(request, row, lang, faults), edit)
            if not faults:
                return working.keep(
                    request,
                    row,
                    edit,
                    _("%(language)sの訳") % {"language": tongue.ja},
                    then(request, working.go("translating", row, lang=lang), these),
                )
        except RefusedError as error:
            working.refused(request, error)
        status = 422
    catalogue = translations.catalogue_of(row.files, lang)
    context = {
        "chosen": tongue,
        "tongues": [LANGUAGES[code] for code in TRANSLATED],
        "these": these,
        "typed": {line.key: request.POST.get(f"text.{at}") for at, line in _posted(request, lines)},
        "wrong": sum(line.is_undone for line in lines),
        "everything": len(lines),
        "checked_by": catalogue.checked_by,
        "csv_faults": faults,
    }
    return working.show(request, row, "translating", "languages", status, **context)


def _posted(request: StaffRequest, lines: list[TranslatedLine]) -> list[tuple[int, TranslatedLine]]:
    """The lines of a posted page with their numbers in it."""
    numbers = posted_keys(request)
    return [(numbers[line.key], line) for line in lines if line.key in numbers]


def _typed(request: StaffRequest, lang: str, lines: list[TranslatedLine]) -> Edit:
    """The texts that were typed. Raises RefusedError for one that loses a word in braces or a link."""
    wanted, fits = {}, request.POST.getlist("fits")
    for at, line in _posted(request, lines):
        text = request.POST.get(f"text.{at}", "").replace("\r\n", "\n").strip()
        wrong = translations.wrong_with(line.ja, text) if text and text != line.text else []
        if wrong:
            ja, en = wrong[0]
            raise RefusedError("text", f"{line.key}: {en if language() == 'en' else ja}", f"text.{at}")
        if text != line.text or line.key in fits:
            wanted[line.key] = text
    name = request.POST.get("checked_by", "").strip()[:100]

    def edit(files: Files) -> Files:
        new = translation_files.with_translations(files, lang, wanted) if wanted else files
        return translation_files.checked(new, lang, name) if "checked_by" in request.POST else new

    return edit


def _both(first: Edit, second: Edit) -> Edit:
    return lambda files: second(first(files))


def _uploaded(request: StaffRequest, row: WorkingVersion, lang: str, faults: list[str]) -> Edit:
    """The CSV file; what is wrong with it goes to `faults`, with its lines."""
    upload = cast("UploadedFile[Any]", request.FILES["csv"])
    if (upload.size or 0) > MAX_CSV:
        faults.append(_("ファイルが大きすぎます（%(mb)sMBまで）。") % {"mb": MAX_CSV // 1024 // 1024})
        return dict
    data = upload.read()
    taken = translation_files.from_csv(row.files, lang, data)
    faults += [one.in_(language()) for one in taken.faults]
    if not faults:
        messages.info(request, _("CSVから%(n)s件の訳を取り込みました。") % {"n": len(taken.changed)})
    return lambda files: translation_files.from_csv(files, lang, data).files


@require_safe
def translations_csv(request: StaffRequest, working_id: int, lang: str) -> HttpResponseBase:
    """The CSV file for translators."""
    row = working.found(working_id, request)
    _language(lang)
    response = HttpResponse(translation_files.to_csv(row.files, lang), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.pack_id}-{lang}.csv"'
    return response
