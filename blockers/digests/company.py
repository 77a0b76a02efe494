"""A company's digest: what its cases wait for, and what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from blockers import looks
from blockers.card_enums import ApprovalStatus
from blockers.enums import ReportStatus, VerificationStatus
from blockers.models import Approval, Blocker, Report, ReportLink, Verification
from programmes import rules as frame
from programmes.notifications import sender_of
from servindus.digests import Line, Part, Reader, Section
from servindus.models import JournalEntry
from servindus.templatetags.servindus import short_date

S = ReportStatus
GONE = (S.DRAFT, S.WITHDRAWN)
Moves = dict[tuple[str, int], datetime]


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each reader's cases, in the same statements for all of them.

    Members read their company's cases, others those whose link they hold.
    """
    if not readers:
        return {}
    links = _links(readers)
    rows = _of(_rows(), readers, links)
    found = list(rows.order_by("pk"))
    moves = _moves(found, min(reader.since for reader in readers))
    told: dict[str, Part] = {}
    files = _Files(found)
    for reader in readers:
        mine = links.get(reader.email, {})
        own = files.of(reader, mine)
        lines = [_line(row, reader, mine.get(row.pk), moves) for row in own]
        if lines:
            told[reader.email] = _part(lines, own)
    return told


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those who follow a case at all."""
    if not readers:
        return set()
    links = _links(readers)
    rows = _of(
        Report.objects.only("reporter", "organisation", "submitted_at"), readers, links
    )
    files = _Files(rows)
    return {
        reader.email
        for reader in readers
        if files.of(reader, links.get(reader.email, {}))
    }


def _links(readers: Sequence[Reader]) -> dict[str, dict[int, ReportLink]]:
    """Give the links that readers without account hold, by address and case."""
    links: dict[str, dict[int, ReportLink]] = {}
    emails = [reader.email for reader in readers if reader.user is None]
    for link in ReportLink.objects.filter(
        email__in=emails, confirmed_at__isnull=False, revoked_at=None
    ):
        links.setdefault(link.email.lower(), {})[link.report_id] = link
    return links


def _of(
    rows: QuerySet[Report],
    readers: Sequence[Reader],
    links: Mapping[str, Mapping[int, ReportLink]],
) -> QuerySet[Report]:
    """Give the cases that some of these readers follow."""
    users = {reader.user.pk for reader in readers if reader.user}
    companies = {pk for reader in readers for pk in _companies(reader)}
    held = {pk for found in links.values() for pk in found}
    return rows.filter(
        Q(reporter__in=users) | Q(organisation__in=companies) | Q(pk__in=held)
    ).exclude(status__in=GONE)


def _companies(reader: Reader) -> set[int]:
    if reader.user is None:
        return set()
    return frame.organisation_ids(reader.user, *frame.COMPANY_KINDS)


class _Files:
    """Cases by whom they belong to: each reader is asked for a few of them."""

    def __init__(self, rows: Iterable[Report]) -> None:
        self.by_pk: dict[int, Report] = {}
        self.by_reporter: dict[int, list[int]] = {}
        self.by_company: dict[int, list[int]] = {}
        for row in rows:
            self.by_pk[row.pk] = row
            if row.reporter_id is not None:
                self.by_reporter.setdefault(row.reporter_id, []).append(row.pk)
            if row.organisation_id is not None and row.submitted_at is not None:
                self.by_company.setdefault(row.organisation_id, []).append(row.pk)

    def of(self, reader: Reader, linked: Iterable[int]) -> list[Report]:
        """Say what `visible_to` says, of a reader whose memberships are read."""
        own = {pk for pk in linked if pk in self.by_pk}
        if reader.user is not None:
            own |= set(self.by_reporter.get(reader.user.pk, ()))
            for company in _companies(reader):
                own |= set(self.by_company.get(company, ()))
        return [self.by_pk[pk] for pk in sorted(own)]


def _rows() -> QuerySet[Report]:
    asked = Verification.objects.filter(
        report=OuterRef("pk"), status=VerificationStatus.ASKED
    )
    words = Approval.objects.filter(
        report=OuterRef("pk"), blocker=OuterRef("blocker"), status=ApprovalStatus.ASKED
    )
    newer = Approval.objects.filter(
        report=OuterRef("report"), blocker=OuterRef("blocker"), pk__gt=OuterRef("pk")
    )
    return Report.objects.with_people().annotate(
        site=Exists(asked), card=Exists(words.filter(~Exists(newer)))
    )


def _moves(rows: Sequence[Report], since: datetime) -> Moves:
    """Give when the status of each case, or of its blocker, last changed since."""
    wanted = Q(object_type="blockers.report", object_id__in=[row.pk for row in rows])
    wanted |= Q(
        object_type="blockers.blocker",
        object_id__in=[row.blocker_id for row in rows if row.blocker_id],
    )
    lines = JournalEntry.objects.filter(wanted, at__gt=since).exclude(
        source=F("target")
    )
    keys = lines.order_by("pk").values_list("object_type", "object_id", "at")
    return {(kind, pk): at for kind, pk, at in keys}


def _line(row: Report, reader: Reader, link: ReportLink | None, moves: Moves) -> Line:
    blocker: Blocker | None = row.blocker
    owed, button = _owed(row)
    look = looks.blocker_badge(blocker.status) if blocker else looks.badge(row.status)
    moved = [
        moves.get(("blockers.report", row.pk)),
        moves.get(("blockers.blocker", row.blocker_id)) if row.blocker_id else None,
    ]
    last = max((at for at in moved if at is not None), default=None)
    return Line(
        title=row.title or row.reference,
        url=link.url() if link else settings.PUBLIC_URL + row.get_absolute_url(),
        text=owed or row.reference,
        when=short_date(last) if last else "",
        label=look.label,
        waits=bool(owed),
        is_news=last is not None and last > reader.since,
        button=button,
    )


def _owed(row: "Report") -> tuple[str, str]:
    """Give what the lab waits for, and the word on the button."""
    if row.status == S.NEEDS_INFO:
        return _("The lab has a question."), _("Answer")
    if row.site:  # type: ignore[attr-defined]
        return _("Is it solved on your site?"), _("Say it")
    if row.card:  # type: ignore[attr-defined]
        return _("Words to agree to before everybody reads them."), _("Read them")
    return "", ""


def _part(lines: Sequence[Line], rows: Sequence[Report]) -> Part:
    """Give what waits and what moved; a case that stands still is not repeated."""
    waiting = [line for line in lines if line.waits]
    moved = [line for line in lines if line.is_news and not line.waits]
    found = ((_("Blockers that wait for you"), waiting), (_("Your blockers"), moved))
    sections = [Section(title, few) for title, few in found if few]
    return Part(sections, sender=sender_of(rows[0].lab))
