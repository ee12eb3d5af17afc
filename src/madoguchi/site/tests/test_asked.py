"""What a command is asked for and nobody has is answered by what there is; what is empty is said."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from madoguchi.kernel.tenants.api import Department, Tenant
from madoguchi.kernel.ui.api import unknown

pytestmark = pytest.mark.django_db


@pytest.fixture
def kankyo(natori: Tenant, make_department: Callable[..., Department]) -> Department:
    return make_department(natori)


def said(*words: str) -> str:
    """Both channels of a command that does not do what it was asked."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command(*words, stdout=out, stderr=out)
    assert refusal.value.returncode == 1
    return f"{out.getvalue()}{refusal.value}"


@pytest.mark.usefixtures("kankyo", "make_officer")
@pytest.mark.parametrize(
    ("command", "there"),
    [
        ("audit --body 042071", "042072 名取市 (natori)"),
        ("body_map 42072", "042072 名取市 (natori)"),
        ("add_officer 042071 taro", "042072 名取市 (natori)"),
        ("adopt 042071 inu --department kankyo", "042072 名取市 (natori)"),
        ("library adopt inu --bodies 042071 --department kankyo", "042072 名取市 (natori)"),
        ("library export inu x.zip --body 042071", "042072 名取市 (natori)"),
        ("add_officer 042072 taro --name a --email a@example.jp --department x", "kankyo 環境課"),
        ("adopt 042072 inu --department x", "kankyo 環境課"),
        ("library adopt inu --bodies 042072 --department x", "kankyo 環境課"),
        ("packs inux", "近い順に10件）：inu、"),
        ("publish inux", "近い順に10件）：inu、"),
        ("packs translations export inux --language vi", "近い順に10件）：inu、"),
    ],
)
def test_an_unknown_name_is_answered_by_those_that_there_are(command: str, there: str) -> None:
    assert there in said(*command.split())


def test_of_what_is_published_the_nearest_come_first(kankyo: Department) -> None:
    assert "まだ1つもありません" in said("library", "users", "inu")
    call_command("publish", "inu", "sodai", verbosity=0)
    there = "使えるもの：inu、sodai。"
    assert there in said("adopt", "042072", "inuu", "--department", kankyo.code)
    assert there in said("library", "adopt", "inuu", "--bodies", "042072", "--department", kankyo.code)
    assert there in said("library", "export", "inuu", "x.zip")
    assert there in said("library", "users", "inuu")
    assert "使えるもの：inu@1、sodai@1。" in said("packs", "diff", "inu@1", "inu@7")


def test_a_login_and_a_number_too(natori: Tenant, make_officer: Callable[..., object]) -> None:
    make_officer(natori, login="natori-kankyo")
    for command in ("lock_account", "reset_second_factor", "demo_code"):
        assert "natori-kankyo" in said(command, "kankyo")
    call_command("system_notice", "add", "保守のお知らせ", "--body", "x", stdout=StringIO())
    assert "保守のお知らせ" in said("system_notice", "withdraw", "x")
    assert "まだ1つもありません" in said("jobs", "retry", "x")
    assert "まだ1つもありません" in said("mail", "retry", "x")


@pytest.mark.usefixtures("natori")
@pytest.mark.parametrize(
    "command",
    ["jobs list", "jobs dead", "mail list", "mail dead", "library users", "library key", "system_notice list",
     "audit", "audit --json"],
)  # fmt: skip
def test_nothing_is_said_in_words_and_not_where_scripts_read(command: str) -> None:
    out, err = StringIO(), StringIO()
    call_command(*command.split(), stdout=out, stderr=err)
    assert "ません" in err.getvalue()
    assert len(out.getvalue().splitlines()) == (command == "library key"), "the own key"


def test_of_few_all_are_named_in_their_order_and_of_many_the_nearest() -> None:
    assert unknown("ない。", "b", {"c": "三", "a": "一"}) == "ない。使えるもの：c 三、a 一。"
    many = {f"{n:02}": f"課{n}" for n in range(30)}
    assert "全部で30件、近い順に10件）：07 課7、" in unknown("ない。", "07", many)
    assert "：21 課21、" in unknown("ない。", "課21", many), "by what it is called, too"
