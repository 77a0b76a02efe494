"""Kinds of mails of the register, as people choose among them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes import rules as frame
from servindus.categories import ASKS, TELLS, Category, register


def _reports(user: Any) -> bool:
    return not (_leads(user) or _answers(user))


def _leads(user: Any) -> bool:
    return user is not None and bool(frame.lab_ids(user))


def _answers(user: Any) -> bool:
    return user is not None and bool(frame.authority_ids(user))


REPORTS = register(
    Category(
        "reports",
        _("Blockers that you reported"),
        _("Questions of the lab, answers, and whether it is solved on your site."),
        ASKS,
        _reports,
    )
)
REGISTER = register(
    Category(
        "register",
        _("The register"),
        _("New cases, what ministries answer, what companies contest."),
        TELLS,
        _leads,
    )
)
SITTINGS = register(
    Category(
        "sittings",
        _("Sittings of authorities"),
        _("Which of the lab’s dossiers are looked at, and when."),
        TELLS,
        _leads,
    )
)
DOSSIERS = register(
    Category(
        "dossiers",
        _("Dossiers"),
        _("What labs send to your authority, and their replies."),
        ASKS,
        _answers,
    )
)
