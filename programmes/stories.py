"""What happened to a row, as the journal has it and people read it."""

from collections.abc import Iterable, Mapping

from django.db import models

from programmes.cards import person_of
from programmes.digests import know
from servindus.models import JournalEntry, User
from servindus.ui import Text, TimelineItem


def story(
    row: models.Model, titles: Mapping[str, Text], people: Iterable[User] = ()
) -> list[TimelineItem]:
    """Give the lines of these acts, newest first, by their words.

    `people` are shown beside it and read in the same statement.
    """
    entries = JournalEntry.objects.about(row).filter(verb__in=titles)
    lines = list(entries.select_related("user"))
    # One object for each person, so that who they are is read in one statement.
    found = {line.user.pk: line.user for line in lines if line.user}
    found |= {one.pk: one for one in people}
    know(found.values())
    return [
        TimelineItem(
            line.at,
            titles[line.verb],
            person_of(found[line.user_id]) if line.user_id else None,
        )
        for line in reversed(lines)
    ]
