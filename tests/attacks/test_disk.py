"""No room left on the disk: the person is told at the field, and nothing else of the page is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable

from django.test import Client
from pytest_django import Settings

from madoguchi.kernel.files.adapters.fake import FakeStorage
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.cases.models import Submission
from tests.attacks.dog import dog_pages, photo, send
from tests.attacks.paper import content
from tests.attacks.world import World


class FullDisk(FakeStorage):
    """A storage with no room left."""

    def write(self, key: str, chunks: Iterable[bytes]) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_costs_the_file_and_nothing_else(world: World, settings: Settings) -> None:
    body, client = world.natori, Client()
    settings.MADOGUCHI_FILES_STORAGE = f"{__name__}.FullDisk"
    pages = dog_pages("満杯", former_tag_photo=photo())
    first = client.post(f"/{body.code}/p/inu/start/", {**pages["matter"], "_next": "1"})
    answer = client.post(first["Location"], {**pages["dog"], "_next": "1"}, follow=True)
    assert answer.redirect_chain, "told by redirect: Back and refresh send nothing again"
    assert "もう一度ファイルを選んで" in content(answer)
    assert 'value="こむぎ満杯"' in content(client.get(first["Location"])), "what was typed is kept"
    again = {**pages["dog"], "former_tag_photo": photo(), "_next": "1"}
    english = client.post(f"/en{first['Location']}", again, follow=True)
    assert "choose the file again" in content(english)

    del settings.MADOGUCHI_FILES_STORAGE
    draft = first["Location"].split("/d/")[1].split("/")[0]
    here = client.post(first["Location"], {**pages["dog"], "former_tag_photo": photo(), "_next": "1"})
    client.post(here["Location"], {**pages["owner"], "_next": "1"})
    number, _code = send(client, body.tenant, draft)
    with tenant_scope(body.tenant):
        answers = Submission.objects.get(case__receipt_number=number.replace("-", "")).answers
    assert len(answers["former_tag_photo"]) == 1
