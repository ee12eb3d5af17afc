"""What is wrong with a typed date, in a sentence that says what to do."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

from django.utils.translation import gettext as _

from madoguchi.kit.wareki import WarekiError, parse_date


def day_trouble(error: WarekiError) -> str:
    """The sentence for a refused date, in the language of the moment; unknown codes get the general one."""
    match error.code:
        case "no_such_day":
            words = _("%(year)s年に、その日はありません。カレンダーを確かめて入力し直してください。")
        case "before_era" | "after_era":
            words = _("%(era)sの期間にない日です。「%(instead)s」のように入力してください。")
        case "weekday_mismatch":
            words = _("日付と曜日が合いません（その日は%(actual)s曜日です）。どちらかを直してください。")
        case _:
            words = _("日付を「2026-11-22」または「令和8年11月22日」のように入力してください。")
    return words % error.data


def asked_day(typed: str) -> date:
    """A day that a command was given, in either calendar; as `type=` of an argument. Raises ArgumentTypeError."""
    try:
        return parse_date(typed).date
    except WarekiError as error:
        raise ArgumentTypeError(day_trouble(error)) from error
