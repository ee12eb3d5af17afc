"""What the database knows of procedures: published pack versions, which body offers which, what waits for consent."""

from madoguchi.modules.procedures.models.pack_version import FrozenError, PackVersion
from madoguchi.modules.procedures.models.procedure import Procedure
from madoguchi.modules.procedures.models.proposed_change import ProposedChange

__all__ = ["FrozenError", "PackVersion", "Procedure", "ProposedChange"]
