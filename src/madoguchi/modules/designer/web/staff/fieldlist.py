"""A paper form's list of fields (CSV, Excel) brought in: what would come is shown before it is saved."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.modules.designer.domain import fieldlist
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.web.staff import working

_LARGEST = 1_000_000


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Choose a file or paste the table; act=look reports, act=save adds the fields."""
    row = working.found(working_id, request)
    text = request.POST.get("text", "")
    upload = request.FILES.get("file")
    errors: dict[str, str] = {}
    report = None
    if request.method == "POST":
        data = text.encode()
        if upload is not None and (upload.size or 0) <= _LARGEST:
            data = upload.read()
        if not data.strip() or len(data) > _LARGEST or (upload is not None and (upload.size or 0) > _LARGEST):
            errors["file"] = _("1MBまでのCSVかExcelのファイルを選ぶか、表を貼り付けてください。")
        else:
            try:
                report = fieldlist.read(data, working.form_of(row.files), _("読み込んだ項目"))
                text = text if upload is None else fieldlist.as_text(data)
            except fieldlist.BadListError:
                errors["file"] = _("Excelのファイルとして読めません。CSV UTF-8で保存したものを選んでください。")
            if report is not None and not report.added:
                errors["file"] = _("読み込める項目がありませんでした。見出しの行に「項目名」の列が要ります。")
    if report is not None and report.added and request.POST.get("act") == "save":

        def add(files: Files) -> Files:
            form = fieldlist.read(text.encode(), working.form_of(files), _("読み込んだ項目")).form
            return working.with_form(files, form)

        note = _("項目の一覧から%(n)s個を加える") % {"n": report.added}
        return working.keep(request, row, add, note, working.go("form", row))
    lang = language()
    context = {
        "text": text,
        "errors": errors,
        "added": report.added if report else 0,
        "notes": [(number, en if lang == "en" else ja) for number, ja, en in report.notes] if report else [],
    }
    return working.show(request, row, "fieldlist", "form", 422 if errors else 200, **context)
