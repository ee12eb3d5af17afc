"""Who holds the owner's login of the database, and not the server key or the installation's files, cannot have the past
signed anew: the next signature is refused, and `audit verify` tells."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit.api import inspect, seal_due, sign_days
from madoguchi.kernel.audit.domain import chain, sealing_key
from madoguchi.kernel.audit.domain.trust import statement_hash
from madoguchi.kernel.audit.models import DailyRoot, Event, Seal
from madoguchi.kernel.audit.services import kept
from madoguchi.kernel.audit.tests.byhand import by_hand
from madoguchi.kernel.audit.tests.test_seal import TOMORROW, happen, said
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
FORGED = "a key of his own " * 4


def sign(tenant: Tenant, day: int, times: int = 2) -> int:
    """Something happens, is sealed and signed `day` days from now; how many bodies were signed."""
    happen(tenant, times)
    seal_due()
    return sign_days(timezone.now() + day * TOMORROW)


def roots(tenant: Tenant) -> list[DailyRoot]:
    with tenant_scope(tenant):
        return list(DailyRoot.objects.order_by("last"))


def command(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("audit", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


@pytest.fixture
def signed(natori: Tenant) -> Tenant:
    """Natori with two signed days of two entries each."""
    assert (sign(natori, 1), sign(natori, 2)) == (1, 1)
    return natori


def rewrite(tenant: Tenant) -> None:
    """Take away everything that is signed or sealed, change an event, and let the sealer chain it anew."""
    with tenant_scope(tenant):
        first = Event.objects.order_by("id").first()
        assert first
        by_hand(
            f"UPDATE audit_event SET target = 'x' WHERE id = {first.pk}",
            "DELETE FROM audit_dailyroot",
            "DELETE FROM audit_seal",
        )
    assert seal_due(every_body=True) > 0


def test_a_past_that_was_rewritten_is_not_signed_anew(signed: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    assert inspect(signed).faults == ()
    rewrite(signed)
    assert sign_days(timezone.now() + 3 * TOMORROW) == 0
    assert "is not there any more" in caplog.text
    assert said(inspect(signed)) == [("copy", 4, None)]
    assert said(inspect(signed, latest=2)) == [("copy", 4, None)]


def test_one_day_taken_away_is_noticed_at_the_next_signature(signed: Tenant) -> None:
    first, _second = roots(signed)
    with tenant_scope(signed):
        by_hand(f"DELETE FROM audit_dailyroot WHERE id = {first.pk}")
    assert sign(signed, 3) == 0
    assert ("copy", 4, None) in said(inspect(signed))


def test_a_chain_below_a_signed_day_that_was_rewritten_is_not_signed_on(
    signed: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    with tenant_scope(signed):
        by_hand("UPDATE audit_event SET target = 'x'", "DELETE FROM audit_seal")
    assert sign(signed, 3) == 0
    assert "not those that were signed" in caplog.text


def forge(tenant: Tenant, server_key: str = FORGED) -> None:
    """Chain anew, and sign it with a key of one's own as a single day, as if it were ours."""
    rewrite(tenant)
    key = sealing_key.key_from(server_key)
    with tenant_scope(tenant):
        seals = list(Seal.objects.order_by("place"))
        day = timezone.localdate()
        statement = chain.canonical({
            "format": "madoguchi-root-1", "body": tenant.code, "day": day.isoformat(), "first": 1, "last": len(seals),
            "tree": chain.tree_root([one.leaf for one in seals]), "head": seals[-1].hash, "before": chain.GENESIS,
            "signed_at": chain.moment(timezone.now()),
        })  # fmt: skip
        DailyRoot.objects.create(
            tenant=tenant, day=day, first=1, last=len(seals), statement=statement, public_key=sealing_key.public(key),
            signature=sealing_key.sign(key, statement), former_signature="", signed_at=timezone.now(),
        )  # fmt: skip


def test_a_day_signed_with_the_key_written_beside_it_is_no_signature_of_ours(signed: Tenant) -> None:
    forge(signed)
    assert ("key", 4, None) in said(inspect(signed))
    assert ("key", 4, None) in said(inspect(signed, latest=2))
    assert sign(signed, 3) == 0
    assert command("verify")[0] == 3


def test_a_forged_past_is_not_vouched_for_even_where_nothing_was_kept(signed: Tenant) -> None:
    """The forger deletes the days before any was kept: the key alone gives him away."""
    kept.keep(signed, [], [])
    forge(signed)
    assert said(inspect(signed)) == [("key", 4, None)]
    assert sign(signed, 3) == 0


def test_a_former_key_counts_by_the_day_on_which_it_handed_over(natori: Tenant, settings: Settings) -> None:
    """Also when it is no fallback any more and nothing is kept; and nobody can add such a link later."""
    sign(natori, 1)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 5, [old]
    sign(natori, 2)
    settings.SECRET_KEY_FALLBACKS = []
    kept.keep(natori, roots(natori), [])
    assert inspect(natori).faults == ()
    Path(settings.MADOGUCHI_SIGNED_DAYS, "042072.json").unlink()
    assert inspect(natori).faults == ()
    assert sign(natori, 3) == 0, "nothing is kept: the operator's turn"
    forger = sealing_key.key_from(FORGED)
    first, second = roots(natori)
    with tenant_scope(natori):
        by_hand(
            f"UPDATE audit_dailyroot SET public_key = %s, signature = %s WHERE id = {first.pk}",
            values=(sealing_key.public(forger), sealing_key.sign(forger, first.statement)),
        )
        by_hand(
            f"UPDATE audit_dailyroot SET former_signature = %s WHERE id = {second.pk}",
            values=(sealing_key.sign(forger, second.statement),),
        )
    assert said(inspect(natori)) == [("key", 2, None)]


