"""What introductions put on the page of a lab or of an axis: the three steps."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.labs.sections import Scope, Section, funnel

STEPS = ("introductions_asked", "introductions_accepted", "meetings_held")


def sections(scope: Scope) -> list[Section]:
    """Give the way from a request to a meeting; the figures are counted already."""
    if scope.axis not in (None, 1):
        return []
    lab = scope.lab.pk if scope.lab else None
    bars = funnel(scope.told, lab, *STEPS)
    steps = [scope.told.get(key) for key in STEPS]
    asked, accepted, _held = (
        (one.total if lab is None else one.of(lab)) or 0 for one in steps
    )
    sentence = ngettext(
        "Of %(n)d request, accepted: %(k)d.",
        "Of %(n)d requests, accepted: %(k)d.",
        asked,
    ) % {"n": asked, "k": accepted}
    return [
        Section(
            _("From the request to the meeting"),
            axis=1,
            sentence=sentence if bars else "",
            bars=bars,
            empty=_("No startup has asked to meet a decision maker here yet."),
        )
    ]
