"""Witness companies and the register: drafts from what is not workable, their story."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from blockers.actions.reporting import draft_report, draft_report_on_visit
from blockers.enums import ReportStatus
from blockers.models import Report
from programmes import rules
from programmes.models import BurdenRow, WitnessEngagement
from programmes.witnesses import story
from programmes.witnesses.story import Told
from servindus.models import User
from servindus.templatetags.servindus import capital, plain_date

# With the lab or in the register: the case goes on without a second one.
GOES_ON = (ReportStatus.SUBMITTED, ReportStatus.NEEDS_INFO, ReportStatus.ATTACHED)
CENT, MONTHS = Decimal("0.01"), 12
TITLE, PREVENTED = 120, 600


def report(row: BurdenRow, by: User, earlier: Sequence[Report]) -> Report:
    """Give the earlier report that goes on, be it this person's draft, or a new draft.

    What was withdrawn or not kept is over, and only its author completes a draft.
    """
    own = Report.objects.visible_to(by).filter(status=ReportStatus.DRAFT)
    drafts = set(own.filter(pk__in=[one.pk for one in earlier]))
    # What is with the lab comes before a draft that was never handed in.
    going = [one for one in earlier if one.status in GOES_ON]
    going += [one for one in earlier if one in drafts]
    return going[0] if going else draft(row, by)


def draft(row: BurdenRow, by: User) -> Report:
    """Open a draft with what the line says; the person completes and hands it in.

    The company's member writes in their own name; the lab's staff write down what
    they have seen on a visit, for the company. Its hours and euros go in with its
    own member alone: a report may reach a ministry, and whoever hands it in says so.
    """
    engagement = row.wave.engagement
    company, lab = engagement.organisation, engagement.lab
    answers = {
        "title": row.obligation[:TITLE],
        "prevented": row.reasons[:PREVENTED],
        "irritations": row.irritations,
    }
    if company.pk in rules.organisation_ids(by):
        answers["situation"] = _situation(row)
        answers["cost_per_month"] = _monthly(row.euros_per_year)
        return draft_report(lab, by=by, organisation=company, **answers)
    answers["situation"] = _situation_without_figures(row)
    return draft_report_on_visit(lab, by=by, organisation=company, **answers)


def _monthly(euros: Decimal) -> Decimal | None:
    """Give a twelfth of a year's cost; None where it costs nothing but time."""
    if not euros:
        return None
    return (euros / MONTHS).quantize(CENT, rounding=ROUND_HALF_UP)


def _situation(row: BurdenRow) -> str:
    hours, euros = (
        number_format(f"{number.normalize():f}", force_grouping=True)
        for number in (row.hours_per_year, row.euros_per_year)
    )
    return _(
        "Noted in the company’s wave of %(day)s: %(hours)s hours and %(euros)s euros a"
        " year, judged not workable."
    ) % {"day": plain_date(row.wave.due_on), "hours": hours, "euros": euros}


def _situation_without_figures(row: BurdenRow) -> str:
    return _("Noted in the company’s wave of %(day)s, judged not workable.") % {
        "day": plain_date(row.wave.due_on)
    }


def told(engagement: WitnessEngagement, user: User) -> Iterable[Told]:
    """Give the company's cases that this reader sees, with what became of them."""
    rows = Report.objects.visible_to(user).filter(
        organisation=engagement.organisation_id, submitted_at__isnull=False
    )
    for row in rows.select_related("lab", "blocker"):
        assert row.submitted_at is not None
        status = (row.blocker or row).get_status_display()
        yield Told(
            "blocages",
            row.submitted_at,
            _("Report %(reference)s: %(title)s")
            % {"reference": row.reference, "title": row.title},
            story.company(engagement),
            capital(status),
            href=row.get_absolute_url(),
        )
