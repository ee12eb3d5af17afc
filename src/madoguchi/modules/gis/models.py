"""The map of a body."""

from __future__ import annotations

from django.db import models

from madoguchi.kernel.tenants.api import TenantOwned


class BodyMap(TenantOwned):
    """団体の地図: one a body. The extent (millionths of a degree) holds what its forms take for their own places;
    ``content`` is what is drawn, as ``domain.ground.Content`` writes it."""

    west = models.IntegerField()
    south = models.IntegerField()
    east = models.IntegerField()
    north = models.IntegerField()
    margin = models.PositiveIntegerField()  # metres around the extent that are still taken
    content = models.TextField()
    credit = models.CharField(max_length=200, blank=True)  # 出典, shown beside the map
    loaded_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="gis_bodymap_tenant_unique"),
            models.CheckConstraint(
                condition=models.Q(west__lt=models.F("east"), south__lt=models.F("north")), name="gis_bodymap_extent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.loaded_at:%Y-%m-%d}"
