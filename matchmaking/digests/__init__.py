"""What introductions put into digests, by what the reader is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat, Lower, Trim

from matchmaking import rules
from matchmaking.digests import manager, staff, startup
from matchmaking.models import DecisionMaker
from matchmaking.notifications.introductions import UNREACHED
from programmes import rules as frame
from servindus.digests import Part, Reader
from servindus.models import Subscriber

CHUNK = 500


def people() -> Iterable[tuple[str, str, str]]:
    """Give the addresses of decision makers who have said yes and have no row yet."""
    known = Subscriber.objects.filter(email=OuterRef("folded"))
    name = Trim(Concat("given_name", Value(" "), "family_name"))
    rows = DecisionMaker.objects.exclude(status__in=UNREACHED)
    rows = rows.annotate(name=name, folded=Lower("email"))
    found = rows.filter(~Exists(known), informed_at__isnull=False).order_by("pk")
    return found.values_list("folded", "name", "language").iterator(chunk_size=CHUNK)


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each reader's part: a startup's, a lab's, or a decision maker's."""
    groups = _groups(readers)
    return {
        **startup.parts(groups.startup, now),
        **staff.parts(groups.staff, now),
        **manager.parts(groups.manager, now),
    }


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give who may have something worth a mail; labs are few and always asked."""
    groups = _groups(readers)
    return {
        *startup.may_tell(groups.startup, now),
        *(reader.email for reader in groups.staff),
        *manager.may_tell(groups.manager, now),
    }


@dataclass(frozen=True)
class _Groups:
    """Readers by what they are."""

    startup: list[Reader] = field(default_factory=list)
    staff: list[Reader] = field(default_factory=list)
    manager: list[Reader] = field(default_factory=list)


def _groups(readers: Sequence[Reader]) -> _Groups:
    groups = _Groups()
    for reader in readers:
        if reader.user and rules.startup_ids(reader.user):
            groups.startup.append(reader)
        elif reader.user and frame.lab_ids(reader.user):
            groups.staff.append(reader)
        else:
            groups.manager.append(reader)
    return groups
