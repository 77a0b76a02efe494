"""What the homes of the three kinds of readers share."""

from django.urls import reverse
from django.utils.translation import gettext as _

from servindus import clock
from servindus.home import NextDate
from servindus.ui import Row, Text, WaitingCard

LIST = "matchmaking:introduction_list"
ROWS = 8


def follow(
    count: int,
    title: Text,
    text: Text,
    icon: str,
    link: Text = "",
    part: str = "en-cours",
) -> WaitingCard:
    """Give a card that leads to a part of the list; it waits for nobody here."""
    href = f"{reverse(LIST)}?vue={part}"
    return WaitingCard(count, title, text, href, link or _("Follow"), icon)


def next_date(rows: list[Row]) -> NextDate | None:
    """Give the title and the day of the row that comes first; late ones have come."""
    today = clock.today()
    coming = [
        NextDate(row.due, row.title) for row in rows if row.due and row.due >= today
    ]
    return min(coming, key=lambda one: one.on, default=None)
