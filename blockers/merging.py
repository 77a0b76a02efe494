"""What a merge of two blockers would do, said before anything is done."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers.enums import BLOCKER_EDITABLE, BLOCKER_OPEN
from blockers.models import Answer, Ask, Blocker, NormReference, Report
from blockers.priority import company_key

MOST_ALIKE = 5


@dataclass(frozen=True)
class Plan:
    """Which one goes into which, what moves, what stays behind, and what forbids it."""

    merged: Blocker
    survivor: Blocker
    cases: list[Report]
    norms: list[NormReference]
    asks: list[Ask]
    left: list[NormReference | Ask]
    refusals: list[str | Promise]

    @property
    def companies(self) -> int:
        """How many companies come along; nobody's voice is lost."""
        return len({company_key(case) for case in self.cases})

    @property
    def other_lab(self) -> bool:
        """Whether somebody else than the leading lab is concerned."""
        return self.merged.lab_id != self.survivor.lab_id

    @property
    def seen(self) -> str:
        """A fingerprint: a yes to one preview is no yes to another."""
        moved = [[row.pk for row in rows] for rows in (self.cases, self.norms)]
        said = [
            self.merged.pk,
            self.survivor.pk,
            self.survivor.status,
            moved,
            [row.pk for row in self.asks],
        ]
        return sha256(repr(said).encode()).hexdigest()[:32]


def plan(merged: Blocker, survivor: Blocker) -> Plan:
    """Say what a merge would do with both as they stand now.

    A text that the other one cites already stays behind, and so do texts and asks
    where a ministry has read the other one's.
    """
    known = set(survivor.norms.values_list("identifier", "article"))
    norms = list(merged.norms.order_by("pk"))
    asks = list(merged.asks.order_by("pk"))
    open_to_texts = survivor.status in BLOCKER_EDITABLE
    new = [
        norm
        for norm in norms
        if open_to_texts
        and (not norm.identifier or (norm.identifier, norm.article) not in known)
    ]
    moving = asks if open_to_texts else []
    return Plan(
        merged,
        survivor,
        list(merged.reports.attached().order_by("pk")),
        new,
        moving,
        [
            *(norm for norm in norms if norm not in new),
            *(ask for ask in asks if ask not in moving),
        ],
        _refusals(merged, survivor),
    )


def _refusals(merged: Blocker, survivor: Blocker) -> list[str | Promise]:
    """Give what stands against it: one level deep, and between open ones."""
    if merged.pk == survivor.pk:
        return [_("This is the same blocker.")]
    found: list[str | Promise] = []
    if Answer.objects.filter(escalation__blocker=merged).exists():
        # Its asks are what a ministry has decided on: they stay where it read them.
        found.append(
            _("A ministry has answered this one: merge the other one into it instead.")
        )
    if survivor.status not in BLOCKER_OPEN:
        found.append(_("The other one has been closed or merged meanwhile."))
    if Blocker.objects.filter(merged_into=merged.pk).exists():
        found.append(
            _(
                "Others were merged into this one: merge the other one into it"
                " instead, or undo those merges first."
            )
        )
    return found


def alike(blocker: Blocker) -> list[Blocker]:
    """Give open blockers that cite the same text, or the same kind on one topic."""
    numbers = blocker.norms.exclude(identifier="").values("identifier")
    same = Q(norms__identifier__in=numbers)
    if blocker.topic_id is not None:
        same |= Q(topic=blocker.topic_id, nature=blocker.nature)
    ids = Blocker.objects.filter(same).exclude(pk=blocker.pk).values("pk")
    rows = Blocker.objects.open().filter(pk__in=ids).select_related("lab")
    return list(rows.order_by("-pk")[:MOST_ALIKE])
