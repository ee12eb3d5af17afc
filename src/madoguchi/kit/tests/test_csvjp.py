"""CSV in two encodings: what comes in dirty is reported, what goes out comes back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit import csvjp
from madoguchi.kit.csvjp import CsvError, Problem


def found(table):
    return [(problem.code, problem.row, problem.column) for problem in table.problems]


def _comes_back(char):
    try:
        return char.encode("cp932").decode("cp932") == char
    except UnicodeEncodeError:
        return False


# NUL is reported and dropped, CR in a cell becomes LF, U+FFFD means damage: these have their own tests.
UNFIT = "\0\r\ufeff\ufffd"
ANY_CELL = st.text(st.characters(codec="utf-8", exclude_characters=UNFIT), max_size=12)
CP932_LETTERS = [chr(point) for point in range(0x10000) if _comes_back(chr(point))]
CP932_CELL = st.text(st.sampled_from([char for char in CP932_LETTERS if char not in UNFIT]), max_size=12)


def tables(cell):
    return st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=2, max_size=5)
    )


def cells_of(table):
    return [list(table.header), *(list(row) for row in table.rows)]


@given(tables(ANY_CELL))
@settings(max_examples=100)
def test_utf8_comes_back_as_it_went(rows):
    written = csvjp.write(rows)
    assert written.problems == ()
    assert written.data.startswith(b"\xef\xbb\xbf")
    table = csvjp.read(written.data)
    if any("".join(row).strip() for row in rows):
        assert cells_of(table) == rows
        assert not {problem.code for problem in table.problems} & {
            "ragged_row",
            "undecodable",
            "broken_quotes",
        }


@given(tables(CP932_CELL))
@settings(max_examples=100)
def test_cp932_comes_back_as_it_went(rows):
    written = csvjp.write(rows, encoding="cp932")
    assert written.problems == ()
    table = csvjp.read(written.data, encoding="cp932")
    if any("".join(row).strip() for row in rows):
        assert cells_of(table) == rows
        assert table.encoding == "cp932"


@given(tables(ANY_CELL))
@settings(max_examples=100)
def test_whatever_cp932_cannot_hold_is_reported_once_each(rows):
    written = csvjp.write(rows, encoding="cp932")
    back = cells_of(csvjp.read(written.data, encoding="cp932"))
    changed = {
        (row, column)
        for row, cells in enumerate(rows, start=1)
        for column, cell in enumerate(cells, start=1)
        if any("".join(cells).strip() for cells in rows) and back[row - 1][column - 1] != cell
    }
    assert changed <= {(problem.row, problem.column) for problem in written.problems}


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_no_bytes_make_reading_fail(data):
    table = csvjp.read(data)
    assert all(len(row) >= len(table.header) for row in table.rows)


def test_a_plain_table():
    table = csvjp.read('名称,定員\r\n名取市民体育館,"1,200"\r\n'.encode())
    assert table == csvjp.Table("utf-8", ("名称", "定員"), (("名取市民体育館", "1,200"),), ())


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("名称\nあ\n".encode("utf-8-sig"), "utf-8-sig"),
        ("名称\nあ\n".encode(), "utf-8"),
        ("名称\nあ\n".encode("cp932"), "cp932"),
        ("髙﨑①㈱\n".encode("cp932"), "cp932"),
        (b"code\n042072\n", "utf-8"),
        ("名称\nあ\n".encode("utf-16"), "utf-16"),
    ],
)
def test_the_encoding_is_detected_and_reported(data, encoding):
    table = csvjp.read(data)
    assert table.encoding == encoding
    assert table.header[0] in ("名称", "code", "髙﨑①㈱")
    assert [problem.code for problem in table.problems] == (["utf16"] if encoding == "utf-16" else [])


def test_half_width_kana_alone_are_uncertain():
    data = "ﾂ｡\n".encode("cp932")
    assert data.decode("utf-8")  # valid in both
    table = csvjp.read(data)
    assert found(table) == [("encoding_uncertain", None, None)]
    assert csvjp.read(data, encoding="cp932").header == ("ﾂ｡",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_read(end):
    table = csvjp.read(end.join(["a,b", "1,2", '"x\r\ny",3', ""]).encode())
    assert table.rows == (("1", "2"), ("x\ny", "3"))
    assert found(table) == [("newline_in_cell", 3, 1)]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"  \n"])
def test_an_empty_file_is_reported(data):
    table = csvjp.read(data)
    assert (table.header, table.rows) == ((), ())
    assert [problem.code for problem in table.problems] == ["empty_file"]


def test_ragged_rows_are_reported_and_lose_nothing():
    table = csvjp.read(b"a,b,c\n1,2\n1,2,3,4\n1,2,3\n")
    assert table.rows == (("1", "2", ""), ("1", "2", "3", "4"), ("1", "2", "3"))
    assert table.problems == (
        Problem("ragged_row", "error", 2, None, "2/3"),
        Problem("ragged_row", "error", 3, None, "4/3"),
    )


def test_headers_without_a_name_or_with_the_same_one():
    assert found(csvjp.read("名称,,名称, \n1,2,3,4\n".encode())) == [
        ("unnamed_column", 1, 2),
        ("duplicate_column", 1, 3),
        ("unnamed_column", 1, 4),
    ]


def test_blank_rows_count_but_the_end_of_the_file_does_not():
    table = csvjp.read(b"a\n1\n\n2\n\n\n")
    assert table.rows == (("1",), ("2",))
    assert found(table) == [("blank_row", 3, None)]


def test_undecodable_bytes_are_shown_with_their_place():
    data = "名称,住所\nあ,い\nう,".encode() + b"\xe4\xba" + "え\n".encode()
    table = csvjp.read(data)
    assert table.encoding == "utf-8"
    assert table.rows[1] == ("う", "\ufffdえ")
    (problem,) = table.problems
    assert (problem.code, problem.severity, problem.row, problem.column) == ("undecodable", "error", 3, 2)
    assert problem.detail == f"e4 ba @ {data.index(bytes([0xE4, 0xBA]) + 'え'.encode())}"


def test_undecodable_bytes_in_cp932():
    table = csvjp.read("名称,住所\n".encode("cp932") + b"\x82\xa0,\x81\x20\n")
    assert table.encoding == "cp932"
    assert found(table) == [("undecodable", 2, 2)]
    assert table.problems[0].detail == "81 @ 13"


def test_damage_of_an_earlier_conversion_is_told_apart():
    data = "名称\n山\ufffd\n".encode() + b"\xff\n"
    assert found(csvjp.read(data)) == [("replacement_character", 2, 1), ("undecodable", 3, 1)]


def test_a_file_full_of_bad_bytes_is_read_in_time():
    table = csvjp.read(b"a\n" + b"\x81 ," * 20_000)
    assert {problem.code for problem in table.problems} >= {"undecodable"}
    assert len(table.rows[0]) == 20_001


def test_nul_and_private_use_and_quotes_are_reported():
    assert found(csvjp.read(b"a,b\n1\x00,2\n")) == [("nul", 2, 1)]
    assert csvjp.read(b"a,b\n1\x00,2\n").rows == (("1", "2"),)
    assert found(csvjp.read("名\n\ue000田\n".encode())) == [("private_use", 2, 1)]
    codes = [problem.code for problem in csvjp.read(b'a,b\n1,"2\n3,4\n').problems]
    assert codes[0] == "broken_quotes"
    assert "broken_quotes" in [problem.code for problem in csvjp.read(b'a,b\n1,"2"x\n').problems]


def test_a_cell_too_long_for_the_reader_is_reported():
    table = csvjp.read(b"a\n" + b"x" * 200_000 + b"\n")
    assert "unreadable" in [problem.code for problem in table.problems]


def test_wave_dash_and_its_relatives_become_their_twins_in_cp932():
    rows = [["時間"], ["9時〜17時"], ["9時～17時"], ["1−2—3‖"]]
    written = csvjp.write(rows, encoding="cp932")
    assert csvjp.read(written.data).rows == (("9時～17時",), ("9時～17時",), ("1－2―3∥",))
    assert [(one.code, one.row, one.column, one.detail) for one in written.problems] == [
        ("twin", 2, 1, "〜 -> ～"),
        ("twin", 4, 1, "− -> －"),
        ("twin", 4, 1, "— -> ―"),
        ("twin", 4, 1, "‖ -> ∥"),
    ]
    assert csvjp.write(rows).problems == ()
    assert csvjp.read(csvjp.write(rows).data).rows[0] == ("9時〜17時",)


def test_letters_that_cp932_lacks_are_replaced_and_named():
    written = csvjp.write([["氏名"], ["𠮷田"], ["葛\U000e0100城"], ["か\u3099"], ["髙﨑"]], encoding="cp932")
    assert csvjp.read(written.data).rows == (("〓田",), ("葛城",), ("が",), ("髙﨑",))
    assert [(one.code, one.severity, one.row, one.detail) for one in written.problems] == [
        ("unencodable", "error", 2, "U+20BB7 -> 〓"),
        ("selector_dropped", "note", 3, "U+E0100"),
        ("composed", "note", 4, ""),
    ]


def test_writing_can_refuse_instead():
    with pytest.raises(CsvError) as caught:
        csvjp.write([["𠮷田"]], encoding="cp932", on_unencodable="refuse")
    assert caught.value.code == "unencodable"
    assert csvjp.write([["9〜17"]], encoding="cp932", on_unencodable="refuse").data == "9～17\r\n".encode("cp932")


def test_a_lone_surrogate_and_nul_are_not_lost_in_silence():
    written = csvjp.write([["a\ud800", "b\0"]])
    assert written.data == "a〓,b\r\n".encode("utf-8-sig")
    assert [problem.code for problem in written.problems] == ["unencodable", "nul"]


def test_formulas_are_disarmed_when_asked():
    cells = ["=1+1", "+cmd", "-2+3", "@x", "＝1", "-1,234", "+81", "-12.5%", "普通", ""]
    guarded = csvjp.write([cells], guard_formulas=True)
    assert csvjp.read(guarded.data).header == (
        "'=1+1", "'+cmd", "'-2+3", "'@x", "'＝1", "-1,234", "+81", "-12.5%", "普通", "",
    )  # fmt: skip
    assert [problem.column for problem in guarded.problems] == [1, 2, 3, 4, 5]
    assert csvjp.read(csvjp.write([cells]).data).header == tuple(cells)


def test_rows_without_cells_are_left_out_and_said_so():
    written = csvjp.write([["a"], [], ["1"]])
    assert written.data == b"\xef\xbb\xbfa\r\n1\r\n"
    assert [(problem.code, problem.row) for problem in written.problems] == [("blank_row", 2)]


def test_a_list_in_pieces_is_the_file_in_one() -> None:
    rows = [["見出し", "数"], *([f"=行{number}", str(number)] for number in range(7))]
    for size in (1, 3, 8, 9):
        pieces = list(csvjp.stream(iter(rows), size=size))
        assert len(pieces) == -(-len(rows) // size)
        assert b"".join(pieces) == csvjp.write(rows, guard_formulas=True).data
    assert list(csvjp.stream([])) == []
