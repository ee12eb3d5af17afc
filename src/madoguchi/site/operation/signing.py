"""Can bodies that sign their documents go on doing so? No time stamp is asked for: whether it can be had is seen when
the certificate is set, and when a document is issued."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import every_body_scope
from madoguchi.modules.signatures import api as signatures
from madoguchi.site.operation.finding import Finding

SOON = timedelta(days=30)  # for a certificate, which somebody must ask for in writing
SOON_OLD = timedelta(days=1)  # for a list of revocations


def signing() -> Iterator[Finding]:
    """For `doctor`."""
    with every_body_scope("doctor looks at the certificates of all offices"):
        rows = signatures.all_in_use()
        for row in rows:
            yield _certificate(row)
    if rows and not settings.MADOGUCHI_TSA:
        yield Finding("fault", str(signatures.Hindrance.NO_STAMP.label), _("MADOGUCHI_TSA を設定してください。"))
    try:
        lists = signatures.revocation_lists()
    except signatures.UnsignableError as error:
        yield Finding("fault", f"{error.why.label} [{error.detail}]", _("読めるファイルに置き換えてください。"))
        return
    for one in lists:
        yield _list(one)


def _certificate(row: signatures.OfficeCertificate) -> Finding:
    words = {"body": row.tenant.name, "day": timezone.localtime(row.not_after).date().isoformat()}
    try:
        signatures.office_key(row.key_file)
    except signatures.UnsignableError as error:
        return Finding(
            "fault",
            _("%(body)sの書類に電子署名を付けられません：%(why)s") % {**words, "why": error.why.label},
            _("直すまで、書類を交付できません。"),
        )
    renew = _("新しい証明書を madoguchi office_certificate で登録してください。")
    if row.not_after <= timezone.now():
        return Finding("fault", _("%(body)sの証明書は %(day)s に期限が切れ、書類を交付できません。") % words, renew)
    if row.not_after <= timezone.now() + SOON:
        return Finding("warning", _("%(body)sの証明書の期限は %(day)s です。") % words, renew)
    return Finding("ok", _("%(body)sは書類に電子署名を付けます（証明書の期限 %(day)s）。") % words)


def _list(one: signatures.RevocationList) -> Finding:
    now = timezone.now()
    words = {"issuer": one.issuer, "days": (now - one.made_at).days}
    renew = _("認証局から新しいものを取り、%(file)s に置いてください。") % {"file": one.file}
    if one.next_at is not None and one.next_at <= now:
        return Finding(
            "fault", _("失効リストが古く、署名も検証もできません（%(issuer)s、%(days)s日前のもの）。") % words, renew
        )
    if one.next_at is not None and one.next_at <= now + SOON_OLD:
        return Finding("warning", _("失効リストが1日以内に古くなります（%(issuer)s）。") % words, renew)
    return Finding("ok", _("失効リストは使えます（%(issuer)s、%(days)s日前のもの）。") % words)
