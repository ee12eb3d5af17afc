"""Photos: is it whole, is it bearable, and a small upright JPEG of it without what the camera noted (place, time).

HEIC is decoded by pillow-heif (libheif, libde265): docs/decisions names the reasons. A 12-megapixel HEIC takes about
0.7 s to decode, so its wholeness is judged by its boxes, without decoding.
"""

from __future__ import annotations

import io
import threading
from functools import cache
from typing import BinaryIO, Final

from PIL import Image, ImageOps

from madoguchi.kernel.files.choices import Kind
from madoguchi.kernel.files.domain.refusals import Refused

MAX_PIXELS: Final = 80_000_000  # phones take 12 or 48 million; decoded, 80 million are 240 MB
_FORMATS: Final = {Kind.JPEG.value: ("JPEG", "MPO"), Kind.PNG.value: ("PNG",), Kind.HEIC.value: ("HEIF",)}
PICTURES: Final = frozenset(_FORMATS)
_JPEG_QUALITY: Final = 85
# Decoding takes 90 MB for 12 million pixels of HEIC, 340 MB for 48: threads must not add that up.
_ONE_AT_A_TIME: Final = threading.Lock()


def check_picture(file: BinaryIO, kind: str) -> None:
    """Raises Refused: corrupt, too_many_pixels. Memory stays small whatever the picture claims to be."""
    file.seek(0)
    try:
        with _opened(file, kind) as image:
            pixels = image.width * image.height
            if pixels > MAX_PIXELS:
                raise Refused("too_many_pixels", limit=MAX_PIXELS, size=pixels)
            if kind == Kind.JPEG:
                image.draft("RGB", (1, 1))  # reads every byte of the scan, keeps an eighth of each side
                image.load()
            elif kind == Kind.PNG:
                image.verify()  # chunk by chunk with checksums
        if kind == Kind.HEIC and not _boxes_are_whole(file):
            raise Refused("corrupt")
    except Refused:
        raise
    except Exception as error:  # decoders of hostile bytes raise whatever they like (Pillow's own bomb guard too)
        raise Refused("corrupt") from error
    finally:
        file.seek(0)


def small_jpeg(file: BinaryIO, kind: str, max_px: int) -> bytes:
    """An upright JPEG of at most `max_px` a side; never larger than the original. Raises Refused as check_picture."""
    check_picture(file, kind)
    try:
        with _ONE_AT_A_TIME, _opened(file, kind) as image:
            image.draft("RGB", (max_px, max_px))  # a JPEG is read at a half, a quarter or an eighth
            image.thumbnail((max_px, max_px))
            upright = ImageOps.exif_transpose(image)
            # Fresh pixels: nothing of EXIF (GPS!), XMP or comments can come along. The colour profile may.
            clean = Image.new("RGB", upright.size, "white")
            layer = upright.convert("RGBA")
            clean.paste(layer, mask=layer.getchannel("A"))
            out = io.BytesIO()
            clean.save(out, "JPEG", quality=_JPEG_QUALITY, icc_profile=image.info.get("icc_profile"))
            return out.getvalue()
    except Exception as error:  # as above
        raise Refused("corrupt") from error
    finally:
        file.seek(0)


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
