"""A pack folder as one ZIP file with a signature beside it, and such a file read without trusting it.

    inu/pack.toml …   the files of the pack, byte for byte
    signature.toml    who signed which text: format, pack, version, sha256, signer, public_key, signature

What is signed is the canonical text of the pack (every file, line ends LF) by its hash, and what is taken in is that
text: a program that packs the files anew with its own line ends breaks no signature. The same pack and key give the
same bytes. Reading unpacks nothing to disk and believes nothing that the ZIP says of itself.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.kit import toml
from madoguchi.modules.procedures import api as procedures

Files = Mapping[str, str]

MANIFEST = procedures.SIGNATURE_FILE
MAX_ZIP = 4 * 1024 * 1024
MAX_FILES = 120
MAX_FILE = 1024 * 1024
MAX_TOTAL = 4 * 1024 * 1024
_WHEN = (1980, 1, 1, 0, 0, 0)
_HEX = re.compile(r"[0-9a-f]+")


class BadPackageError(ValueError):
    """A file that is no signed pack; `ja` and `en` say why and what to do."""

    def __init__(self, ja: str, en: str) -> None:
        self.ja, self.en = ja, en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands beside the pack. `signer`: the name that the signer gives itself, which proves nothing."""

    pack: str
    version: int
    sha256: str
    signer: str
    public_key: str
    signature: str

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        return f"madoguchi pack 1\n{self.pack}@{self.version}\n{self.sha256}\n".encode()


@dataclass(frozen=True, slots=True)
class Package:
    """What a ZIP file holds: the files of one pack, its signature if it has one, and the names that were left out."""

    pack_id: str
    files: dict[str, str]
    signature: Signature | None
    ignored: tuple[str, ...] = ()


def write(pack_id: str, files: Files, signature: Signature) -> bytes:
    """The ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(_entry(f"{pack_id}/{name}"), files[name].encode())
        archive.writestr(_entry(MANIFEST), _manifest(signature).encode())
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o100644 << 16
    return entry


def _manifest(signature: Signature) -> str:
    name = "".join(char for char in signature.signer if char.isprintable() and char not in '"\\')
    return (
        "# Signature of a pack of Madoguchi. Whoever signed is known by the public key, not by the name.\n"
        f'format = 1\npack = "{signature.pack}"\nversion = {signature.version}\nsha256 = "{signature.sha256}"\n'
        f'signer = "{name}"\npublic_key = "{signature.public_key}"\nsignature = "{signature.signature}"\n'
    )


def read(data: bytes) -> Package:
    """The files of one pack and its signature, which nobody has checked yet. Raises BadPackageError."""
    if len(data) > MAX_ZIP:
        raise BadPackageError("ZIPファイルは4MBまでです。", "The ZIP file may have up to 4 MB.")
    try:
        found = procedures.read_zip(data, max_files=MAX_FILES, max_file=MAX_FILE, max_total=MAX_TOTAL)
    except procedures.UnfitZipError as error:
        raise BadPackageError(error.ja, error.en) from error
    signature = None if found.signature is None else _signature(found.signature)
    return Package(found.pack_id, found.files, signature, found.ignored)


def _signature(manifest: str) -> Signature:
    bad = BadPackageError("signature.toml を読めません。", "signature.toml cannot be read.")
    try:
        data = toml.loads(manifest)
    except toml.TOMLDecodeError:
        raise bad from None
    texts = [data.get(name) for name in ("pack", "sha256", "signer", "public_key", "signature")]
    version = data.get("version")
    if data.get("format") != 1 or not all(isinstance(text, str) for text in texts) or type(version) is not int:
        raise bad
    pack, sha256, signer, public_key, signature = (str(text) for text in texts)
    for text, length in ((sha256, 64), (public_key, 64), (signature, 128)):
        if len(text) != length or not _HEX.fullmatch(text):
            raise bad
    return Signature(pack, version, sha256, signer[:80], public_key, signature)
