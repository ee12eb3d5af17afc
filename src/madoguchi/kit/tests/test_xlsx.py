"""The first sheet of a workbook, and nothing that a workbook could do besides holding text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

import pytest

from madoguchi.kit import xlsx

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org"
WORKBOOK = (
    f'{_HEAD}<workbook {_NS} xmlns:r="{_REL}/officeDocument/2006/relationships"><sheets>'
    '<sheet name="項目" sheetId="2" r:id="rId7"/><sheet name="予備" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    f'{_HEAD}<Relationships xmlns="{_REL}/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId7" Target="worksheets/sheet2.xml"/>'
    "</Relationships>"
)
SHARED = (
    f"{_HEAD}<sst {_NS}><si><t>項目名</t></si>"
    '<si><r><t>申</t></r><r><t xml:space="preserve">請者</t></r><rPh sb="0" eb="1"><t>シンセイシャ</t></rPh></si></sst>'
)
SHEET = (
    f'{_HEAD}<worksheet {_NS}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr">'
    '<is><t>必須</t></is></c></row><row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>20</v></c>'
    '<c r="C3" t="b"><v>1</v></c><c r="D3" t="str"><f>"○"</f><v> ○ </v></c></row></sheetData></worksheet>'
)


def workbook(**changed: str) -> bytes:
    parts = {
        "workbook": WORKBOOK,
        "_rels/workbook.xml.rels": LINKS,
        "sharedStrings": SHARED,
        "worksheets/sheet2": SHEET,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**parts, **changed}.items():
            archive.writestr(f"xl/{name}" if name.endswith(".rels") else f"xl/{name}.xml", text)
    return out.getvalue()


def test_cells_stand_where_excel_shows_them_and_furigana_is_left_out() -> None:
    assert xlsx.is_workbook(workbook())
    assert xlsx.rows(workbook()) == [["項目名", "", "必須"], [], ["申請者", "20", "true", "○"]]
    assert xlsx.rows(sheet_of([("a", "", "c"), ("", "&")])) == [["a", "", "c"], ["", "&"]]


def styled(cells: Sequence[tuple[str, str]], more: str = "", rows: str = "") -> bytes:
    """A workbook with one row of numbers, each (number, format code or number of a built-in format), or with `rows`
    in which s="0" is a cell with the first of these formats."""
    own = {code: 164 + at for at, (_value, code) in enumerate(cells) if not code.isdigit()}
    formats = "".join(f'<numFmt numFmtId="{at}" formatCode="{escape(code)}"/>' for code, at in own.items())
    styles = "".join(f'<xf numFmtId="{own.get(code, code)}"/>' for _value, code in cells)
    row = "".join(f'<c s="{at}"><v>{value}</v></c>' for at, (value, _code) in enumerate(cells))
    sheet = f"{_HEAD}<worksheet {_NS}><sheetData>{rows or f'<row>{row}</row>'}</sheetData></worksheet>"
    return workbook(
        workbook=WORKBOOK.replace("<sheets>", f"{more}<sheets>"),
        styles=f"{_HEAD}<styleSheet {_NS}><numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>",
        **{"worksheets/sheet2": sheet},
    )


def test_what_excel_shows_as_a_day_is_one_and_every_other_number_stands() -> None:
    days = [
        ("34077", "14"), ("34077.5", "yyyy/mm/dd hh:mm"), ("16529", '[$-411]ggge"年"m"月"d"日";@'), ("59", "57"),
        ("61", "58"),
    ]  # fmt: skip
    assert xlsx.rows(styled(days)) == [["1993-04-18", "1993-04-18", "1945-04-02", "1900-02-28", "1900-03-01"]]
    others = [
        ("1945", "0"), ("34077", "General"), ("34077", '0"yy/mm/dd"'), ("34077", "0.00E+00"), ("34077", "55"),
        ("34077", 'yyyy"年"m"月"'), ("34077", "m/d"), ("60", "14"), ("9999999", "14"), ("34077", "20"),
    ]  # fmt: skip
    assert xlsx.rows(styled(others)) == [[value for value, _code in others]]


def test_a_workbook_may_count_from_1904() -> None:
    for said, day in (("1", "1993-04-18"), ("true", "1993-04-18"), ("0", "1989-04-17")):
        assert xlsx.rows(styled([("32615", "14")], f'<workbookPr date1904="{said}"/>')) == [[day]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 nothing", "unreadable"),
        (workbook(workbook="<workbook"), "unreadable"),
        (workbook(sharedStrings=f'{_HEAD}<!DOCTYPE x [<!ENTITY a "b">]><sst {_NS}/>'), "unreadable"),
        (workbook(sharedStrings=" " * 8_000_001), "too_large"),
        (workbook(**{"worksheets/sheet2": SHEET.replace('r="3"', 'r="9999999"')}), "too_large"),
        (workbook(**{"_rels/workbook.xml.rels": LINKS.replace("sheet2", "../../../etc/passwd")}), "unreadable"),
    ],
    ids=["no zip", "no xml", "entities", "bomb", "rows", "elsewhere"],
)
def test_what_is_no_list_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(xlsx.XlsxError) as error:
        xlsx.rows(data)
    assert error.value.code == code


def sheet_of(table: Sequence[Sequence[str]]) -> bytes:
    """A workbook with this table, as a spreadsheet program would write it; for the tests of those who read one."""
    rows = ""
    for number, cells in enumerate(table, start=1):
        inner = "".join(f'<c t="inlineStr"><is><t>{escape(one)}</t></is></c>' for one in cells)
        rows += f'<row r="{number}">{inner}</row>'
    sheet = f"{_HEAD}<worksheet {_NS}><sheetData>{rows}</sheetData></worksheet>"
    return workbook(**{"worksheets/sheet2": sheet})
