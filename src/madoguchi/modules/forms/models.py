"""下書き: a form that is being filled in, by somebody whom nobody knows yet."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from madoguchi.kernel.tenants.api import TenantOwned
from madoguchi.modules.forms.choices import FILES_OWNER
from madoguchi.modules.forms.domain.given import Given
from madoguchi.modules.forms.domain.proofs import Proofs


class Draft(TenantOwned):
    """What was typed so far, right or wrong. It lives until it is sent, given up or `expires_at`.

    `token_hash` is all the database knows of the 18 letters that open the draft (services/tokens.py).
    `typed_json` is text, not a JSON column, and ASCII only: PostgreSQL's jsonb refuses NUL, changes numbers and drops
    double keys, and what a person typed is to come back byte for byte. It is never searched.
    """

    public_id = models.CharField(max_length=10, unique=True)
    form_key = models.CharField(max_length=80)  # "procedures/inu@1": the version that was open when it began
    token_hash = models.CharField(max_length=64, unique=True)
    typed_json = models.TextField(default="{}")
    page = models.CharField(max_length=50, blank=True)  # the page worked on last
    mail = models.CharField(max_length=254, blank=True)  # where the private link was sent
    # What its owner is told since it went to a newer version of the form ("" before): see `moved`.
    moved_json = models.TextField(blank=True)
    told = models.CharField(
        max_length=10, blank=True
    )  # the last notice mailed about its procedure (services/notice.py)
    # Where it comes from, when not from the procedure's own page: "letters:4711", for the room of that name.
    origin = models.CharField(max_length=120, blank=True)
    given_json = models.TextField(blank=True)  # "" for a draft that began empty: see `given`
    proofs_json = models.TextField(blank=True)  # "" until a code was sent to a mail address of it: see `proofs`
    language = models.CharField(max_length=5, default="ja")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta(TenantOwned.Meta):
        # Of a room's own drafts only: the many that began on a procedure's page cost no entry.
        indexes: ClassVar = [
            models.Index(fields=["tenant", "origin"], condition=~models.Q(origin=""), name="forms_draft_origin")
        ]

    def __str__(self) -> str:
        return f"{self.form_key} {self.public_id}"

    @property
    def last_day(self) -> date:
        """The last day on which it can be opened: `expires_at` is the midnight after it."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1))

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed: {field id: as its type reads it}. A fresh copy at every call."""
        return json.loads(self.typed_json)

    @typed.setter
    def typed(self, value: dict[str, Any]) -> None:
        self.typed_json = json.dumps(value, ensure_ascii=True, separators=(",", ":"))

    @property
    def moved(self) -> dict[str, Any]:
        """What its owner is told about newer versions of the form, until it is sent; {} for a draft that never moved.

        "changes": [{"ja", "en", "effect"}] · "pages": ids of the pages with something new · "kept": answers kept aside
        (`domain.rebase.Kept.as_json`).
        """
        return json.loads(self.moved_json) if self.moved_json else {}

    @moved.setter
    def moved(self, value: dict[str, Any]) -> None:
        self.moved_json = json.dumps(value, ensure_ascii=True, separators=(",", ":")) if value else ""

    @property
    def given(self) -> Given | None:
        """Which answers its owner reads and does not change, and where they come from; None for nearly every draft."""
        return Given.of_json(json.loads(self.given_json)) if self.given_json else None

    @given.setter
    def given(self, value: Given | None) -> None:
        self.given_json = json.dumps(value.as_json(), ensure_ascii=True, separators=(",", ":")) if value else ""

    @property
    def proofs(self) -> Proofs:
        """The mail addresses in it that have answered with their code, or were sent one."""
        return Proofs(json.loads(self.proofs_json)) if self.proofs_json else Proofs()

    @proofs.setter
    def proofs(self, value: Proofs) -> None:
        self.proofs_json = json.dumps(dict(value.kept), ensure_ascii=True, separators=(",", ":"))

    @property
    def files_owner(self) -> str:
        """The owner of the draft's uploads in kernel.files."""
        return f"{FILES_OWNER}:{self.pk}"


class PartyAsk(TenantOwned):
    """依頼: somebody else (an employer, a co-owner) is asked for a part of a form, by a link of its own.

    It begins beside the applicant's draft, so that no page of the applicant's writes what the party has sent, and stays
    with what the draft becomes (`filed_as`: its receipt number). `token_hash` is all the database knows of the link;
    `own_draft` is what the party is filling in, opened by a code that only the party has (`own_hash`, for its receipt
    once that draft is gone). `answers_json`, `facts_json`: what it sent, and the shared facts that it then had read.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    filed_as = models.CharField(max_length=20, blank=True, db_index=True)
    form_key = models.CharField(max_length=80)
    party = models.CharField(max_length=50)
    row = models.PositiveSmallIntegerField(default=0)
    whom = models.CharField(max_length=500, blank=True)
    asked_json = models.TextField(default="{}")  # the facts it was asked with, which say to which row it belongs
    seed = models.CharField(max_length=10)
    token_hash = models.CharField(max_length=64, unique=True)
    mail = models.CharField(max_length=254, blank=True)  # where the link was sent
    request = models.TextField(blank=True)  # what an officer wants put right
    own_draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    own_hash = models.CharField(max_length=64, blank=True, db_index=True)
    number = models.CharField(max_length=12, blank=True)  # the party's receipt
    answers_json = models.TextField(blank=True)
    facts_json = models.TextField(default="{}")
    reason = models.CharField(max_length=1000, blank=True)  # why it declined
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.party} {self.pk}"

    @property
    def asked(self) -> dict[str, Any]:
        """The shared facts when it was asked: {field id: answer}."""
        return json.loads(self.asked_json)

    @property
    def answers(self) -> dict[str, Any]:
        """What the party sent: clean answers of its own form; {} before."""
        return json.loads(self.answers_json) if self.answers_json else {}

    @property
    def facts(self) -> dict[str, Any]:
        """The shared facts that it read before it sent."""
        return json.loads(self.facts_json)

    @property
    def to_confirm(self) -> bool:
        """Whether it is asked again, under other facts than those it has answered under."""
        return self.answered_at is not None and self.asked_json != self.facts_json

    @property
    def last_day(self) -> date:
        """The last day on which its link opens."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1))

    @property
    def living(self) -> bool:
        """Whether its link still opens."""
        return self.withdrawn_at is None and self.declined_at is None and self.expires_at > timezone.now()
