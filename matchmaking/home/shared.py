"""What the homes of the three kinds of readers share."""

from django.urls import reverse
from django.utils.translation import gettext as _

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
    """Give the title and the day of the row that is due first."""
    dated = [NextDate(row.due, row.title) for row in rows if row.due]
    return dated[0] if dated else None
