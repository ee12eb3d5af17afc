"""What the database knows of procedures: published pack versions, and which body offers which."""

from madoguchi.modules.procedures.models.pack_version import FrozenError, PackVersion
from madoguchi.modules.procedures.models.procedure import Procedure

__all__ = ["FrozenError", "PackVersion", "Procedure"]
