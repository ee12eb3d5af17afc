"""How residents will see the form: phone, PC, read aloud, on paper. One field beside its settings."""

from __future__ import annotations

import re
from typing import Any

from csp.constants import HEADER, SELF
from csp.utils import build_policy
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.loader import get_template
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from markupsafe import Markup

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.kit.languages import LANGUAGES, OFFERED
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.choices import ANNOUNCED
from madoguchi.modules.designer.domain import announced, tomlsync, translations
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.web.staff import working
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

_IDS = re.compile(r'\b(id|for|aria-describedby|aria-labelledby)="([^"]*)"')


def one_field(row: WorkingVersion, path: str, files: Files | None = None) -> Markup:
    """The field of a path as residents see it, without its condition (else it might not be seen at all); "" while the
    form has faults. Its ids are others than those of the settings around it."""
    form = queries.compiled_form(files or row.files)
    top = path.split(".", maxsplit=1)[0]
    if form is None or all(one.id != top for one in form.fields):
        return Markup("")
    lang = translation.get_language() or "ja"
    view = forms.page_context(
        form, form.field(top).page_id, {}, lang=lang, only=[top], today=timezone.localdate(), proofs=forms.Proofs()
    )
    macros = get_template("forms/resident/fields.html").template.module  # type: ignore[attr-defined]  # Jinja2's
    # our own template has escaped everything
    return Markup(_IDS.sub(_other_id, str(macros.fields(view))))  # noqa: S704


def _other_id(found: re.Match[str]) -> str:
    return f'{found[1]}="{" ".join(f"look-{one}" for one in found[2].split())}"'


@require_safe
def overview(request: StaffRequest, working_id: int) -> HttpResponse:
    """Choose page, language and kind of view."""
    row = working.found(working_id)
    form = queries.compiled_form(row.files)
    pages = [(page.id, page.title.in_(request.LANGUAGE_CODE)) for page in form.pages] if form else []
    chosen, offered = request.GET.get("page", ""), _offered(row)
    lang = _language(request, row)
    view = request.GET.get("view", "phone")
    context: dict[str, Any] = {
        "pages": pages,
        "page": chosen if any(chosen == page_id for page_id, _ in pages) else (pages[0][0] if pages else ""),
        "shown": lang,
        "tag": LANGUAGES[lang].tag,
        "tongues": [(code, LANGUAGES[code].ja if language() == "ja" else LANGUAGES[code].en) for code in offered],
        "paper": _on_paper(lang),
        "view": view if view in ("phone", "pc", "outline") else "phone",
        "lines": [],
        "no_english": sum(not pair.en for pair in translations.pairs(row.files) if pair.file == "form.toml"),
    }
    if form is not None and view == "outline":
        html = _drawn(request, form, context["page"], lang)
        words = {key: str(said) for key, said in ANNOUNCED.items()}
        context["lines"] = announced.outline(html, words)
    return _with_policy(working.show(request, row, "preview", "preview", **context), "frame-src")


def _drawn(request: StaffRequest, form: forms.Form, page_id: str, lang: str) -> str:
    """The HTML of a form page in a language, as in the frame."""
    with translation.override(lang):
        view = forms.page_context(form, page_id, {}, lang=lang, today=timezone.localdate(), proofs=forms.Proofs())
        return str(get_template("designer/staff/frame.html").render({"view": view, "shown": lang}, request))


@require_safe
def frame(request: StaffRequest, working_id: int, page: str) -> HttpResponse:
    """One page of the form by itself, to be shown in a frame as wide as a phone. It sends nothing."""
    row = working.found(working_id)
    form = queries.compiled_form(row.files)
    lang = _language(request, row)
    if form is None or all(one.id != page for one in form.pages):
        raise Http404(page)
    answer = HttpResponse(_drawn(request, form, page, lang))
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return _with_policy(answer, "frame-ancestors")


def _with_policy(answer: HttpResponse, directive: str) -> HttpResponse:
    """The answer with the house's content policy, but for one directive: our own pages may frame our own page."""
    answer[HEADER] = build_policy(replace={directive: [SELF]})
    return answer


@require_safe
def paper(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The form on paper (PDF)."""
    row = working.found(working_id)
    form = queries.compiled_form(row.files)
    if form is None:
        return working.show(
            request, row, "preview", "preview", 422, pages=[], page="", shown="ja", view="phone", lines=[]
        )
    card = tomlsync.plain(row.files["pack.toml"])
    lang = _on_paper(_language(request, row))
    about = procedures.About(
        request.tenant,
        row.department,
        _words(card.get("office")),
        _words(card.get("title")),
        _words(card.get("summary")),
    )
    with translation.override(lang):
        pdf = procedures.paper_form_pdf(form, about, lang)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.pack_id}-{lang}.pdf"'
    return answer


def _offered(row: WorkingVersion) -> list[str]:
    """The languages that residents can choose: those of every page, and those that the form is translated into."""
    return [code for code in LANGUAGES if code in OFFERED or code in queries.translated(row.files)]


def _language(request: StaffRequest, row: WorkingVersion) -> str:
    """The language that is asked for, else the officer's own."""
    own = language()
    asked = request.GET.get("lang", "")
    return asked if asked in _offered(row) else own


def _on_paper(lang: str) -> str:
    """Paper is Japanese or English, as residents get it."""
    return "ja" if lang in ("ja", "easy") else "en"


def _words(value: Any) -> procedures.Words:
    if isinstance(value, dict):
        return procedures.Words(str(value.get("ja", "")), str(value.get("en", value.get("ja", ""))))
    return procedures.Words(str(value or ""), str(value or ""))
