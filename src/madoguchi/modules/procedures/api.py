"""The door of the procedures room: what a body offers, for the portal above.

    from madoguchi.modules.procedures import api as procedures
    procedures.popular()            # よく使われる手続 of the body of the open scope
    procedures.search("犬")         # the best first
    procedures.by_life_event()      # groups with a heading and their procedures

Every function reads the list that each process keeps for MADOGUCHI_DIRECTORY_SECONDS: one query a body, then none.
A room that makes packs: `check_files`, `compile_files`, `publish_files`, `adopt`, `newest_packs`, `published_files`.
Addresses: `procedures:find` (?q=…, ?by=category|life|kana|department), `procedures:procedure` (procedure=offer.id).
"""

from __future__ import annotations

from collections.abc import Mapping

from madoguchi.modules.forms.api import Change
from madoguchi.modules.procedures.choices import (
    CATEGORIES,
    IDENTITIES,
    KINDS,
    LANGUAGES,
    LIFE_EVENTS,
    REQUIRED_SECTIONS,
    SECTIONS,
    Identity,
    Kind,
    Opening,
    Words,
)
from madoguchi.modules.procedures.domain import translation_files, translations
from madoguchi.modules.procedures.domain.advice import WRITE_HERE
from madoguchi.modules.procedures.domain.card import SCHEMA as CARD_SCHEMA
from madoguchi.modules.procedures.domain.checkers import Checked
from madoguchi.modules.procedures.domain.checkers import register as register_checker
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.eligibility import ASKED as ELIGIBILITY_TYPES
from madoguchi.modules.procedures.domain.eligibility import RULE as ELIGIBILITY_RULE
from madoguchi.modules.procedures.domain.examples import answers_in as example_answers
from madoguchi.modules.procedures.domain.fee_guards import guarded
from madoguchi.modules.procedures.domain.fee_reader import SCHEMA as FEES_SCHEMA
from madoguchi.modules.procedures.domain.fees import Bill, FeeError
from madoguchi.modules.procedures.domain.lint import plain_texts
from madoguchi.modules.procedures.domain.lists import grid as list_in_words
from madoguchi.modules.procedures.domain.once import once_of
from madoguchi.modules.procedures.domain.origins import Onward, Origin, OriginRefusedError
from madoguchi.modules.procedures.domain.origins import register as register_origin
from madoguchi.modules.procedures.domain.pack import Pack, compile_pack
from madoguchi.modules.procedures.domain.problems import Findings, PackError, PackProblem
from madoguchi.modules.procedures.domain.search import MAX_QUERY
from madoguchi.modules.procedures.domain.source import NAMES as FILE_NAMES
from madoguchi.modules.procedures.domain.source import PACK_ID, read_files, tidy
from madoguchi.modules.procedures.domain.source import REQUIRED as REQUIRED_FILES
from madoguchi.modules.procedures.domain.translations import Line as TranslatedLine
from madoguchi.modules.procedures.domain.zips import SIGNATURE as SIGNATURE_FILE
from madoguchi.modules.procedures.domain.zips import UnfitZipError, few, read_zip
from madoguchi.modules.procedures.queries.catalogue import (
    Group,
    Offer,
    best_first,
    by_category,
    by_department,
    by_kana,
    by_life_event,
    forget_catalogue,
    found,
    haystack_of,
    listed,
    offer,
    offers,
    popular,
)
from madoguchi.modules.procedures.queries.offers import barred_packs, known
from madoguchi.modules.procedures.queries.packs import UnknownPackError, pack_by_key
from madoguchi.modules.procedures.queries.published import (
    newest_packs,
    newest_version,
    published_files,
    published_ids,
    register_sharing,
    takeable,
    takes,
)
from madoguchi.modules.procedures.queries.second_person import register_second_person
from madoguchi.modules.procedures.queries.users import Use, users
from madoguchi.modules.procedures.rules import own_prefix
from madoguchi.modules.procedures.services.announcing import check_told
from madoguchi.modules.procedures.services.beginning import Begun, NotOpenError, begin
from madoguchi.modules.procedures.services.blank_form import About, paper_form_pdf
from madoguchi.modules.procedures.services.calendar_entry import CalendarEntry, ics
from madoguchi.modules.procedures.services.desk import CASE_KIND, body_words
from madoguchi.modules.procedures.services.offering import AlreadyOfferedError, adopt
from madoguchi.modules.procedures.services.private_link import NotMailedError
from madoguchi.modules.procedures.services.private_link import mail as mail_private_link
from madoguchi.modules.procedures.services.publish import (
    NotPublishableError,
    Published,
    check_files,
    publish_files,
)
from madoguchi.modules.procedures.services.reading import Reading
from madoguchi.modules.procedures.services.reading import read as read_draft
from madoguchi.modules.procedures.services.reading import send as send_draft


