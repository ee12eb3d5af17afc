"""The command, the audit, and two bodies that never see each other's map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Tenant, every_body_scope, forget_directory, tenant_scope
from madoguchi.modules.gis import api as gis
from madoguchi.modules.gis.models import BodyMap
from madoguchi.modules.gis.tests.test_ground import SQUARE, collection, feature

BY = audit.Actor.operator("test")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "map.geojson"
    path.write_text(collection(feature("Polygon", [SQUARE]), feature("Point", [140.85, 38.15], name="市役所")))
    return path


def ground_of(tenant: Tenant) -> gis.Ground:
    with tenant_scope(tenant):
        return gis.ground_of(tenant)


def test_a_map_is_loaded_shown_and_removed(natori: Tenant, file: Path, capsys: Any) -> None:
    assert ground_of(natori).extent is None
    call_command("body_map", "042072", str(file), credit="市の地図", margin=500)
    forget_directory()
    told = capsys.readouterr().out
    assert "38.100000" in told
    assert "市の地図" in told
    ground = ground_of(natori)
    assert ground.extent is not None
    assert ground.extent.holds((38204000, 140850000))
    assert not ground.extent.holds((38206000, 140850000))
    call_command("body_map", "042072", str(file))
    with tenant_scope(natori):
        assert BodyMap.objects.count() == 1, "in its place, not beside it"
    call_command("body_map", "042072", remove=True)
    call_command("body_map", "042072")
    assert "日本全体" in capsys.readouterr().out
    with tenant_scope(natori):
        events = [entry.word for entry in audit.timeline("tenants.tenant:042072")]
    assert events == ["gis.body_map.loaded", "gis.body_map.loaded", "gis.body_map.removed"]


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "JSON"), ("[]", "GeoJSON"), (collection(feature("Point", [38.1, 80.1], name="x")), "日本の外")],
)
def test_a_file_that_is_no_map_changes_nothing(natori: Tenant, file: Path, content: str, words: str) -> None:
    call_command("body_map", "042072", str(file))
    file.write_text(content)
    with pytest.raises(CommandError, match=words):
        call_command("body_map", "042072", str(file))
    with tenant_scope(natori):
        assert BodyMap.objects.get().content.count("市役所") == 1
    for arguments in (["042072", str(file.with_name("none"))], ["999999", str(file)]):
        with pytest.raises(CommandError):
            call_command("body_map", *arguments)


def test_two_bodies_have_their_own(natori: Tenant, sendai: Tenant, file: Path, django_assert_num_queries: Any) -> None:
    call_command("body_map", "042072", str(file), credit="名取の地図")
    other = collection(bbox=[141.2, 38.3, 141.6, 38.6])
    with tenant_scope(sendai):
        gis.load(other, credit="仙台の地図", by=BY)
    forget_directory()
    assert (ground_of(natori).credit, ground_of(sendai).credit) == ("名取の地図", "仙台の地図")
    with tenant_scope(sendai):
        assert [row.tenant_id for row in BodyMap.objects.all()] == [sendai.pk]
        assert not BodyMap.objects.filter(tenant=natori).exists()
        gis.remove(by=BY)
    with every_body_scope("test"):
        assert [row.tenant_id for row in BodyMap.objects.all()] == [natori.pk]
        assert gis.ground_here() is None, "no one body is open"
    assert gis.ground_here() is None
    with tenant_scope(natori), django_assert_num_queries(0):
        assert gis.ground_here() is not None
