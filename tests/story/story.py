"""`make story`: the main job from a phone to a decision, headless, over real HTTP with a real mail server.

A temporary installation with the demonstration is set up and started as `madoguchi run` starts it: web server, worker,
relay. The residents have browsers without JavaScript; what they are mailed comes over SMTP. Three bodies: 道路占用 in
名取市 (correction, permit), 行政文書開示請求 in 宮城県 (refusal), 犬 in 石巻市 (withdrawal).

SQLite, or with DATABASE_URL=postgres://… PostgreSQL: a database of its own is made on that server and dropped again.
Prints a line a step; the last line is the verdict; exit code 0 only when every step went well.
"""

from __future__ import annotations

import io
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

if __name__ == "__main__":  # run by its path: our packages lie two folders up
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pypdf import PdfReader

from tests.story import answers, desk
from tests.story.browser import Browser
from tests.story.page import Value
from tests.story.server import Installation, installation
from tests.story.sink import Sink

FORWARD = ("確認へ進む", "次へ進む")
NATORI, MIYAGI, ISHINOMAKI = "042072", "040002", "042021"
_LINK = re.compile(r"https?://\S+/status/link/\S+")


class Told:
    """Prints a line for every step, with its milliseconds, and counts."""

    def __init__(self) -> None:
        self.steps = 0
        self.started = time.monotonic()
        self._since = self.started

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def done(self, text: str) -> None:
        now = time.monotonic()
        print(f"  ✓ {text}  {1000 * (now - self._since):.0f} ms", flush=True)
        self._since = now
        self.steps += 1


@dataclass
class Filed:
    """A case as its resident knows it."""

    body: str
    number: str
    code: str


@dataclass
class Story:
    """The stage: an installation that runs, a mail server, and who tells of it."""

    site: Installation
    sink: Sink
    told: Told = field(default_factory=Told)

    @property
    def today(self) -> date:
        return datetime.now(ZoneInfo("Asia/Tokyo")).date()

    def file(self, body: str, procedure: str, filled: dict[str, Value], *, mail: str = "") -> tuple[Browser, Filed]:
        """Find the procedure by a word, fill it in, read it back, send it, and see the mail come."""
        resident = Browser(self.site.url)
        resident.go(f"/{body}/")
        resident.go(f"/{body}/find/?q={procedure}")
        resident.follow(procedure)
        resident.page.must_say("結果までの目安", "お問い合わせ")
        self.told.done(f"{body}：「{procedure}」を探して、手続の説明を読んだ")
        resident.follow("入力をはじめる")
        resident.fill_in(filled, until="送信する", buttons=FORWARD)
        self.told.done(f"{len(filled)}の質問に答えて、確認の画面まで来た")
        declaration = [node.label for node in resident.page.labels_of("送信する")]  # the box to tick before sending
        resident.press("送信する", dict.fromkeys(declaration, True))
        resident.page.must_say("受け付けました")
        filed = Filed(body, resident.page.copied_value("受付番号"), resident.page.copied_value("確認番号"))
        self.told.done(f"送信し、受付番号 {filed.number} と確認番号を受け取った")
        slip = words_of(resident.download("受付票を保存する（PDF）"))
        must_hold(slip, filed.number, filed.code)
        self.told.done("受付票（PDF）に両方の番号がある")
        if mail:
            received = self.sink.wait_for(mail, "受け付けました")
            must_hold(received.text, filed.number)
            assert filed.code not in received.text, "the mail must not hold the confirmation code"
            self.told.done(f"メールが届いた：{received.subject}")
        return resident, filed

    def ask_status(self, filed: Filed) -> Browser:
        """Another browser, with nothing but the two numbers."""
        resident = Browser(self.site.url)
        resident.go(f"/{filed.body}/status/")
        resident.press("確認する", {"受付番号": filed.number, "確認番号": filed.code.lower()})
        resident.page.must_say(filed.number)
        return resident


