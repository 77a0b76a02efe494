"""Rules of matchmaking that must never break (I1 to I15, as far as rows can tell)."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from matchmaking.enums import MAX_WAITING, OPEN, DecisionMakerStatus, MeetingStatus
from matchmaking.enums import IntroductionStatus as S
from matchmaking.models import (
    Attachment,
    DecisionMaker,
    Introduction,
    Meeting,
    Rewording,
)
from programmes.models import Organisation
from servindus import clock
from servindus.invariants import invariant
from servindus.models import JournalEntry, OutboxEmail
from servindus.models.outbox import OutboxState

OVERLAPS = """
SELECT a.id, b.id FROM matchmaking_meeting a JOIN matchmaking_meeting b
  ON a.id < b.id AND a.span && b.span
  AND (a.decision_maker_id = b.decision_maker_id OR a.startup_id = b.startup_id)
WHERE a.status = 'booked' AND b.status = 'booked' LIMIT 50
"""


@invariant("I1 no two booked meetings overlap for one person")
def no_overlap() -> Iterable[str]:
    """The exclusion constraints hold this."""
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        for first, second in cursor.fetchall():
            yield f"meetings {first} and {second}"


@invariant("I2 contacts are shown only after both consents")
def consents_first() -> Iterable[str]:
    """A reveal time without a consent before it."""
    rows = Introduction.objects.filter(contacts_revealed_at__isnull=False).filter(
        Q(startup_consent_at__isnull=True)
        | Q(manager_consent_at__isnull=True)
        | Q(contacts_revealed_at__lt=F("manager_consent_at"))
    )
    return (row.reference for row in rows.select_related("lab"))


@invariant("I3 one open introduction per startup and decision maker")
def one_open() -> Iterable[str]:
    """The partial unique constraint holds this."""
    rows = (
        Introduction.objects.filter(status__in=[str(status) for status in OPEN])
        .order_by()
        .values("startup", "decision_maker")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    return (f"startup {row['startup']}" for row in rows)


@invariant("I5 no startup waits for more answers than it may")
def caps_hold() -> Iterable[str]:
    """A request passed on by a colleague is the lab's doing and does not count."""
    waiting = Q(
        introductions__status__in=[S.SUBMITTED, S.QUEUED, S.SENT],
        introductions__origin="directory",
    )
    rows = Organisation.objects.annotate(n=Count("introductions", filter=waiting))
    return (f"startup {row.pk}" for row in rows.filter(n__gt=MAX_WAITING))


@invariant("I6 nothing is owed to people who asked for no more")
def no_mail_to_opted_out() -> Iterable[str]:
    """Receipts are answers that they asked for."""
    gone = DecisionMaker.objects.filter(
        status__in=[
            DecisionMakerStatus.OPTED_OUT,
            DecisionMakerStatus.LEFT,
            DecisionMakerStatus.UNREACHABLE,
        ]
    )
    rows = OutboxEmail.objects.filter(
        state=OutboxState.OWED,
        kind="introduction_sent",
        recipient__in=gone.values("email"),
    )
    live = Introduction.objects.filter(status=S.SENT)
    return (row.key for row in rows.filter(object_id__in=live.values("pk")))


@invariant("I10 every sent introduction has a due date")
def due_dates() -> Iterable[str]:
    """The check constraint holds this."""
    rows = Introduction.objects.filter(status=S.SENT, due_on__isnull=True)
    return (row.reference for row in rows.select_related("lab"))


@invariant("I11 a no always has a code")
def declines_have_codes() -> Iterable[str]:
    """The check constraint holds this."""
    rows = Introduction.objects.filter(status=S.DECLINED, decline_code="")
    return (row.reference for row in rows.select_related("lab"))


