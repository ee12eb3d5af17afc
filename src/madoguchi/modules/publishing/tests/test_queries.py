from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_scopes.exceptions import ScopeError

from madoguchi.kernel.tenants.api import Participation, Tenant, forget_directory, note_change, tenant_scope
from madoguchi.modules.publishing import queries
from madoguchi.modules.publishing.api import Importance, Page, add_system_notice, guidance, replace_guidance
from madoguchi.modules.publishing.choices import LANGUAGES, State
from madoguchi.modules.publishing.models import Notice
from madoguchi.modules.publishing.services import notice as notice_service
from madoguchi.modules.publishing.tests.conftest import BY, ago, ahead, content

Tell = Callable[..., Notice]


def test_period_begins_with_its_first_moment_and_ends_before_its_last(in_natori: Tenant, tell: Tell) -> None:
    now = timezone.now()
    tick = timedelta(microseconds=1)
    notice = tell(in_natori, starts_at=now, ends_at=now + timedelta(days=1))

    def seen(at: object) -> bool:
        return queries.shown(Notice.objects.all(), at).exists()  # type: ignore[arg-type]

    assert [seen(now - tick), seen(now), seen(now + timedelta(days=1) - tick), seen(now + timedelta(days=1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [notice.state(now - tick), notice.state(now), notice.state(now + timedelta(days=1))] == [
        State.BEFORE, State.SHOWN, State.ENDED,
    ]  # fmt: skip


def test_lines_agree_with_the_table_at_both_ends(in_natori: Tenant, tell: Tell) -> None:
    tell(in_natori, "もうすぐ", starts_at=ahead(seconds=1))
    tell(in_natori, "終わった", starts_at=ago(days=2), ends_at=ago(seconds=1))
    tell(in_natori, "いま")
    assert [line.title_ja for line in queries.notices(in_natori)] == ["いま"]
    line = queries.line_of(Notice.objects.get(title="もうすぐ"))
    assert not line.shown(line.starts_at - timedelta(microseconds=1))
    assert line.shown(line.starts_at)


def test_emergencies_come_first_then_the_newest(in_natori: Tenant, tell: Tell) -> None:
    tell(in_natori, "古い緊急", starts_at=ago(days=9), importance=Importance.EMERGENCY)
    tell(in_natori, "新しい", starts_at=ago(minutes=1))
    tell(in_natori, "きのう", starts_at=ago(days=1))
    assert [line.title_ja for line in queries.notices(in_natori, limit=2)] == ["古い緊急", "新しい"]


def test_a_body_never_sees_the_notices_of_another(natori: Tenant, sendai: Tenant, tell: Tell) -> None:
    tell(sendai, "仙台だけのお知らせ")
    with tenant_scope(natori):
        assert queries.notices(natori) == []
        assert queries.shown_notice(_id_of(sendai)) is None
        assert not queries.every_notice().exists()
    with tenant_scope(sendai):
        assert [line.title_ja for line in queries.notices(sendai)] == ["仙台だけのお知らせ"]


def _id_of(tenant: Tenant) -> str:
    with tenant_scope(tenant):
        return Notice.objects.get().public_id


def test_joint_list_holds_those_that_take_part_only(natori: Tenant, sendai: Tenant, tell: Tell) -> None:
    tell(natori, "名取", starts_at=ago(hours=2))
    tell(sendai, "仙台")
    assert [(line.body, line.title_ja) for line in queries.joint_notices()] == [(sendai, "仙台"), (natori, "名取")]
    Participation.objects.filter(tenant=sendai).update(ends_on=timezone.localdate() - timedelta(days=1))
    forget_directory()
    assert [line.title_ja for line in queries.joint_notices()] == ["名取"]
    Participation.objects.all().update(starts_on=date(2000, 1, 1), ends_on=date(2000, 1, 2))
    forget_directory()
    assert queries.joint_notices() == []


def test_first_pages_read_once_and_then_from_memory(
    natori: Tenant, sendai: Tenant, tell: Tell, django_assert_num_queries: Callable[..., object]
) -> None:
    for tenant in (natori, sendai, natori):
        tell(tenant)
    add_system_notice(content("保守"), by=BY)
    queries.joint_notices()
    queries.system_notices()
    with tenant_scope(natori):
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            queries.notices(natori)
        with django_assert_num_queries(0):  # type: ignore[attr-defined]
            assert len(queries.notices(natori)) == 2
            assert len(queries.joint_notices()) == 3
            assert len(queries.system_notices()) == 1


def test_a_body_s_notices_are_kept_until_its_stamp_changes_and_follow_the_time(
    natori: Tenant, tell: Tell, settings: Any, monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    settings.MADOGUCHI_DIRECTORY_SECONDS = 5
    now = timezone.now()
    tell(natori, "いま", ends_at=now + timedelta(seconds=20))
    tell(natori, "もうすぐ", starts_at=now + timedelta(seconds=40))
    with tenant_scope(natori):
        assert [line.title_ja for line in queries.notices(natori)] == ["いま"]
        with django_assert_num_queries(0):  # type: ignore[attr-defined]
            monkeypatch.setattr(queries.timezone, "now", lambda: now + timedelta(seconds=30))
            assert queries.notices(natori) == []
            monkeypatch.setattr(queries.timezone, "now", lambda: now + timedelta(seconds=50))
            assert [line.title_ja for line in queries.notices(natori)] == ["もうすぐ"]
        monkeypatch.undo()
        Notice.objects.update(title="書き換え", ends_at=None)  # not noted: from memory
        assert [line.title_ja for line in queries.notices(natori)] == ["いま"]
        note_change(natori)  # as another process would learn from the stamp
        assert [line.title_ja for line in queries.notices(natori)] == ["書き換え"]


def test_a_change_of_a_notice_is_noted_for_the_other_processes(natori: Tenant, tell: Tell) -> None:
    def stamp() -> int:
        return Tenant.objects.get(pk=natori.pk).stamp

    stamps = [stamp()]
    with tenant_scope(natori):
        notice = tell(natori)
        stamps.append(stamp())
        notice_service.change(notice, content("別の題"), by=BY)
        stamps.append(stamp())
        notice_service.withdraw(notice, by=BY)
        stamps.append(stamp())
    assert len(set(stamps)) == 4


def test_a_read_outside_the_scope_raises(natori: Tenant) -> None:
    with pytest.raises(ScopeError):
        queries.shown_notice("abc")


@pytest.mark.parametrize("page", Page)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_has_a_standard_text_with_all_words_filled_in(page: Page, lang: str, in_natori: Tenant) -> None:
    for tenant in (None, in_natori):
        found = guidance(tenant, page, lang)
        assert len(found.text) > 200
        assert "{" not in found.text
        assert not found.own


def test_own_text_of_one_language_leaves_the_other_alone(natori: Tenant, sendai: Tenant) -> None:
    with tenant_scope(natori):
        replace_guidance(natori, Page.FAQ, text_ja="{body}へ（{reach}）。{draft_days}日。{x}", text_en="", by=BY)
        found = guidance(natori, Page.FAQ, "ja")
        assert (found.text, found.own) == (
            "名取市へ（電話 022-000-0000、受付時間 平日 8時30分から17時15分まで）。30日。{x}",
            True,
        )
        assert not guidance(natori, Page.FAQ, "en").own
    with tenant_scope(sendai):
        assert not guidance(sendai, Page.FAQ, "ja").own
    assert not guidance(None, Page.FAQ, "ja").own
