"""The door finder: who can lift a blocker, from five answers; pure.

The order of the questions is that of the doors that France already has: the prefect's
own derogation (decree 2020-412), France Expérimentation, France Simplification (which
only a prefect may seize), SOLVIT for the law of the Union, else the ministry.
"""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers.enums import Door, Nature, NormLevel

# What a prefect may derogate from: decisions of the State taken in the département.
BY_PREFECT = (NormLevel.DECREE, NormLevel.ORDER, NormLevel.CIRCULAR)
NO_TEXT = (Nature.PRACTICE, Nature.DELAY, Nature.DECISION, Nature.DIGITAL)
WHY: dict[Door, str | Promise] = {
    Door.PREFECT: _(
        "In its département the State may set a decree or an order aside for one case,"
        " when the general interest is served. Ask before you give up."
    ),
    Door.EXPERIMENTATION: _(
        "For an innovative project that a rule forbids: a derogation limited in time."
        " Four files in ten turn out to be possible under the rules as they are."
    ),
    Door.SIMPLIFICATION: _(
        "For what is stuck on the spot: the prefect seizes it, the ministries answer"
        " within two months."
    ),
    Door.SOLVIT: _(
        "For another member State that does not apply the Union’s law: free, ten weeks."
    ),
    Door.DIRECTORATE: _("The lab takes the case to the ministry that wrote the text."),
    Door.LAB: _(
        "Nothing seems to forbid it. The lab checks with you: a fear costs as much as a"
        " rule, and is lifted sooner."
    ),
}


def doors(nature: str, level: str, answers: Mapping[str, bool]) -> Sequence[Door]:
    """Give the doors in the order in which to try them; the lab is always beside you.

    `answers` are `innovative`, `stuck` and `abroad`, each yes or no.
    """
    found: list[Door] = []
    if answers.get("abroad"):
        found.append(Door.SOLVIT)
    if level in BY_PREFECT:
        found.append(Door.PREFECT)
    if answers.get("innovative") and level in (*BY_PREFECT, NormLevel.LAW):
        found.append(Door.EXPERIMENTATION)
    if answers.get("stuck") or nature in NO_TEXT:
        found.append(Door.SIMPLIFICATION)
    if not found and (nature == Nature.VOID or level == NormLevel.PRACTICE):
        return [Door.LAB]
    if not found or level in (NormLevel.LAW, NormLevel.EU):
        found.append(Door.DIRECTORATE)
    return found
