"""Why nothing can be signed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Hindrance(TextChoices):
    """What stands in the way of a signature. The labels are for the operator."""

    KEY = (
        "key",
        _("秘密鍵のファイルを読めません。ファイルの名前、読む権限、MADOGUCHI_SIGNING_PASSPHRASE を確かめてください。"),
    )
    OTHER_KEY = "other_key", _("秘密鍵と証明書が対になっていません。")
    CERTIFICATE = "certificate", _("証明書として読めません。PEM形式で、署名する証明書を最初に入れてください。")
    USAGE = "usage", _("署名に使える証明書ではありません（keyUsage に nonRepudiation が必要です）。")
    TRUST = (
        "trust",
        _("ルート証明書か失効リスト（CRL）のファイルを読めません。MADOGUCHI_SIGNATURE_TRUST を確かめてください。"),
    )
    CHAIN = (
        "chain",
        _(
            "証明書が有効であることを確かめられません。有効期間、ルート証明書までのつながり、失効リスト（CRL）の有無と新しさを確かめてください。"
        ),
    )
    NO_STAMP = "no_stamp", _("タイムスタンプのサーバーが設定されていません（MADOGUCHI_TSA）。")
    STAMP = "stamp", _("タイムスタンプのサーバーから、使える応答がありません。")


class Fault(TextChoices):
    """Why a signed document is not believed."""

    UNREADABLE = "unreadable", _("PDFとして読めません。")
    UNSIGNED = "unsigned", _("電子署名がありません。")
    TAMPERED = "tampered", _("署名のあとに、内容が変わっています。")
    NO_STAMP = "no_stamp", _("タイムスタンプがありません。")
    STAMP = "stamp", _("タイムスタンプが有効であることを確かめられません。")
    CHAIN = "chain", _("証明書が、信頼するルート証明書につながっていません。")
    EXPIRED = "expired", _("署名のとき、証明書の期限が切れていました。")
    NOT_YET = "not_yet", _("署名のとき、証明書の有効期間がまだ始まっていませんでした。")
    REVOKED = "revoked", _("署名のとき、証明書は失効していました。")
    UNKNOWN = "unknown", _("失効リスト（CRL）がないか古いため、証明書が失効していないことを確かめられません。")
    USAGE = "usage", _("文書の署名に使えない証明書で署名されています。")
