"""A town makes the prefecture's template its own; when that is improved, the town takes the change in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.designer import api as designer
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing.models import Fork
from madoguchi.modules.sharing.services import forking
from madoguchi.modules.sharing.tests.conftest import BY, Clients

MINE, COPY, MERGE = "t042072-inu", "/staff/sharing/p/inu/copy/", "/staff/sharing/copies/t042072-inu/"
KEY = "form.toml:page.dog.field.dog_name.label.ja"
LABEL = 'label = { ja = "犬の名前", en = "Dog\'s name" }'


def edited(body: Tenant, by: Officer, *swaps: tuple[str, str, str]) -> None:
    """The town's clerk changes files of the copy."""
    with tenant_scope(body):
        kept = designer.files_of(MINE)
        assert kept
        designer.save_files(kept.id, kept.revision, swapped(kept.files, *swaps), note="x", by=by)


def swapped(files: object, *swaps: tuple[str, str, str]) -> dict[str, str]:
    found = dict(files)  # type: ignore[call-overload]
    found.pop("texts/easy.toml", None)  # else every changed text would have a stale translation
    for name, old, new in swaps:
        assert old in found[name], old
        found[name] = found[name].replace(old, new, 1)
    return found


def improve(body: Tenant, *swaps: tuple[str, str, str], version: int = 2) -> None:
    """The joint operation publishes the next version of the template."""
    with tenant_scope(body):
        files = procedures.published_files("inu")
        card = ("pack.toml", f"version = {version - 1}", f"version = {version}")
        procedures.publish_files("inu", swapped(files, card, *swaps), by=BY)


def merge_page(client: Client) -> tuple[str, dict[str, str]]:
    page = client.get(MERGE).content.decode()
    hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("version", "revision")}
    return page, hidden


def test_a_copy_takes_in_what_its_original_has_become(
    published: None, clients: Clients, officers: dict[str, Officer], natori: Tenant, sendai: Tenant
) -> None:
    client = clients["natori"]
    assert client.post(COPY, {"slug": "Bad Name"}).status_code == 422
    assert client.post(COPY, {"slug": "inu"}).status_code == 302
    assert clients["sendai"].get(MERGE).status_code == 404
    edited(natori, officers["natori"],
        ("form.toml", "犬の名前", "わんちゃんの名前"), ("pack.toml", "days = 3", "days = 7"),
    )  # fmt: skip
    assert "最新の版まで、取り込んであります" in client.get(MERGE).content.decode()
    improve(natori, ("form.toml", "犬の名前", "飼い犬の名前"), ("texts/ja.md", "窓口または郵送でも", "窓口でも"))
    assert "元の手続に新しい版がある" in client.get("/staff/sharing/p/inu/").content.decode()

    page, looked = merge_page(client)
    assert "決めていただくところ（1）" in page
    place = "ページ「犬について」／項目「わんちゃんの名前」／見出し／日本語"
    for text in (
        place,
        "飼い犬の名前",
        "わんちゃんの名前",
        "入力したものは消えません",
        "届いた案件は、いまの版の様式のままです",
    ):
        assert text in page
    assert KEY not in re.sub("<[^>]*>", "", page), "no key that is not in words"
    answer = client.post(MERGE, looked)
    assert answer.status_code == 422
    assert f"{place}：どちらにするかを選んでください" in answer.content.decode()
    with tenant_scope(natori), pytest.raises(forking.UndecidedError, match=place):
        forking.merge(Fork.objects.get(), {}, version=2, revision=2, by=officers["natori"])
    assert client.post(MERGE, {**looked, f"choice:{KEY}": "ours", "revision": "1"}).status_code == 422, "looked at"
    with tenant_scope(natori):
        assert "窓口または郵送でも" in designer.files_of(MINE).files["texts/ja.md"], "nothing is done by halves"
    assert client.post(MERGE, {**looked, f"choice:{KEY}": "ours"}).status_code == 302
    with tenant_scope(natori):
        files = designer.files_of(MINE).files
        assert "わんちゃんの名前" in files["form.toml"]
        assert "days = 7" in files["pack.toml"]
        assert "窓口でも" in files["texts/ja.md"]
        assert f'id = "{MINE}"' in files["pack.toml"]
        assert Fork.objects.get().upstream_version == 2
        last = timeline(f"procedures.procedure:{MINE}")[-1]
        assert last.data["chosen"] == {KEY: "ours"}
        assert procedures.newest_version(MINE) == 0, "nothing is published by it"
        procedures.check_files(MINE, files)
    with tenant_scope(sendai):
        assert not Fork.objects.exists()


def test_a_change_that_meets_nothing_comes_in_whole(
    published: None, clients: Clients, officers: dict[str, Officer], natori: Tenant
) -> None:
    clients["natori"].post(COPY, {"slug": "inu"})
    improve(natori, ("form.toml", "犬の名前", "飼い犬の名前"))
    improve(natori, ("pack.toml", "days = 3", "days = 4"), version=3)
    page, looked = merge_page(clients["natori"])
    assert "両方が変わったところはありません" in page
    assert clients["natori"].post(MERGE, looked).status_code == 302
    with tenant_scope(natori):
        files, newest = designer.files_of(MINE).files, procedures.published_files("inu")
    for name, text in newest.items():
        assert name == "pack.toml" or files[name] == text, "byte for byte what the original says"
