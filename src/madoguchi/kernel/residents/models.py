"""Residents, their sessions, and the links that were mailed to them. None of it belongs to a body."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from madoguchi.kernel.residents.choices import How, Kind

ADDRESS_LENGTH = 254
DEVICE_LENGTH = 60


class Resident(models.Model):
    """利用者: a person or a firm with an account, hung on the one login identity.

    Global table (no row-level policy): the same person asks several bodies for things. `address` is the ID: a mail
    address that was confirmed, in small letters. The account's login is random and typed by nobody, so an account of a
    resident opens nothing on the officers' side.
    """

    account = models.OneToOneField("people.Account", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    language = models.CharField(max_length=5, default="ja")
    """The language of the pages on which the account was opened; its mails are written in it."""
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(address=Lower("address")), name="residents_address_small"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="residents_kind_known"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def name(self) -> str:
        """How the person or firm is called."""
        return self.account.name


class ResidentSession(models.Model):
    """A browser in which a resident is signed in. The browser has the key, the table its keyed hash."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    opened_by = models.CharField(max_length=10, choices=How.choices)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """When a page was last asked for, to the minute."""
    proved_at = models.DateTimeField()
    """When the person last showed who they are: at the sign-in, or again since."""
    mark = models.CharField(max_length=64)
    """`Account.session_mark` of that time: another password ends the session."""
    device = models.CharField(max_length=DEVICE_LENGTH, blank=True)
    """Which program and system, in words for the list of sessions; no address."""

    class Meta:
        ordering = ["-seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.opened_at:%Y-%m-%d %H:%M}"


class Proof(models.Model):
    """本人確認: somebody who checked it says who the person or firm is. One identity is on one account."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="proofs")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    """The issuer's own name for the identity, for ever; shown nowhere."""
    facts_sealed = models.TextField()
    """What was said of it (JSON), sealed under the server's key."""
    proved_at = models.DateTimeField()

    class Meta:
        ordering = ["-proved_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="residents_proof_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.proved_at:%Y-%m-%d}"


class MailLink(models.Model):
    """A link that was mailed to whoever asked for it, with an account or without. It opens once."""

    token_hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=ADDRESS_LENGTH)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
