"""Texts of the procedure's page, and every text of the pack in both languages side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.kit.languages import LANGUAGES, TRANSLATED
from madoguchi.kit.markdown import html_of
from madoguchi.modules.designer.domain import sections, translations
from madoguchi.modules.designer.domain.naming import Names
from madoguchi.modules.designer.domain.places import spot
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import working as service
from madoguchi.modules.designer.web.staff import faultlist, working
from madoguchi.modules.designer.web.staff.batches import Batch, batch, posted_keys, then
from madoguchi.modules.procedures import api as procedures


@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The sections in Markdown, Japanese and English beside each other; act=look shows them as residents read them."""
    row = working.found(working_id, request)
    ja, en = (dict(sections.read(row.files[f"texts/{lang}.md"])) for lang in procedures.LANGUAGES)
    names = [*procedures.SECTIONS, *[name for name in {**ja, **en} if name not in procedures.SECTIONS]]
    typed = {name: (ja.get(name, ""), en.get(name, "")) for name in names}
    status = 200
    if request.method == "POST":
        typed = {name: (_posted(request, f"{name}.ja"), _posted(request, f"{name}.en")) for name in names}
        if request.POST.get("act") != "look":
            wanted = {f"{translations.TEXTS}:{name}": said for name, said in typed.items()}
            try:
                return working.keep(
                    request,
                    row,
                    lambda files: translations.with_texts(files, wanted),
                    _("案内文"),
                    working.go("form" if request.POST.get("act") == "done" else "texts", row),
                )
            except RefusedError as error:
                working.refused(request, error)
                status = 422
    lang = language()
    rows = [
        {
            "name": name,
            "title": procedures.SECTIONS[name].in_(lang) if name in procedures.SECTIONS else name,
            "ja": typed[name][0],
            "en": typed[name][1],
            "required": name in procedures.REQUIRED_SECTIONS,
            "stale": f"{translations.TEXTS}:{name}" in row.stale,
            # html_of lets no markup of the text through
            "look": [Markup(html_of(text, top=4)) for text in typed[name]],  # noqa: S704
        }
        for name in names
    ]
    problems = working.problems_of(row)
    context = {
        "rows": rows,
        "faults": faultlist.on_page(problems, "texts", "", working.form_of(row.files)),
        "looked": request.POST.get("act") == "look",
    }
    return working.show(request, row, "texts", "texts", status, problems=problems, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The texts whose English is missing or older than the Japanese, or with ?all=1 every one; a hundred at a time."""
    row = working.found(working_id, request)
    pairs = {pair.key: pair for pair in translations.pairs(row.files)}
    wanted: dict[str, tuple[str, str]] = {}
    status = 200

    def is_wrong(pair: translations.Pair) -> bool:
        return not pair.en or pair.key in row.stale

    these = batch(request, list(pairs.values()), is_wrong)
    if request.method == "POST":
        wanted = {
            key: (_posted(request, f"ja.{at}"), _posted(request, f"en.{at}"))
            for key, at in posted_keys(request).items()
            if key in pairs
        }
        kept = [key for key in request.POST.getlist("fits") if key in row.stale and key in wanted]
        address = then(request, working.go("languages", row), these)
        try:
            answer = working.keep(
                request, row, lambda files: translations.with_texts(files, wanted), _("ことば"), address
            )
            if kept:
                _unmark(request, row, {key: wanted[key] for key in kept})
            return answer
        except RefusedError as error:
            working.refused(request, error)
            status = 422
    context = {
        "these": _named(row, these),
        "typed": wanted,
        "stale": set(row.stale),
        "wrong": sum(map(is_wrong, pairs.values())),
        "everything": len(pairs),
        "tongues": [LANGUAGES[code] for code in TRANSLATED],
    }
    return working.show(request, row, "languages", "languages", status, **context)


def _unmark(request: StaffRequest, row: WorkingVersion, compared: dict[str, tuple[str, str]]) -> None:
    """Take the marks away, and say of which texts they stay."""
    staying = service.unmark(row.pk, compared, by=request.officer)
    if len(staying) < len(compared):
        messages.success(request, _("英語はこのままでよい、と記しました。"))
    if staying:
        names = Names(row.files)
        said = _("その間にほかの人が変えた文には、印を残しました。いまの日本語とくらべてください：%(names)s")
        messages.warning(request, said % {"names": "、".join(names.place(key) for key in staying)})


def _named(row: WorkingVersion, these: Batch[translations.Pair]) -> Batch[dict[str, Any]]:
    """The pairs with what their places are called, and the addresses of their boxes."""
    data = {name: working.table_of(row.files, name) for name in row.files if name.endswith(".toml")}
    names = Names(row.files)
    shown = [
        {
            "key": one.key, "ja": one.ja, "en": one.en, "long": one.long, "said": names.place(one.key),
            "href": faultlist.address(row, spot(one.file, one.spot, data["form.toml"], data.get(one.file))),
        }
        for one in these.shown
    ]  # fmt: skip
    return Batch(shown, these.start, these.before, these.after, these.left)


def _posted(request: StaffRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").strip()
