"""Words of links: what a practice does to a blocker; what another lab says of it."""

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from servindus.ui import Tone


class Relation(models.TextChoices):
    """What came of a practice or a tool where it met a blocker."""

    LIFTS = "lifts", pgettext_lazy("link", "lifts it")
    WORKS_AROUND = "works_around", pgettext_lazy("link", "works around it")
    PREVENTS = "prevents", pgettext_lazy("link", "prevents it")
    NO_EFFECT = "tried_no_effect", pgettext_lazy("link", "tried, no effect")


class LinkStatus(models.TextChoices):
    """Whether another lab has confirmed what one lab claims."""

    CLAIMED = "claimed", pgettext_lazy("link", "claimed")
    CONFIRMED = "confirmed", pgettext_lazy("link", "confirmed")
    REFUTED = "refuted", pgettext_lazy("link", "refuted")
    WITHDRAWN = "withdrawn", pgettext_lazy("link", "withdrawn")


R, S = Relation, LinkStatus
# At most one of a practice or tool, a blocker and a lab; a refuted one may be claimed
# anew once something has changed.
LINK_LIVE = (S.CLAIMED, S.CONFIRMED)
# What another lab has judged.
JUDGED = (S.CONFIRMED, S.REFUTED)
RELATION_LOOKS: dict[Any, tuple[str, Tone]] = {
    R.LIFTS: ("lock-open", "ok"),
    R.WORKS_AROUND: ("arrow-uturn-right", "brand"),
    R.PREVENTS: ("shield-check", "brand"),
    R.NO_EFFECT: ("no-symbol", "hold"),
}
LINK_LOOKS: dict[Any, tuple[str, Tone]] = {
    S.CLAIMED: ("hand-raised", "edge"),
    S.CONFIRMED: ("check-badge", "ok"),
    S.REFUTED: ("x-circle", "bad"),
    S.WITHDRAWN: ("arrow-uturn-left", "mute"),
}
MOST_TEXT = 600
