"""When a decision maker is away: no mail, and no clock that runs."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking import seats
from matchmaking.actions.moderation import LATE_ANSWER
from matchmaking.enums import ANSWER_DAYS, DecisionMakerStatus, IntroductionStatus
from matchmaking.models import Absence, DecisionMaker, Introduction
from servindus import clock
from servindus.calendar import DAY
from servindus.workflow import ActRefused, Step, act, write_journal

D = DecisionMakerStatus
S = IntroductionStatus
# Longer than this nobody is away: such a person has left, or wants no requests.
LONGEST = 365


@act(
    DecisionMaker,
    sources=[D.INVITED, D.ACTIVE, D.PAUSED],
    label=_("Announce an absence"),
    icon="calendar-days",
    records=("first_day", "last_day", "backup"),
)
def announce_absence(
    card: DecisionMaker,
    step: Step,
    *,
    first_day: date,
    last_day: date,
    backup: int | None = None,
) -> None:
    """Ask this person nothing on these days; their clocks stand still meanwhile."""
    if last_day < clock.local_day(step.now):
        raise ActRefused(_("These days are past."))
    if last_day < first_day:
        raise ActRefused(_("The last day comes before the first."))
    if (last_day - first_day).days >= LONGEST:
        raise ActRefused(_("An absence lasts a year at the most."))
    try:
        with transaction.atomic():
            Absence.objects.create(
                decision_maker=card,
                first_day=first_day,
                last_day=last_day,
                backup=_colleague(card, backup),
            )
    except IntegrityError as error:
        words = _("An absence is announced for these days already.")
        raise ActRefused(words) from error
    recount(card, step)


def _colleague(card: DecisionMaker, backup: int | None) -> DecisionMaker | None:
    """Give the card of somebody of the same company."""
    if backup is None:
        return None
    own = DecisionMaker.objects.filter(organisation=card.organisation_id)
    found = own.exclude(pk=card.pk).filter(pk=backup).first()
    if found is None:
        raise ActRefused(_("This person is not a colleague of the same company."))
    return found


def _is_announced(card: DecisionMaker, now: datetime) -> str | Promise | None:
    if card.absences.filter(last_day__gte=clock.local_day(now)).exists():
        return None
    return _("No absence is announced.")


@act(
    DecisionMaker,
    sources=[D.INVITED, D.ACTIVE, D.PAUSED],
    label=_("End the absence"),
    icon="x-mark",
    guard=_is_announced,
    records=("absence",),
)
def end_absence(card: DecisionMaker, step: Step, *, absence: int) -> None:
    """Take back an absence, or end it yesterday: from today on the clocks run."""
    today = clock.local_day(step.now)
    row = card.absences.filter(pk=absence, last_day__gte=today).first()
    if row is None:
        raise ActRefused(_("This absence is over."))
    if row.first_day < today:
        row.last_day = today - DAY
        row.save(update_fields=["last_day"])
    else:
        row.delete()
    recount(card, step)


def recount(card: DecisionMaker, step: Step) -> None:
    """Count anew until when each open request is answered; tell who waits."""
    spans = [absence.span for absence in Absence.objects.filter(decision_maker=card)]
    for introduction in (
        card.introductions.filter(status=S.SENT)
        .select_related("lab", "startup", "requested_by")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    ):
        assert introduction.sent_at is not None
        days = introduction.lab.calendar.without(spans)
        due = days.add(clock.local_day(introduction.sent_at), ANSWER_DAYS)
        if due != introduction.due_on:
            _put_off(introduction, due, step)
    seats.keep(card, step.now)


def _put_off(introduction: Introduction, due: date, step: Step) -> None:
    introduction.due_on = due
    introduction.save(update_fields=["due_on"])
    end = datetime.combine(due, datetime.max.time(), tzinfo=clock.PARIS)
    introduction.links.filter(revoked_at=None).update(expires_at=end + LATE_ANSWER)
    entry = write_journal(
        "recount_introduction",
        introduction,
        by=step.by,
        now=step.now,
        channel=step.channel,
        source=introduction.status,
        target=introduction.status,
        details={"due_on": due},
    )
    about = Step(by=step.by, now=step.now, channel=step.channel, entry=entry)
    notices.owe_startup("introduction_recounted", introduction, about)
