from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.publishing import queries
from madoguchi.modules.publishing.api import Content, Page
from madoguchi.modules.publishing.models import GuidancePage, Notice
from madoguchi.modules.publishing.services import guidance, system_notice
from madoguchi.modules.publishing.services import notice as notices
from madoguchi.modules.publishing.tests.conftest import BY, ago, ahead, content

Tell = Callable[..., Notice]


def words(target: str) -> list[str]:
    return [entry.word for entry in timeline(target)]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": " \x00"}, "missing", "title"),
        ({"body": "\n"}, "missing", "body"),
        ({"title": "あ" * 101}, "too_long", "title"),
        ({"body": "あ" * 20_001}, "too_long", "body"),
        ({"title_en": "Only a title"}, "english_half", "body_en"),
        ({"body_en": "Only a body"}, "english_half", "title_en"),
        ({"starts_at": ahead(days=1), "ends_at": ago(days=1)}, "period", "ends_on"),
    ],
)
def test_what_cannot_be_published_says_why_at_its_field(
    in_natori: Tenant, changes: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        notices.add(in_natori, replace(content(), **changes), by=BY)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.message.endswith("。")
    assert not Notice.objects.exists()


def test_a_title_stays_on_one_line_and_keeps_its_letters(in_natori: Tenant) -> None:
    made = notices.add(in_natori, content(" 髙﨑\r\n通り 𠮷 "), by=BY)
    assert made.title == "髙﨑 通り 𠮷"


def test_change_records_the_fields_and_nothing_when_nothing_changed(in_natori: Tenant, tell: Tell) -> None:
    notice = tell(in_natori)
    same = Content(title=notice.title, body=notice.body, starts_at=notice.starts_at)
    assert notices.change(notice, same, by=BY) is False
    assert notices.change(notice, replace(same, title="新しい題名"), by=BY) is True
    entries = timeline(notices.target(notice))
    assert [entry.word for entry in entries] == ["publishing.notice.added", "publishing.notice.changed"]
    assert entries[-1].data == {"fields": ["title"]}
    assert queries.notices(in_natori)[0].title_ja == "新しい題名"


def test_withdrawn_is_gone_at_once_and_for_good(in_natori: Tenant, tell: Tell) -> None:
    notice = tell(in_natori)
    assert queries.notices(in_natori)
    notices.withdraw(notice, by=BY)
    assert queries.notices(in_natori) == []
    with pytest.raises(RefusedError, match="取り下げ済み"):
        notices.withdraw(notice, by=BY)
    with pytest.raises(RefusedError, match="取り下げ済み"):
        notices.change(notice, content(), by=BY)
    assert words(notices.target(notice))[-1] == "publishing.notice.withdrawn"
    assert Notice.objects.count() == 1


def test_a_system_notice_is_in_the_audit_of_every_body(natori: Tenant, sendai: Tenant) -> None:
    notice = system_notice.add(content("保守のお知らせ"), by=BY)
    assert [line.title_ja for line in queries.system_notices()] == ["保守のお知らせ"]
    system_notice.withdraw(notice.public_id, by=BY)
    assert queries.system_notices() == []
    for tenant in (natori, sendai):
        with tenant_scope(tenant):
            assert words(f"publishing.system_notice:{notice.pk}") == [
                "publishing.system_notice.added",
                "publishing.system_notice.withdrawn",
            ]
    with pytest.raises(RefusedError):
        system_notice.withdraw(notice.public_id, by=BY)
    with pytest.raises(RefusedError):
        system_notice.withdraw("nothing", by=BY)


def test_guidance_is_replaced_and_restored_with_events(in_natori: Tenant) -> None:
    assert guidance.replace(in_natori, Page.TERMS, text_ja="規約", text_en="", by=BY) is True
    assert guidance.replace(in_natori, Page.TERMS, text_ja="規約 ", text_en="", by=BY) is False
    assert guidance.replace(in_natori, Page.TERMS, text_ja="", text_en="", by=BY) is True
    assert guidance.restore(in_natori, Page.TERMS, by=BY) is False
    assert not GuidancePage.objects.exists()
    assert words(guidance.target(Page.TERMS)) == ["publishing.guidance.replaced", "publishing.guidance.restored"]


def test_a_guidance_text_has_a_limit(in_natori: Tenant) -> None:
    with pytest.raises(RefusedError) as refused:
        guidance.replace(in_natori, Page.TERMS, text_ja="", text_en="a" * 20_001, by=BY)
    assert refused.value.field == "text_en"
