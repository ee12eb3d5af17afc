"""Every address of the installation, read from its URL maps; none can be forgotten when a room gets a new page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern

from tests.journeys.town import Town

# Addresses that show no page of their own, each with what they do.
NO_PAGE = {
    "cases:claim": "puts a case into an account, by POST",
    "cases:release": "takes a case out of an account, by POST",
    "cases:leave": "closes the case, by POST",
    "cases:confirm-mail": "confirms a mail address, by POST",
    "cases:list-csv": "gives out a file, by POST",
    "cases:answers-zip": "gives out a file, by POST",
    "procedures:round": "the procedure of the sights has no rounds; looked at in procedures/tests/test_rounds.py",
    "cases:correction-autosave": "keeps a correction, by POST",
    "cases:act": "acts on a case, by POST",
    "forms:postal": "answers scripts in JSON",
    "residents:link": "needs a mailed link; looked at in test_account.py",
    "residents:logout": "ends the session, by POST",
    "residents:session-end": "ends another session, by POST",
    "portal:forget": "forgets the last body, by POST",
    "procedures:autosave-start": "begins a draft, by POST",
    "procedures:autosave": "keeps a page, by POST",
    "procedures:left": "lets go of the draft that other pages of the crawl need; seen in the time-out journeys",
    "people:language": "changes the language, by POST",
    "people:invitation-join": "adds a post to an account that is invited; tested in its room",
    "people:enrol": "needs an account without a second factor; inspected in the administrator's journey",
    "people:enrol-qr": "the picture on the enrolment page",
    "people:renewal-new": "needs a renewal that has been begun; tested in its room",
    "people:renewal-qr": "the picture on the renewal page",
    "identity:answer": "where a provider sends browsers back to; tested against a real one in the people room",
    "people:sign-on-depart": "leads to a provider; tested as above",
    "people:sign-on-link": "needs an open provider; tested as above",
    "people:sign-on-link-depart": "leads to a provider; tested as above",
    "people:sign-on-unlink": "takes a link away, by POST",
    "people:sign-on-check": "tries settings out, by POST",
    "people:sign-on-open": "opens a provider, by POST",
    "people:sign-on-require": "closes posts to passwords, by POST",
    "people:logout": "ends the session, by POST",
    "people:kept-discard": "drops a kept form, by POST",
    "people:records-export": "gives out a file, by POST",
    "people:fresh": "asks for a code before an act, by POST; inspected in the journey of the parties",
    "people:officer-person": "by POST",
    "people:officer-lock": "by POST",
    "people:officer-unlock": "by POST",
    "people:officer-second-factor": "by POST",
    "people:officer-password": "by POST",
    "people:officer-sign-on": "by POST",
    "people:invitation-resend": "by POST",
    "people:invitation-cancel": "by POST",
    "people:department-close": "by POST",
    "people:role-close": "by POST",
    "people:group-close": "by POST",
    "people:closing-day-remove": "by POST",
    "publishing:staff-notice-withdraw": "by POST",
    "publishing:staff-guidance-restore": "by POST",
    "procedures:add-offer": "by POST",
    "sharing:share": "by POST",
    "sharing:suggest": "for prefectures; tested in its room",
    "sharing:merge": "needs a copy of a pack; tested in its room",
    "sharing:answer": "needs a suggestion, and the bodies of the crawl have none; tested in its room",
    "designer:arrange": "by POST",
    "designer:add-page": "by POST",
    "designer:look": "one field for scripts, by POST",
    "designer:discard": "by POST",
    "designer:trial-letter": "gives out a PDF, by POST",
    "designer:trial-desk": "needs a filled-in try-out; inspected in test_designer_road.py",
    "designer:conflict": "needs two officers at once; tested in its room",
    "procedures:party-link": "needs a request of somebody else; inspected in the journey of the parties",
    "procedures:party-decline": "needs a request of somebody else; inspected in the journey of the parties",
    "procedures:answered": "needs an answer to a request; inspected in the journey of the parties",
    "cases:sealed": "needs confidential answers; inspected in the journey of the parties",
    "cases:emergency": "needs confidential answers that were opened; tested in test_emergency.py",
    "cases:circle": "needs a procedure with confidential answers; inspected in the journey of the parties",
    "procedures:move": "takes a draft to the newer version, by POST",
    "life_events:send": "sends the parts of a bundle, by POST",
    "life_events:left": "lets go of the bundle that other pages of the crawl need",
    "procedures:hold": "extends a hold, by POST",
    "procedures:follow": "begins a later stage, by POST",
    "procedures:eligibility": "the pack of the crawl asks nothing before its form; inspected in test_stages.py",
    "places:pool-act": "by POST",
    "letters:act": "by POST",
    "letters:roster": "takes a list in, by POST",
    "letters:recipient-act": "by POST",
    "letters:list-csv": "gives out a file, by POST",
    "letters:mailing": "needs a mailing of the officer's department; looked at in test_letters.py, with the next three",
    "letters:edit": "as above",
    "letters:recipients": "as above",
    "letters:recipient": "as above",
    "letters:printing": "a file of letters, by POST",
    "places:offer": "needs a place that is offered; tested in its room",
    "places:draw": "needs a draw, and the bodies of the crawl hold none; inspected in the administrator's journey",
    "places:draw-json": "a file of the draw",
    "places:draw-entries": "a file of the draw",
    "places:draw-result": "a file of the draw",
}
# Addresses that answer with a file or lead on to another page of this list: fetched, not looked at.
FETCHED = {
    # Without the number of a letter they lead to the page that asks for it; looked at in test_letters.py.
    "letters:household",
    "letters:scan",
    "letters:leave",
    # Nobody is signed in in the crawl: they lead to the entrance; looked at in test_account.py.
    "residents:home",
    "residents:sign-in",
    "residents:new-password",
    "cases:own-preview",
    "cases:receipt",
    "cases:own-answers",
    "cases:proof-json",
    "audit:roots-json",
    "audit:roots-atom",
    "cases:result",
    "cases:answers",
    "cases:draft",
    "cases:file",
    "cases:preview",
    "people:home",
    "people:kept",
    "people:ping",
    "designer:export",
    "sharing:export",
    "designer:paper",
    "designer:translations-csv",
    "designer:table-csv",
    "portal:alias",
    "portal:alias-page",
    "portal:robots",
    "portal:sitemap",
    "life_events:list-pdf",
    "life_events:list-ics",
    # Lead on to the next question; the pages that come of it are inspected in the mover's journey.
    "life_events:next",
    "life_events:part",
    "life_events:check",
    "life_events:receipt",
    "procedures:blank-form",
    "procedures:slip",
    "procedures:calendar",
    "procedures:file",
    "procedures:preview",
    "procedures:send",
    # Without a newer version there is nothing to see; looked at in test_designer.py and test_versions.py.
    "procedures:changed",
    "procedures:upgrade",
    "cases:version",
    "publishing:notices-rss",
    "publishing:notices-atom",
    "publishing:system-notices-rss",
    "publishing:system-notices-atom",
}
# A draft of the decision exists only between decision and issuing.
# No worker seals what the crawl has sent.
FILES_GONE = {"cases:draft": 404, "cases:proof-json": 404}


@dataclass(frozen=True)
class Sight:
    """One URL pattern. `key`: its URL name, "room:page"."""

    surface: str
    key: str
    route: str

    @property
    def inside(self) -> bool:
        """Whether it lies below a body."""
        return self.route.startswith("<body:body>")

    def address(self, town: Town, language: str) -> str:
        """The address of this page in a town. Raises KeyError when the town has nothing for one of its parts."""
        values: dict[str, Any] = {**town.values, **town.others.get(self.key, {})}
        route = self.route
        for part in self._parts():
            converter, _colon, key = part.partition(":")
            route = route.replace(f"<{part}>", str(values[key or converter]))
        prefix = "/en/" if language == "en" and self.surface == "resident" else "/"
        return prefix + route

    def _parts(self) -> list[str]:
        return [one.partition(">")[0] for one in self.route.split("<")[1:]]


def sights(surface: str) -> list[Sight]:
    """Every URL pattern of a surface."""
    found = import_module(f"madoguchi.site.urls.{surface}").urlpatterns
    return list(_walk(surface, found))


def once(found: list[Sight], *, joint: bool) -> list[Sight]:
    """One sight a URL name: where a body and the joint counter have the same page, the one that is asked for."""
    twice = {one.key for one in found if one.inside} & {one.key for one in found if not one.inside}
    return [one for one in found if one.key not in twice or one.inside != joint]


def _walk(surface: str, patterns: Any, room: str = "", route: str = "") -> Iterator[Sight]:
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLPattern):
            yield Sight(surface, f"{room}:{one.name}", here)
        else:
            yield from _walk(surface, one.url_patterns, one.namespace or room, here)
