"""What retention says in a body's audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

CLASS_ASSIGNED = event("retention.class.assigned", "保存期間の区分を決めました", "Assigned a retention class")
