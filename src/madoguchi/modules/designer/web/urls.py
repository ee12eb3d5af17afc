"""Pages of the designer: for officers who may make forms, in their own body only."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern

from madoguchi.kernel.people.api import StaffRequest, turn_language
from madoguchi.kernel.tenants.api import page
from madoguchi.modules.designer.rules import DESIGN, RULE
from madoguchi.modules.designer.web.staff import (
    documents,
    examples,
    fieldlist,
    form,
    index,
    naming,
    parts,
    preview,
    publish,
    tables,
    texts,
    translating,
    trial,
    trial_desk,
)

View = Callable[..., HttpResponseBase]


def _page(route: str, view: View, name: str) -> URLPattern:
    return page(f"designer/{route}", view, name=name, audience="staff", permission=DESIGN.name)


def _of(route: str, view: View, name: str) -> URLPattern:
    """A page of one working version; its language button may be one of its form (`table.edit`). What is posted to one
    that is no more comes back to be copied."""

    def found(request: StaffRequest, working: int, **more: object) -> HttpResponseBase:
        turn_language(request, request.account)
        try:
            return view(request, working, **more)
        except Http404:
            if rows := naming.typed(request.POST):
                return render(request, "designer/staff/typed.html", {"typed": rows}, status=404)
            raise

    return _page(f"<int:working>/{route}", found, name)


staff = [
    _page("", index.index, "index"),
    _page("begin/", index.begin, "begin"),
    page("designer/rule/", index.rule, name="rule", audience="staff", permission=RULE.name),
    _of("", form.overview, "form"),
    _of("arrange/", form.arrange, "arrange"),
    _of("add-page/", form.add_page, "add-page"),
    _of("pages/<str:page>/", form.page, "page"),
    _of("add/<str:place>/", form.add_field, "add-field"),
    _of("fields/<str:field>/", form.field, "field"),
    _of("fields/<str:field>/look/", form.look, "look"),
    _of("rules/", form.rules, "rules"),
    _of("others/", parts.others, "others"),
    _of("import-fields/", fieldlist.bring, "import-fields"),
    _of("card/", parts.card, "card"),
    _of("flow/", parts.flow, "flow"),
    _of("fees/", parts.fees, "fees"),
    _of("eligibility/", parts.eligibility, "eligibility"),
    _of("texts/", texts.texts, "texts"),
    _of("languages/", texts.languages, "languages"),
    _of("languages/<slug:lang>/", translating.translating, "translating"),
    _of("languages/<slug:lang>/csv/", translating.translations_csv, "translations-csv"),
    _of("documents/", documents.index, "documents"),
    _of("documents/<slug:document>/", documents.document, "document"),
    _of("tables/", tables.index, "tables"),
    _of("tables/<slug:table>/", tables.table, "table"),
    _of("tables/<slug:table>/csv/", tables.download, "table-csv"),
    _of("examples/", examples.index, "examples"),
    _of("examples/<str:example>/", examples.example, "example"),
    _of("trial/", trial.start, "trial"),
    _of("trial/at/<str:page>/", trial.page, "trial-page"),
    _of("trial/check/", trial.check, "trial-check"),
    _of("trial/desk/", trial_desk.desk, "trial-desk"),
    _of("trial/letter.pdf", trial_desk.letter, "trial-letter"),
    _of("preview/", preview.overview, "preview"),
    _of("preview/<str:page>/", preview.frame, "frame"),
    _of("paper.pdf", preview.paper, "paper"),
    _of("publish/", publish.publish, "publish"),
    _of("history/", publish.history, "history"),
    _of("conflict/<int:aside>/", publish.conflict, "conflict"),
    _of("export/", index.export, "export"),
    _of("discard/", index.discard, "discard"),
]
