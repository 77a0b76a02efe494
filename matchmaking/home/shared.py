"""What the homes of the three kinds of readers share."""

from django.urls import reverse
from django.utils.translation import gettext as _

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


def next_date(rows: list[Row]) -> str:
    """Say the title and the date of the row that is due first."""
    dated = [row for row in rows if row.when]
    if not dated:
        return ""
    return _("Next date: %(title)s, %(day)s.") % {
        "title": dated[0].title,
        "day": dated[0].when,
    }
