"""Giving files out: as a stream that no browser runs, or as a small upright picture."""

from __future__ import annotations

from typing import BinaryIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from madoguchi.kernel.files.adapters.base import ObjectMissing
from madoguchi.kernel.files.choices import READABLE, Kind, State
from madoguchi.kernel.files.domain.names import disposition, download_name
from madoguchi.kernel.files.domain.pictures import PICTURES, Busy, TooMuchToShow, small_jpeg
from madoguchi.kernel.files.domain.references import FileRef, object_key, preview_key, preview_side
from madoguchi.kernel.files.services.storage import storage

_SHOWN_IN_PLACE = frozenset({Kind.JPEG.value, Kind.PNG.value})


# What those who sent a file may have of it again: to them it is nothing new. What was found harmful goes to nobody.
_TO_SENDER = READABLE | {State.UNCHECKED.value, State.SUSPICIOUS.value}


class Unreadable(Exception):
    """The file waits for a scan or was found suspicious or harmful; `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NoPreview(Exception):
    """There is no picture of this kind of file, or it would take too much memory."""


def open_file(ref: FileRef, *, to_sender: bool = False) -> BinaryIO:
    """The bytes as a seekable stream; the caller closes it. `to_sender`: the reader is who sent it, and need not wait
    for the scan. Raises Unreadable, ObjectMissing."""
    if ref.state not in (_TO_SENDER if to_sender else READABLE):
        raise Unreadable(ref.state)
    return storage().open(object_key(ref.tenant_code, ref.id))


def preview_jpeg(ref: FileRef, max_px: int, *, to_sender: bool = False) -> bytes:
    """A JPEG of at most about `max_px` a side (rounded up to a kept size), upright and without EXIF.

    `to_sender` as in open_file. Made once and kept beside the original. Raises NoPreview, Unreadable, ObjectMissing,
    Refused (damaged picture), Busy (another large picture is being made small).
    """
    if ref.kind not in PICTURES:
        raise NoPreview(ref.kind)
    side = preview_side(max_px)
    key = preview_key(ref.tenant_code, ref.id, side)
    with open_file(ref, to_sender=to_sender) as original:  # first: a file that may not be read has no preview either
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


def response(ref: FileRef, as_attachment: bool = True, *, to_sender: bool = False) -> HttpResponseBase:
    """The file as a streamed answer. Only JPEG and PNG (by content) are ever shown in place; all else is downloaded.

    `to_sender` as in open_file. Raises Unreadable, ObjectMissing.
    """
    attachment = as_attachment or ref.kind not in _SHOWN_IN_PLACE
    answer = FileResponse(open_file(ref, to_sender=to_sender), content_type=ref.content_type)
    answer["Content-Length"] = str(ref.size)
    return _guarded(answer, download_name(ref.name, ref.kind), attachment=attachment)


def unclean_response(ref: FileRef) -> HttpResponseBase:
    """A file in whatever state, always as a download of no type that a program opens by itself.

    For a caller that has asked who may, and has written the reason down. Raises ObjectMissing.
    """
    answer = FileResponse(storage().open(object_key(ref.tenant_code, ref.id)), content_type="application/octet-stream")
    answer["Content-Length"] = str(ref.size)
    return _guarded(answer, download_name(ref.name, ref.kind), attachment=True)


def preview_response(ref: FileRef, max_px: int, *, to_sender: bool = False) -> HttpResponse:
    """The preview, shown in place; 503 without a picture while another is being made: the page shows an empty frame and
    its script asks again. Raises as preview_jpeg, but for Busy."""
    try:
        answer = HttpResponse(preview_jpeg(ref, max_px, to_sender=to_sender), content_type="image/jpeg")
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
