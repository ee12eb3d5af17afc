"""Photographs as phones take them, made on the spot: noise, so that they weigh what a real one weighs."""

from __future__ import annotations

import os
from pathlib import Path

import pillow_heif
from PIL import Image

TWELVE_MEGAPIXELS = (4032, 3024)


def _picture(size: tuple[int, int]) -> Image.Image:
    """A grainy picture; small noise made large, because making 12 million random points takes its time."""
    small = (size[0] // 4, size[1] // 4)
    return Image.frombytes("RGB", small, os.urandom(small[0] * small[1] * 3)).resize(size)


def jpeg(folder: Path) -> Path:
    """A 12-megapixel JPEG of a few MB, taken with the phone held upright (turned by its EXIF mark only)."""
    path = folder / "IMG_0012.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by 90°
    _picture(TWELVE_MEGAPIXELS).save(path, quality=80, exif=exif)
    assert path.stat().st_size > 2_000_000
    return path


def heic(folder: Path) -> Path:
    """A HEIC file, as iPhones make them."""
    path = folder / "IMG_0013.HEIC"
    pillow_heif.from_pillow(_picture((1600, 1200))).save(path, quality=60)
    return path


def scan(folder: Path) -> Path:
    """A page of paper as PDF."""
    path = folder / "位置図.pdf"
    _picture((1240, 1754)).save(path, "PDF")
    return path
