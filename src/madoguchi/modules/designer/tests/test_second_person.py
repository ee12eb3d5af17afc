"""The second person's consent, walked by two officers: who asks, who looks, what each of them reads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import second_person, working
from madoguchi.modules.procedures import api as procedures


@pytest.fixture
def boss(camp: WorkingVersion, make_officer: Callable[..., Officer]) -> Officer:
    """The second person, in a body that asks for one."""
    officer = make_officer(camp.tenant, role="administrator", name="管理 太郎")
    second_person.switch_on(by=officer)
    return officer


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_asked_sent_back_with_the_reason_asked_again_and_published(
    browser: Client, camp: WorkingVersion, maker: Officer, boss: Officer, staff_client: Callable[..., Client]
) -> None:
    admin, home = staff_client(boss), f"/staff/designer/{camp.pk}/"
    address, department = f"{home}publish/", str(maker.department_id)
    assert maker.department is not None
    assert "承認できる人：管理 太郎" in text(browser, address), "before asking one knows whom"
    asked = browser.post(address, {"revision": "1", "act": "propose", "department": department}, follow=True)
    assert "声をかけてください" in asked.content.decode()
    mine = text(browser, address)
    assert "ほかの職員の承認を待っています" in mine
    assert 'value="consent"' not in mine
    assert 'value="withdraw"' in mine

    assert "あなたの承認を待っている様式があります" in text(admin, "/staff/designer/")
    assert "あなたの承認を待っている様式があります" not in text(browser, "/staff/designer/")
    theirs = text(admin, address)
    assert "様式 花子さんが、あなたの承認を待っています" in theirs
    assert maker.department.name in theirs, "whose cases they will be is looked at, too"
    assert f"{home}trial/" in theirs
    assert 'value="withdraw"' not in theirs, "nobody takes back what another has asked"
    assert "公開の承認を待っています" in text(admin, f"{home}card/")

    unsaid = admin.post(address, {"revision": "1", "act": "send_back", "reason": " "})
    assert unsaid.status_code == 422
    assert "何を直してほしいかを書いてください" in unsaid.content.decode()
    admin.post(address, {"revision": "1", "act": "send_back", "reason": "料金を書いてください。"})
    told = text(browser, address)
    assert "管理 太郎さんが、承認しないで返しました" in told
    assert "料金を書いてください。" in told
    assert timeline(camp.target)[-1].word == "designer.working_version.sent_back"
    assert browser.post(address, {"revision": "1", "act": "send_back", "reason": "x"}).status_code == 422

    working.save(camp.pk, 1, lambda f: {**f, "texts/ja.md": f["texts/ja.md"] + "\n料金\n"}, note="x", by=maker)
    browser.post(address, {"revision": "2", "act": "propose", "department": department})
    assert "承認しないで返しました" not in text(browser, address)
    done = admin.post(address, {"revision": "2", "act": "consent"}, follow=True).content.decode()
    assert "承認し、第1版を公開しました。受付はまだ始まっていません。" in done
    assert procedures.newest_version(camp.pack_id) == 1


def test_whoever_changes_what_is_asked_for_is_told_that_it_is_asked_no_more(
    browser: Client, camp: WorkingVersion, maker: Officer, boss: Officer, staff_client: Callable[..., Client]
) -> None:
    address = f"/staff/designer/{camp.pk}/"
    post = {"revision": "1", "act": "propose", "department": str(maker.department_id)}
    browser.post(f"{address}publish/", post)
    saved = browser.post(
        f"{address}examples/plain.ok/",
        {"revision": "1", "source": camp.files["examples/plain.ok.toml"] + "\n# x\n", "act": "save"},
        follow=True,
    )
    assert "公開の承認の求めはなくなりました" in saved.content.decode()
    assert "あなたの承認を待っている" not in text(staff_client(boss), "/staff/designer/")
    again = browser.post(f"{address}history/", {"undo": "2"}, follow=True)
    assert "公開の承認の求めは" not in again.content.decode(), "it is told once"


def test_nobody_else_there(browser: Client, camp: WorkingVersion, maker: Officer, boss: Officer) -> None:
    working.save(camp.pk, 1, lambda f: {**f, "texts/ja.md": f["texts/ja.md"] + "\nx\n"}, note="x", by=boss)
    assert "あなたのほかに承認できる人がいません" in text(browser, f"/staff/designer/{camp.pk}/publish/")


NOTICE = {"tell": "yes", "tell_ja": "9月から2泊まで使えます。", "tell_en": ""}


@pytest.mark.parametrize("end", ["sent back", "changed", "withdrawn"])
def test_the_notice_that_was_written_waits_for_the_next_request(
    end: str, browser: Client, camp: WorkingVersion, maker: Officer, boss: Officer, staff_client: Callable[..., Client]
) -> None:
    admin, address = staff_client(boss), f"/staff/designer/{camp.pk}/publish/"
    asking = {"act": "propose", "department": str(maker.department_id), **NOTICE}
    browser.post(address, {**asking, "revision": "1", "tell": ""})
    admin.post(address, {"revision": "1", "act": "consent"})
    admin.post("/staff/procedures/", {"open": camp.pack_id})  # residents know it now
    working.save(camp.pk, 1, lambda f: {**f, "texts/ja.md": f["texts/ja.md"] + "\n料金\n"}, note="x", by=maker)
    english = "" if end == "withdrawn" else "Two nights from September."
    browser.post(address, {**asking, "revision": "2", "tell_en": english})
    if end == "sent back":
        admin.post(address, {"revision": "2", "act": "send_back", "reason": "見出しを直してください。"})
    elif end == "changed":
        working.save(camp.pk, 2, lambda f: {**f, "texts/ja.md": f["texts/ja.md"] + "\n直し\n"}, note="x", by=maker)
    else:
        browser.post(address, {"act": "withdraw"})
    page = text(browser, address)
    assert "9月から2泊まで使えます。</textarea>" in page
    found = re.search('<textarea[^>]*name="tell_en"[^>]*>([^<]*)', page)
    assert found
    assert found[1].strip() == english, "what was left empty stays so"
    assert "承認を求めたときに書いた文です。" in page
    assert re.search('name="tell"[^>]* checked', page)
    unticked = browser.post(address, {**asking, "tell": "", "department": "", "revision": "2"})
    assert not re.search('name="tell"[^>]* checked', unticked.content.decode()), "what is posted comes first"


def test_a_reason_that_is_too_long_is_refused_and_stays(
    browser: Client, camp: WorkingVersion, maker: Officer, boss: Officer, staff_client: Callable[..., Client]
) -> None:
    admin, address = staff_client(boss), f"/staff/designer/{camp.pk}/publish/"
    browser.post(address, {"revision": "1", "act": "propose", "department": str(maker.department_id)})
    reason = "あ" * 1000 + "い"
    answer = admin.post(address, {"revision": "1", "act": "send_back", "reason": reason})
    assert answer.status_code == 422
    assert "1000文字まで" in answer.content.decode()
    assert reason in answer.content.decode()
    admin.post(address, {"revision": "1", "act": "send_back", "reason": f" {reason[:1000]} "})
    assert reason[:1000] in text(browser, address)
