"""Which links a list shows; the page and its file ask it."""

from django.utils.translation import pgettext_lazy

from benchmarking.links.enums import LinkStatus, Relation
from benchmarking.models import PracticeBlockerLink
from benchmarking.models.links import LinkQuerySet
from servindus.models import User
from servindus.ui import Text

R, S = Relation, LinkStatus
TO_JUDGE, EVERYTHING = "a-juger", "tous"
# The address's word and the label; the first is the reader's turn.
PARTS: tuple[tuple[str, Text], ...] = (
    (TO_JUDGE, pgettext_lazy("links", "To confirm by us")),
    ("a-confirmer", pgettext_lazy("links", "Claimed")),
    ("confirmes", pgettext_lazy("links", "Confirmed")),
    ("sans-effet", pgettext_lazy("links", "Tried, no effect")),
    ("refutes", pgettext_lazy("links", "Refuted")),
    (EVERYTHING, pgettext_lazy("links", "All")),
)


def links_of(user: User, part: str) -> LinkQuerySet:
    """Give a part of the links; the programme has none to judge itself."""
    rows = PracticeBlockerLink.objects.visible_to(user)
    if part == TO_JUDGE:
        return rows.to_judge(user)
    if part == "a-confirmer":
        return rows.filter(status=S.CLAIMED)
    if part == "confirmes":
        return rows.filter(status=S.CONFIRMED).exclude(relation=R.NO_EFFECT)
    if part == "sans-effet":
        return rows.filter(relation=R.NO_EFFECT, status__in=[S.CLAIMED, S.CONFIRMED])
    if part == "refutes":
        return rows.filter(status=S.REFUTED)
    return rows
