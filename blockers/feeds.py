"""The feed of the public register: new cards, and answers from their day on."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blockers import cards, dossier, register
from blockers.card_enums import PublicStatus
from blockers.models import Blocker
from blockers.public_looks import address
from servindus import clock

MOST = 30


@dataclass(frozen=True)
class Item:
    """One entry: a card that everybody reads, or an answer whose day has come."""

    key: str
    title: str
    text: str
    href: str
    at: datetime


class PublicFeed(Feed):
    """Cards and published answers, the newest first."""

    feed_type = Atom1Feed
    title: str | Promise = gettext_lazy("ServIndus Lab: the register of blockers")
    subtitle = gettext_lazy("What blocks, who answers, what is promised and verified.")

    def link(self) -> str:
        """Give the list."""
        return reverse("blockers:public_list")

    def items(self) -> list[Item]:
        """Give the newest entries."""
        found = [*_cards(), *_answers()]
        return sorted(found, key=lambda item: item.at, reverse=True)[:MOST]

    def item_title(self, item: Item) -> str:
        """Give the entry's title."""
        return item.title

    def item_description(self, item: Item) -> str:
        """Give the entry's text."""
        return item.text

    def item_link(self, item: Item) -> str:
        """Give the card."""
        return item.href

    def item_guid(self, item: Item) -> str:
        """Give the entry's own name, the same for ever."""
        return f"{settings.PUBLIC_URL}{item.href}#{item.key}"

    def item_updateddate(self, item: Item) -> datetime:
        """Give the day since which everybody reads it."""
        return item.at


def _cards() -> list[Item]:
    rows = Blocker.objects.public().select_related("lab")
    return [
        Item(
            "fiche",
            f"{row.reference} {row.title}",
            row.public_summary if row.public_status == PublicStatus.FULL else "",
            address(row),
            row.public_since,
        )
        for row in rows.order_by("-public_since", "-pk")[:MOST]
        if row.public_since
    ]


def _answers() -> list[Item]:
    """Answers of whole cards; a name that an authority has let slip is out."""
    rows = register.answers_of_cards(clock.today())
    found = []
    answer: Any
    for answer in rows.order_by("-escalation__published_at", "-pk")[:MOST]:
        sent = answer.escalation
        names = cards.names_of(sent.blocker.cases)
        since = max(sent.published_at, sent.blocker.public_since)
        if sent.embargo_until:
            opens = datetime.combine(sent.embargo_until, time(), clock.PARIS)
            since = max(since, opens)
        title = _("%(reference)s: %(kind)s") % {
            "reference": sent.blocker.reference,
            "kind": answer.get_kind_display(),
        }
        text = dossier.nameless(names, answer.public_text)
        key = f"reponse-{answer.public_id}"
        found.append(Item(key, title, text, address(sent.blocker), since))
    return found
