"""A part that somebody else is asked to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.queries.packs import pack_by_key

if TYPE_CHECKING:
    from tests.attacks.world import Body


def ask_employer(body: Body) -> str:
    """The code of a link for somebody who is to fill in a part; the body's mark is in what is asked."""
    party = pack_by_key("gakudo@1").form.parties["employer"]
    request = forms.party.ask(
        party, form_key="procedures/gakudo@1#employer", row=0, whom=body.mark, facts={},
        filed_as=body.cases["arrived"], request=f"{body.mark}のこと",
    )  # fmt: skip
    return forms.party.code_of(request)
