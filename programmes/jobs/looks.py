"""How declarations of jobs look: badge, row, facts, buttons, what happened."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.cards import person_of
from programmes.jobs.enums import CHECKED_KINDS, JOBS_LOOKS, JobsKind, JobsStatus
from programmes.jobs.wording import said
from programmes.models import JobsRecord, Organisation
from programmes.stories import story
from servindus.buttons import buttons
from servindus.models import User
from servindus.templatetags.servindus import capital, full_date, short_date
from servindus.ui import Act, Badge, Crumb, Person, Row, TimelineItem
from servindus.workflow import available_actions

S = JobsStatus
ACT_ORDER = (
    *("confirm_jobs_record", "submit_jobs_record", "check_jobs_record"),
    *("edit_jobs_record", "refuse_jobs_record", "withdraw_jobs_record"),
)


def crumbs(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of the register."""
    return [Crumb(_("Home"), reverse("home")), *further]


def register_crumb() -> Crumb:
    """Give the register's step of the way."""
    return Crumb(_("Jobs"), reverse("programmes:jobs_record_list"))


def company(organisation: Organisation) -> Person:
    """Give a company with its shape."""
    return Person(
        organisation.name,
        str(organisation.get_kind_display()),
        organisation.shape,
        fictional=organisation.is_fictitious,
    )


def badge(record: JobsRecord) -> Badge:
    """Give the badge of a declaration's status."""
    icon, tone = JOBS_LOOKS[S(record.status)]
    return Badge(capital(record.get_status_display()), icon, tone)  # type: ignore[arg-type]


def row(record: Any, reader: User) -> dict[str, Any]:
    """Give a declaration as one line of the register."""
    line = Row(
        title=record.organisation.name,
        href=record.get_absolute_url(),
        sub=f"{record.lab.name} · {full_date(record.as_of)}",
        badge=badge(record),
        person=company(record.organisation),
        fictional=record.organisation.is_fictitious,
        edge="mine" if _waits(record, reader) else "",
    )
    return {
        "line": line,
        "record": record,
        "fte": said(record.fte),
        "there": None if record.there is None else said(record.there),
        "check_on": _still_to_come(record),
    }


def _waits(record: JobsRecord, reader: User) -> bool:
    may = reader.has_perm("programmes.confirm_jobs_record", record)
    return record.status == S.SUBMITTED and may


def _still_to_come(record: Any) -> str:
    """Give the day of the count at twelve months, where nobody has made it."""
    counted = record.status == S.CONFIRMED and record.kind in CHECKED_KINDS
    return short_date(record.check_on) if counted and record.there is None else ""


def acts(record: JobsRecord, reader: User) -> list[Act]:
    """Give the buttons that this reader has now."""
    can = {one.name: one for one in available_actions(record, reader, ACT_ORDER)}
    return buttons(record, can, ACT_ORDER)


def numbers(record: JobsRecord) -> list[tuple[str, str]]:
    """Give the numbers of a declaration with their names, as people write them."""
    change = record.fte_now - record.fte_before
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return [
        (_("Before, average of twelve months"), said(record.fte_before)),
        (_("On the day of the count"), said(record.fte_now)),
        (_("Difference"), f"{sign}{said(abs(change))}"),
    ]


def shares(record: JobsRecord) -> list[tuple[str, str]]:
    """Give what is linked to the programme, and the two parts that are its aim."""
    return [
        (_("Linked to the programme"), said(record.fte)),
        (_("of which in services"), said(record.service_fte)),
        (_("of which higher tertiary jobs"), said(record.higher_tertiary_fte)),
    ]


def checks(record: JobsRecord) -> list[dict[str, Any]]:
    """Give the counts that were made again, the latest first."""
    rows = record.checks.select_related("said_by").order_by("-checked_on", "-pk")
    return [
        {
            "check": row,
            "there": said(row.fte_there),
            "percent": _percent(row.fte_there, record.fte),
            "who": person_of(row.said_by),
        }
        for row in rows
    ]


def _percent(part: Decimal, whole: Decimal) -> int:
    return round(100 * part / whole)


def timeline(record: JobsRecord, made: Sequence[Any]) -> list[TimelineItem]:
    """Give what happened and what comes, newest first."""
    titles = {
        "declare_jobs": _("Written down"),
        "edit_jobs_record": _("Changed"),
        "submit_jobs_record": _("Sent to the lab"),
        "confirm_jobs_record": _("Confirmed and counted"),
        "refuse_jobs_record": _("Refused"),
        "withdraw_jobs_record": _("Counted no longer"),
        "check_jobs_record": _("Counted again"),
    }
    items = story(record, titles)
    comes = record.status == S.CONFIRMED and record.kind in CHECKED_KINDS and not made
    if comes:
        title = _("Who is still there, twelve months later")
        return [TimelineItem(record.check_on, title, future=True), *items]
    return items


def sentence(record: JobsRecord, today: date) -> str:
    """Say in one sentence where it stands and what comes next."""
    if record.status == S.DRAFT:
        return _("Only your company and its lab see it; nothing counts yet.")
    if record.status == S.SUBMITTED:
        return _("%(lab)s confirms or refuses it.") % {"lab": record.lab.operator_name}
    if record.status != S.CONFIRMED:
        return ""
    if record.organisation.closed_on and record.organisation.closed_on <= today:
        return _("The company has closed: its jobs count zero.")
    if record.kind == JobsKind.ANNOUNCED:
        return _("Announced: it is shown apart, and never added to what is created.")
    return _("It counts in the figures of the programme.")
