"""A pack goes out signed and comes in again, byte for byte; whatever else calls itself a pack stays outside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.designer import api as designer
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing.domain import package, signing
from madoguchi.modules.sharing.domain.package import BadPackageError
from madoguchi.modules.sharing.services import packing
from madoguchi.modules.sharing.services.packing import Trust
from madoguchi.modules.sharing.tests.conftest import BY, CAMP, Clients

FOLDER = Path(settings.MADOGUCHI_PACKS) / "procedures" / "inu"
TAKE_IN = "/staff/sharing/take-in/"
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def zipped(members: dict[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda _entry: None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            change(entry)
            archive.writestr(entry, content)
    return out.getvalue()


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def by_a_stranger(files: dict[str, str]) -> bytes:
    sha256 = procedures.hash_of("inu", files)
    signature = signing.sign(STRANGER, pack="inu", version=1, sha256=sha256, signer="みやぎ県")
    return package.write("inu", files, signature)


@pytest.fixture
def files(published: None, in_natori: Tenant) -> dict[str, str]:
    return dict(procedures.published_files("inu"))


@pytest.fixture
def data(files: dict[str, str]) -> bytes:
    """The dog pack as this installation gives it out."""
    return packing.export("inu")


def test_out_and_in_again_byte_for_byte(data: bytes) -> None:
    members = members_of(data)
    folder = {f"inu/{path.relative_to(FOLDER)}": path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}
    assert {name: content for name, content in members.items() if name != package.MANIFEST} == folder
    examined = packing.examine(data)
    assert (examined.trust, examined.package.pack_id) == (Trust.OWN, "inu")
    assert packing.take_in(examined, accepted="", by=BY).done == "unchanged"
    assert packing.export("inu") == data


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("inu/texts/ja.md", "飼い犬", "飼い猫"),
        (package.MANIFEST, "version = 1", "version = 2"),
        (package.MANIFEST, 'pack = "inu"', 'pack = "neko"'),
        (package.MANIFEST, 'public_key = "', 'public_key = "' + signing.public(STRANGER) + '"\n#'),
    ],
)
def test_whatever_was_changed_after_signing_is_refused(data: bytes, name: str, old: str, new: str) -> None:
    members = members_of(data)
    text = members[name].decode()
    assert old in text
    members[name] = text.replace(old, new, 1).encode()
    with pytest.raises(RefusedError) as caught:
        packing.examine(zipped(members))
    assert caught.value.code == "signature"


def test_an_unknown_key_is_taken_only_when_somebody_has_compared_it(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs, mark = tmp_path / "inu.zip", signing.fingerprint(signing.public(STRANGER))
    theirs.write_bytes(by_a_stranger(files))
    with pytest.raises(CommandError, match=mark):
        call_command("library", "import", str(theirs))
    assert f"inu unknown みやぎ県 {mark}" in capsys.readouterr().out, "who signed, as it calls itself"
    call_command("library", "import", str(theirs), "--accept", mark)
    call_command("library", "trust", signing.public(STRANGER), "--name", "宮城県の設置")
    call_command("library", "import", str(theirs), "--check")
    assert "inu known 宮城県の設置" in capsys.readouterr().out, "as the operator calls it"
    unsigned = tmp_path / "unsigned.zip"
    unsigned.write_bytes(zipped({f"inu/{name}": text.encode() for name, text in files.items()}))
    for accept in ([], ["--accept", ""]):
        with pytest.raises(CommandError):
            call_command("library", "import", str(unsigned), *accept)
    with pytest.raises(CommandError):
        call_command("library", "trust", "abc", "--name", "x")
    call_command("library", "export", "inu", str(tmp_path / "out.zip"))
    assert packing.examine((tmp_path / "out.zip").read_bytes()).trust is Trust.OWN


def _linked(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = 0o120777 << 16


def _lies(data: bytes) -> bytes:
    """The directory says that a file of 3 MB has 10 bytes."""
    big = zipped({"inu/pack.toml": b"a" * 3_000_000})
    return big.replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def _junk(members: dict[str, bytes]) -> dict[str, bytes]:
    """What Finder and Explorer add, the directory of a version control too."""
    more = ("inu/.DS_Store", "__MACOSX/inu/._pack.toml", "inu/desktop.ini", "inu/texts/Thumbs.db", ".git/config")
    return {**members, **dict.fromkeys(more, b"\xff\x00")}


HOSTILE = {
    "no zip": b"PK\x03\x04 nothing",
    "empty": zipped({}),
    "up": zipped({"inu/../../etc/passwd": b"x"}),
    "up at once": zipped({"../inu/pack.toml": b"x"}),
    "absolute": zipped({"/inu/pack.toml": b"x"}),
    "backslash": zipped({"inu\\..\\pack.toml": b"x"}),
    "hidden": zipped({"inu/.git/config": b"x"}),
    "drive": zipped({"C:/inu/pack.toml": b"x"}),
    "two folders": zipped({"inu/pack.toml": b"x", "neko/pack.toml": b"x"}),
    "two cases": zipped({"inu/pack.toml": b"x", "inu/Pack.toml": b"x"}),
    "link": zipped({"inu/pack.toml": b"/etc/passwd"}, _linked),
    "junk alone": zipped(_junk({})),
    "two signatures": zipped({"inu/pack.toml": b"", "inu/signature.toml": b"", "signature.toml": b""}),
    "beside the folder": zipped({"inu/pack.toml": b"", "neko/form.toml": b""}),
    "many": zipped({f"inu/{number}.toml": b"" for number in range(200)}),
    "bomb": zipped({f"inu/{number}.toml": b"a" * 1_000_000 for number in range(6)}),
    "one big": zipped({"inu/pack.toml": b"a" * 3_000_000}),
    "lies about its size": _lies(b""),
    "no text": zipped({"inu/pack.toml": b"\xff\xfe\x00"}),
    "manifest is no toml": zipped({"inu/pack.toml": b"", "signature.toml": b"[["}),
    "manifest is empty": zipped({"inu/pack.toml": b"", "signature.toml": b""}),
    "manifest lists": zipped({"inu/pack.toml": b"", "signature.toml": b'format = 1\npack = ["x"]\nversion = true\n'}),
}


OFFICES = {
    "Finder, Explorer": _junk,
    "no folder": lambda members: {name.removeprefix("inu/"): content for name, content in members.items()},
    "folder in a folder": lambda members: {f"inu のコピー/{name}": content for name, content in members.items()},
    "everything in the folder": lambda members: {
        name if "/" in name else f"inu/{name}": content for name, content in members.items()
    },
    "CRLF": lambda members: {name: content.replace(b"\n", b"\r\n") for name, content in members.items()},
    "BOM": lambda members: {name: b"\xef\xbb\xbf" + content for name, content in members.items()},
}  # fmt: skip


@pytest.mark.parametrize("what", OFFICES)
def test_what_an_offices_computer_packs_is_taken_and_its_signature_holds(data: bytes, what: str) -> None:
    packed = OFFICES[what](members_of(data))
    examined = packing.examine(zipped(packed))
    assert (examined.trust, examined.package.pack_id) == (Trust.OWN, "inu")
    assert packing.take_in(examined, accepted="", by=BY).done == "unchanged", "byte for byte what was signed"
    assert len(examined.package.ignored) == (5 if what == "Finder, Explorer" else 0)
    changed = {name: content.replace("飼い犬".encode(), "飼い猫".encode()) for name, content in packed.items()}
    with pytest.raises(RefusedError) as caught:
        packing.examine(zipped(changed))
    assert caught.value.code == "signature"


def test_a_folder_with_a_japanese_name_from_explorer_is_taken(data: bytes) -> None:
    """CP932 without a word of it; the second byte of 予 and 表 is a backslash in other readings."""
    packed = zipped({f"AAAABBBB/{name}": content for name, content in members_of(data).items()})
    explorer = packed.replace(b"AAAABBBB", "予定の表".encode("cp932"))
    assert packing.examine(explorer).trust is Trust.OWN


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_told_and_nothing_breaks(what: str) -> None:
    with pytest.raises(BadPackageError) as caught:
        package.read(HOSTILE[what])
    assert caught.value.ja
    assert caught.value.en


def test_a_file_whose_every_byte_is_broken_in_turn_never_breaks_us(data: bytes) -> None:
    for at in range(0, len(data), max(1, len(data) // 60)):
        try:
            packing.examine(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        except RefusedError:
            continue


def test_the_page_says_who_signed_and_makes_a_copy_of_the_bodys_own(
    clients: Clients, files: dict[str, str], natori: Tenant, sendai: Tenant
) -> None:
    def post(content: bytes, **typed: str) -> object:
        upload = SimpleUploadedFile("inu.zip", content, "application/zip")
        return clients["natori"].post(TAKE_IN, {"zip": upload, "slug": "inu", **typed})

    answer = post(by_a_stranger(files))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "知らない鍵の署名です" in page
    assert signing.fingerprint(signing.public(STRANGER)) in page
    assert post(HOSTILE["bomb"], sure="yes").status_code == 422
    assert post(by_a_stranger(files), sure="yes").status_code == 302
    with tenant_scope(natori):
        assert [one.pack_id for one in designer.in_the_making()] == ["t042072-inu"]
    with tenant_scope(sendai):
        assert designer.in_the_making() == []
    out = clients["natori"].get("/staff/sharing/p/inu/pack.zip")
    assert packing.examine(out.content).trust is Trust.OWN
    assert clients["sendai"].get(f"/staff/sharing/p/{CAMP}/pack.zip").status_code == 404


def test_nobody_takes_out_what_is_another_bodys(camp: str, clients: Clients) -> None:
    assert clients["natori"].get(f"/staff/sharing/p/{CAMP}/pack.zip").status_code == 200
    assert clients["sendai"].get(f"/staff/sharing/p/{CAMP}/pack.zip").status_code == 404