OWN_DECISIONS = """
SELECT DISTINCT i.id FROM matchmaking_introduction i
  JOIN servindus_journalentry j
    ON j.object_type = 'matchmaking.introduction' AND j.object_id = i.id
   AND j.verb IN ('approve_introduction', 'ask_info_introduction',
                  'reject_introduction', 'reword_introduction')
  JOIN programmes_membership m ON m.user_id = j.user_id
   AND m.started_at <= j.at AND (m.ended_at IS NULL OR m.ended_at > j.at)
  JOIN matchmaking_decisionmaker d ON d.id = i.decision_maker_id
WHERE m.organisation_id IN (i.startup_id, d.organisation_id) LIMIT 50
"""


@invariant("I12 nobody decides on an organisation they belong to")
def outsiders_decide() -> Iterable[str]:
    """A decision by whoever was a member of either side at that moment."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_DECISIONS)
        for (pk,) in cursor.fetchall():
            yield f"introduction {pk}"


SAME_READER = """
SELECT DISTINCT a.object_id FROM servindus_journalentry a
  JOIN servindus_journalentry j
    ON j.object_type = a.object_type AND j.object_id = a.object_id AND j.id > a.id
   AND j.verb IN ('approve_introduction', 'ask_info_introduction',
                  'reject_introduction', 'reword_introduction')
  JOIN matchmaking_introduction i ON i.id = a.object_id AND i.refused_by_id = j.user_id
WHERE a.verb = 'appeal_introduction'
  AND a.object_type = 'matchmaking.introduction' LIMIT 50
"""


@invariant("I12 an appeal is decided by another moderator")
def appeals_go_to_another() -> Iterable[str]:
    """After the appeal, a decision by whoever refused the request before."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_READER)
        for (pk,) in cursor.fetchall():
            yield f"introduction {pk}"


@invariant("I12 an appeal is made once, in time, and journalled")
def appeals_are_journalled() -> Iterable[str]:
    """The row says that it was appealed exactly when the journal does, once."""
    lines = JournalEntry.objects.filter(
        object_type="matchmaking.introduction",
        object_id=OuterRef("pk"),
        verb="appeal_introduction",
    )
    counted = lines.order_by().values("object_id").annotate(n=Count("pk")).values("n")
    rows = Introduction.objects.annotate(n=Coalesce(Subquery(counted), 0))
    wrong = Q(appealed_at=None, n__gt=0) | Q(appealed_at__isnull=False) & ~Q(n=1)
    return (row.reference for row in rows.filter(wrong).select_related("lab"))


@invariant("a wording waits only while the startup can agree to it")
def wordings_wait() -> Iterable[str]:
    """A file that has moved on has no open wording."""
    rows = Rewording.objects.waiting().exclude(introduction__status=S.NEEDS_INFO)
    return (f"introduction {row.introduction_id}" for row in rows)


@invariant("I13 calendar numbers rise along a moved meeting")
def sequences_rise() -> Iterable[str]:
    """A calendar ignores a file whose number does not rise."""
    rows = Meeting.objects.filter(moved_from__isnull=False).filter(
        Q(ics_sequence__lte=F("moved_from__ics_sequence"))
        | ~Q(ics_uid=F("moved_from__ics_uid"))
    )
    return (f"meeting {row.pk}" for row in rows)


@invariant("I15 a meeting is told about only after its end")
def told_after_end() -> Iterable[str]:
    """Held or missed before the end."""
    rows = Meeting.objects.filter(
        status__in=[
            MeetingStatus.HELD,
            MeetingStatus.NO_SHOW_STARTUP,
            MeetingStatus.NO_SHOW_MANAGER,
        ],
        span__endswith__gt=clock.now() + timedelta(minutes=1),
    )
    return (f"meeting {row.pk}" for row in rows)


@invariant("every attached file is on the disk")
def files_are_there() -> Iterable[str]:
    """A row is written after its file, and the file deleted after its row."""
    for row in Attachment.objects.order_by("pk").iterator():
        if not default_storage.exists(str(row.file)):
            yield f"attachment {row.pk}"
