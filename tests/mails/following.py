"""What follows an answer: promises, measures, what sites say, and contestations."""

from collections.abc import Iterator
from datetime import date

from blockers import actions, timers
from blockers.models import Contestation, Escalation, Measure, Verification
from tests.blockers import following as stories
from tests.blockers.days import live
from tests.blockers.escalations import given
from tests.blockers.following import case_of, day, escalation_of, later, published, said
from tests.cast import Cast, fresh

Told = Iterator[str]


def not_solved(cast: Cast) -> Told:
    """In force, asked of the site, which says no; the authority commits again."""
    row = stories.asked(cast)
    yield "measure_in_force verification_asked"
    live([day(42)])
    yield "verification_reminded"
    with later(43):
        blocker = said(row, cast, "not_solved")
    yield "blocker_refuted escalation_refuted"
    sent = escalation_of(blocker)
    with later(44):
        actions.recommit_escalation(
            sent,
            by=cast.liaison,
            answer=sent.answers.get(),
            what="Une note aux DREAL",
            who="DGPR, bureau des eaux",
            due_on=day(90),
        )
    yield "commitment_renewed"


def come_back(cast: Cast) -> Told:
    """Solved and closed; half a year later it is back."""
    row = stories.asked(cast)
    with later(30):
        said(row, cast, "solved")
    with later(182):
        timers.sweep()
        second = Verification.objects.get(status="asked")
        blocker = said(second, cast, "not_solved")
    yield "relapse_reported"
    with later(183):
        actions.reopen_blocker(
            blocker, by=cast.moderator, text="Les contrôles ont repris comme avant."
        )
    yield "blocker_reopened"


def given_up(cast: Cast) -> Told:
    """What was promised is not kept."""
    fields = given("explained_refusal") | {"reason": "Le Conseil d’État s’y oppose."}
    actions.drop_commitment(stories.promised(cast), by=cast.liaison, **fields)
    yield "commitment_dropped report_commitment_dropped"


def at_its_end(cast: Cast) -> Told:
    """A derogation goes on for a year, then it becomes the rule."""
    stories.in_force(cast, "derogation")
    row = actions.end_measure(
        Measure.objects.get(),
        by=cast.liaison,
        decision="extend",
        reason="L’essai est utile.",
        in_force_to=date(2028, 9, 7),
    )
    yield "measure_end_decided report_measure_end"
    actions.end_measure(
        row, by=cast.liaison, decision="generalise", reason="Le décret est signé."
    )
    yield "measure_end_decided report_measure_end"


def _contested(cast: Cast) -> Contestation:
    sent = Escalation.objects.get()
    actions.contest_report(
        case_of(sent.blocker),
        by=cast.director,
        answer=sent.answers.get(),
        text="L’arrêté a été modifié le 1er août : l’article 5 a changé.",
    )
    return Contestation.objects.get()


def contested(cast: Cast) -> Told:
    """The company contests a refusal; the lab passes it on."""
    published(cast, "explained_refusal")
    row = _contested(cast)
    yield "contestation_filed"
    with later(3):
        actions.confirm_contestation(row, by=cast.moderator)
    yield "contestation_confirmed"


def contested_in_vain(cast: Cast) -> Told:
    """The lab does not pass it on."""
    published(cast, "explained_refusal")
    actions.dismiss_contestation(
        fresh(_contested(cast)),
        by=cast.moderator,
        text="L’article 5 n’a pas changé depuis 2010.",
    )
    yield "contestation_dismissed"


STORIES = (not_solved, come_back, given_up, at_its_end, contested, contested_in_vain)
