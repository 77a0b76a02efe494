"""An engagement: prepared by the lab, signed by the company, ended by either."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import OrganisationKind, OrganisationStatus
from programmes.jobs.fte import months_after
from programmes.models import Lab, Organisation, Wave, WitnessEngagement
from programmes.notifications import staff_of
from programmes.witnesses import notifications as notices
from programmes.witnesses.enums import (
    ENGAGEMENT_OPEN,
    SCOPES,
    TWO_YEARS,
    EngagementStatus,
)
from programmes.witnesses.waves import planned
from servindus import clock
from servindus.models import User
from servindus.workflow import ActRefused, Step, act, transition

E = EngagementStatus


def _check_referents(lab: Lab, *people: User | None) -> None:
    """Refuse whoever does not work for the lab, and the same person twice."""
    named = [user for user in people if user is not None]
    if len({user.pk for user in named}) != len(named):
        raise ActRefused(_("Two referents are two people."))
    staff = {user.pk for user in staff_of(lab)}
    if any(user.pk not in staff for user in named):
        raise ActRefused(_("A referent works for the lab."))


@act(
    Organisation,
    sources=[OrganisationStatus.VERIFIED],
    label=_("Make it a witness company"),
    icon="eye",
    keeps_row=True,
)
def prepare_witness_engagement(
    organisation: Organisation,
    step: Step,
    *,
    referent: User,
    second_referent: User | None = None,
    planned_end_on: date | None = None,
) -> None:
    """Propose to a company that its lab looks, under a charter that it signs."""
    lab = organisation.lab
    if organisation.kind != OrganisationKind.INDUSTRIAL or lab is None:
        raise ActRefused(_("A witness is an industrial company of a lab’s territory."))
    open_ones = WitnessEngagement.objects.filter(status__in=ENGAGEMENT_OPEN)
    if open_ones.filter(organisation=organisation).exists():
        raise ActRefused(_("This company is a witness already."))
    _check_referents(lab, referent, second_referent)
    engagement = WitnessEngagement.objects.create(
        organisation=organisation,
        lab=lab,
        referent=referent,
        second_referent=second_referent,
        planned_end_on=planned_end_on,
        created_at=step.now,
    )
    step.begin(engagement)
    notices.owe_company("witness_engagement_prepared", engagement, step)


@act(
    WitnessEngagement,
    sources=ENGAGEMENT_OPEN,
    label=_("Change the referents"),
    icon="users",
)
def edit_witness_engagement(
    engagement: WitnessEngagement,
    step: Step,
    *,
    referent: User,
    second_referent: User | None = None,
) -> None:
    """Say who of the lab follows the company now."""
    _check_referents(engagement.lab, referent, second_referent)
    engagement.referent = referent
    engagement.second_referent = second_referent


@transition(
    WitnessEngagement,
    sources=[E.PREPARED],
    target=E.RUNNING,
    label=_("Sign the charter"),
    icon="document-check",
    records=SCOPES,
)
def sign_witness_engagement(
    engagement: WitnessEngagement, step: Step, *, signed_on: date, **scopes: bool
) -> None:
    """Sign the charter; its waves are planned from today on.

    The lab can write down a charter that was signed on paper; what is shared is for
    the company alone to say, and until it does nothing is.
    """
    today = clock.local_day(step.now)
    if signed_on > today:
        raise ActRefused(_("The charter cannot be signed on a day to come."))
    own = engagement.organisation_id in rules.organisation_ids(step.by)
    if any(scopes.values()) and not own:
        raise ActRefused(_("What is shared is for the company to say."))
    end = engagement.planned_end_on or months_after(today, TWO_YEARS)
    if end <= today:
        raise ActRefused(_("The planned end has passed: prepare it anew."))
    _share(engagement, scopes)
    engagement.charter_signed_on = signed_on
    engagement.starts_on, engagement.planned_end_on = today, end
    Wave.objects.bulk_create(
        Wave(
            engagement=engagement, kind=kind, due_on=day,
            created_at=step.now, updated_at=step.now,
        )
        for kind, day in planned(today, end)
    )  # fmt: skip
    notices.owe_both("witness_engagement_started", engagement, step)


def _share(engagement: WitnessEngagement, scopes: dict[str, Any]) -> None:
    for name in SCOPES:
        setattr(engagement, name, bool(scopes.get(name, getattr(engagement, name))))


@act(
    WitnessEngagement,
    sources=[E.RUNNING, E.ENDED],
    label=_("Change what is shared"),
    icon="lock-open",
    records=SCOPES,
)
def share_witness_engagement(
    engagement: WitnessEngagement, step: Step, **scopes: bool
) -> None:
    """Give or take back consents; every page asks them anew, so at once."""
    before = {name: getattr(engagement, name) for name in SCOPES}
    _share(engagement, scopes)
    if engagement.status == E.ENDED and any(
        getattr(engagement, name) and not before[name] for name in SCOPES
    ):
        raise ActRefused(_("The engagement has ended: consents are only taken back."))
    if any(getattr(engagement, name) != before[name] for name in SCOPES):
        notices.owe_referents("witness_consents_changed", engagement, step)


@transition(
    WitnessEngagement,
    sources=ENGAGEMENT_OPEN,
    target=E.ENDED,
    label=_("End the engagement"),
    icon="flag",
    closes=True,
)
def end_witness_engagement(
    engagement: WitnessEngagement, step: Step, *, text: str
) -> None:
    """Leave, or let go; what came before stays as it was agreed."""
    engagement.ended_on = clock.local_day(step.now)
    engagement.end_reason = text
    notices.owe_both("witness_engagement_ended", engagement, step)
