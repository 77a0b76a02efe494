"""What the register puts on the page of a lab or of an axis: its latest cards."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blockers import public_looks, register
from blockers.models import Blocker
from programmes.labs.sections import Line, Scope, Section
from servindus import clock

SHOWN_FIRST = 3


def sections(scope: Scope) -> list[Section]:
    """Give what everybody reads, the newest first."""
    if scope.axis not in (None, 3):
        return []
    lab = scope.lab
    sent = scope.told.get("blockers_escalated")
    verified = scope.told.get("blockers_verified")
    n, k = (one.of(lab.pk) if lab else one.total for one in (sent, verified))
    sentence = ngettext(
        "Of %(n)d blocker with a ministry, lifted and verified on site: %(k)d.",
        "Of %(n)d blockers with a ministry, lifted and verified on site: %(k)d.",
        n or 0,
    ) % {"n": n or 0, "k": k or 0}
    return [
        Section(
            _("Latest published blockers"),
            axis=3,
            sentence=sentence if n else "",
            lines=latest(lab.pk if lab else None),
            empty=_("No blocker is published here yet."),
            links=[
                (
                    reverse("blockers:public_list") + scope.query,
                    _("See the register of blockers"),
                )
            ],
        )
    ]


def latest(lab: int | None = None) -> list[Line]:
    """Give the newest public cards, in one statement."""
    today = clock.today()
    rows = Blocker.objects.public()
    if lab is not None:
        rows = rows.filter(lab=lab)
    newest = rows.order_by("-public_since", "-pk")[:SHOWN_FIRST]
    # Looked up first: of all cards at once the planner would work the state out.
    shown = Blocker.objects.filter(pk__in=newest.values("pk"))
    found = register.with_state(shown, today).select_related("lab")
    return [
        Line(
            row.title,
            public_looks.address(row),
            f"{row.lab.name} · {row.get_nature_display()}",
            badge=public_looks.badge(row),
        )
        for row in found.order_by("-public_since", "-pk")
    ]
