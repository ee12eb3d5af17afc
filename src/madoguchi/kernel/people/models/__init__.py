"""Accounts, posts, invitations, roles of a body."""

from madoguchi.kernel.people.models.account import Account
from madoguchi.kernel.people.models.invitation import Invitation
from madoguchi.kernel.people.models.officer import Officer
from madoguchi.kernel.people.models.own_role import OwnRole

__all__ = ["Account", "Invitation", "Officer", "OwnRole"]
