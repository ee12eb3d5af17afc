"""Too late, or once more: a closed procedure with a draft open, Back after sending, the same page in two tabs."""

from __future__ import annotations

from django.test import Client

from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.cases.models import Case
from madoguchi.modules.forms.models import Draft
from madoguchi.modules.procedures.services import offering
from tests.attacks.dog import dog_pages, fill_dog, receipt, send
from tests.attacks.paper import content, faults_of
from tests.attacks.world import BY, Body, World, holder


def cases_of(body: Body) -> int:
    with tenant_scope(body.tenant):
        return Case.objects.count()


def test_a_procedure_that_closed_keeps_the_draft_and_says_so(world: World) -> None:
    body, client = world.natori, holder(world.natori)
    before = cases_of(body)
    with tenant_scope(body.tenant):
        offering.set_open("inu", is_open=False, by=BY)
    home = f"/{body.code}/d/{body.draft}/"
    for method, path in (("get", "check/"), ("get", "dog/"), ("post", "dog/"), ("post", "send/")):
        answer = getattr(client, method)(
            home + path, {"declaration": "yes", **dog_pages(body.mark)["dog"], "_next": "1"}, follow=True
        )
        assert answer.status_code == 409, (method, path)
        assert f"こむぎ{body.mark}" in content(answer), "what was typed is there to read"
        assert faults_of(answer, language="ja", body_name="名取市") == []
    assert Client().post(f"/{body.code}/p/inu/start/", dog_pages("x")["matter"]).status_code == 302
    assert cases_of(body) == before
    with tenant_scope(body.tenant):
        assert Draft.objects.filter(public_id=body.draft).exists()
        offering.set_open("inu", is_open=True, by=BY)
    assert client.get(home + "check/").status_code == 200


def test_back_after_sending_and_sending_again_is_the_same_receipt(world: World) -> None:
    body, client = world.natori, Client()
    draft = fill_dog(client, body.tenant, dog_pages("もう一度"))
    before = cases_of(body)
    home, first = f"/{body.code}/d/{draft}/", send(client, body.tenant, draft)
    for path in ("check/", "dog/", "matter/", "save/", "discard/", "send/"):
        assert receipt(content(client.get(home + path, follow=True))) == first, path
    for path in ("send/", "dog/", "matter/", "save/", "discard/"):
        answer = client.post(home + path, {"declaration": "yes", "dog_name": "別の犬", "_next": "1"}, follow=True)
        assert receipt(content(answer)) == first, path
    assert client.post(home + "autosave/dog/", {"dog_name": "別の犬"}).status_code == 403
    assert cases_of(body) == before + 1


def test_a_receipt_is_shown_to_nobody_else(world: World) -> None:
    body, client = world.natori, Client()
    draft = fill_dog(client, body.tenant, dog_pages("ひとつ"))
    number, code = send(client, body.tenant, draft)
    for path in ("receipt/", "slip/", "calendar/"):
        answer = Client().get(f"/{body.code}/d/{draft}/{path}")
        assert answer.status_code == 403
        assert number not in content(answer)
        assert code not in content(answer)
