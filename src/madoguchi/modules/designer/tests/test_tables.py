"""Tables of options: forms that use them are looked at, tried out and printed like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.domain.places import Spot
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import working

PACKS = Path(__file__).resolve().parents[5] / "packs" / "procedures"
WITH_TABLES = sorted({path.parent.parent.name for path in PACKS.glob("*/tables/*.csv")})


def pack_files(name: str) -> dict[str, str]:
    folder = PACKS / name
    return {str(one.relative_to(folder)): one.read_text() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("name", WITH_TABLES)
def test_a_delivered_form_with_tables_compiles_in_the_making(name: str) -> None:
    form = queries.compiled_form(pack_files(name))
    assert form is not None


def test_a_copy_of_a_form_with_a_table_is_looked_at_tried_and_printed(browser: Client, maker: Officer) -> None:
    row = working.create("hoiku", pack_files("hoiku"), note="写す", by=maker)
    home = f"/staff/designer/{row.pk}/"
    for page in ("preview/", "trial/"):
        assert "様式に直すところがあるあいだは" not in browser.get(home + page).content.decode(), page
    assert browser.get(f"{home}paper.pdf").content.startswith(b"%PDF")


TABLE = "値,日本語,英語,上の段の値\nwood,木の家具,Wood,\ndesk,机,Desk,wood\nmetal,金物,Metal,\npot,鍋,Pot,metal\n"


def test_a_linked_list_is_made_of_a_table_in_the_browser(browser: Client, camp: WorkingVersion) -> None:
    home = f"/staff/designer/{camp.pk}/"
    added = browser.post(
        f"{home}add/applicant/", {"revision": "1", "kind": "linked", "label.ja": "品目", "label.en": "Item"}
    )
    assert added["Location"] == f"{home}fields/item/"
    upload = SimpleUploadedFile("品目.csv", TABLE.encode("cp932"), "text/csv")
    answer = browser.post(f"{home}tables/", {"revision": "2", "name": "items", "field": "item", "file": upload})
    assert answer["Location"] == f"{home}tables/items/"
    files = WorkingVersion.objects.get(pk=camp.pk).files
    assert files["tables/items.csv"].startswith("value,label_ja,label_en,under\nwood,木の家具")
    form = queries.compiled_form(files)
    assert form is not None
    assert form.field("item").type.children == {"": ("wood", "metal"), "wood": ("desk",), "metal": ("pot",)}  # type: ignore[attr-defined]
    page = browser.get(f"{home}tables/items/").content.decode()
    assert "木の家具" in page
    assert f"{home}fields/item/" in page
    assert f"{home}tables/items/" in browser.get(f"{home}tables/").content.decode()
    assert "木の家具" in browser.get(f"{home}preview/applicant/").content.decode()
    refused = browser.post(f"{home}tables/items/", {"revision": "3", "act": "remove"})
    assert refused.status_code == 422
    assert "使われているので消せません" in refused.content.decode()
    assert browser.post(f"{home}tables/items/", {"revision": "3", "act": "rename", "name": "sorts"}).status_code == 302
    files = WorkingVersion.objects.get(pk=camp.pk).files
    assert "tables/sorts.csv" in files
    assert 'from_table = "sorts"' in files["form.toml"]
    assert queries.compiled_form(files) is not None


def test_what_is_wrong_with_a_table_is_said_with_its_line_and_what_was_typed_stays(
    browser: Client, camp: WorkingVersion
) -> None:
    home = f"/staff/designer/{camp.pk}/tables/"
    wrong = "value,label_ja,label_en\na,あ,A\na,い,B\nう,う,C\nd,え\n"
    said = browser.post(home, {"revision": "1", "name": "x1", "text": wrong})
    assert said.status_code == 422
    assert "5行目：列の数が1行目と違います" in said.content.decode()
    assert "d,え" in said.content.decode()
    said = browser.post(home, {"revision": "1", "name": "X", "text": wrong.replace("d,え\n", "")}).content.decode()
    assert "3行目：「a」は前の行にもあります" in said
    assert "4行目：value「う」は、半角の英数字" in said
    assert "半角の英小文字で始まる" in said
    photo = SimpleUploadedFile("x.csv", b"PK\x03\x04\0\0\0\0", "text/csv")
    assert "CSVファイルではありません" in browser.post(home, {"name": "x1", "file": photo}).content.decode()
    big = SimpleUploadedFile("x.csv", b"a" * 1_000_001, "text/csv")
    assert "1MBまで" in browser.post(home, {"name": "x1", "file": big}).content.decode()
    assert WorkingVersion.objects.get(pk=camp.pk).revision == 1


def test_a_table_without_a_field_waits_and_comes_back_from_a_spreadsheet_as_it_was(
    browser: Client, camp: WorkingVersion
) -> None:
    home = f"/staff/designer/{camp.pk}/"
    text = "value,label_ja,label_en\na,=1+1,Sum\n"
    assert browser.post(f"{home}tables/", {"revision": "1", "name": "sums", "text": text}).status_code == 302
    row = WorkingVersion.objects.get(pk=camp.pk)
    assert queries.compiled_form(row.files) is not None  # looking at the form does not wait for it
    assert [one.spot for one in queries.problems(row.pack_id, row.files)] == [Spot("table", "sums")]
    given = browser.get(f"{home}tables/sums/csv/").content
    assert "'=1+1" in given.decode("utf-8-sig")
    upload = SimpleUploadedFile("sums.csv", given, "text/csv")
    browser.post(f"{home}tables/sums/", {"revision": "2", "act": "save", "file": upload})
    assert WorkingVersion.objects.get(pk=camp.pk).files["tables/sums.csv"] == text
    assert browser.post(f"{home}tables/sums/", {"revision": "2", "act": "remove"})["Location"] == f"{home}tables/"
    assert browser.get(f"{home}tables/sums/").status_code == 404