def road(story: Story) -> None:
    """道路占用許可: applied for with a map, corrected, permitted, issued, downloaded."""
    told = story.told
    told.title("道路占用許可申請（名取市）")
    mail = "koji@example.jp"
    sender, filed = story.file(NATORI, "道路占用許可申請", answers.road(story.today, mail), mail=mail)
    sender.close()
    clerk = desk.sign_in(story.site.url, "natori-kensetsu")
    told.done("担当が、パスワードと確認コードでログインした")
    page = desk.open_case(clerk, filed.number)
    page.must_say("名取（架空）建設株式会社", "位置図①.pdf", "枠組足場")
    told.done("担当が、案件を受付番号で探して開いた")
    desk.act(clerk, "収受する", says="収受しました")
    desk.act(clerk, "審査を始める", says="審査を始めました")
    told.done("収受して、審査を始めた")
    desk.act(
        clerk,
        "補正を求める",
        {
            "「占用する場所」で直していただきたいこと": "地番の終わりも書いてください。",
            "「法人・団体の名称」で直していただきたいこと": "登記のとおりの名称にしてください。",
            "「メールアドレス」で直していただきたいこと": "会社のアドレスにしてください。",
            "全体へのひとこと": "図面はこのままで結構です。",
        },
        says="補正を求めました",
    )
    told.done("「占用する場所」「名称」「メールアドレス」の補正を、理由を付けて求めた")
    story.sink.wait_for(mail, "確認のお願い")
    told.done("補正のお願いがメールで届いた")
    resident = story.ask_status(filed)
    resident.page.must_say("あなたの番です")
    resident.follow("直すところを見る")
    resident.page.must_say("地番の終わりも書いてください。")
    corrected, new_mail = "名取（架空）土木株式会社", "doboku@example.jp"
    resident.press(
        "直した内容を送る",
        {
            "占用する場所": "名取市増田9丁目9番9 地先から 9番12 地先まで",
            "法人・団体の名称": corrected,
            "メールアドレス": new_mail,
        },
    )
    resident.page.must_say("お答えを送りました")
    resident.close()
    told.done("受付番号と確認番号で開き、その項目だけを直した")
    must_hold(story.sink.wait_for(new_mail, "お知らせ先の変更").text, filed.number)
    gone = story.sink.wait_for(mail, "お知らせ先の変更").text
    assert not _LINK.search(gone), "the former address may be a stranger's"
    assert new_mail not in gone
    told.done("新しいアドレスに知らせが届き、前のアドレスには変わったことだけが届いた")
    page = desk.open_case(clerk, filed.number)
    page.must_say("直す前", "9番12 地先まで", corrected, new_mail)
    clerk.close()
    told.done("担当が、直す前と後を見くらべた")
    head = desk.sign_in(story.site.url, "natori-kensetsu-kacho")
    desk.open_case(head, filed.number)
    desk.act(
        head,
        "決定する",
        {"決定の内容": "許可", "書類に加える文": "夜間は点滅灯をつけてください。"},
        says="決定しました",
    )
    told.done("課長が、条件を付けて許可を決めた")
    desk.act(head, "交付する", says="交付しました")
    head.close()
    told.done("許可書を交付した")
    paper, how = take_result(story, new_mail)
    assert not [one for one in story.sink.mails if one.recipient == mail and "結果" in one.subject]
    must_hold(
        paper,
        "道路占用許可書",
        f"{corrected}代表取締役髙橋花子様",
        "市道大手町線",
        "9番12地先まで",
        "夜間は点滅灯をつけてください。",
        "名取市長",
    )
    told.done(f"許可書（PDF）を{how}受け取り、あて名・場所・条件が正しい")


