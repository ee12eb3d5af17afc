"""Passwords of residents."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.residents.choices import How
from madoguchi.kernel.residents.models import Proof, Resident, ResidentSession
from madoguchi.kernel.residents.services import password
from madoguchi.kernel.residents.tests.conftest import ADDRESS, SignUp, mailed_link, mails

pytestmark = pytest.mark.django_db
GOOD = "kawa-no-nagare-7"
OTHER = "yama-no-kumo-88"


def choose(client: Client, new: str = GOOD, again: str | None = None, old: str = "") -> object:
    values = {"password_new": new, "password_again": new if again is None else again, "password_old": old}
    return client.post("/me/password/", values)


def test_set_used_and_changed(sign_up: SignUp) -> None:
    client, other = sign_up(), Client()
    other.post(mailed_link(other))
    assert choose(client)["Location"] == "/me/sign-in/"
    assert mails()[-1][:2] == (ADDRESS, "パスワードを設定しました")
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302, "other sessions end"
    fresh = Client()
    assert fresh.post("/account/password/", {"address": ADDRESS.upper(), "password": GOOD})["Location"] == "/me/"
    assert ResidentSession.objects.latest("pk").opened_by == How.PASSWORD
    assert choose(fresh, OTHER, old="wrong").status_code == 422
    assert choose(fresh, OTHER, old=GOOD).status_code == 302
    with pytest.raises(RefusedError):
        password.sign_in(ADDRESS, GOOD, network="")
    assert password.sign_in(ADDRESS, OTHER, network="").address == ADDRESS


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012", ADDRESS])
def test_a_weak_one_is_refused(sign_up: SignUp, weak: str) -> None:
    answer = choose(sign_up(), weak)
    assert answer.status_code == 422
    assert "12文字以上にしてください" in answer.content.decode()


def test_an_operator_s_file_is_read(sign_up: SignUp, settings: object, tmp_path: object) -> None:
    known = tmp_path / "known.txt"
    known.write_text(f"{GOOD}\n")
    validator = "django.contrib.auth.password_validation.CommonPasswordValidator"
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": validator, "OPTIONS": {"password_list_path": str(known)}}]
    client = sign_up()
    assert choose(client).status_code == 422
    assert choose(client, OTHER).status_code == 302


def test_twice_unlike_empty_and_missing(sign_up: SignUp) -> None:
    client = sign_up()
    assert "2回の入力が違います" in choose(client, GOOD, OTHER).content.decode()
    assert choose(client, "").status_code == 422
    choose(client)
    ResidentSession.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
    assert "いまのパスワードを" in choose(client, OTHER).content.decode()


def test_who_has_forgotten_it_comes_back_by_the_mailed_link(sign_up: SignUp) -> None:
    choose(sign_up())
    client = Client()
    client.post(mailed_link(client))
    assert "password_old" not in client.get("/me/password/").content.decode()
    assert choose(client, OTHER).status_code == 302
    assert password.sign_in(ADDRESS, OTHER, network="").address == ADDRESS
    ResidentSession.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
    assert "password_old" in client.get("/me/password/").content.decode()
    assert choose(client).status_code == 422


@pytest.mark.parametrize(("how", "asked"), [(How.MAIL, True), (How.PASSWORD, True), (How.PROVIDER, False)])
def test_on_a_proven_account_a_mailbox_is_not_enough(sign_up: SignUp, how: How, asked: bool) -> None:
    client = sign_up()
    choose(client)
    Proof.objects.create(
        resident=Resident.objects.get(), issuer="p", subject="s", facts_sealed="", proved_at=timezone.now()
    )
    ResidentSession.objects.update(opened_by=how)
    assert ("password_old" in client.get("/me/password/").content.decode()) is asked
    assert choose(client, OTHER).status_code == (422 if asked else 302)
    if not asked:
        assert "本人確認でログインし" in mails()[-1][2]


def test_the_first_one_needs_a_sign_in_of_a_moment_ago(sign_up: SignUp) -> None:
    client = sign_up()
    ResidentSession.objects.update(proved_at=timezone.now() - timedelta(minutes=16))
    answer = choose(client)
    assert answer.status_code == 422
    assert "ログインし直して" in answer.content.decode()
    assert not Resident.objects.get().account.has_usable_password()


def test_guesses_at_the_present_password_stop(sign_up: SignUp) -> None:
    client = sign_up()
    choose(client)
    ResidentSession.objects.update(opened_by=How.PASSWORD)
    for _ in range(password.PER_ADDRESS):
        assert choose(client, OTHER, old="wrong").status_code == 422
    assert choose(client, OTHER, old=GOOD).status_code == 429
