"""The steps of a blocker as companies and labs read them: the lab acts, no person."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blockers.models import Blocker
from servindus.models import JournalEntry
from servindus.ui import Person, TimelineItem

# What is told of the journal; texts and asks being written are no step.
TITLES: dict[str, Promise] = {
    "open_blocker": gettext_lazy("The blocker is in the register"),
    "qualify_blocker": gettext_lazy("The blocker is qualified"),
    "take_in_blocker": gettext_lazy("Another blocker was merged into this one"),
    "give_back_blocker": gettext_lazy("A merge was undone"),
    "close_locally_blocker": gettext_lazy("The blocker is closed"),
}


def steps(blocker: Blocker) -> list[TimelineItem]:
    """Give what happened, newest first."""
    lab = Person(
        blocker.lab.operator_name,
        role=_("lab of %(name)s") % {"name": blocker.lab.name},
        shape="hexagon",
    )
    lines = JournalEntry.objects.about(blocker).filter(verb__in=TITLES).reverse()
    return [TimelineItem(line.at, TITLES[line.verb], lab) for line in lines]
