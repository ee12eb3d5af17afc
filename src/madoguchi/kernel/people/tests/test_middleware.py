"""The language of a page is said by its address and by nothing else."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from madoguchi.kernel.people.middleware import LanguageMiddleware


@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "ja"), ("/en/", "en"), ("/en", "en"), ("/english/", "ja"), ("/staff/en/", "ja"), ("", "ja")],
)
def test_the_address_says_the_language(path: str, language: str, rf: RequestFactory) -> None:
    seen: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        return HttpResponse()

    request = rf.get("/", headers={"accept-language": "en"})
    request.path_info = path
    response = LanguageMiddleware(answer)(request)
    assert (seen, response["Content-Language"]) == ([language], language)
    assert "Accept-Language" not in response.get("Vary", "")
