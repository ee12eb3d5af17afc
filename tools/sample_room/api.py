"""The door of the ROOM room."""

from madoguchi.modules.ROOM.queries import entries
from madoguchi.modules.ROOM.services import add

__all__ = ["add", "entries"]
