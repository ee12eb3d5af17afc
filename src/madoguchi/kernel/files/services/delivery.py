"""Giving files out: as a stream that no browser runs, or as a small upright picture."""

from __future__ import annotations

from typing import BinaryIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from madoguchi.kernel.files.adapters.base import ObjectMissing
from madoguchi.kernel.files.choices import Kind, State
from madoguchi.kernel.files.domain.names import disposition, download_name
from madoguchi.kernel.files.domain.pictures import PICTURES, Busy, TooMuchToShow, small_jpeg
from madoguchi.kernel.files.domain.references import FileRef, object_key, preview_key, preview_side
from madoguchi.kernel.files.services.storage import storage

_SHOWN_IN_PLACE = frozenset({Kind.JPEG.value, Kind.PNG.value})


class Unreadable(Exception):
    """The file waits for a scan or was found harmful; `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NoPreview(Exception):
    """There is no picture of this kind of file, or it would take too much memory."""


def open_file(ref: FileRef) -> BinaryIO:
    """The bytes as a seekable stream; the caller closes it. Raises Unreadable, ObjectMissing."""
    if ref.state != State.ACCEPTED:
        raise Unreadable(ref.state)
    return storage().open(object_key(ref.tenant_code, ref.id))


def preview_jpeg(ref: FileRef, max_px: int) -> bytes:
    """A JPEG of at most about `max_px` a side (rounded up to a kept size), upright and without EXIF.

    Made once and kept beside the original. Raises NoPreview, Unreadable, ObjectMissing, Refused (damaged picture),
    Busy (another large picture is being made small).
    """
    if ref.kind not in PICTURES:
        raise NoPreview(ref.kind)
    side = preview_side(max_px)
    key = preview_key(ref.tenant_code, ref.id, side)
    with open_file(ref) as original:  # first: a file that may not be read has no preview either
        try:
            with storage().open(key) as kept:
                return kept.read()
        except ObjectMissing:
            try:
                picture = small_jpeg(original, ref.kind, side)
            except TooMuchToShow as error:
                raise NoPreview(ref.kind) from error
    storage().write(key, [picture])
    return picture


def response(ref: FileRef, as_attachment: bool = True) -> HttpResponseBase:
    """The file as a streamed answer. Only JPEG and PNG (by content) are ever shown in place; all else is downloaded.

    Raises Unreadable, ObjectMissing.
    """
    attachment = as_attachment or ref.kind not in _SHOWN_IN_PLACE
    answer = FileResponse(open_file(ref), content_type=ref.content_type)
    answer["Content-Length"] = str(ref.size)
    return _guarded(answer, download_name(ref.name, ref.kind), attachment=attachment)


def preview_response(ref: FileRef, max_px: int) -> HttpResponse:
    """The preview, shown in place; 503 without a picture while another is being made: the page shows an empty frame and
    its script asks again. Raises as preview_jpeg, but for Busy."""
    try:
        answer = HttpResponse(preview_jpeg(ref, max_px), content_type="image/jpeg")
    except Busy:
        answer = HttpResponse(status=503, headers={"Retry-After": "1"})
    _guarded(answer, download_name(ref.name, Kind.JPEG), attachment=False)
    return answer


def _guarded(answer: HttpResponseBase, name: str, *, attachment: bool) -> HttpResponseBase:
    """What a stranger's file needs: no guessing of types, no scripts, no copies in shared caches."""
    answer["Content-Disposition"] = disposition(name, attachment=attachment)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