def test_the_copy_is_behind_for_a_moment_at_most_and_never_ahead(
    natori: Tenant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sign(natori, 1)

    def full(*_arguments: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(kept, "_write", full)
        sign(natori, 2)
    assert "no space left" in caplog.text
    assert len(roots(natori)) == 2
    assert not inspect(natori).kept
    assert sign(natori, 3) == 1
    copy = kept.read(natori)
    assert copy
    assert (copy.days, copy.hash) == (3, statement_hash(roots(natori)[-1].statement))
    assert inspect(natori).kept


def test_a_missing_copy_is_made_by_the_operator_alone(signed: Tenant, settings: Settings) -> None:
    Path(settings.MADOGUCHI_SIGNED_DAYS, "042072.json").unlink()
    assert sign(signed, 3) == 0
    code, text = command("verify")
    assert (code, "audit keep" in text) == (0, True)
    code, text = command("keep")
    assert (code, "2日分" in text) == (0, True)
    with tenant_scope(signed):
        assert Event.objects.filter(word="audit.days.kept").get().data["former_days"] is None
    assert sign(signed, 3) == 1


def test_a_copy_that_contradicts_is_replaced_only_when_the_operator_says_so(signed: Tenant, settings: Settings) -> None:
    rewrite(signed)
    code, text = command("keep")
    assert (code, "控え直しませんでした" in text) == (3, True)
    assert command("keep", "--body", "042072", "--instead")[0] == 0
    assert sign(signed, 3) == 1
    Path(settings.MADOGUCHI_SIGNED_DAYS, "042072.json").write_text("{}")
    assert said(inspect(signed)) == [("copy_unreadable", None, None)]
    assert command("keep")[0] == 3
    assert command("keep", "--instead")[0] == 0
    assert inspect(signed).faults == ()
    assert command("show", "--instead")[0] == 2


def test_what_waits_longer_than_a_day_for_its_signature_is_named(natori: Tenant) -> None:
    (first, *_others) = happen(natori, 2)
    seal_due()
    with tenant_scope(natori):
        by_hand("UPDATE audit_seal SET sealed_at = %s", values=(timezone.now() - timedelta(hours=25),))
        assert inspect(natori).faults == ()
        by_hand("UPDATE audit_seal SET sealed_at = %s", values=(timezone.now() - timedelta(hours=27),))
    assert said(inspect(natori)) == [("unsigned", 1, first)]


def test_a_day_ends_at_the_first_place_sealed_after_midnight_whatever_the_clock_did(natori: Tenant) -> None:
    """The third was sealed by a clock that was two days ahead: the first day has two entries, the next the rest."""
    happen(natori, 4)
    seal_due()
    with tenant_scope(natori):
        by_hand("UPDATE audit_seal SET sealed_at = %s WHERE place = 3", values=(timezone.now() + 2 * TOMORROW,))
    assert (sign_days(timezone.now() + TOMORROW), sign_days(timezone.now() + 3 * TOMORROW)) == (1, 1)
    assert [(root.first, root.last) for root in roots(natori)] == [(1, 2), (3, 4)]
    assert inspect(natori).faults == ()


def test_a_missing_seal_is_signed_over_by_nobody(natori: Tenant) -> None:
    happen(natori, 3)
    seal_due()
    with tenant_scope(natori):
        by_hand("DELETE FROM audit_seal WHERE place = 2")
    assert sign_days(timezone.now() + TOMORROW) == 0
    assert said(inspect(natori)) == [("seal_removed", 2, None)]


def test_a_kept_copy_of_the_published_list_tells_what_is_gone(signed: Tenant, client: Client, tmp_path: Path) -> None:
    """Against somebody with the server key and every file of the machine."""
    copy = tmp_path / "kept.json"
    copy.write_text(client.get("/042072/seals/roots.json").content.decode())
    assert command("verify", "--roots", str(copy))[0] == 0
    sign(signed, 3)
    assert command("verify", "--roots", str(copy))[0] == 0
    rewrite(signed)
    kept.keep(signed, [], [])
    assert sign_days(timezone.now() + 4 * TOMORROW) == 1
    kept.keep(signed, roots(signed), [])
    assert command("verify")[0] == 0
    code, text = command("verify", "--roots", str(copy))
    assert (code, text.count("\tpublished\t")) == (3, 2)
    published = json.loads(copy.read_text())
    published["roots"][0]["signature"] = "00" * 64
    for wrong in (json.dumps(published), "[]", "no JSON", json.dumps(published | {"roots": 1})):
        copy.write_text(wrong)
        assert command("verify", "--roots", str(copy))[0] == 2
    assert command("show", "--roots", str(copy))[0] == 2
