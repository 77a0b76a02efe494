"""Who has read a company's file by the programme's right alone: noted in the journal.

The company and its lab read what is theirs. Whoever oversees the programme reads it too
and leaves a line, so that one can ask who did: reading is a GET, and this one writes.
"""

from typing import Any

from django.http import HttpRequest

from programmes import rules
from programmes.enums import OrganisationKind
from programmes.models import Wave, WitnessEngagement
from servindus import clock
from servindus.actors import Channel
from servindus.models import JournalEntry
from servindus.workflow import write_journal


def is_side(user: Any, engagement: WitnessEngagement) -> bool:
    """Whether somebody works for the company or for its lab."""
    own = rules.organisation_ids(user, OrganisationKind.INDUSTRIAL)
    labs = rules.lab_ids(user)
    return engagement.organisation_id in own or engagement.lab_id in labs


def note_read(
    request: HttpRequest,
    row: WitnessEngagement | Wave,
    channel: Channel = Channel.PORTAL,
) -> None:
    """Note that somebody of neither side has read a row: once for each day."""
    user: Any = request.user
    engagement = row.engagement if isinstance(row, Wave) else row
    if request.method != "GET" or is_side(user, engagement):
        return
    now, verb = clock.now(), f"read_{type(row).snake_name()}"
    lines = JournalEntry.objects.about(row).filter(verb=verb, user=user)
    last = lines.last()
    if last is None or clock.local_day(last.at) != clock.local_day(now):
        write_journal(verb, row, by=user, now=now, channel=channel)
