"""Accounts, posts, invitations, roles and groups of a body, links to its provider."""

from madoguchi.kernel.people.models.account import Account
from madoguchi.kernel.people.models.invitation import Invitation
from madoguchi.kernel.people.models.officer import Officer
from madoguchi.kernel.people.models.own_role import OwnRole
from madoguchi.kernel.people.models.procedure_group import ProcedureGroup
from madoguchi.kernel.people.models.sign_on import SignOn

__all__ = ["Account", "Invitation", "Officer", "OwnRole", "ProcedureGroup", "SignOn"]
