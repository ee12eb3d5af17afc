"""Publishing: once published, a version never changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.models import FrozenError, PackVersion
from madoguchi.modules.procedures.queries.packs import UnknownPackError, pack_by_key
from madoguchi.modules.procedures.services.publish import Done, NotPublishableError, procedures_folder, publish
from madoguchi.modules.procedures.tests.plant import Planted

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path)


def test_published_text_is_the_pack(planted: Planted) -> None:
    assert publish(planted.folder).done is Done.PUBLISHED
    row = PackVersion.objects.get()
    assert (row.key, row.sha256) == ("inu@1", planted.pack().sha256)
    assert pack_by_key("inu@1").card.title.ja == "犬の死亡・登録事項変更の届出"


def test_the_same_text_again_is_no_news(planted: Planted) -> None:
    publish(planted.folder)
    assert publish(planted.folder).done is Done.UNCHANGED
    assert PackVersion.objects.count() == 1


def test_another_text_under_the_same_version_is_refused(planted: Planted) -> None:
    publish(planted.folder)
    planted.add("texts/ja.md", "\n書き足し\n")
    with pytest.raises(NotPublishableError, match="set version = 2"):
        publish(planted.folder)
    assert "書き足し" not in PackVersion.objects.get().text


def test_the_next_version_stands_beside_the_old_one(planted: Planted) -> None:
    publish(planted.folder)
    publish(planted.version(2).swap("texts/ja.md", "## lead\n", "## lead\n\n第2版。\n").folder)
    assert "第2版。" in pack_by_key("inu@2").texts["ja"]["lead"]
    assert "第2版。" not in pack_by_key("inu@1").texts["ja"]["lead"]


def test_an_older_version_cannot_follow_a_newer_one(planted: Planted) -> None:
    publish(planted.version(3).folder)
    planted.swap("pack.toml", "version = 3", "version = 2")
    with pytest.raises(NotPublishableError, match="must be above 3"):
        publish(planted.folder)


def test_rows_refuse_every_change(planted: Planted) -> None:
    publish(planted.folder)
    row = PackVersion.objects.get()
    row.text = "x"
    for change in (
        row.save,
        row.delete,
        lambda: PackVersion.objects.update(text="x"),
        lambda: PackVersion.objects.all().delete(),
    ):
        with pytest.raises(FrozenError):
            change()
    assert PackVersion.objects.get().text != "x"


def test_a_faulty_pack_is_not_published(planted: Planted) -> None:
    with pytest.raises(PackError):
        publish(planted.swap("pack.toml", '"pets"', '"pet"').folder)
    with pytest.raises(PackError):
        publish(planted.swap("pack.toml", '"pet"', '"pets"').swap("examples/death.ok.toml", "こむぎ", "").folder)
    assert not PackVersion.objects.exists()


def test_unchecked_legal_texts_stop_a_disposition_in_production_only(planted: Planted, settings: Settings) -> None:
    planted.disposition()
    settings.MADOGUCHI_PRODUCTION = True
    with pytest.raises(NotPublishableError) as caught:
        publish(planted.folder)
    assert [ja.rsplit(": ", 1)[1] for ja, _en in caught.value.reasons] == [
        "法令 狂犬病予防法第4条第4項・第5項",
        "法令 狂犬病予防法施行規則第8条・第9条",
        "理由 基準に合わない場合",
        "教示 審査請求",
    ]
    settings.MADOGUCHI_PRODUCTION = False
    assert publish(planted.folder).unchecked


@pytest.mark.parametrize("pack_id", ["juminhyo", "risai"])
def test_a_certificate_that_prints_unchecked_law_is_refused_in_production(pack_id: str, settings: Settings) -> None:
    """Whatever the kind: the refusal of a 住民票 carries 教示, the 罹災証明書 cites its law."""
    folder = procedures_folder() / pack_id
    settings.MADOGUCHI_PRODUCTION = True
    with pytest.raises(NotPublishableError) as caught:
        publish(folder)
    said = [ja.rsplit(": ", 1)[1] for ja, _en in caught.value.reasons]
    assert ("教示 審査請求" in said) == (pack_id == "juminhyo")
    assert any(text.startswith("法令 ") for text in said)
    settings.MADOGUCHI_PRODUCTION = False
    assert publish(folder).unchecked


def test_checked_legal_texts_are_published_in_production(planted: Planted, settings: Settings) -> None:
    settings.MADOGUCHI_PRODUCTION = True
    planted.disposition()
    planted.swap("pack.toml", 'checked_by = ""\nchecked_on = ""', 'checked_by = "総務課"\nchecked_on = "2026-11-20"')
    assert publish(planted.folder).unchecked == ()


def test_a_notification_with_unchecked_law_is_published_in_production(planted: Planted, settings: Settings) -> None:
    settings.MADOGUCHI_PRODUCTION = True
    assert publish(planted.folder).done is Done.PUBLISHED


def test_a_key_that_was_never_published_is_unknown() -> None:
    with pytest.raises(UnknownPackError):
        pack_by_key("inu@1")


def test_a_compiled_pack_is_read_without_a_query(
    planted: Planted, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(planted.folder)
    pack_by_key("inu@1")
    with django_assert_num_queries(0):
        assert pack_by_key("inu@1").form.field("dog_name")
