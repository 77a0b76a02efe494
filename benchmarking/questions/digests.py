"""What questions put into digests: to answer, and answers that wait for a word."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from benchmarking.models import Question
from benchmarking.questions.enums import QuestionStatus
from benchmarking.questions.turns import is_turn_of
from programmes import rules
from programmes.digests import know
from programmes.notifications import sender_of
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.templatetags.servindus import short_date

MOST = 8


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those for whom a question waits."""
    return set(parts(readers, now))


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each person the questions that wait for their labs, in two statements."""
    people = {reader.email: reader.user for reader in readers if reader.user}
    know(people.values())
    labs = {email: rules.lab_ids(user) for email, user in people.items()}
    if not any(labs.values()):
        return {}
    today = clock.local_day(now)
    rows = Question.objects.open().with_answering().select_related("lab__operator")
    found = list(rows.prefetch_related("asked_labs").order_by("due_on", "pk"))
    told: dict[str, Part] = {}
    for email, own in labs.items():
        mine = [row for row in found if is_turn_of(row, own) or _is_silent(row, own)]
        if mine:
            lines = [
                _line(row, today) if is_turn_of(row, own) else _still(row)
                for row in mine[:MOST]
            ]
            section = Section(_("Questions between labs"), lines)
            told[email] = Part([section], sender_of(mine[0].lab))
    return told


def _is_silent(row: Question, labs: set[int]) -> bool:
    """Whether one of these labs was asked and others alone have answered."""
    return bool(labs & row.asked_lab_ids - set(row.answering))


def _still(row: Question) -> Line:
    return Line(
        title=f"{row.title}, {row.lab.name}",
        url=settings.PUBLIC_URL + row.get_absolute_url(),
        text=_("Another lab has answered: yours may help as well."),
        waits=True,
        button=_("Answer the question"),
    )


def _line(row: Question, today: date) -> Line:
    assert row.due_on is not None
    asked = row.status == QuestionStatus.ASKED
    text = _("Answer by %(day)s") if asked else _("Say what helps by %(day)s")
    return Line(
        title=f"{row.title}, {row.lab.name}",
        url=settings.PUBLIC_URL + row.get_absolute_url(),
        text=text % {"day": short_date(row.due_on)},
        waits=True,
        is_late=row.due_on < today,
        button=_("Answer the question") if asked else _("Read the answers"),
    )
