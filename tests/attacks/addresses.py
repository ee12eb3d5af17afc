"""Every URL pattern of the three surfaces, read from the resolvers, with one example of its parameters.

`EXAMPLES` has a line for each name; a page that is new and not in it fails `test_every_url_has_an_example`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, reverse
from django.utils import translation

from madoguchi.kernel.people.api import Role
from madoguchi.kernel.tenants.api import Access
from tests.attacks.rowless import GUIDES, NO_ROW
from tests.attacks.world import Body

SURFACES = ("resident", "staff", "machine")
Values = Callable[[Body], dict[str, Any]]


@dataclass(frozen=True)
class Example:
    """How a page is called. `values`: its parameters but the body; `ids`: they name rows of one body, so that another
    body's must not be found; `method`: what the page is for; `answer`: what it answers to whom it is meant for."""

    values: Values = field(default=lambda body: {})
    ids: bool = False
    method: str = "GET"
    answer: int = 200
    html: bool = True


def _case(where: str, **more: Any) -> Values:
    return lambda body: {"number": body.cases[where], **more}


def _file(body: Body) -> dict[str, Any]:
    return {"number": body.cases["arrived"], "file_id": body.case_file}


def _draft(**more: Any) -> Values:
    return lambda body: {"draft": body.draft, **more}


def _draft_file(body: Body) -> dict[str, Any]:
    return {"draft": body.draft, "file_id": body.draft_file}


def _officer(body: Body) -> dict[str, Any]:
    return {"officer_id": body.officers[Role.VIEWER].pk}


def _draw(body: Body) -> dict[str, Any]:
    return {"pool": str(body.draw)}


def _pool(body: Body) -> dict[str, Any]:
    return {"pool_id": body.pool}


def _notice(body: Body) -> dict[str, Any]:
    assert body.notice
    return {"notice_id": body.notice.pk}


def _bundle(**more: Any) -> Values:
    return lambda body: {"bundle": body.bundle, **more}


def _mailing(body: Body) -> dict[str, Any]:
    return {"mailing_id": body.mailing}


def _recipient(body: Body) -> dict[str, Any]:
    return {"mailing_id": body.mailing, "recipient_id": body.recipient}


def _working(**more: Any) -> Values:
    return lambda body: {"working": body.working, **more}


_PLAIN = Example()
_DOG = Example(lambda body: {"procedure": "inu"})
_SHARED = Example(lambda body: {"pack": "inu"})
_OWN = Example(_case("arrived"), ids=True)
_OWN_PDF = Example(_case("arrived"), ids=True, html=False)
_OFFICER_ACT = Example(_officer, ids=True, method="POST")
_INVITATION_ACT = Example(lambda body: {"invitation_id": body.invitation}, ids=True, method="POST")
_INVITED = Example(lambda body: {"body": body.code, "token": body.invitation_token})
_FEED = Example(html=False)

