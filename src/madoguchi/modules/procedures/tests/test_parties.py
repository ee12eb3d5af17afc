"""Parts that others fill in, by the browser of each: the applicant's, the employer's, the doctor's."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.tables import Case, Outbox, Submission

YOU = {
    "who": "閖上 陽菜", "mail": "hina@example.jp", "ill": "no", "diary": "ひみつの日記",
    "carers._rows": "1", "carers.0.carer": "閖上 茂", "carers.0.works": "yes",
}  # fmt: skip


def roster() -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "JPEG")
    return SimpleUploadedFile("勤務表.jpg", picture.getvalue(), "image/jpeg")


class Applicant(Browser):
    """The applicant at the page of a party, with what it shows."""

    def fill(self, **answers: str) -> str:
        self.go("p/irai/start/")
        self.post("p/irai/start/", {**YOU, **answers, "_next": "1"})
        draft = self.draft
        self.post(f"d/{draft}/safe/", {"shien": "no", "_next": "1"})
        return draft

    def ask(self, draft: str, page: str = "work", key: str = "employer.0") -> str:
        """Make a link; returns it as a path."""
        self.post(f"d/{draft}/{page}/", {"_ask": key})
        return self.link()

    def link(self) -> str:
        found = re.search(r"https?://[^/\"<]+(/[^\s\"<]*/party/[A-Z0-9]{18}/)", self.html)
        assert found, self.html
        return found[1]

    def send(self, draft: str) -> None:
        self.go(f"d/{draft}/check/")
        read = re.search(r'name="_read" value="([0-9a-f]+)"', self.html)
        self.post(f"d/{draft}/send/", {"_read": read[1] if read else "", "declaration": "yes"})


def answered(tenant: Tenant, link: str, **answers: Any) -> Browser:
    """An employer that opens the link, fills in and sends."""
    employer = Browser(Client(), tenant)
    employer.post(link)
    draft = employer.draft
    page = employer.here.rstrip("/").rpartition("/")[2]
    employer.post(f"d/{draft}/{page}/", {**(answers or {"hours": "38"}), "_next": "1"})
    read = re.search(r'name="_read" value="([0-9a-f]+)"', employer.html)
    assert read, employer.html
    employer.post(f"d/{draft}/send/", {"_read": read[1], "declaration": "yes"})
    assert "控えの番号" in employer.html, employer.html
    return employer


def test_from_the_link_to_the_case(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    assert "まだ頼んでいません" in applicant.html
    assert "閖上 茂" in applicant.html
    link = applicant.ask(draft)
    applicant.go(f"d/{draft}/check/")
    assert "あと1件届いていません。ここを押すと開くページで" in applicant.html
    assert re.search(r'step step-waiting">.*?/work/">[^<]+</a>（回答を待っています）', applicant.html, re.S)

    employer = Browser(Client(), irai)
    employer.go(link)
    assert "働いていることの証明をお願いします。" in employer.html
    assert "閖上 陽菜 様（この手続を申請する方）" in employer.html
    assert "閖上 茂" not in employer.html, "nothing else of the answers before it is opened"
    employer.post(link)
    own = employer.draft
    assert own != draft
    assert "閖上 陽菜" in employer.html
    assert "閖上 茂" in employer.html
    assert "ひみつの日記" not in employer.html
    # The engine's own way: a fault is told, a file is kept, nothing is lost.
    employer.post(f"d/{own}/work/", {"hours": "99", "_next": "1"})
    assert "60" in employer.html
    employer.post(
        f"d/{own}/work/",
        {"hours": "45", "overtime": "3", "proof": roster(), "_next": "1"},
    )
    assert "勤務表.jpg" in employer.html
    assert "申請する方と、担当の職員が見ます" in employer.html
    read = re.search(r'name="_read" value="([0-9a-f]+)"', employer.html)
    employer.post(f"d/{own}/send/", {"_read": read[1] if read else ""})
    assert "チェックがないと送信できません" in employer.html
    employer.post(f"d/{own}/send/", {"_read": read[1] if read else "", "declaration": "yes"})
    assert "控えの番号" in employer.html
    assert "45" in employer.html

    applicant.go(f"d/{draft}/work/")
    assert "届きました" in applicant.html
    applicant.go(f"d/{draft}/check/")
    assert "勤め先（リンクから）" in applicant.html
    assert "勤務表.jpg" in applicant.html
    href = re.search(rf"/{irai.code}/d/{draft}/files/[^\"/]+/", applicant.html)
    assert href
    assert applicant.client.get(href[0]).status_code == 200
    applicant.send(draft)
    assert "受け付けました" in applicant.html
    with tenant_scope(irai):
        case, submission = Case.objects.get(), Submission.objects.get()
        row = submission.answers["employer"][0]
        assert (row["hours"], row["overtime"], row["employer_whom"]) == (45, 3, "閖上 茂")
        assert row["employer_by"].startswith("勤め先（リンクから）")
        assert "shien" not in submission.answers
        assert case.waits == []
        asked = forms.asks_filed(case.receipt_number)[0]
        assert (asked.draft_id, asked.own_draft_id) == (None, None)
        given = [one.data["by"] for one in timeline(case.target) if one.word == "cases.part.given"]
        assert given == ["勤め先（リンクから）"]
    # Both go on to what has become of it; the employer's receipt stays, and takes nothing any more.
    employer.go(f"d/{own}/work/")
    assert "控えの番号" in employer.html
    assert "内容を直す" not in employer.html


def test_neither_writes_what_is_the_others(irai: Tenant) -> None:
    """Any posted dict, of either side, never changes what the other has answered."""
    applicant = Applicant(Client(), irai)
    draft = applicant.fill(ill="yes")
    answered(irai, applicant.ask(draft))
    link = applicant.ask(draft, "opinion", "doctor.0")
    doctor = Browser(Client(), irai)
    doctor.post(link)
    own = doctor.draft
    names = [
        "employer", "employer.0.hours", "employer._rows", "employer.0.employer_by", "doctor.0.opinion_text", "hours",
        "who", "given", "diary", "carers.0.carer", "carers._rows", "opinion_text", "_fields", "_add", "_remove",
        "_remove_file", "_form", "safe", "shien",
    ]  # fmt: skip
    values = ["1", "9", "employer", "employer.0", "who", "かえた", "doctor.0", "irai@1", "carers.0"]
    rng = random.Random(20261128)

    def parts() -> tuple[Any, Any, str]:
        with tenant_scope(irai):
            first = forms.Draft.objects.get(public_id=draft)
            sent = [one.answers for one in forms.asks_of(first) if one.answered_at]
            return (
                sent,
                {name: first.typed.get(name) for name in ("who", "diary")},
                json.dumps(
                    {
                        name: value
                        for name, value in forms.Draft.objects.get(public_id=own).typed.items()
                        if name == "who"
                    }
                ),
            )

    before = parts()
    for _number in range(60):
        post = {name: rng.choice(values) for name in rng.sample(names, rng.randint(1, 6))}
        doctor.client.post(doctor.url(f"d/{own}/{rng.choice(['opinion', 'given', 'you', 'work'])}/"), post)
    assert parts() == before
    for _number in range(60):
        post = {
            name: rng.choice(values) for name in rng.sample(names, rng.randint(1, 6)) if name not in ("who", "diary")
        }
        post = {name: value for name, value in post.items() if name not in ("_ask", "_withdraw")} | {
            "_fields": "employer"
        }
        applicant.client.post(applicant.url(f"d/{draft}/{rng.choice(['work', 'opinion'])}/"), post)
    assert parts()[0] == before[0]
    with tenant_scope(irai):
        assert "employer" not in forms.Draft.objects.get(public_id=draft).typed
    # Neither holds the other's draft.
    assert doctor.client.get(doctor.url(f"d/{draft}/you/")).status_code == 403
    assert applicant.client.get(applicant.url(f"d/{own}/opinion/")).status_code == 403


def test_the_link_is_opened_once_and_shows_nothing_of_what_was_typed(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    link = applicant.ask(draft)
    employer = Browser(Client(), irai)
    for _scan in range(3):
        employer.go(link)
    with tenant_scope(irai):
        assert forms.Draft.objects.count() == 1, "a mail scanner's look begins nothing"
    employer.post(link)
    code = re.search(r"([A-Z0-9]{4}(?:-[A-Z0-9]{2,4}){4})", employer.html)
    assert code, employer.html
    employer.post(f"d/{employer.draft}/work/", {"hours": "12", "_leave": "1"})
    # The applicant has the link, too: it asks for the employer's own code.
    applicant.go(link)
    assert "に開かれています" in applicant.html
    applicant.post(link, {"code": "ABCD"})
    assert applicant.status == 422
    again = Browser(Client(), irai)
    again.post(link, {"code": code[1]})
    assert 'value="12"' in again.html
    # Beginning anew shows nothing of it; what was begun is gone.
    applicant.post(link, {"anew": "1"})
    assert 'value="12"' not in applicant.html
    assert again.client.get(again.here).status_code in (403, 410)


def test_facts_that_change_are_to_be_confirmed_again(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    employer = answered(irai, applicant.ask(draft))
    own = re.search(r"/d/([a-z0-9]+)/", employer.here)
    applicant.post(f"d/{draft}/you/", {**YOU, "who": "閖上 陽奈", "_next": "1"})
    applicant.go(f"d/{draft}/check/")
    assert "もう一度確かめてもらって" in applicant.html
    assert "送信する" not in applicant.html
    applicant.ask(draft)
    employer.go(f"d/{own[1] if own else ''}/check/")
    assert "閖上 陽奈" in employer.html
    read = re.search(r'name="_read" value="([0-9a-f]+)"', employer.html)
    employer.post(f"d/{own[1] if own else ''}/send/", {"_read": read[1] if read else "", "declaration": "yes"})
    assert "控えの番号" in employer.html
    applicant.send(draft)
    assert "受け付けました" in applicant.html


def test_rows_that_go_take_their_answers_along(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    two = {"carers._rows": "2", "carers.1.carer": "閖上 幸", "carers.1.works": "yes"}
    draft = applicant.fill(**two)
    answered(irai, applicant.ask(draft, key="employer.1"), hours="21")
    applicant.post(f"d/{draft}/you/", {**YOU, "carers._rows": "1", "carers.0.carer": "閖上 幸", "_next": "1"})
    applicant.go(f"d/{draft}/check/")
    assert "21" in applicant.html
    assert "届いていません" not in applicant.html


def test_a_late_confidential_part_comes_to_the_case_and_the_applicant_never_reads_it(
    irai: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill(ill="yes", **{"carers._rows": "0"})
    link = applicant.ask(draft, "opinion", "doctor.0")
    applicant.send(draft)
    assert "受け付けました" in applicant.html
    with tenant_scope(irai):
        case = Case.objects.get()
    assert (len(case.waits), case.due_on) == (1, None)
    applicant.go(f"cases/{case.receipt_number}/")
    assert "ほかの方の回答を待っています" in applicant.html
    assert link in applicant.html
    officer = staff_client(make_officer(irai))
    page = officer.get(f"/staff/cases/{case.receipt_number}/").content.decode()
    assert "第三者の回答を待っています" in page
    doctor = answered(irai, link, opinion_text="安静が必要です")
    with tenant_scope(irai):
        case.refresh_from_db()
        last = Submission.objects.latest("seq")
    assert (case.waits, last.party, last.by_label) == ([], "doctor", "医師（リンクから）")
    assert case.due_on is not None
    page = officer.get(f"/staff/cases/{case.receipt_number}/").content.decode()
    assert "安静が必要です" in page
    applicant.go(f"cases/{case.receipt_number}/")
    assert "ほかの方が書くところが届きました" in applicant.html
    assert "安静が必要です" not in applicant.html
    # The officer sends this part back, and only this part.
    posted = {"version": str(case.version), "ask_part.key": re.search(r'name="ask_part.key" value="(\d+)"', page)[1]}  # type: ignore[index]
    empty = officer.post(f"/staff/cases/{case.receipt_number}/acts/ask_part/", posted)
    assert empty.status_code == 409
    page = officer.post(
        f"/staff/cases/{case.receipt_number}/acts/ask_part/",
        {**posted, "ask_part.request": "期間も書いてください", "ask_part.mail": "doctor@example.jp"},
        follow=True,
    ).content.decode()
    assert "第三者の回答を待っています" in page
    with tenant_scope(irai):
        assert Outbox.objects.filter(to="doctor@example.jp").count() == 1
    again = re.search(r"https?://[^/\"<]+(/[^\s\"<]*/party/[A-Z0-9]{18}/)", page)
    assert again
    look = Browser(Client(), irai)
    look.go(again[1])
    assert "期間も書いてください" in look.html
    answered(irai, again[1], opinion_text="2週間の安静が必要です")
    page = officer.get(f"/staff/cases/{case.receipt_number}/").content.decode()
    assert "2週間の安静が必要です" in page
    doctor.go(link)
    assert "このリンクは使えません" in doctor.html or "回答は届いています" in doctor.html
