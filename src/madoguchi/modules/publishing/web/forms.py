"""Reading what an administrator typed about a notice, and showing a stored one for change."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.ui.api import day_trouble
from madoguchi.kit.wareki import WarekiError, parse_date
from madoguchi.modules.publishing.choices import Importance
from madoguchi.modules.publishing.models import Notice
from madoguchi.modules.publishing.services.content import Content

NAMES = (
    "title", "body", "importance", "starts_on", "starts_time", "ends_on", "ends_time", "title_en", "body_en",
)  # fmt: skip
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)


@dataclass
class NoticeForm:
    """The fields as typed and what is wrong with them: {name: message}; "" is the form as a whole."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls) -> NoticeForm:
        """An empty form: an ordinary notice from today on."""
        values = dict.fromkeys(NAMES, "")
        return cls(values | {"importance": Importance.NORMAL, "starts_on": timezone.localdate().isoformat()})

    @classmethod
    def of(cls, notice: Notice) -> NoticeForm:
        """A stored notice, as it would have been typed. An end at midnight is the day before, without a time."""
        starts = timezone.localtime(notice.starts_at)
        ends = timezone.localtime(notice.ends_at) if notice.ends_at else None
        ends_on, ends_time = "", ""
        if ends is not None:
            ends_on = (notice.last_day or ends.date()).isoformat()
            ends_time = "" if notice.last_day else f"{ends:%H:%M}"
        return cls(
            {
                **{name: getattr(notice, name) for name in ("title", "body", "importance", "title_en", "body_en")},
                "starts_on": starts.date().isoformat(),
                "starts_time": "" if starts.hour == starts.minute == 0 else f"{starts:%H:%M}",
                "ends_on": ends_on,
                "ends_time": ends_time,
            }
        )

    @classmethod
    def read(cls, post: QueryDict) -> NoticeForm:
        return cls({name: post.get(name, "").strip() for name in NAMES})

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def content(self) -> Content | None:
        """What the form says, or None with errors at the fields."""
        if self["importance"] not in Importance.values:
            self.errors["importance"] = _("重要度を選んでください。")
        if not self["starts_on"]:
            self.errors["starts_on"] = _("掲載を始める日を入力してください。")
        if self["ends_time"] and not self["ends_on"]:
            self.errors["ends_on"] = _("終わりの時刻を決めるときは、終わりの日も入力してください。")
        starts = self._moment("starts", end_of_day=False)
        ends = self._moment("ends", end_of_day=True)
        if self.errors or starts is None:
            return None
        return Content(
            title=self["title"],
            body=self["body"],
            title_en=self["title_en"],
            body_en=self["body_en"],
            importance=Importance(self["importance"]),
            starts_at=starts,
            ends_at=ends,
        )

    def refuse(self, refused: RefusedError) -> None:
        """Put a service's refusal at its field."""
        self.errors[refused.field if refused.field in self.values else ""] = refused.message

    def summary(self) -> list[tuple[str, str]]:
        """The errors for `ui.error_summary`, in the order of the fields."""
        placed = [(f"f-{name}", self.errors[name]) for name in NAMES if name in self.errors]
        return placed + ([("main", self.errors[""])] if "" in self.errors else [])

    def _moment(self, which: str, *, end_of_day: bool) -> datetime | None:
        """The day and time of `which` ("starts", "ends"): without a time the day's beginning, or its very end."""
        day_name, time_name = f"{which}_on", f"{which}_time"
        if not self[day_name]:
            return None
        try:
            day = parse_date(self[day_name]).date
        except WarekiError as error:
            self.errors[day_name] = day_trouble(error)
            return None
        hour = minute = 0
        if self[time_name]:
            match = _TIME.fullmatch(unicodedata.normalize("NFKC", self[time_name]))
            if match is None:
                self.errors[time_name] = _("時刻を「9:00」のように、24時間の書き方で入力してください。")
                return None
            hour, minute = int(match[1]), int(match[2])
        elif end_of_day:
            day += _DAY
        return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001 - made aware
