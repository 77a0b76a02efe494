"""What the register puts into digests, by what the reader is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from blockers.digests import company, liaison, staff
from blockers.models import ReportLink
from programmes import rules as frame
from servindus.digests import Part, Reader
from servindus.models import Subscriber

CHUNK = 500


def people() -> Iterable[tuple[str, str, str]]:
    """Give the proven addresses that follow a case by link and have no row yet."""
    known = Subscriber.objects.filter(email=OuterRef("folded"))
    links = ReportLink.objects.filter(confirmed_at__isnull=False, revoked_at=None)
    rows = links.annotate(folded=Lower("email")).filter(~Exists(known))
    found = rows.order_by("pk").values_list("folded", "name", "report__lab__language")
    return found.iterator(chunk_size=CHUNK)


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each reader's part: a lab's, an authority's, or a company's."""
    groups = _groups(readers)
    return {
        **staff.parts(groups.staff, now),
        **liaison.parts(groups.liaison, now),
        **company.parts(groups.company, now),
    }


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give who may have something worth a mail; labs and ministries are few."""
    groups = _groups(readers)
    return {
        *(reader.email for reader in groups.staff),
        *(reader.email for reader in groups.liaison),
        *company.may_tell(groups.company, now),
    }


@dataclass(frozen=True)
class _Groups:
    """Readers by what they are."""

    staff: list[Reader] = field(default_factory=list)
    liaison: list[Reader] = field(default_factory=list)
    company: list[Reader] = field(default_factory=list)


def _groups(readers: Sequence[Reader]) -> _Groups:
    groups = _Groups()
    for reader in readers:
        if reader.user and frame.lab_ids(reader.user):
            groups.staff.append(reader)
        elif reader.user and frame.authority_ids(reader.user):
            groups.liaison.append(reader)
        else:
            groups.company.append(reader)
    return groups
