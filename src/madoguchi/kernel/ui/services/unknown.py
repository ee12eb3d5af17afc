"""A name that a command was given and nobody has: said with those that there are, the nearest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import Tenant, tenant_by_code, tenants
from madoguchi.kernel.ui.context import language

MOST = 10  # names in one sentence


def unknown(sentence: str, typed: str, known: Mapping[str, str] | Iterable[str]) -> str:
    """The sentence, and which names there are: all of them in their order, or of many the MOST nearest ones.

    `known`: names, or name → what it is called; `typed` may come near either. The sentence ends with a full stop.
    """
    called = known if isinstance(known, Mapping) else dict.fromkeys(known, "")
    if not called:
        said = _("使えるものは、まだ1つもありません。")
    elif len(called) <= MOST:
        said = _("使えるもの：%(names)s。") % {"names": _listed(called, called)}
    else:
        near = sorted(called, key=lambda name: _distance(typed, name, called[name]))[:MOST]
        said = _("使えるもの（全部で%(all)d件、近い順に%(n)d件）：%(names)s。") % {
            "all": len(called),
            "n": MOST,
            "names": _listed(near, called),
        }
    return f"{sentence}{'' if language() == 'ja' else ' '}{said}"


def asked_body(code: str) -> Tenant:
    """The body of a 団体コード that a command was given. Raises CommandError with those that there are."""
    found = tenant_by_code(code)
    if found is None:
        bodies = {one.code: f"{one.name if language() == 'ja' else one.name_en} ({one.path})" for one in tenants()}
        raise CommandError(unknown(_("団体コード %(code)s の団体がありません。") % {"code": code}, code, bodies))
    return found


def _listed(names: Iterable[str], called: Mapping[str, str]) -> str:
    comma = "、" if language() == "ja" else ", "
    return comma.join(f"{name} {called[name]}".strip() for name in names)


def _distance(typed: str, name: str, title: str) -> float:
    """0 for the same, 1 for nothing in common; the title counts where it comes nearer than the name."""
    return 1 - max(SequenceMatcher(None, typed.lower(), text.lower()).ratio() for text in (name, title))
