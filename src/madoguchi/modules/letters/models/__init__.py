"""Nouns of the room: a mailing, its list, its recipients, what is printed."""

from madoguchi.modules.letters.models.mailing import Mailing
from madoguchi.modules.letters.models.printing import Printing
from madoguchi.modules.letters.models.recipient import Recipient
from madoguchi.modules.letters.models.roster import Roster

__all__ = ["Mailing", "Printing", "Recipient", "Roster"]
