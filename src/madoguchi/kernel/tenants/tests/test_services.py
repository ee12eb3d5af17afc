"""Bodies come from a CSV without code; a bad row changes nothing and says where."""

from __future__ import annotations

import pytest

from madoguchi.kernel.tenants.api import Tenant, takes_part, tenant_by_code
from madoguchi.kernel.tenants.services import import_bodies

pytestmark = pytest.mark.django_db
HEAD = "団体コード,名称,英語名,ふりがな,種別,パス,電子申請開始日,電子申請終了日\n"


def test_bodies_are_added_and_the_repair_is_told() -> None:
    report = import_bodies((HEAD + "04207,名取市,Natori City,なとりし,city,natori,令和8年4月1日,\n").encode("cp932"))
    assert (report.added, report.problems) == (1, [])
    assert len(report.repairs) == 1
    assert report.repairs == ["2行目: 04207 → 042072 （落ちていた検査数字を足しました）"]
    body = tenant_by_code("042072")
    assert body is not None
    assert takes_part(body, "procedures")


def test_a_bad_row_changes_nothing() -> None:
    text = HEAD + "042072,名取市,Natori City,なとりし,city,natori,2026-04-01,\n042071,x,x,x,city,x,,\n"
    report = import_bodies(text.encode())
    assert len(report.problems) == 1
    assert report.problems[0].startswith("3行目")
    assert not Tenant.objects.exists()


def test_check_only_changes_nothing() -> None:
    report = import_bodies((HEAD + "042072,名取市,Natori City,なとりし,city,natori,,\n").encode(), check_only=True)
    assert report.added == 1
    assert not Tenant.objects.exists()


def test_a_second_import_changes_only_what_differs() -> None:
    row = "042072,名取市,Natori City,なとりし,city,natori,2026-04-01,"
    import_bodies((HEAD + row + "\n").encode())
    assert import_bodies((HEAD + row + "\n").encode()).unchanged == 1
    assert import_bodies((HEAD + row + "2027-03-31\n").encode()).changed == 1


@pytest.mark.parametrize(
    ("line", "needle"),
    [
        ("042072,名取市,Natori City,なとりし,ward,natori,,", "種別"),
        (
            "042072,名取市,Natori City,なとりし,city,natori,2026-02-30,",
            "2行目: 電子申請開始日「2026-02-30」: 暦にない日",
        ),
        ("042072,名取市,Natori City,なとりし,city,natori,きのう,", "令和8年4月1日」のように"),
        ("042072,名取市,Natori City,なとりし,city,natori,2026-04-01,2026-03-31", "電子申請終了日「2026-03-31」"),
        ("042072,名取市,Natori City,なとりし,city,natori,,2026-03-31", "開始日も必要"),
        ("042072,名取市,Natori City,なとりし,city,名取,,", "2行目: パス"),
        ("042072,名取市,Natori City,なとりし,city,-x,,", "2行目: パス「-x」: 半角の英字で始まり"),
        ("042072,名取市,Natori City,なとりし,city,042072,,", "2行目: パス「042072」: 半角の英字で始まり"),
        ("042072,名取市,Natori City,なとりし,city,Guide,,", "2行目: パス「Guide」: この窓口のほかのページ"),
        ("042072,名取\u202e市,Natori City,なとりし,city,natori,,", "2行目: 名称: 見えない文字"),
        ("042072,名取市,Natori City,,city,natori,,", "2行目: 「ふりがな」が空です"),
        ("042071,名取市,Natori City,なとりし,city,natori,,", "検査数字（6桁目）が合いません"),
        ("042072,名取市,Natori City", "列の数が見出しと違います"),
    ],
)
def test_each_problem_names_its_place(line: str, needle: str) -> None:
    report = import_bodies((HEAD + line + "\n").encode())
    assert any(needle in problem for problem in report.problems), report.problems


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ファイルが空です。"),
        (b"\x00\x01\x02", "文字ではないデータ"),
        ("団体コード,団体コード\n042072,042072\n".encode(), "同じ見出しの列"),
    ],
)
def test_a_file_that_is_no_list_says_why(data: bytes, words: str) -> None:
    problems = import_bodies(data).problems
    assert any(words in problem for problem in problems), problems


def test_time_outs_come_with_the_list() -> None:
    head = HEAD.strip() + ",無操作の制限時間（分）,入力中の制限時間（分）\n"
    row = "042072,名取市,Natori City,なとりし,city,natori,,"
    assert "5分から720分まで" in import_bodies(f"{head}{row},0,90\n".encode()).problems[0]
    assert "無操作の制限時間" in import_bodies(f"{head}{row},x,90\n".encode()).problems[0]
    assert import_bodies(f"{head}{row},20,60\n".encode()).added == 1
    body = tenant_by_code("042072")
    assert body is not None
    assert (body.idle_minutes, body.form_minutes) == (20, 60)


def test_an_empty_cell_empties_and_a_column_left_out_keeps() -> None:
    head, row = HEAD.strip(), "042072,名取市,Natori City,なとりし,city,natori,,"
    import_bodies(f"{head},ホスト名,メール,無操作の制限時間（分）\n{row},natori.example.jp,a@example.jp,20\n".encode())
    assert import_bodies(f"{head},ホスト名,無操作の制限時間（分）\n{row},,\n".encode()).changed == 1
    body = tenant_by_code("042072")
    assert body is not None
    assert (body.host, body.email, body.idle_minutes) == ("", "a@example.jp", 30)


@pytest.mark.parametrize("again", ["042072", "42072", "04207"])
def test_two_rows_of_one_body_are_refused(again: str) -> None:
    rows = (
        "042072,名取市,Natori City,なとりし,city,natori,,\n" + again + ",名取町,Natori Town,なとりまち,town,natori2,,\n"
    )
    (problem,) = import_bodies((HEAD + rows).encode()).problems
    assert problem.startswith("3行目: 団体コード「042072」は2行目にもあります")
    assert not Tenant.objects.exists()


@pytest.mark.parametrize(
    ("column", "bad", "good"),
    [
        ("ホスト名", ["https://natori.example.jp", "natori.example.jp:8000", "natori.example.jp/x", "a..b", "名取.jp",
          "127.0.0.1"],
         "natori.example.jp"),
        ("色", ["red", "#00ff00", "Green"], "green"),
    ],
)  # fmt: skip
def test_host_and_colour_are_what_they_must_be(column: str, bad: list[str], good: str) -> None:
    text = HEAD.strip() + f",{column}\n042072,名取市,Natori City,なとりし,city,natori,,,"
    for cell in bad:
        (problem,) = import_bodies(f"{text}{cell}\n".encode()).problems
        assert problem.startswith(f"2行目: {column}「{cell}」")
    assert import_bodies(f"{text}{good}\n".encode()).added == 1


def test_an_unknown_column_is_refused() -> None:
    assert import_bodies("団体コード,変な列\n".encode()).problems


def test_a_number_that_is_no_telephone_number_is_refused() -> None:
    head = HEAD.replace("\n", ",電話,住所（英語）\n")
    row = "042072,名取市,Natori City,なとりし,city,natori,2026-04-01,,{},Natori\n"
    (problem,) = import_bodies((head + row.format("000-000-1006")).encode()).problems
    assert "電話「000-000-1006」" in problem
    assert import_bodies((head + row.format("022-000-1006")).encode()).added == 1
    body = tenant_by_code("042072")
    assert body is not None
    assert (body.phone, body.address_en) == ("022-000-1006", "Natori")
