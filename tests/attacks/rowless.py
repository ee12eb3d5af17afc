"""Pages that are read and show no row of the body, each with the reason."""

from __future__ import annotations

GUIDES = ("terms", "how-to", "prepare", "faq", "contact", "accessibility", "privacy")
_EMPTY = "an empty form"
_PDF = "a PDF, whose text is compressed: that another body's is not found is tested by its ids"
# Pages that are read and answer 200 without a row of the body on them, each with the reason; all others must show one.
NO_ROW: dict[str, str] = {
    "cases:status": _EMPTY,
    "cases:fee": "amounts without a word of the body: that another body's case is not found is tested by its number",
    "places:draw-entries": "draw numbers without a word of the body: that another body's is not found is tested",
    "places:draw-result": "as the list of entries",
    "cases:lost": _EMPTY,
    "letters:entry": _EMPTY,
    "letters:scan": "the number that stands in the address; whether there is such a letter is not looked up",
    "letters:add": "packs, the same in every body",
    "letters:printing": _PDF,
    "cases:receipt": _PDF,
    "cases:own-answers": _PDF,
    "cases:result": _PDF,
    "cases:answers": _PDF,
    "cases:draft": _PDF,
    "cases:file": "a picture",
    "cases:preview": "a picture",
    "people:login": _EMPTY,
    "procedures:stop": "asks about one procedure by its pack's title",
    "people:ping": "says whether the session lives",
    "people:password": _EMPTY,
    "notify:mailbox": _EMPTY,
    "people:renewal": _EMPTY,
    "people:contact": "the body's own telephone and address, which everybody may know",
    "people:department-add": _EMPTY,
    "people:confirmations": "the permissions of the installation, the same in every body",
    "people:role-add": _EMPTY,
    "people:group-add": "names of the packs that the body offers",
    "publishing:staff-notice-add": _EMPTY,
    "publishing:staff-guidance": "names of pages, the same in every body",
    "designer:begin": "packs, which every body may copy",
    "designer:rule": "one choice",
    "procedures:add-offer": "packs, which every body may take",
    "sharing:take-in": _EMPTY,
    "sharing:copy": _EMPTY,
    "sharing:merge": "a copy that has taken in everything; its contents in its room's tests",
    "sharing:export": "a pack, which every body may take",
    "sharing:shelf": "packs, which every body may take, and who offers them, which every resident sees",
    "sharing:pack": "a pack, which every body may take, and who offers it; a body's own in its room's tests",
    "procedures:find": "names of procedures, the same in every body",
    "procedures:blank-form": _PDF,
    "procedures:start": _EMPTY,
    "procedures:resume": _EMPTY,
    "life_events:index": "the events, the same in every body",
    "life_events:event": "our texts and names of procedures, the same in every body",
    "life_events:start": _EMPTY,
    "life_events:list-pdf": _PDF,
    "life_events:list-ics": "titles and days, the same in every body: that another body's is not found is tested",
    "life_events:left": "a fixed text",
    "life_events:save": "the code of the bundle, not what is in it",
    "life_events:discard": "a question",
    "procedures:party-code": _EMPTY,
    "procedures:party-declined": "a fixed text",
    "procedures:party-decline": "a question",
    "cases:emergency-open": _EMPTY,
    "cases:circles": "the labels of packs, the same in every body",
    "procedures:left": "a fixed text",
    "procedures:save": "the code of the draft, not what is in it",
    "procedures:discard": "a question",
    "procedures:file": "a picture",
    "procedures:preview": "a picture",
}
NO_ROW |= {f"publishing:guide-{guide}": "our own text, until a body writes another" for guide in GUIDES}
del NO_ROW["publishing:guide-contact"]  # the world has written one
# Pages that take away what the next ones are to show.
LETS_GO = {"procedures:left", "life_events:left"}
