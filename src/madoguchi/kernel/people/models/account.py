"""Accounts: who signs in. An account belongs to no body; its posts (`Officer`) do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from madoguchi.kernel.people.choices import Language


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of this login. Raises Account.DoesNotExist."""
        return self.get(login=Account.normalize_username(username or ""))


class Account(AbstractBaseUser):
    """アカウント: one login identity, with a password and a second factor.

    Global table (no row-level policy): the same person may serve two bodies, and signs in before a body is
    known. It holds no more about a person than name, mail and language.
    """

    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    email = models.EmailField()
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.JAPANESE)
    totp_sealed = models.TextField(blank=True, default="")
    """Second-factor key, sealed (`kit/seal.py`, purpose "people.totp"); empty before its first code."""
    totp_confirmed_at = models.DateTimeField(null=True, blank=True)
    last_totp_step = models.BigIntegerField(null=True, blank=True)
    """30-second step of the last accepted code; it and earlier ones are refused."""
    locked_at = models.DateTimeField(null=True, blank=True)
    """Locked by the operator for every body; a body locks a post instead (`Officer.locked_at`)."""
    demonstration = models.BooleanField(default=False)
    """Has a known second factor; signs in only where the demonstration flag is set."""
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "email"]
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(login=Lower("login")), name="people_account_login_small"),
            models.CheckConstraint(
                condition=models.Q(totp_confirmed_at__isnull=True) | ~models.Q(totp_sealed=""),
                name="people_account_confirmed_has_key",
            ),
        ]

    def __str__(self) -> str:
        return self.login

    @property
    def has_second_factor(self) -> bool:
        """Is enrolment finished?"""
        return self.totp_confirmed_at is not None

    def session_mark(self) -> str:
        """What a session remembers of password and second factor: when either changes, the session ends."""
        state = f"{self.pk}:{self.password}:{self.totp_sealed}:{self.totp_confirmed_at}"
        return salted_hmac("people.session", state, algorithm="sha256").hexdigest()

    @classmethod
    def normalize_username(cls, username: Any) -> Any:
        """Logins are kept in small letters."""
        return super().normalize_username(username).strip().lower()
