"""When a lab's mails leave: on working days, outside its quiet hours."""

from datetime import datetime, timedelta

from programmes.models import Lab
from programmes.models.frame import is_quiet
from servindus import clock


def after_quiet(lab: Lab, moment: datetime) -> datetime:
    """Give the moment, or the next opening hour of a working day in quiet hours."""
    local = moment.astimezone(clock.PARIS)
    if lab.quiet_from is None or lab.quiet_to is None:
        return moment
    calendar = lab.calendar
    if calendar.is_working_day(local.date()) and not is_quiet(lab, local.time()):
        return moment
    day = local.date()
    if local.time() >= lab.quiet_to or not calendar.is_working_day(day):
        day = calendar.next_working_day(day + timedelta(days=1))
    return datetime.combine(day, lab.quiet_to, tzinfo=clock.PARIS)


def is_open(lab: Lab, moment: datetime) -> bool:
    """Whether a mail of this lab may leave at this moment."""
    return after_quiet(lab, moment) == moment
