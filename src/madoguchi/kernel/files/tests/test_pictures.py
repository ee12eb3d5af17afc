"""Previews are small, upright and know nothing of the camera."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from madoguchi.kernel.files.api import Refused
from madoguchi.kernel.files.domain import pictures
from madoguchi.kernel.files.domain.pictures import Busy, TooMuchToShow, check_picture, small_jpeg
from madoguchi.kernel.files.tests import samples


def shown(content: bytes, kind: str, max_px: int = 320) -> Image.Image:
    image = Image.open(io.BytesIO(small_jpeg(io.BytesIO(content), kind, max_px)))
    assert image.format == "JPEG"
    return image


def is_red(image: Image.Image, x: float, y: float) -> bool:
    pixel = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(pixel, tuple)
    return pixel[0] > 150 > pixel[2]


def test_a_photo_is_turned_upright() -> None:
    plain = shown(samples.jpeg(), "jpeg")
    assert plain.size == (60, 40)
    assert is_red(plain, 0.2, 0.5)
    turned = shown(samples.jpeg(orientation=6), "jpeg")  # the camera was held on its side: turn clockwise
    assert turned.size == (40, 60)
    assert is_red(turned, 0.5, 0.2)
    assert not is_red(turned, 0.5, 0.8)
    assert is_red(shown(samples.jpeg(orientation=3), "jpeg"), 0.8, 0.5)


def test_heic_becomes_jpeg() -> None:
    image = shown(samples.heic(samples.picture(640, 480)), "heic")
    assert image.size == (320, 240)
    assert is_red(image, 0.2, 0.5)
    assert not is_red(image, 0.8, 0.5)


def test_the_place_and_the_camera_are_left_out() -> None:
    original = samples.jpeg(gps=True)
    assert b"SecretCamera" in original
    assert b"SecretComment" in original
    small = small_jpeg(io.BytesIO(original), "jpeg", 320)
    assert not Image.open(io.BytesIO(small)).getexif()
    assert b"Secret" not in small
    assert b"Exif" not in small


def test_a_transparent_picture_lies_on_white() -> None:
    image = shown(samples.png(Image.new("RGBA", (20, 20), (0, 0, 0, 0))), "png")
    assert image.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "CMYK", "1"])
def test_other_colour_modes(mode: str) -> None:
    out = io.BytesIO()
    samples.picture().convert(mode).save(out, "JPEG" if mode != "1" else "PNG")
    assert shown(out.getvalue(), "jpeg" if mode != "1" else "png").mode == "RGB"


def test_a_large_photo_becomes_small() -> None:
    assert shown(samples.jpeg(samples.picture(4032, 3024)), "jpeg", 1280).size == (1280, 960)


@pytest.mark.parametrize("kind", ["jpeg", "png", "heic"])
def test_damage_is_refused(kind: str) -> None:
    content = {"jpeg": samples.jpeg, "png": samples.png, "heic": samples.heic}[kind](samples.picture(200, 200))
    with pytest.raises(Refused, match="corrupt"):
        small_jpeg(io.BytesIO(content[: len(content) // 2]), kind, 320)
    with pytest.raises(Refused, match="corrupt"):
        small_jpeg(io.BytesIO(b"nonsense"), kind, 320)


def progressive(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG", progressive=True)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.png(Image.new("LA", (6000, 5000))), "png"),  # 30 million
        (progressive(7000, 6000), "jpeg"),  # all its coefficients are kept, at whatever size it is read
    ],
    ids=["transparent", "progressive"],
)
def test_a_small_file_that_unpacks_to_too_much_is_taken_but_not_shown(content: bytes, kind: str) -> None:
    check_picture(io.BytesIO(content), kind)
    with pytest.raises(TooMuchToShow):
        small_jpeg(io.BytesIO(content), kind, 320)


def test_a_large_picture_is_not_waited_for_and_photos_of_phones_need_not_wait() -> None:
    large, photo = samples.png(samples.picture(3000, 3000)), samples.jpeg(samples.picture(4032, 3024))
    with pictures._ONE_AT_A_TIME:  # another thread is at it
        with pytest.raises(Busy):
            small_jpeg(io.BytesIO(large), "png", 320)
        assert shown(photo, "jpeg").size == (320, 240)
    assert shown(large, "png").size == (320, 320)


def test_a_jpeg_that_is_decoded_whole_is_judged_by_its_end() -> None:
    content = progressive(200, 100)
    assert shown(content, "jpeg").size == (200, 100)
    with pytest.raises(Refused, match="corrupt"):
        check_picture(io.BytesIO(content[:-200]), "jpeg")