def documents(story: Story) -> None:
    """行政文書開示請求: refused with reasons, and the paper says where to object."""
    told = story.told
    told.title("行政文書開示請求（宮城県）")
    mail = "hina@example.jp"
    sender, filed = story.file(MIYAGI, "行政文書の開示請求", answers.documents(mail), mail=mail)
    sender.close()
    clerk = desk.sign_in(story.site.url, "miyagi-josei")
    desk.open_case(clerk, filed.number)
    desk.act(clerk, "収受する", says="収受しました")
    desk.act(clerk, "審査を始める", says="審査を始めました")
    clerk.close()
    told.done("担当が収受して、審査を始めた")
    head = desk.sign_in(story.site.url, "miyagi-josei-kacho")
    desk.open_case(head, filed.number)
    head.press("決定する", {"決定の内容": "不開示"})
    assert head.page.status == 409, f"a refusal without reasons was taken: {head.page.status}"
    told.done("理由のない不開示は、決定できない")
    reason = "検討中の路線案であり、公にすると率直な意見の交換が損なわれるおそれがあるため。"
    desk.act(head, "決定する", {"決定の内容": "不開示", "理由（不利益な決定では必須）": reason}, says="決定しました")
    desk.act(head, "交付する", says="交付しました")
    head.close()
    told.done("室長が、理由を付けて不開示を決め、通知書を交付した")
    paper, how = take_result(story, mail)
    must_hold(
        paper,
        "率直な意見の交換が損なわれるおそれ",
        "審査請求",
        "取消しを求める訴え",
        "6か月以内",
        "宮城県知事",
        "閖上陽菜",
    )
    told.done(f"通知書（PDF）を{how}受け取り、理由と教示がある")


def dog(story: Story) -> None:
    """犬: the dog was found alive; the report is withdrawn by its sender."""
    told = story.told
    told.title("犬の死亡届（石巻市）")
    resident, filed = story.file(ISHINOMAKI, "犬の死亡", answers.dog(story.today))
    resident.close()
    resident = story.ask_status(filed)
    resident.follow("この手続を取り下げる")
    resident.press("取り下げる")
    resident.page.must_say("取り下げました")
    resident.close()
    told.done("受付番号と確認番号で開き、届出を取り下げた")
    clerk = desk.sign_in(story.site.url, "ishinomaki-kankyo")
    page = desk.open_case(clerk, filed.number)
    page.must_say("取下げ", "この案件は終わっています")
    clerk.close()
    told.done("担当の一覧で、取り下げられて終わっている")


def take_result(story: Story, mail: str) -> tuple[str, str]:
    """Open the link of the mail and download the document: its words, and how it came."""
    letter = story.sink.wait_for(mail, "結果が出ました")
    found = _LINK.search(letter.text)
    assert found, letter.text
    resident = Browser(story.site.url)
    resident.go(urlsplit(found[0]).path)
    resident.page.must_say("結果")
    paper = resident.download("結果の書類を受け取る（PDF）")
    resident.close()
    return words_of(paper), "メールのリンクから"


def words_of(pdf: bytes) -> str:
    """The words of a PDF without spaces and line breaks."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def must_hold(text: str, *words: str) -> None:
    """Raises AssertionError for the first words that are not in the text; spaces do not count."""
    plain = "".join(text.split())
    for word in words:
        assert "".join(word.split()) in plain, f"「{word}」 is missing in: {plain[:800]}"


ACTS: tuple[Callable[[Story], None], ...] = (road, documents, dog)


def tell(database_url: str = "") -> int:
    """Set the stage, play the three acts; returns how many steps went well. Whatever goes wrong is raised."""
    before = time.monotonic()
    with Sink() as sink, installation(database_url=database_url, smtp_port=sink.port, MADOGUCHI_DEMO="1") as site:
        site.set_up(demonstration=True)
        site.start()
        engine = "PostgreSQL" if database_url.startswith("postgres") else "SQLite"
        print(f"窓口の用意ができました（{engine}、{time.monotonic() - before:.1f} 秒）", flush=True)
        story = Story(site, sink)
        for act in ACTS:
            act(story)
        seconds = time.monotonic() - story.told.started
        print(f"\n{story.told.steps} steps, {len(ACTS)} cases, {len(sink.mails)} mails in {seconds:.1f} s")
        return story.told.steps


def main() -> int:
    try:
        tell(os.environ.get("DATABASE_URL", ""))
    except Exception as error:
        print(f"  ✗ {type(error).__name__}: {error}")
        print("story: FAILED")
        return 1
    print("story: passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
