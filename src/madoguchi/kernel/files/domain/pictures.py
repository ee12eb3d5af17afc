"""Photos: is it whole, is it bearable, and a small upright JPEG of it without what the camera noted (place, time).

HEIC is decoded by pillow-heif (libheif, libde265): docs/decisions names the reasons. A 12-megapixel HEIC takes about
0.4 s to decode, so its wholeness is judged by its boxes, without decoding.

What a picture needs is bounded by the memory that decoding it holds, not by its bytes or its pixels alone. Peak memory
of one preview above that of the process, measured (Pillow 12, x86-64): JPEG of 12 or 48 million pixels 26-28 MB, since
it is read at a fraction of its size; HEIC of 12 million 92 MB, of 24 million 170 MB; PNG of 25 million 127 MB, with
transparency 222 MB, which is the most. While the bound was by pixels only, a PNG of 1.4 MB and 79 million pixels took
660 MB, and a HEIC of 48 million 334 MB.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import BinaryIO, Final

from PIL import Image, ImageOps

from madoguchi.kernel.files.choices import Kind
from madoguchi.kernel.files.domain.refusals import Refused

MAX_PIXELS: Final = 80_000_000  # phones take 12, 24 or 48 million
MOST_HELD: Final = 210_000_000  # bytes; a phone's HEIC of 24.5 million pixels (5712 × 4284) has its preview
_FREELY: Final = 32_000_000  # what any thread may hold at any time: every photo that is a JPEG of one scan
_FORMATS: Final = {Kind.JPEG.value: ("JPEG", "MPO"), Kind.PNG.value: ("PNG",), Kind.HEIC.value: ("HEIF",)}
PICTURES: Final = frozenset(_FORMATS)
_JPEG_QUALITY: Final = 85
# Bytes a pixel, where it is not four: RGB with its smaller copy; the alpha modes are copied whole while made small.
_PER_PIXEL: Final = {"RGB": 5, "1": 1, "L": 1, "P": 1, "I;16": 2, "RGBA": 8, "LA": 8, "PA": 8}
_ONE_AT_A_TIME: Final = threading.Lock()


class TooMuchToShow(Exception):
    """Decoding would hold more than MOST_HELD: the file is taken, but has no preview."""


class Busy(Exception):
    """Another thread is decoding a large picture: threads must neither add that up nor wait for it."""


def check_picture(file: BinaryIO, kind: str) -> None:
    """Raises Refused: corrupt, too_many_pixels. Memory stays small whatever the picture claims to be."""
    file.seek(0)
    try:
        with _opened(file, kind) as image:
            pixels = image.width * image.height
            if pixels > MAX_PIXELS:
                raise Refused("too_many_pixels", limit=MAX_PIXELS, size=pixels)
            in_one_scan = kind == Kind.JPEG and _in_one_scan(file)
            if in_one_scan:
                image.draft("RGB", (1, 1))  # reads every byte of the scan, keeps an eighth of each side
                image.load()
            elif kind == Kind.PNG:
                image.verify()  # chunk by chunk with checksums
        if kind == Kind.HEIC and not _boxes_are_whole(file):
            raise Refused("corrupt")
        if kind == Kind.JPEG and not in_one_scan and not _last_scan_ends(file):
            raise Refused("corrupt")
    except Refused:
        raise
    except Exception as error:  # decoders of hostile bytes raise whatever they like (Pillow's own bomb guard too)
        raise Refused("corrupt") from error
    finally:
        file.seek(0)


def small_jpeg(file: BinaryIO, kind: str, max_px: int) -> bytes:
    """An upright JPEG of at most `max_px` a side; never larger than the original. Raises TooMuchToShow, Busy, and
    Refused as check_picture."""
    check_picture(file, kind)
    try:
        with _opened(file, kind) as image:
            image.draft("RGB", (max_px, max_px))  # a JPEG is read at a half, a quarter or an eighth
            with _room_for(_held(image, kind, file)):
                image.thumbnail((max_px, max_px))
                upright = ImageOps.exif_transpose(image)
                # Fresh pixels: nothing of EXIF (GPS!), XMP or comments can come along. The colour profile may.
                clean = Image.new("RGB", upright.size, "white")
                layer = upright.convert("RGBA")
                clean.paste(layer, mask=layer.getchannel("A"))
                out = io.BytesIO()
                clean.save(out, "JPEG", quality=_JPEG_QUALITY, icc_profile=image.info.get("icc_profile"))
                return out.getvalue()
    except (TooMuchToShow, Busy):
        raise
    except Exception as error:  # as above
        raise Refused("corrupt") from error
    finally:
        file.seek(0)


@contextmanager
def _room_for(held: int) -> Iterator[None]:
    """Raises TooMuchToShow, Busy."""
    if held > MOST_HELD:
        raise TooMuchToShow(held)
    if held <= _FREELY:
        yield
        return
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise Busy(held)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def _held(image: Image.Image, kind: str, file: BinaryIO) -> int:
    """About how many bytes decoding holds at once; of a JPEG at the size at which it will be read."""
    pixels = image.width * image.height
    if kind == Kind.HEIC:
        # Its planes, what they become and Pillow's copy; with more than 8 bits a colour, wider planes.
        return pixels * (8 if image.info.get("bit_depth", 8) <= 8 else 13)
    held = pixels * _PER_PIXEL.get(image.mode, 4)
    if kind == Kind.JPEG and not _in_one_scan(file):
        file.seek(0)
        with _opened(file, kind) as whole:  # all coefficients, at the full size
            held += whole.width * whole.height * 2 * len(whole.getbands())
    return held


def _opened(file: BinaryIO, kind: str) -> Image.Image:
    if kind == Kind.HEIC:
        _learn_heic()
    return Image.open(file, formats=_FORMATS[kind])


@cache
def _learn_heic() -> None:
    # inside: heavy library, rarely used
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=2)


def _boxes_are_whole(file: BinaryIO) -> bool:
    """Whether the top-level boxes (length, type, …) of an ISO media file end exactly where the file ends or within."""
    end = file.seek(0, io.SEEK_END)
    at = 0
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 0:  # "to the end of the file"
            return True
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < 8:
            return False
        at += length
    return at <= end


def _in_one_scan(file: BinaryIO) -> bool:
    """Whether a JPEG can be decoded line by line. A progressive one, or one with a scan for each colour, is kept whole
    in memory by the decoder, however small the picture is to become."""
    file.seek(2)
    layers = 0
    while True:
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return False
        if head[1] == 0xFF:  # fill bytes may stand before a marker
            file.seek(-3, io.SEEK_CUR)
            continue
        length = int.from_bytes(head[2:], "big")
        body = file.read(length - 2) if length > 2 else b""
        if head[1] == 0xDA:
            return bool(body) and body[0] == layers
        if head[1] in (0xC0, 0xC1) and len(body) > 5:
            layers = body[5]
        elif head[1] == 0xC2:
            return False


def _last_scan_ends(file: BinaryIO) -> bool:
    """Whether the mark of the end stands after the last scan: within a scan neither mark can occur."""
    file.seek(0)
    content = file.read()
    return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda") > 0
