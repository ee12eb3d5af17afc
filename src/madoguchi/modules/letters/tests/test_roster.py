"""Lists of recipients: read as offices write them, every fault by row and column, loaded whole or not at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kit.tests.test_xlsx import styled
from madoguchi.modules.letters.domain import roster as lists
from madoguchi.modules.letters.domain.heads import read_heads
from madoguchi.modules.letters.domain.roster import BadListError, Household
from madoguchi.modules.letters.models import Mailing, Recipient, Roster
from madoguchi.modules.letters.services import roster
from madoguchi.modules.letters.tests.conftest import BY, HEAD, ROWS, csv, hand_in

TODAY = date(2026, 11, 22)


def read(text: str) -> list[Household | list[lists.Fault]]:
    return list(lists.households(lists.read_list(text.encode()), today=TODAY))


def test_headings_in_the_words_of_offices() -> None:
    found = read_heads(
        ["世帯番号", "世帯主 氏名", "フリガナ", "生年月日", "〒", "住　所", "備考", "世帯員１の氏名", "世帯員1_対象"]
    )
    assert found.facts == {"household": 0, "name": 1, "kana": 2, "birth": 3, "postal_code": 4, "address": 5}
    assert found.members == {1: {"name": 7, "eligible": 8}}
    assert found.taken[6] == ("備考", "")
    assert read_heads(["氏名", "住所"]).missing == ["世帯番号", "世帯主生年月日"]


def test_rows_as_offices_write_them() -> None:
    one, two, three = read("給付金の名簿\n" + "\n".join([HEAD, *ROWS, ",,,"]))
    assert isinstance(one, Household)
    assert isinstance(two, Household)
    assert isinstance(three, Household)
    assert (one.row, one.name, one.birth, one.postal_code) == (3, "髙舘 翔太", date(1993, 4, 18), "9811224")
    assert (two.kana, two.birth) == ("ユリアゲ ヒナ", date(1998, 7, 7))
    assert [member.eligible for member in two.members] == [True, False]
    assert two.members[1].birth == "1940-01-05"
    assert len(three.members) == 1


def test_every_fault_by_row_and_column() -> None:
    (bad, twice) = read(
        HEAD + "\n1,山田,やまだ!,令和8年2月30日,98112,,,山田,世帯主,たぶん,,,,\n"
        "1,見本,ミホン,2027-01-01,,名取市,,見本,世帯主,×,,,,"
    )
    assert isinstance(bad, list)
    assert {(one.row, one.column, one.code) for one in bad} == {
        (2, "世帯主カナ", "kana"), (2, "世帯主生年月日", "date"), (2, "郵便番号", "postal"), (2, "住所", "empty"),
        (2, "世帯員1対象", "mark"), (2, "", "no_eligible"),
    }  # fmt: skip
    assert isinstance(twice, list)
    assert {(one.column, one.code) for one in twice} == {
        ("世帯主生年月日", "future"), ("", "no_eligible"), ("世帯番号", "twice"),
    }  # fmt: skip


@settings(max_examples=30)
@given(st.lists(st.lists(st.text(max_size=8), max_size=14), max_size=6))
def test_whatever_stands_in_a_file_is_read_or_said(rows: list[list[str]]) -> None:
    text = "\n".join([HEAD, *(",".join(cell.replace('"', "") for cell in row) for row in rows)])
    found: list[Household | list[lists.Fault]] = []
    with suppress(BadListError):
        found = read(text.encode("utf-8", "replace").decode())
    for one in found:
        if isinstance(one, Household):
            assert one.household
            assert one.name == " ".join(unicodedata.normalize("NFC", one.name).split())
            assert one.birth <= TODAY
        else:
            assert one
            assert all(fault.row > 1 for fault in one)


def workbook_of_births(cells: Sequence[tuple[str, str]], more: str = "") -> bytes:
    """A list in Excel whose births are numbers, each with the number of the format that its cell has."""
    rows = "".join(
        "<row>"
        + "".join(
            f'<c s="{at}"><v>{birth}</v></c>' if text == "BIRTH" else f'<c t="inlineStr"><is><t>{text}</t></is></c>'
            for text in (f"{at}", "見本 花子", "ミホン ハナコ", "BIRTH", "9811224", "名取市増田")
        )
        + "</row>"
        for at, (birth, _format) in enumerate(cells)
    )
    head = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEAD.split(",")[:6])
    return styled([("", form) for _birth, form in cells], more, rows=f"<row>{head}</row>{rows}")


def births(data: bytes) -> list[object]:
    """What is read as the birth of each row: the day, or the column and code of the fault."""
    rows = lists.households(lists.read_list(data), today=TODAY)
    return [one.birth if isinstance(one, Household) else [(fault.column, fault.code) for fault in one] for one in rows]


def test_a_number_in_a_csv_file_is_no_day() -> None:
    numbers = ("1945", "34077", "5", "19930418")
    rows = [f"{at},見本 花子,ミホン ハナコ,{birth},9811224,名取市増田" for at, birth in enumerate(numbers)]
    fault = [("世帯主生年月日", "date")]
    assert births("\n".join([",".join(HEAD.split(",")[:6]), *rows]).encode()) == [
        fault,
        fault,
        fault,
        date(1993, 4, 18),
    ]


def test_in_a_workbook_a_cell_that_shows_a_day_is_one() -> None:
    cells = [("34077", "14"), ("34077", "1"), ("1945", "1"), ("16529", "57"), ("16529", "55")]
    fault = [("世帯主生年月日", "date")]
    assert births(workbook_of_births(cells)) == [date(1993, 4, 18), fault, fault, date(1945, 4, 2), fault]
    from_1904 = workbook_of_births([("32615", "14"), ("1", "14")], '<workbookPr date1904="1"/>')
    assert births(from_1904) == [date(1993, 4, 18), date(1904, 1, 2)]


def test_checked_then_loaded_and_nothing_of_a_faulty_list(natori: Tenant, mailing: Mailing) -> None:
    with tenant_scope(natori):
        row = hand_in(mailing, csv([*ROWS, ROWS[0]], encoding="cp932"))
        assert (row.state, row.fault_count, row.faults[0][:3]) == ("faulty", 1, [5, "世帯番号", "twice"])
        with pytest.raises(RefusedError):
            roster.load(row, by=BY)
        row = hand_in(mailing, csv())
        assert Roster.objects.get() == row, "a new list replaces the one that was not loaded"
        assert row.state == "sound"
        roster.load(row, by=BY)
        roster.load_rows(natori, row.pk)
        assert Recipient.objects.count() == 3
        row.refresh_from_db()
        assert (row.state, bytes(row.content)) == ("loaded", b"")
        roster.load_rows(natori, row.pk)
        assert Recipient.objects.count() == 3, "run again, it finds its work done"
        with pytest.raises(RefusedError):
            roster.receive(mailing, csv(), by=BY)
        roster.drop(mailing, by=BY)
        assert not Recipient.objects.exists()


def test_a_killed_load_goes_on_where_it_stopped(
    natori: Tenant, mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "_STEP", 1)
    with tenant_scope(natori):
        row = hand_in(mailing, csv())
        roster.load(row, by=BY)
        row.refresh_from_db()
        listed = lists.read_list(csv().read())
        first = next(iter(lists.households(listed, today=TODAY)))
        assert isinstance(first, Household)
        roster._write(natori, row, [first], 1)
        roster.load_rows(natori, row.pk)
        assert sorted(Recipient.objects.values_list("household", flat=True)) == ["0001234", "0001235", "0001236"]


def test_what_the_form_would_not_take_is_found_before_letters_go_out(natori: Tenant, mailing: Mailing) -> None:
    with tenant_scope(natori):
        Mailing.objects.update(amount_each=None)
        mailing.refresh_from_db()
        row = hand_in(mailing, csv(ROWS[2:]))
        assert (row.state, row.faults[0][:3]) == ("faulty", [2, "世帯員1金額", "form"])
        row = hand_in(mailing, csv(["1,2"], head="氏名,住所"))
        assert (row.state, row.faults[0][2]) == ("failed", "columns")
