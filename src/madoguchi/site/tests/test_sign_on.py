"""doctor names the bodies whose officers cannot sign in by their provider."""

from __future__ import annotations

import pytest
from django.utils import translation

from madoguchi.kernel.identity.tests.openid import OpenId, open_sign_on
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.site.operation import doctor

pytestmark = pytest.mark.django_db


def test_doctor_calls_each_open_provider(openid: OpenId, natori: Tenant, sendai: Tenant) -> None:
    open_sign_on(natori, openid.natori)
    open_sign_on(sendai, openid.sendai, secret="falsch")
    with translation.override("ja"):
        wrong, right = doctor.sign_on()  # by 団体コード
    assert (right.level, right.what) == ("ok", "認証サーバー（名取市「職員認証」）が応答します。")
    assert wrong.level == "warning"
    assert "「職員認証」）でログインできません：クライアントIDかシークレットが違います" in wrong.what
    assert "設定を確かめる" in wrong.mend
    assert doctor.sign_on in doctor.OF_OTHERS
