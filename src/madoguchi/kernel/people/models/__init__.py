"""Accounts, posts, invitations."""

from madoguchi.kernel.people.models.account import Account
from madoguchi.kernel.people.models.invitation import Invitation
from madoguchi.kernel.people.models.officer import Officer

__all__ = ["Account", "Invitation", "Officer"]
