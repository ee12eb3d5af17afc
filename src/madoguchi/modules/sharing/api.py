"""The door of the sharing room: what bodies share. Rooms above may look.

from madoguchi.modules.sharing import api as sharing
sharing.shared_ids()        # ids of the packs that bodies share
sharing.suggest(…)          # one body suggests a pack to others
"""

from madoguchi.modules.sharing.queries import shared_ids, shelf, waiting
from madoguchi.modules.sharing.services.sharing import share, unshare
from madoguchi.modules.sharing.services.suggesting import suggest

__all__ = ["share", "shared_ids", "shelf", "suggest", "unshare", "waiting"]
