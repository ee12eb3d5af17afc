"""What a body has in the making, and what is still wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.kernel.people.api import officers_who_may
from madoguchi.kit.languages import TRANSLATED, english
from madoguchi.modules.designer import rules
from madoguchi.modules.designer.domain import skeleton, tables, tomlsync, translations
from madoguchi.modules.designer.domain.places import Spot, spot
from madoguchi.modules.designer.models import ConsentRule, Revision, WorkingVersion
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures


@dataclass(frozen=True)
class Found:
    """One thing to put right: what, in both languages, and where. `rule`: by which it can be overruled (at `place`)."""

    ja: str
    en: str
    spot: Spot
    rule: str = ""
    place: str = ""

    def told(self, lang: str) -> str:
        return self.en if english(lang) else self.ja


def working_versions() -> list[WorkingVersion]:
    """All of the body of the open scope, the newest first, without their files."""
    return list(WorkingVersion.objects.select_related("updated_by", "proposed_by").defer("files", "stale"))


def titles(pack_ids: Sequence[str]) -> dict[str, str]:
    """What working versions of the body of the open scope are called, {pack id: title}; for the audit."""
    return dict(WorkingVersion.objects.filter(pack_id__in=pack_ids).values_list("pack_id", "title"))


def working_version(working_id: int) -> WorkingVersion | None:
    """One of the body of the open scope, or None."""
    related = ("tenant", "updated_by", "proposed_by", "department")
    return WorkingVersion.objects.select_related(*related).filter(pk=working_id).first()


def revisions(row: WorkingVersion, most: int = 100) -> list[Revision]:
    """What was saved, the newest first, without the files."""
    return list(Revision.objects.filter(working=row).select_related("account").defer("files", "stale")[:most])


def revision(row: WorkingVersion, number: int) -> Revision | None:
    """One saved state with its files, or None."""
    return Revision.objects.filter(working=row, number=number, aside=False).first()


def aside(row: WorkingVersion, aside_id: int) -> Revision | None:
    """What was kept aside, or None."""
    return Revision.objects.select_related("account").filter(working=row, pk=aside_id, aside=True).first()


def needs_second_person() -> bool:
    """Does publishing take a second person in the body of the open scope?"""
    return ConsentRule.objects.filter(second_person=True).exists()


def consent_rule() -> ConsentRule | None:
    """The rule of the body of the open scope with who wants it switched off; None while nobody has said anything."""
    return ConsentRule.objects.select_related("off_asked_by").first()


def second_persons(row: WorkingVersion, asking: int) -> list[str]:
    """The names of those who may consent to publishing what this account asks for, or what is proposed: everybody who
    makes forms but the one who asks and the one who saved last."""
    asked_by = row.proposed_by_id if row.is_proposed else asking
    names = {
        one.account_id: one.account.name
        for one in officers_who_may(rules.DESIGN.name)
        if rules.may_consent(one.account_id, proposed_by=asked_by, last_saved_by=row.updated_by_id)
    }
    return list(names.values())


def problems(pack_id: str, files: Mapping[str, str]) -> list[Found]:
    """Everything that keeps these files from being published, each with its place; [] when they are sound."""
    form = tomlsync.plain(files["form.toml"])
    try:
        procedures.check_files(pack_id, files)
    except procedures.PackError as error:
        names = {one.file for one in error.problems if one.file.endswith(".toml")}
        data = {name: tomlsync.plain(files[name]) for name in names if name in files}
        return [
            Found(one.ja, one.en, spot(one.file, one.place, form, data.get(one.file)), one.rule, one.place)
            for one in error.problems
        ]
    return []


def published_so_already(row: WorkingVersion) -> int:
    """The number of the newest published version where the working version says nothing else; 0 where there is
    something to publish."""
    newest = procedures.newest_version(row.pack_id)
    if not newest or not row.pack_id.startswith(procedures.own_prefix(row.tenant.code)):
        return 0
    files = skeleton.numbered(row.files, newest)
    try:
        now = procedures.read_files(row.pack_id, files).files
    except procedures.PackError:
        return 0
    return newest if dict(now) == dict(procedures.published_files(row.pack_id)) else 0


def translated(files: Mapping[str, str]) -> list[str]:
    """The languages besides Japanese and English that the files have."""
    return [lang for lang in TRANSLATED if procedures.translations.file_of(lang) in files]


def compiled_form(files: Mapping[str, str]) -> forms.Form | None:
    """The form alone with the tables that it uses and its translations, as far as it stands: looking at it does not
    wait for English, texts or examples. None with faults."""
    form = translations.stood_in(tomlsync.plain(files["form.toml"]))
    catalogues = {lang: procedures.translations.catalogue_of(files, lang) for lang in translated(files)}
    procedures.translations.put_in("form.toml", form, catalogues)
    try:
        return forms.compile_form(form, tables.used(files, form))
    except forms.DefinitionError:
        return None