RESIDENT: dict[str, Example] = {
    **dict.fromkeys(("audit:roots-json", "audit:roots-atom"), Example(html=False)),
    "forms:postal": Example(html=False, answer=404),
    "portal:front": _PLAIN,
    "portal:forget": Example(method="POST"),
    "portal:robots": Example(html=False),
    "portal:sitemap": Example(html=False),
    "portal:menu": _PLAIN,
    "portal:alias": Example(lambda body: {"alias": body.tenant.path}, answer=302),
    "portal:alias-page": Example(lambda body: {"alias": body.tenant.path, "rest": "find/"}, answer=302),
    "residents:link": Example(lambda body: {"token": "no-such-link"}, answer=410),
    "residents:logout": Example(method="POST"),
    "residents:session-end": Example(method="POST"),
    "publishing:notices": _PLAIN,
    "publishing:notice": Example(lambda body: {"public_id": body.notice and body.notice.public_id}, ids=True),
    "publishing:system-notices": _PLAIN,
    "publishing:system-notice": Example(lambda body: {"public_id": "no-such-notice"}, answer=404),
    "procedures:find": _PLAIN,
    "procedures:procedure": _DOG,
    "procedures:blank-form": Example(lambda body: {"procedure": "inu"}, html=False),
    # Nothing is asked before this form: looked at in tests/journeys/test_stages.py.
    "procedures:eligibility": Example(lambda body: {"procedure": "inu"}, answer=404),
    "procedures:follow": Example(_case("arrived", procedure="inu"), ids=True, method="POST"),
    "procedures:start": _DOG,
    "procedures:autosave-start": Example(lambda body: {"procedure": "inu"}, method="POST"),
    "procedures:resume": _PLAIN,
    "procedures:resume-link": Example(lambda body: {"code": body.draft_code}, ids=True, answer=302),
    "procedures:party-code": _PLAIN,
    "procedures:party-declined": _PLAIN,
    "procedures:party-link": Example(lambda body: {"code": body.party_code}, ids=True),
    "procedures:party-decline": Example(lambda body: {"code": body.party_code}, ids=True),
    "procedures:answered": Example(_draft(), ids=True, answer=403),
    "procedures:left": _PLAIN,
    "procedures:check": Example(_draft(), ids=True),
    "procedures:send": Example(_draft(), ids=True, method="POST"),
    "procedures:receipt": Example(_draft(), ids=True, answer=302),
    "procedures:slip": Example(_draft(), ids=True, answer=403),
    "procedures:calendar": Example(_draft(), ids=True, answer=403),
    "procedures:hold": Example(_draft(), ids=True, method="POST"),
    "procedures:save": Example(_draft(), ids=True),
    "procedures:changed": Example(_draft(), ids=True, answer=302),
    "procedures:move": Example(_draft(), ids=True, method="POST"),
    "procedures:discard": Example(_draft(), ids=True),
    "procedures:file": Example(_draft_file, ids=True, html=False),
    "procedures:preview": Example(_draft_file, ids=True, html=False),
    "procedures:autosave": Example(_draft(page="dog"), ids=True, method="POST"),
    "procedures:page": Example(_draft(page="dog"), ids=True),
    "life_events:index": _PLAIN,
    "life_events:event": Example(lambda body: {"event": "hikkoshi"}),
    "life_events:start": Example(lambda body: {"event": "hikkoshi"}),
    "life_events:list": Example(_bundle(), ids=True),
    "life_events:list-pdf": Example(_bundle(), ids=True, html=False),
    "life_events:list-ics": Example(_bundle(), ids=True, html=False),
    "life_events:next": Example(_bundle(), ids=True, answer=302),
    "life_events:part": Example(_bundle(part="dog_here"), ids=True, answer=302),
    "life_events:page": Example(_bundle(page="you"), ids=True),
    "life_events:check": Example(_bundle(), ids=True),
    "life_events:receipt": Example(_bundle(), ids=True, answer=302),  # nothing is sent
    "life_events:save": Example(_bundle(), ids=True),
    "life_events:left": Example(_bundle()),
    "life_events:discard": Example(_bundle(), ids=True),
    "life_events:send": Example(lambda body: {"body_code": body.code, "bundle": body.bundle}, method="POST"),
    "cases:status-anywhere": _PLAIN,
    "cases:status": _PLAIN,
    "cases:lost": _PLAIN,
    "cases:link": Example(lambda body: {"token": body.link("arrived")}, ids=True, answer=302),
    "cases:confirm-mail": Example(lambda body: {"token": body.link("arrived")}, ids=True, method="POST"),
    "cases:own-case": _OWN,
    "cases:claim": Example(_case("arrived"), ids=True, method="POST"),
    "cases:release": Example(_case("arrived"), ids=True, method="POST"),
    "cases:leave": Example(_case("arrived"), ids=True, method="POST"),
    "cases:correction": Example(_case("correcting"), ids=True),
    "cases:correction-autosave": Example(_case("correcting"), ids=True, method="POST", html=False),
    "cases:own-preview": Example(_file, ids=True, answer=404),  # no correction of this case is open
    "cases:withdraw": _OWN,
    **dict.fromkeys(("cases:receipt", "cases:own-answers"), _OWN_PDF),
    "cases:proof": _OWN,
    "cases:proof-json": Example(_case("arrived"), ids=True, html=False, answer=404),  # not sealed yet
    "cases:result": Example(_case("issued"), ids=True, html=False),
    "letters:entry": _PLAIN,
    "letters:scan": Example(lambda body: {"code": body.letter_number}),
    "letters:household": _PLAIN,
    "letters:leave": Example(answer=302),
    "places:offer": Example(lambda body: {"token": body.offer_token}, ids=True),
    "places:draw": Example(_draw, ids=True),
    "places:draw-json": Example(_draw, ids=True, html=False),
    "places:draw-entries": Example(_draw, ids=True, html=False),
    "places:draw-result": Example(_draw, ids=True, html=False),
}
RESIDENT |= {f"publishing:{what}-{feed}": _FEED for what in ("notices", "system-notices") for feed in ("rss", "atom")}
RESIDENT |= {"audit:seals": _PLAIN} | {f"publishing:guide-{guide}": _PLAIN for guide in GUIDES}
RESIDENT |= {f"residents:{name}": _PLAIN for name in ("entrance", "sent", "password")}
# Nobody is signed in here; who is, and sees nobody else's, in residents/tests/test_attacks.py.
RESIDENT |= {f"residents:{name}": Example(answer=302) for name in ("home", "sign-in", "new-password")}

