"""Days as residents read them in the languages other than Japanese and English: by the Western calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

# {y} {m} {d} {w}: year, month, day, day of the week; {name}: the month in words.
_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "easy": ("{y}年{m}月{d}日", "{y}年{m}月{d}日（{w}）"),
    "zh": ("{y}年{m}月{d}日", "{y}年{m}月{d}日（星期{w}）"),
    "ko": ("{y}년 {m}월 {d}일", "{y}년 {m}월 {d}일({w})"),
    "vi": ("{d}/{m}/{y}", "{w}, {d}/{m}/{y}"),
    "pt": ("{d} de {name} de {y}", "{d} de {name} de {y} ({w})"),
    "es": ("{d} de {name} de {y}", "{d} de {name} de {y} ({w})"),
    "id": ("{d} {name} {y}", "{w}, {d} {name} {y}"),
}
_WEEK: Final[Mapping[str, tuple[str, ...]]] = {
    "easy": ("月", "火", "水", "木", "金", "土", "日"),
    "zh": ("一", "二", "三", "四", "五", "六", "日"),
    "ko": ("월", "화", "수", "목", "금", "토", "일"),
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "pt": ("seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."),
    "es": ("lun.", "mar.", "mié.", "jue.", "vie.", "sáb.", "dom."),
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
}
_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho",
           "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio",
           "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni",
           "Juli", "Agustus", "September", "Oktober", "November", "Desember"),
}  # fmt: skip


def in_words(day: date, lang: str, *, week: bool = False) -> str | None:
    """The day in a language of this table, with its day of the week where asked; None for any other language.

    >>> in_words(date(2026, 11, 22), "pt", week=True), in_words(date(2026, 11, 22), "en")
    ('22 de novembro de 2026 (dom.)', None)
    """
    shape = _SHAPES.get(lang)
    if shape is None:
        return None
    names = _MONTHS.get(lang)
    return shape[week].format(
        y=day.year, m=day.month, d=day.day, w=_WEEK[lang][day.weekday()], name=names[day.month - 1] if names else ""
    )
