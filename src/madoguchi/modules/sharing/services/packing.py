"""Packs go out of the installation signed, and come in once it is clear who signed them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer, RefusedError, actor
from madoguchi.kit.languages import english as is_english
from madoguchi.modules.designer import api as designer
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing import events
from madoguchi.modules.sharing.domain import package, signing
from madoguchi.modules.sharing.domain.package import BadPackageError, Package
from madoguchi.modules.sharing.models import Signer
from madoguchi.modules.sharing.services.sharing import record


class Trust(StrEnum):
    """What a signature is worth."""

    OWN = "own"
    KNOWN = "known"
    UNKNOWN = "unknown"
    UNSIGNED = "unsigned"


@dataclass(frozen=True)
class Examined:
    """A package whose signature, if it has one, fits its files. `signer`: the name that the operator has given to a
    known key, else what the signer calls itself; `fingerprint`: of the key, "" without a signature."""

    package: Package
    trust: Trust
    signer: str
    fingerprint: str

    @property
    def is_believed(self) -> bool:
        return self.trust in (Trust.OWN, Trust.KNOWN)


def public_key() -> str:
    """This installation's public key."""
    return signing.public(signing.key_from(settings.SECRET_KEY))


def export(pack_id: str, version: int | None = None) -> bytes:
    """A published version (the newest without a number) that the body of the open scope may take, signed. The same
    version gives the same bytes. Raises UnknownPackError."""
    files = procedures.published_files(pack_id, version)
    number = version or procedures.newest_version(pack_id)
    sha256 = procedures.hash_of(pack_id, files)
    key = signing.key_from(settings.SECRET_KEY)
    name = urlsplit(settings.MADOGUCHI_BASE_URL).hostname or ""
    return package.write(pack_id, files, signing.sign(key, pack=pack_id, version=number, sha256=sha256, signer=name))


def examine(data: bytes) -> Examined:
    """Read a ZIP file and check its signature against its files. Nothing is kept. Raises RefusedError (no pack; a
    signature that does not fit: whatever it is, nobody signed this)."""
    try:
        found = package.read(data)
        sha256 = procedures.hash_of(found.pack_id, found.files)
    except BadPackageError as error:
        raise RefusedError("bad_package", _told(error.ja, error.en), "zip") from error
    except procedures.PackError as error:
        problem = error.problems[0]
        raise RefusedError("bad_package", problem.told(get_language()), "zip") from error
    signature = found.signature
    if signature is None:
        return Examined(found, Trust.UNSIGNED, "", "")
    fits = signature.pack == found.pack_id and signature.sha256 == sha256
    if not fits or not signing.holds(signature):
        raise RefusedError(
            "signature",
            _("署名が内容と合いません。署名のあとで変えられています。送り手にもう一度もらってください。"),
            "zip",
        )
    mark = signing.fingerprint(signature.public_key)
    if signature.public_key == public_key():
        return Examined(found, Trust.OWN, signature.signer, mark)
    known = Signer.objects.filter(public_key=signature.public_key).first()
    if known is not None:
        return Examined(found, Trust.KNOWN, known.name, mark)
    return Examined(found, Trust.UNKNOWN, signature.signer, mark)


def take_in(examined: Examined, *, accepted: str, by: audit.Actor) -> procedures.Published:
    """Publish a package on this installation (the operator's act). A key that is not known is taken only when its
    fingerprint is given. Raises RefusedError, PackError, NotPublishableError."""
    if not examined.is_believed and (not examined.fingerprint or accepted != examined.fingerprint):
        raise RefusedError(
            "not_believed",
            _("署名した人を確かめられません。電話などで指紋を確かめ、--accept に書いてください：%(mark)s")
            % {"mark": examined.fingerprint or _("（署名がない）")},
            "",
        )
    return procedures.publish_files(examined.package.pack_id, examined.package.files, by=by)


def copy_in(examined: Examined, slug: str, *, sure: bool, by: Officer) -> int:
    """Begin a working version of the officer's body from a package; returns its id. Whoever cannot be believed is taken
    only when the officer says so. Raises RefusedError."""
    if not examined.is_believed and not sure:
        raise RefusedError(
            "not_believed", _("署名した人を確かめられません。取り込むときはチェックを入れてください。"), "sure"
        )
    note = _("ZIPファイルから始める（署名：%(who)s）") % {"who": examined.signer or _("なし")}
    made = designer.begin(slug, examined.package.files, note=note, by=by)
    said = {"from": examined.package.pack_id, "signer": examined.signer, "fingerprint": examined.fingerprint}
    record(events.IMPORTED, made.pack_id, actor(by), **said)
    return made.id


def trust(key: str, name: str) -> Signer:
    """Believe packs that are signed with this public key from now on. Raises RefusedError."""
    key, name = key.strip().lower(), name.strip()
    if len(key) != 64 or not all(char in "0123456789abcdef" for char in key) or not name or len(name) > 80:
        raise RefusedError("key", _("公開鍵（64桁の16進数）と、80文字までの名前を指定してください。"), "")
    row, _new = Signer.objects.update_or_create(public_key=key, defaults={"name": name})
    return row


def _told(ja: str, en: str) -> str:
    return en if is_english(get_language()) else ja
