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
    "escalate_blocker": gettext_lazy("The dossier was sent to the ministry"),
    "recall_blocker": gettext_lazy("The dossier was taken back"),
    "settle_blocker": gettext_lazy("Every authority has answered"),
    "commit_blocker": gettext_lazy("Something was promised"),
    "verify_blocker": gettext_lazy("Nothing has to change: the sites try it"),
    "confirm_measure_blocker": gettext_lazy("What was promised is in force"),
    "drop_commitment_blocker": gettext_lazy("What was promised was given up"),
    "refute_blocker": gettext_lazy("A site says that it is not solved"),
    "contest_blocker": gettext_lazy("A refusal is read a second time"),
    "close_blocker": gettext_lazy("The blocker is closed"),
    "close_unanswered_blocker": gettext_lazy("Closed: no answer came"),
    "reopen_blocker": gettext_lazy("The blocker is open again"),
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