STAFF: dict[str, Example] = {
    "ui:specimen": Example(answer=404),  # demonstrations only
    "notify:mailbox": Example(answer=404),
    "notify:mailbox-of": Example(lambda body: {"to": "hina@example.jp"}, answer=404),
    "notify:mail": Example(lambda body: {"to": "hina@example.jp", "mail_id": body.mail}, ids=True, answer=404),
    "people:login": _PLAIN,
    "people:code": Example(answer=302),  # nobody is between password and code
    "people:enrol": Example(answer=302),
    "people:enrol-qr": Example(answer=404, html=False),
    "people:language": Example(method="POST"),
    "identity:answer": Example(lambda body: {"provider": f"body-{body.code}"}, answer=403),
    "people:sign-on-bodies": _PLAIN,
    "people:sign-on-depart": Example(lambda body: {"body": body.code}, answer=404),  # the world's providers are closed
    "people:sign-on-link": Example(lambda body: {"body": body.code}, answer=404),
    "people:sign-on-link-depart": Example(lambda body: {"body": body.code}, answer=404),
    "people:sign-on-unlink": Example(lambda body: {"body": body.code}, method="POST"),
    "people:sign-on": _PLAIN,
    "people:sign-on-check": Example(method="POST"),
    "people:sign-on-open": Example(method="POST"),
    "people:sign-on-require": Example(method="POST"),
    "people:invitation": _INVITED,
    "people:invitation-join": _INVITED,
    "people:new-password": Example(lambda body: {"account_id": body.officer.account_id, "token": "x-y"}, answer=410),
    "people:logout": Example(method="POST"),
    "people:ping": Example(html=False),
    "people:kept": Example(answer=302),
    "people:kept-discard": Example(method="POST"),
    "people:fresh": Example(method="POST"),
    "people:posts": _PLAIN,
    "people:home": Example(answer=302),
    "people:profile": _PLAIN,
    "people:renewal": _PLAIN,
    "people:renewal-new": Example(answer=302),  # the own password comes first
    "people:renewal-qr": Example(answer=404, html=False),
    "people:password": _PLAIN,
    "people:officers": _PLAIN,
    "people:invite": _PLAIN,
    "people:officer": Example(_officer, ids=True),
    **{
        f"people:officer-{act}": _OFFICER_ACT
        for act in ("person", "lock", "unlock", "second-factor", "password", "sign-on")
    },
    "people:invitation-resend": _INVITATION_ACT,
    "people:invitation-cancel": _INVITATION_ACT,
    "people:roles": _PLAIN,
    "people:role-add": _PLAIN,
    "people:role": Example(lambda body: {"role_id": body.own_role}, ids=True),
    "people:role-close": Example(lambda body: {"role_id": body.own_role}, ids=True, method="POST"),
    "people:group-add": _PLAIN,
    "people:group": Example(lambda body: {"group_id": body.group}, ids=True),
    "people:group-close": Example(lambda body: {"group_id": body.group}, ids=True, method="POST"),
    "people:records": _PLAIN,
    "people:records-export": Example(method="POST", html=False),
    "people:contact": _PLAIN,
    "people:confirmations": _PLAIN,
    "people:departments": _PLAIN,
    "people:department-add": _PLAIN,
    "people:department": Example(lambda body: {"department_id": body.department.pk}, ids=True),
    "people:department-close": Example(lambda body: {"department_id": body.elsewhere.pk}, ids=True, method="POST"),
    "people:closing-days": _PLAIN,
    "people:closing-day-remove": Example(lambda body: {"day_id": body.closing_day}, ids=True, method="POST"),
    "publishing:staff-notices": _PLAIN,
    "publishing:staff-notice-add": _PLAIN,
    "publishing:staff-notice": Example(_notice, ids=True),
    "publishing:staff-notice-edit": Example(_notice, ids=True),
    "publishing:staff-notice-withdraw": Example(_notice, ids=True, method="POST"),
    "publishing:staff-guidance": _PLAIN,
    "publishing:staff-guidance-page": Example(lambda body: {"page": "contact"}),
    "publishing:staff-guidance-restore": Example(lambda body: {"page": "contact"}, method="POST"),
    "procedures:offers": _PLAIN,
    "procedures:offer": _DOG,
    "procedures:stop": _DOG,
    "procedures:own-words": Example(lambda body: {"procedure": "inu", "lang": "vi"}),
    "procedures:round": Example(lambda body: {"procedure": "inu"}, answer=404),
    "procedures:upgrade": Example(lambda body: {"procedure": "inu"}, answer=302),
    "procedures:add-offer": _PLAIN,
    "designer:index": _PLAIN,
    "designer:begin": _PLAIN,
    "designer:rule": _PLAIN,
    "designer:arrange": Example(_working(), ids=True, method="POST"),
    "designer:add-page": Example(_working(), ids=True, method="POST"),
    "designer:page": Example(_working(page="applicant"), ids=True),
    "designer:add-field": Example(_working(place="applicant"), ids=True),
    "designer:field": Example(_working(field="mail"), ids=True),
    "designer:look": Example(_working(field="mail"), ids=True, method="POST"),
    "designer:translating": Example(_working(lang="vi"), ids=True),
    "designer:translations-csv": Example(_working(lang="vi"), ids=True, html=False),
    "designer:table": Example(_working(table="places"), ids=True),
    "designer:table-csv": Example(_working(table="places"), ids=True, html=False),
    "designer:document": Example(_working(document="permit"), ids=True),
    "designer:example": Example(_working(example="plain.ok"), ids=True),
    "designer:trial-page": Example(_working(page="applicant"), ids=True),
    "designer:trial-desk": Example(_working(), ids=True, answer=302),  # nothing is filled in
    "designer:trial-letter": Example(_working(), ids=True, method="POST"),
    "designer:frame": Example(_working(page="applicant"), ids=True),
    "designer:paper": Example(_working(), ids=True, html=False),
    "designer:export": Example(_working(), ids=True, html=False),
    "designer:conflict": Example(_working(aside=1), ids=True, answer=302),  # nothing is kept aside
    "designer:discard": Example(_working(), ids=True, method="POST"),
    "letters:mailings": _PLAIN,
    "letters:add": _PLAIN,
    "letters:mailing": Example(_mailing, ids=True),
    "letters:edit": Example(_mailing, ids=True),
    "letters:act": Example(_mailing, ids=True, method="POST"),
    "letters:list-csv": Example(_mailing, ids=True, method="POST", html=False),
    "letters:printing": Example(
        lambda body: {"mailing_id": body.mailing, "printing_id": body.printing}, ids=True, method="POST", html=False
    ),
    "letters:roster": Example(_mailing, ids=True, method="POST"),
    "letters:recipients": Example(_mailing, ids=True),
    "letters:recipient": Example(_recipient, ids=True),
    "letters:recipient-act": Example(_recipient, ids=True, method="POST"),
    "places:pools": _PLAIN,
    "places:pool": Example(_pool, ids=True),
    "places:pool-act": Example(_pool, ids=True, method="POST"),
    "cases:today": _PLAIN,
    "cases:inbox": _PLAIN,
    "cases:list-csv": Example(method="POST", html=False),
    "cases:answers-zip": Example(method="POST", html=False),
    "cases:case": _OWN,
    "cases:print": _OWN,
    "cases:version": Example(_case("arrived"), ids=True, answer=302),
    # No case here has confidential answers: modules/procedures/tests/test_confidential.py has some.
    "cases:sealed": Example(_case("arrived", circle="shien"), ids=True, answer=404),
    "cases:circles": _PLAIN,
    "cases:emergencies": _PLAIN,
    "cases:emergency-open": _PLAIN,
    # Another officer's: his own is looked at in modules/procedures/tests/test_emergency.py.
    "cases:emergency": Example(lambda body: {"look": body.emergency}, ids=True, answer=404),
    "cases:circle": Example(lambda body: {"key": "shien"}),
    "cases:fee": Example(_case("correcting"), ids=True),
    "cases:act": Example(_case("arrived", act="receive"), ids=True, method="POST"),
    "cases:answers": _OWN_PDF,
    "cases:draft": Example(_case("decided"), ids=True, html=False),
    "cases:file": Example(_file, ids=True, html=False),
    "cases:preview": Example(_file, ids=True, html=False),
    "cases:file-withheld": Example(_file, ids=True, answer=302),  # not held back: cases/tests/test_withheld.py
    "sharing:shelf": _PLAIN,
    "sharing:answer": Example(lambda body: {"suggestion_id": body.suggestion}, ids=True),
    "sharing:take-in": _PLAIN,
    "sharing:copy": _SHARED,
    "sharing:merge": Example(lambda body: {"copy": body.fork}, ids=True),
    "sharing:pack": _SHARED,
    "sharing:export": Example(lambda body: {"pack": "inu"}, html=False),
    "sharing:share": Example(lambda body: {"pack": "inu"}, method="POST"),
    "sharing:suggest": Example(lambda body: {"pack": "inu"}, answer=404),  # for prefectures; tested in its room
}
MACHINE: dict[str, Example] = {}
DESIGNER = (
    "form", "rules", "others", "card", "flow", "fees", "eligibility", "texts", "languages", "documents", "examples",
    "tables", "preview", "trial", "trial-check", "history", "publish", "import-fields",
)  # fmt: skip
STAFF |= {f"designer:{name}": Example(_working(), ids=True) for name in DESIGNER}
EXAMPLES = {"resident": RESIDENT, "staff": STAFF, "machine": MACHINE}


