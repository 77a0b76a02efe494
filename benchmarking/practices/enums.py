"""Words of good practices: where a version stands, how sure it is, what a tool is."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servindus.ui import Tone


class VersionStatus(models.TextChoices):
    """Where one version of a practice is between a draft and the end of its use."""

    DRAFT = "draft", pgettext_lazy("practice", "draft")
    SUBMITTED = "submitted", pgettext_lazy("practice", "submitted")
    PEER_REVIEW = "peer_review", pgettext_lazy("practice", "read by peers")
    PUBLISHED = "published", pgettext_lazy("practice", "published")
    LABELLED = "labelled", pgettext_lazy("practice", "labelled")
    RETIRED = "retired", pgettext_lazy("practice", "retired")


class EvidenceLevel(models.TextChoices):
    """What stands behind it, the weakest first."""

    DECLARED = "declared", pgettext_lazy("evidence", "declared")
    MEASURED = "measured", pgettext_lazy("evidence", "measured")
    CHECKED = "checked", pgettext_lazy("evidence", "checked by others")


class RetireReason(models.TextChoices):
    """Why a version leaves the library."""

    REPLACED = "replaced", _("a newer version replaces it")
    OUTDATED = "outdated", _("the rules or the place have changed")
    HARMFUL = "harmful", _("it did harm, or it does not work")
    OTHER = "other", _("another reason")


class ToolKind(models.TextChoices):
    """What can be taken and used again."""

    ORDER = "order", _("template of an order")
    NOTE = "note", _("legal note")
    AGREEMENT = "agreement", _("template of an agreement")
    SCRIPT = "script", _("script or program")
    GUIDE = "guide", _("guide")
    OTHER = "other", _("other tool")


class ToolStatus(models.TextChoices):
    """Whether a tool stands on the shelf."""

    DRAFT = "draft", pgettext_lazy("tool", "draft")
    SHARED = "shared", pgettext_lazy("tool", "shared")
    WITHDRAWN = "withdrawn", pgettext_lazy("tool", "taken off the shelf")


class Licence(models.TextChoices):
    """On which terms others may use a tool."""

    OPEN = "etalab-2.0", _("Licence Ouverte 2.0")
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC0 = "cc0-1.0", "CC0 1.0"
    MIT = "mit", "MIT"
    EUPL = "eupl-1.2", "EUPL 1.2"
    OTHER = "other", _("other terms, said in the description")


V = VersionStatus
# The way of a version, as its page draws it.
STAGES = (V.DRAFT, V.SUBMITTED, V.PEER_REVIEW, V.PUBLISHED, V.LABELLED)
# What stands in the library; at most one version of a practice.
IN_LIBRARY = (V.PUBLISHED, V.LABELLED)
# What is being written or read; at most one version of a practice.
IN_HAND = (V.DRAFT, V.SUBMITTED, V.PEER_REVIEW)
# What waits for somebody by a day.
WAITING = (V.SUBMITTED, V.PEER_REVIEW)
# Versions that other labs can write an opinion on.
REVIEWED_IN = (V.PEER_REVIEW, V.PUBLISHED)
VERSION_LOOKS: dict[Any, tuple[str, Tone]] = {
    V.DRAFT: ("pencil-square", "dashed"),
    V.SUBMITTED: ("paper-airplane", "edge"),
    V.PEER_REVIEW: ("scale", "hold"),
    V.PUBLISHED: ("book-open", "brand"),
    V.LABELLED: ("check-badge", "ok"),
    V.RETIRED: ("archive-box", "mute"),
}
LEVEL_LOOKS: dict[Any, tuple[str, Tone]] = {
    EvidenceLevel.DECLARED: ("chat-bubble-left-ellipsis", "edge"),
    EvidenceLevel.MEASURED: ("chart-bar", "brand"),
    EvidenceLevel.CHECKED: ("shield-check", "ok"),
}
TOOL_LOOKS: dict[Any, tuple[str, Tone]] = {
    ToolStatus.DRAFT: ("pencil-square", "dashed"),
    ToolStatus.SHARED: ("check-circle", "ok"),
    ToolStatus.WITHDRAWN: ("archive-box", "mute"),
}
# The five points that a peer marks, from 1 (not enough) to 4 (convincing).
POINTS: dict[str, tuple[Any, Any]] = {
    "evidence": (_("Evidence"), _("What is claimed is shown, with its source.")),
    "clarity": (_("Clarity"), _("Somebody else could do it after reading this.")),
    "cost_known": (_("Cost known"), _("Days, euros and skills are said.")),
    "transferability": (
        _("Can be carried over"),
        _("What depends on the place is said."),
    ),
    "legal_solidity": (_("Legally sound"), _("It rests on a text, or on none.")),
}
LOWEST, HIGHEST = 1, 4
# A label asks for opinions of so many other labs.
LABEL_REVIEWS = 2
# Working days within which somebody looks a submission through, and peers write.
ADMIT_DAYS = 5
REVIEW_DAYS = 15
# Working days after the date on which it is told again, and then to the programme.
WAIT_REMINDERS = (0, 5, 10)
# A practice is looked at again at the latest so many months after it was published.
MOST_MONTHS = 18
# Days before the date of its new look on which its lab hears of it, and on the date.
REVIEW_REMINDERS = (30, 0)
MOST_EVIDENCE = 10
MOST_FILES = 5
MOST_KEYWORDS = 12
MOST_DAYS = 9_999
MOST_EUROS = 10_000_000
MOST_COMPARED = 3
