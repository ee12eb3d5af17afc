"""Words and spans of time of the notify room."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a mail stands. A mail in a relay's hand is still waiting: its next try lies at the end of the lease."""

    WAITING = "waiting", _("送信待ち")
    SENT = "sent", _("送信済み")
    DEAD = "dead", _("送信をあきらめた")


BATCH = 50  # mails that a relay takes at once
MARK_EVERY = 10  # mails after which what was delivered is written down: so many may go twice after a kill
LEASE = timedelta(minutes=5)  # after that another relay may take over what this one has in hand
BATCH_TIME = timedelta(minutes=1)  # a relay gives back what it has not begun by then

# 12 tries: after 1, 2, 4, … minutes, then every 4 hours; together a little more than a day.
TRIES = 12
FIRST_RETRY = timedelta(minutes=1)
SLOWEST_RETRY = timedelta(hours=4)

# While the server does not answer at all, the relay rests so long between two looks.
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=1)

KEEP_SENT = timedelta(days=30)
KEEP_DEAD = timedelta(days=90)
