"""doctor names the bodies whose officers cannot sign in by their provider."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from madoguchi.kernel.identity.models import SignOnProvider
from madoguchi.kernel.identity.services import provider as providers
from madoguchi.kernel.identity.services import sealed
from madoguchi.kernel.identity.tests.openid import OpenId
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.site.operation import doctor

pytestmark = pytest.mark.django_db


def test_doctor_calls_each_open_provider(openid: OpenId, natori: Tenant, sendai: Tenant) -> None:
    for tenant, known, secret in ((natori, openid.natori, openid.natori.secret), (sendai, openid.sendai, "falsch")):
        with tenant_scope(tenant):
            SignOnProvider.objects.create(
                tenant=tenant, issuer=known.issuer, client_id=known.client_id, label="職員認証",
                secret_sealed=sealed.seal(secret, purpose=providers.SECRET_PURPOSE), opened_at=timezone.now(),
            )  # fmt: skip
    with translation.override("ja"):
        wrong, right = doctor.sign_on()  # by 団体コード
    assert (right.level, right.what) == ("ok", "認証サーバー（名取市「職員認証」）が応答します。")
    assert wrong.level == "warning"
    assert "「職員認証」）でログインできません：クライアントIDかシークレットが違います" in wrong.what
    assert "設定を確かめる" in wrong.mend
    assert doctor.sign_on in doctor.OF_OTHERS
