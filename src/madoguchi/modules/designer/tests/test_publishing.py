"""From a working version to what residents file, with one person or two; nothing of another body, nothing unsound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.designer import api, queries
from madoguchi.modules.designer.domain import packfiles, tomlsync
from madoguchi.modules.designer.domain.places import Spot
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import publishing, second_person, working
from madoguchi.modules.designer.tests.conftest import files
from madoguchi.modules.documents import api as documents
from madoguchi.modules.procedures import api as procedures

Notice = apps.get_model("publishing.Notice")


def test_published_it_is_offered_and_the_next_version_goes_on(
    browser: Client, camp: WorkingVersion, maker: Officer
) -> None:
    department = str(maker.department_id)
    answer = browser.post(
        f"/staff/designer/{camp.pk}/publish/", {"revision": "1", "act": "publish", "department": department}
    )
    assert answer.status_code == 302
    offer = procedures.procedure_for("t042072-camp")
    assert offer is not None
    assert offer.pack.key == "t042072-camp@1"
    assert not offer.pack.unchecked
    assert api.in_the_making()[0].base_key == "t042072-camp@1"
    assert "様式を公開しました" in [entry.sentence("ja") for entry in timeline(camp.target)]
    changed = {
        **camp.files,
        "texts/ja.md": camp.files["texts/ja.md"].replace("要るものがなければ、その旨。", "健康保険証"),
    }
    working.save(camp.pk, 1, lambda _files: changed, note="直す", by=maker)
    told = browser.get(f"/staff/designer/{camp.pk}/publish/").content.decode()
    assert "公開中の版とのちがい" in told
    assert "（日本語）" in told  # which text, and in which language
    assert "（日本語）" in browser.get(f"/staff/designer/{camp.pk}/history/?compare=1").content.decode()
    assert maker.department is not None
    assert publishing.publish(camp.pk, 2, maker.department, by=maker) == "t042072-camp@2"
    assert "version = 2" in procedures.published_files("t042072-camp")["pack.toml"]
    working.save(
        camp.pk, 3, lambda _files: {**changed, "texts/en.md": camp.files["texts/en.md"] + "\n"}, note="直す", by=maker
    )
    with pytest.raises(RefusedError, match="変わりました"):
        publishing.publish(camp.pk, 3, maker.department, by=maker)


def test_a_change_that_residents_should_know_is_told_by_who_publishes(
    browser: Client,
    camp: WorkingVersion,
    maker: Officer,
    make_officer: Callable[..., Officer],
    staff_client: Callable[..., Client],
) -> None:
    address = f"/staff/designer/{camp.pk}/publish/"
    post = {"revision": "1", "act": "publish", "department": str(maker.department_id)}
    assert "お知らせに載せる" not in browser.get(address).content.decode(), "nobody knows it yet"
    browser.post(address, post)
    admin = staff_client(make_officer(camp.tenant, role="administrator", name="管理 太郎"))
    admin.post("/staff/procedures/", {"open": "t042072-camp"})
    working.save(camp.pk, 1, lambda f: {**f, "texts/ja.md": f["texts/ja.md"] + "\n変更"}, note="x", by=maker)
    assert "お知らせに載せる" in browser.get(address).content.decode()
    post |= {"revision": "2", "tell": "yes", "tell_ja": "持ち物が変わりました。", "tell_en": "Bring other things."}
    assert browser.post(address, {**post, "tell_ja": ""}).status_code == 422
    # With a second person, the words wait with the proposal and are read by who consents.
    admin.post("/staff/designer/rule/", {"second_person": "yes"})
    browser.post(address, {**post, "act": "propose"})
    assert "持ち物が変わりました。" in admin.get(address).content.decode()
    assert admin.post(address, {"revision": "2", "act": "consent"}).status_code == 302
    titles = list(Notice.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["手続を追加しました：キャンプ場を使う申込み", "手続が変わりました：キャンプ場を使う申込み"]
    feed = Client().get(f"/{camp.tenant.code}/notices/rss.xml").content.decode()
    assert "持ち物が変わりました。" in feed


def test_what_has_problems_is_not_published(camp: WorkingVersion, maker: Officer) -> None:
    broken = {name: text for name, text in camp.files.items() if not name.startswith("examples/")}
    working.save(camp.pk, 1, lambda _files: broken, note="例を消す", by=maker)
    assert maker.department is not None
    with pytest.raises(RefusedError, match="直すところ"):
        publishing.publish(camp.pk, 2, maker.department, by=maker)
    assert procedures.newest_version("t042072-camp") == 0


def test_a_second_person_where_the_body_says_so(
    browser: Client,
    camp: WorkingVersion,
    maker: Officer,
    make_officer: Callable[..., Officer],
    staff_client: Callable[..., Client],
) -> None:
    administrator = make_officer(camp.tenant, role="administrator", name="管理 太郎")
    admin = staff_client(administrator)
    admin.post("/staff/designer/rule/", {"second_person": "yes"})
    address, department = f"/staff/designer/{camp.pk}/publish/", str(maker.department_id)
    assert browser.post(address, {"revision": "1", "act": "publish", "department": department}).status_code == 422
    browser.post(address, {"revision": "1", "act": "propose", "department": department})
    assert browser.post(address, {"revision": "1", "act": "consent"}).status_code == 422  # the author cannot
    twin = make_officer(camp.tenant, role="administrator", account=maker.account, valid_from=maker.valid_from)
    with pytest.raises(RefusedError, match="承認できません"):  # nor the author in another post
        publishing.consent(camp.pk, 1, by=twin)
    working.save(camp.pk, 1, lambda f: {**f, "texts/ja.md": f["texts/ja.md"] + "\n"}, note="x", by=maker)
    assert admin.post(address, {"revision": "2", "act": "consent"}).status_code == 422  # changed since: asked again
    browser.post(address, {"revision": "2", "act": "propose", "department": department})
    assert "承認して公開する" in admin.get(address).content.decode()
    assert admin.post(address, {"revision": "2", "act": "consent"}).status_code == 302
    assert procedures.newest_version("t042072-camp") == 1


def test_ids_are_the_bodys_own(
    camp: WorkingVersion, maker: Officer, sendai: Tenant, make_officer: Callable[..., Officer]
) -> None:
    for slug in ("Camp", "../x", "a" * 40, "キャンプ", ""):
        with pytest.raises(RefusedError):
            working.create(slug, files(), note="x", by=maker)
    with pytest.raises(RefusedError, match="もうあります"):
        working.create("camp", files(), note="x", by=maker)
    stranger = make_officer(sendai, role="designer")
    with tenant_scope(sendai):
        theirs = working.create("t042072-camp", files(), note="x", by=stranger)
        assert theirs.pack_id == "t041009-t042072-camp"


def test_a_pack_folder_goes_out_and_comes_back_byte_for_byte(
    browser: Client, camp: WorkingVersion, maker: Officer
) -> None:
    data = browser.get(f"/staff/designer/{camp.pk}/export/").content
    found, ignored = packfiles.from_zip(data)
    assert (found, ignored) == (camp.files, ())
    assert packfiles.to_zip("t042072-camp", found) == data
    pack = procedures.check_files("t042072-camp", found)[1]
    assert pack.key == "t042072-camp@1"


def test_a_zip_made_on_an_offices_computer_is_taken_and_told(browser: Client, maker: Officer) -> None:
    mac = {
        **{f"camp/{name}": "\ufeff" + text.replace("\n", "\r\n") for name, text in files().items()},
        "camp/.DS_Store": "x", "__MACOSX/camp/._pack.toml": "x", "camp/Thumbs.db": "x", "signature.toml": "",
    }  # fmt: skip
    data = packfiles.to_zip("x", mac)
    found, ignored = packfiles.from_zip(data)
    assert found == files()
    assert set(ignored) == {"signature.toml", "x/camp/.DS_Store", "x/__MACOSX/camp/._pack.toml", "x/camp/Thumbs.db"}
    upload = SimpleUploadedFile("camp.zip", data, "application/zip")
    answer = browser.post("/staff/designer/begin/", {"how": "zip", "slug": "mac", "zip": upload}, follow=True)
    assert "取り込まなかったファイル：" in answer.content.decode()
    with tenant_scope(maker.tenant):
        assert WorkingVersion.objects.get(pack_id="t042072-mac").files["form.toml"] == files()["form.toml"]


def test_a_template_is_copied_with_its_remarks(maker: Officer) -> None:
    folder = Path(settings.MADOGUCHI_PACKS) / "procedures" / "juminhyo"
    source = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}
    row = working.create("juminhyo", source, note="写す", by=maker)
    procedures.check_files(row.pack_id, row.files)
    assert row.files["form.toml"] == source["form.toml"]
    assert 'id = "t042072-juminhyo"' in row.files["pack.toml"]


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "documents/../x.typ", "texts/fr.md", "form.py", "documents/A.typ", "/pack.toml", "a\\b"],
)
def test_strange_names_are_refused(name: str, camp: WorkingVersion, maker: Officer) -> None:
    with pytest.raises(packfiles.BadFilesError):
        packfiles.checked({**files(), name: "x"})
    with pytest.raises(packfiles.BadFilesError):
        packfiles.from_zip(packfiles.to_zip("x", {**files(), name: "x"}))


def test_sizes_are_bounded(camp: WorkingVersion, maker: Officer) -> None:
    with pytest.raises(RefusedError, match="文字まで"):
        working.save(camp.pk, 1, lambda f: {**f, "documents/a.typ": "x" * 200_001}, note="x", by=maker)
    many = {f"documents/d{number}.typ": "x" for number in range(90)}
    with pytest.raises(packfiles.BadFilesError):
        packfiles.checked({**files(), **many})
    with pytest.raises(packfiles.BadFilesError):
        packfiles.from_zip(b"PK nonsense")
    with pytest.raises(packfiles.BadFilesError, match="twice"):
        packfiles.from_zip(packfiles.to_zip("t042072-camp", {**files(), "Pack.toml": "x"}))
    data = bytearray(packfiles.to_zip("t042072-camp", files()))
    start = 30 + len("t042072-camp/") + len(min(files()))  # the packed bytes of its first file
    data[start : start + 8] = b"\xff" * 8
    with pytest.raises(packfiles.BadFilesError):
        packfiles.from_zip(bytes(data))


def test_a_document_that_cannot_be_set_is_not_published(maker: Officer) -> None:
    made = files("certificate")
    made["flow.toml"] = made["flow.toml"].replace('document = "decision"', 'document = "permit"', 1)
    row = working.create("permit", {**made, "documents/permit.typ": "#nonsense()"}, note="x", by=maker)
    assert maker.department is not None
    with pytest.raises(RefusedError, match=r"permit\.typ"):
        publishing.publish(row.pk, 1, maker.department, by=maker)
    source = documents.TEMPLATES["decision"]
    working.save(row.pk, 1, lambda f: {**f, "documents/permit.typ": source}, note="x", by=maker)
    assert publishing.publish(row.pk, 2, maker.department, by=maker) == "t042072-permit@1"


def test_one_administrator_alone_cannot_switch_the_second_person_off(
    camp: WorkingVersion, maker: Officer, make_officer: Callable[..., Officer], staff_client: Callable[..., Client]
) -> None:
    one, two = (make_officer(camp.tenant, role="administrator", name=name) for name in ("管理 一子", "管理 二郎"))
    first, second, rule = staff_client(one), staff_client(two), "/staff/designer/rule/"
    first.post(rule, {"second_person": "yes"})
    first.post(rule, {"second_person": "no"})
    assert queries.needs_second_person()
    assert maker.department is not None
    with pytest.raises(RefusedError, match="承認が要ります"):
        publishing.publish(camp.pk, 1, maker.department, by=one)
    assert 'value="consent"' not in first.get(rule).content.decode()
    assert first.post(rule, {"act": "consent"}).status_code == 422
    twin = make_officer(camp.tenant, role="administrator", account=one.account, valid_from=one.valid_from)
    with pytest.raises(RefusedError, match="承認できません"):  # nor in another post
        second_person.consent_off(by=twin)
    assert "管理 一子さんが、この決まりをやめる承認を求めています" in second.get(rule).content.decode()
    second.post(rule, {"act": "withdraw"})
    assert second.post(rule, {"act": "consent"}).status_code == 422  # nothing is asked any more
    first.post(rule, {"second_person": "no"})
    assert second.post(rule, {"act": "consent"}).status_code == 302
    assert not queries.needs_second_person()
    told = [entry.word.removeprefix("designer.consent_rule.") for entry in timeline(second_person.TARGET)]
    assert told == ["set", "off_asked", "off_withdrawn", "off_asked", "set"]


def test_with_the_rule_on_the_settings_of_a_procedure_ask_too(
    camp: WorkingVersion, maker: Officer, make_officer: Callable[..., Officer], staff_client: Callable[..., Client]
) -> None:
    assert maker.department is not None
    publishing.publish(camp.pk, 1, maker.department, by=maker)
    administrator = make_officer(camp.tenant, role="administrator")
    second_person.switch_on(by=administrator)
    page = staff_client(administrator).get("/staff/procedures/t042072-camp/").content.decode()
    assert "保存して承認を求める" in page


def test_an_id_that_was_published_as_another_type_is_told_and_not_published(
    browser: Client, camp: WorkingVersion, maker: Officer
) -> None:
    def with_field(kind: str) -> dict[str, str]:
        form = tomlsync.plain(camp.files["form.toml"])
        form["page"][0]["field"].append({"id": "t", "type": kind, "label": {"ja": "しるし", "en": "Mark"}})
        return {**camp.files, "form.toml": tomlsync.synced(camp.files["form.toml"], form)}

    assert maker.department is not None
    working.save(camp.pk, 1, lambda _files: with_field("text"), note="x", by=maker)
    publishing.publish(camp.pk, 2, maker.department, by=maker)
    working.save(camp.pk, 2, lambda _files: with_field("date"), note="x", by=maker)
    with pytest.raises(RefusedError, match="種類 text の項目"):
        publishing.publish(camp.pk, 3, maker.department, by=maker)
    row = WorkingVersion.objects.get(pk=camp.pk)
    assert [one.spot for one in queries.problems(row.pack_id, row.files)] == [Spot("field", "t")]