def compile_files(pack_id: str, files: Mapping[str, str]) -> Pack:
    """The pack of these files, its examples not run. Raises PackError with every fault."""
    return compile_pack(read_files(pack_id, files))


def hash_of(pack_id: str, files: Mapping[str, str]) -> str:
    """The hash of the canonical text of these files. Raises PackError for files that are no pack, or not as a published
    version keeps them (line ends, marks at the beginning)."""
    source = read_files(pack_id, files)
    if dict(source.files) != dict(files):
        raise PackError(
            pack_id,
            [
                PackProblem(
                    "", "", "改行などが、公開した形と違います。取り出したままのファイルを使ってください。",
                    "Line ends or the like differ from the published form. Use the file as it was taken out.",
                )
            ],
        )  # fmt: skip
    return source.sha256


def procedure_for(pack_id: str) -> Offer | None:
    """One procedure of the body of the open scope, open or not; None when the body does not offer it."""
    return offer(pack_id)


def round_of(pack_id: str) -> str:
    """The round in which a body tells apart who asks now; "" for the first, and without one."""
    found = offer(pack_id)
    return found.pack.card.once.round if found and found.pack.card.once else ""


def differences(old: str, new: str) -> tuple[Change, ...]:
    """What is different between two published versions ("inu@1", "inu@2"), in sentences with their effect on drafts and
    cases. `compare` does the same for two compiled packs. Raises UnknownPackError."""
    return compare(pack_by_key(old), pack_by_key(new))


def search(query: str) -> list[Offer]:
    """Procedures that fit the words (kana, kanji, English; one slip forgiven), the best first; [] for no words."""
    return found(query)


__all__ = [
    "CARD_SCHEMA",
    "CASE_KIND",
    "CATEGORIES",
    "ELIGIBILITY_RULE",
    "ELIGIBILITY_TYPES",
    "FEES_SCHEMA",
    "FILE_NAMES",
    "IDENTITIES",
    "KINDS",
    "LANGUAGES",
    "LIFE_EVENTS",
    "MAX_QUERY",
    "PACK_ID",
    "REQUIRED_FILES",
    "REQUIRED_SECTIONS",
    "SECTIONS",
    "SIGNATURE_FILE",
    "WRITE_HERE",
    "About",
    "AlreadyOfferedError",
    "Begun",
    "Bill",
    "CalendarEntry",
    "Change",
    "Checked",
    "FeeError",
    "Findings",
    "Group",
    "Identity",
    "Kind",
    "NotMailedError",
    "NotOpenError",
    "NotPublishableError",
    "Offer",
    "Onward",
    "Opening",
    "Origin",
    "OriginRefusedError",
    "Pack",
    "PackError",
    "PackProblem",
    "Published",
    "Reading",
    "TranslatedLine",
    "UnfitZipError",
    "UnknownPackError",
    "Use",
    "Words",
    "adopt",
    "barred_packs",
    "begin",
    "best_first",
    "body_words",
    "by_category",
    "by_department",
    "by_kana",
    "by_life_event",
    "check_files",
    "check_told",
    "compare",
    "compile_files",
    "differences",
    "example_answers",
    "few",
    "forget_catalogue",
    "guarded",
    "hash_of",
    "haystack_of",
    "ics",
    "known",
    "list_in_words",
    "listed",
    "mail_private_link",
    "newest_packs",
    "newest_version",
    "offers",
    "once_of",
    "own_prefix",
    "pack_by_key",
    "paper_form_pdf",
    "plain_texts",
    "popular",
    "procedure_for",
    "publish_files",
    "published_files",
    "published_ids",
    "read_draft",
    "read_files",
    "read_zip",
    "register_checker",
    "register_origin",
    "register_second_person",
    "register_sharing",
    "round_of",
    "search",
    "send_draft",
    "takeable",
    "takes",
    "tidy",
    "translation_files",
    "translations",
    "users",
]
