"""What a notice says, checked once for both kinds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError
from madoguchi.modules.publishing.choices import TEXT_LENGTH, TITLE_LENGTH, Importance
from madoguchi.modules.publishing.domain.tidy import tidy
from madoguchi.modules.publishing.models import last_day_of


@dataclass(frozen=True, slots=True)
class Content:
    """A notice as written: texts are Markdown (titles plain), English may be empty, times are aware.

    It is shown from `starts_at` until just before `ends_at`; None: until it is withdrawn.
    """

    title: str
    body: str
    starts_at: datetime
    ends_at: datetime | None = None
    importance: Importance = Importance.NORMAL
    title_en: str = ""
    body_en: str = ""

    @property
    def last_day(self) -> date | None:
        """The last whole day, None where it ends at another hour than midnight, or not at all."""
        return last_day_of(self.ends_at)

    def values(self) -> dict[str, object]:
        """As fields of `Announcement`."""
        return asdict(self)


def checked(content: Content) -> Content:
    """The content, tidied. Raises RefusedError (missing, too_long, english_half, period), naming the field."""
    tidied = replace(
        content,
        title=" ".join(tidy(content.title).split()),
        title_en=" ".join(tidy(content.title_en).split()),
        body=tidy(content.body),
        body_en=tidy(content.body_en),
    )
    if not tidied.title:
        raise RefusedError("missing", _("題名を入力してください。"), field="title")
    if not tidied.body:
        raise RefusedError("missing", _("本文を入力してください。"), field="body")
    for name, limit in (
        ("title", TITLE_LENGTH),
        ("title_en", TITLE_LENGTH),
        ("body", TEXT_LENGTH),
        ("body_en", TEXT_LENGTH),
    ):
        check_length(name, getattr(tidied, name), limit)
    if bool(tidied.title_en) != bool(tidied.body_en):
        raise RefusedError(
            "english_half",
            _("英語は、題名と本文の両方を入力するか、両方を空にしてください。"),
            field="body_en" if tidied.title_en else "title_en",
        )
    if tidied.ends_at is not None and tidied.ends_at <= tidied.starts_at:
        raise RefusedError("period", _("掲載の終わりを、始まりより後にしてください。"), field="ends_on")
    return tidied


def check_length(field: str, text: str, limit: int) -> None:
    """Raises RefusedError (too_long) for a text longer than that many characters."""
    if len(text) > limit:
        raise RefusedError(
            "too_long",
            _("%(limit)s文字までで入力してください（いまは%(length)s文字）。") % {"limit": limit, "length": len(text)},
            field=field,
        )
