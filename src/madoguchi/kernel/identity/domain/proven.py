"""What a provider has proven about a person or a firm, in the words of this house."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.kernel.identity.choices import Level
from madoguchi.kernel.identity.domain.provider import CARD, GBIZ, Profile
from madoguchi.kit.unseen import has_unseen

LONGEST = 400
# GビズID: account_type, of the scope "profile".
_FIRM_LEVELS = {"1": Level.FIRM_ENTRY, "2": Level.FIRM_PRIME, "3": Level.FIRM_MEMBER}


@dataclass(frozen=True)
class Proven:
    """`issuer` and `subject` together name one person or firm for ever; nothing else does, a mail address least of all.

    `facts`: what the provider said, as texts, by our names; what was unreadable is absent. Of a person: "name",
    "address", "birth" (1985-03-15), "gender" ("1" or "2", as on the card). Of a firm: "corporate_number" (13 digits),
    "firm", "firm_kind" ("1" corporation, "2" sole proprietor), "address", "representative", "parent".
    """

    provider: str
    issuer: str
    subject: str
    level: Level
    facts: Mapping[str, str]


def level_of(profile: Profile, claims: Mapping[str, Any]) -> Level | None:
    """How sure it is; None when the provider does not say what its profile must."""
    if profile is CARD:
        return Level.CARD
    if profile is GBIZ:
        return _FIRM_LEVELS.get(str(claims.get("account_type", "")))
    return Level.SIGN_ON


def facts_of(profile: Profile, claims: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a profile out of userinfo's claims."""
    found: dict[str, str] = {}
    if profile is CARD:
        found = _of_person(claims)
    elif profile is GBIZ:
        found = _of_firm(claims)
    return {name: value for name, value in found.items() if value}


def _text(claims: Mapping[str, Any], *names: str) -> str:
    """The named claims one after the other, "" unless each that is there is a plain text."""
    parts = [claims.get(name, "") for name in names]
    if not all(isinstance(one, str) for one in parts):
        return ""
    joined = " ".join(one.strip() for one in parts if one.strip())
    return "" if len(joined) > LONGEST or has_unseen(joined) else joined


def _of_person(claims: Mapping[str, Any]) -> dict[str, str]:
    gender = _text(claims, "gender")
    return {
        "name": _text(claims, "name"),
        "address": _text(claims, "address"),
        "birth": _day(_text(claims, "birthdate")),
        "gender": gender if gender in {"1", "2"} else "",
    }


def _day(text: str) -> str:
    """19850315 or 1985-03-15 as 1985-03-15; "" for anything else.

    >>> _day("19850315"), _day("1985-02-30"), _day("昭和60年")
    ('1985-03-15', '', '')
    """
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text, re.ASCII)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _of_firm(claims: Mapping[str, Any]) -> dict[str, str]:
    number, kind = _text(claims, "corporate_number"), _text(claims, "corp_type")
    return {
        "corporate_number": number if re.fullmatch(r"\d{13}", number, re.ASCII) else "",
        "firm": _text(claims, "name"),
        "firm_kind": kind if kind in {"1", "2"} else "",
        "address": _text(claims, "prefecture_name", "address1", "address2"),
        "representative": _text(claims, "rep_last_nm", "rep_first_nm"),
        "parent": _text(claims, "parent_id"),
    }
