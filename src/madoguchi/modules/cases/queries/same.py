"""同じ人の案件: other cases under the key of a case, for officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import translation

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.cases import rules
from madoguchi.modules.cases.choices import CHANNELS, Channel
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case, OnceKey
from madoguchi.modules.cases.queries.sight import seen_by


@dataclass(frozen=True, slots=True)
class Same:
    """Another case of the same person or household; `number` is "" for an answer on paper that has no case yet, `own`
    tells whether this officer may open it. `at`: when it came."""

    number: str
    state: str
    department: str
    channel: str
    at: datetime
    own: bool


def same_as(case: Case, officer: Officer) -> tuple[Same, ...]:
    """The others under the key of this case, the earliest first; () for a case without one. One query. Cases of other
    departments are named, not opened; one that a circle hides from this officer is not there."""
    lang = translation.get_language() or "ja"
    keys = OnceKey.objects.filter(case=case).values("key")
    rows = OnceKey.objects.filter(_is_told(officer), key__in=keys).exclude(case=case)
    others = {(row.case_id, row.holder): row for row in rows.select_related("case__department").order_by("-pk")}
    return tuple(_same(row, officer, lang) for row in reversed(others.values()))


def once_counts(scope: str) -> dict[str, int]:
    """How many cases were received under a scope of keys and each of its rounds: {"procedures/kyufu/2027": 12}. Who
    answered on paper without a case is not among them. One query."""
    rows = OnceKey.objects.filter(Q(scope=scope) | Q(scope__startswith=f"{scope}/"))
    return dict(rows.order_by().values_list("scope").annotate(Count("case", distinct=True)))


def is_same_elsewhere(officer: Officer) -> Exists:
    """For a query of cases: whether another of which this officer may know lies under a key of the row's case."""
    other = OnceKey.objects.filter(_is_told(officer), key=OuterRef("key")).exclude(pk=OuterRef("pk"))
    return Exists(OnceKey.objects.filter(Exists(other), case=OuterRef("pk")))


def _is_told(officer: Officer) -> Q:
    """Keys of cases of whose existence the officer may know."""
    return Q(case=None) | Q(case__hidden_by="") | Q(case__in=seen_by(officer))


def _same(row: OnceKey, officer: Officer, lang: str) -> Same:
    channel = CHANNELS[Channel(row.channel)].in_(lang)
    case = row.case
    if case is None:
        return Same("", "", "", channel, row.made_at, own=False)
    state = kind_of(case.kind).flow_for(case.subject_key).state(case.state).label.in_(lang)
    own = rules.in_charge(officer, case)
    return Same(case.receipt_number, state, case.department.in_(lang), channel, case.filed_at, own)
