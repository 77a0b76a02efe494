"""What links put into digests of lab staff: what waits for another lab's word."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from benchmarking.models import PracticeBlockerLink
from programmes import rules
from programmes.digests import know
from programmes.notifications import sender_of
from servindus.digests import Line, Part, Reader, Section
from servindus.templatetags.servindus import capital

MOST = 8


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those for whose lab a link waits."""
    return set(parts(readers, now))


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each person of a lab the links that it may judge, in one statement."""
    people = {reader.email: reader.user for reader in readers if reader.user}
    know(people.values())
    labs = {email: rules.lab_ids(user) for email, user in people.items()}
    if not any(labs.values()):
        return {}
    rows = PracticeBlockerLink.objects.waiting().with_words()
    found = list(rows.order_by("created_at", "pk"))
    told: dict[str, Part] = {}
    for email, own in labs.items():
        me = people[email].pk
        mine = [
            row
            for row in found
            if own and not own & row.side_ids and row.claimed_by_id != me
        ]
        if mine:
            section = Section(
                _("Links to confirm"), [_line(row) for row in mine[:MOST]]
            )
            told[email] = Part([section], sender_of(None))
    return told


def _line(row: PracticeBlockerLink) -> Line:
    said = {"lab": row.lab.name, "relation": row.get_relation_display()}
    words = _("%(relation)s, says the lab of %(lab)s") % said
    if row.has_lapsed:
        words = _("%(relation)s, said the lab of %(lab)s; to be seen again") % said
    return Line(
        title=f"{row.title}, {row.current.reference}",
        url=settings.PUBLIC_URL + row.get_absolute_url(),
        text=capital(words),
        waits=True,
        button=_("See it again") if row.has_lapsed else _("Confirm or refute"),
    )