@dataclass(frozen=True)
class Page:
    """One URL pattern. `inside`: it lies inside a body."""

    surface: str
    name: str
    access: Access | None
    parameters: frozenset[str]

    @property
    def inside(self) -> bool:
        return "body" in self.parameters

    @property
    def example(self) -> Example:
        return EXAMPLES[self.surface][self.name]

    def address(self, body: Body, *, ids_of: Body | None = None, language: str = "ja") -> str:
        """Its path in `body`, with the ids of `ids_of` if given."""
        values = self.example.values(ids_of or body)
        if self.inside:
            values.setdefault("body", body.code)
        with translation.override(language if self.surface == "resident" else "ja"):
            return reverse(self.name, urlconf=settings.MADOGUCHI_URLCONFS[self.surface], kwargs=values)

    def __str__(self) -> str:
        return f"{self.surface} {self.name}{' in a body' if self.inside else ''}"


def with_rows(found: list[Page]) -> set[str]:
    """Names of the pages that show rows of a body: a page that is new and shows none fails until it says why."""
    demonstration = {"notify:mailbox-of", "notify:mail"}
    read = {page.name for page in found if page.example.method == "GET" and page.example.answer == 200}
    return (read | demonstration & {page.name for page in found}) - NO_ROW.keys()


def pages(surface: str) -> list[Page]:
    """Every pattern of a surface, as the resolver has it."""
    urlconf = import_module(settings.MADOGUCHI_URLCONFS[surface])
    return list(_walk(surface, urlconf.urlpatterns, (), frozenset()))


def _walk(surface: str, patterns: list[Any], spaces: tuple[str, ...], parameters: frozenset[str]) -> Iterator[Page]:
    for pattern in patterns:
        own = parameters | frozenset(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(surface, pattern.url_patterns, inner, own)
        else:
            assert isinstance(pattern, URLPattern)
            name = ":".join((*spaces, pattern.name or str(pattern.pattern)))
            yield Page(surface, name, getattr(pattern.callback, "access", None), own)
