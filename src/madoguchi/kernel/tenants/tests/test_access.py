"""Addresses made by `href` are those that Django's `reverse` makes."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from madoguchi.kernel.tenants.access import href, unkept
from madoguchi.kernel.tenants.models import Tenant

NATORI = Tenant(code="042072", name="名取市")
RESIDENT = settings.MADOGUCHI_URLCONFS["resident"]
SLUGS = st.from_regex(r"[A-Za-z0-9_-]{1,20}", fullmatch=True)


@given_settings(max_examples=60, deadline=None)
@given(draft=SLUGS, page=SLUGS, language=st.sampled_from(["ja", "en"]))
def test_an_address_is_the_one_of_reverse(draft: str, page: str, language: str) -> None:
    with translation.override(language):
        for kwargs in ({"draft": draft, "page": page}, {"page": page, "draft": draft}):
            plain = reverse("procedures:page", urlconf=RESIDENT, kwargs={"body": "042072", **kwargs})
            assert href(NATORI, "procedures:page", surface="resident", **kwargs) == plain


@given_settings(max_examples=60, deadline=None)
@given(token=st.text(min_size=1, max_size=20).filter(lambda text: "/" not in text and "\n" not in text))
def test_other_letters_are_quoted_as_reverse_does(token: str) -> None:
    plain = reverse("cases:link", urlconf=RESIDENT, kwargs={"body": "042072", "token": token})
    assert href(NATORI, "cases:link", surface="resident", token=token) == plain


def test_a_joint_page_has_no_body_in_its_address() -> None:
    assert href(NATORI, "portal:front", surface="resident") == "/"
    assert href(NATORI, "portal:menu", surface="resident") == "/042072/"
    assert href(None, "portal:front", surface="resident") == "/"


def test_a_staff_page_takes_numbers() -> None:
    """Its converters are not those of the probes, and its body is the post's, not the address's."""
    found = href(NATORI, "people:officer", surface="staff", officer_id=12)
    assert found == reverse("people:officer", urlconf=settings.MADOGUCHI_URLCONFS["staff"], kwargs={"officer_id": 12})


def test_an_unknown_name_or_value_is_an_error() -> None:
    with pytest.raises(NoReverseMatch):
        href(NATORI, "procedures:nowhere", surface="resident")
    with pytest.raises(NoReverseMatch):
        href(NATORI, "procedures:page", surface="resident", draft="a/b", page="c")
    with pytest.raises(NoReverseMatch):
        href(NATORI, "procedures:page", surface="resident", draft="a")


def test_what_belongs_to_one_person_is_kept_nowhere() -> None:
    answer = unkept(lambda _request: HttpResponse())(RequestFactory().get("/"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
