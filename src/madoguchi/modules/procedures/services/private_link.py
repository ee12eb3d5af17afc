"""The private link of a draft, sent to an address that somebody typed: never too often, whatever the draft is of."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.notify.api import BadAddress
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import absolute
from madoguchi.kit.email import normalise_address
from madoguchi.modules.forms import api as forms


class NotMailedError(Exception):
    """Nothing was sent: the ``sentence`` for the field of the address, and the ``status`` of the answer."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


def mail(request: BodyRequest, draft: forms.Draft, code: str, *, to: str, title: str) -> None:
    """Send the link that opens ``draft``; ``title``: what is being filled in. An address gets three links an hour,
    whatever they open. Raises NotMailedError, DraftGoneError (of forms)."""
    network = audit.client_network(request)
    limits = audit.mail_limits("procedures.link", request.tenant.code, normalise_address(to), network)
    wait = audit.attempts.longest_block(*limits)
    if wait is not None:
        error = _(
            "メールを何度も送ったため、あと%(minutes)s分は送れません。届いていないか確かめるか、再開番号を控えてください。"
        )
        raise NotMailedError(error % {"minutes": audit.minutes_of(wait)}, 429)
    address = absolute(request.tenant, "procedures:resume-link", surface="resident", code=code)
    try:
        forms.mail_link(draft, to=to, address=address, title=title)
    except BadAddress as refused:
        error = _("メールアドレスの形が正しくありません。「name@example.jp」のように入力してください。")
        raise NotMailedError(error, 422) from refused
    audit.attempts.failed(*(limit.key for limit in limits))  # every mail counts: each may go to somebody else
