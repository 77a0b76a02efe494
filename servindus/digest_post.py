"""Opens the digests that are due and hands them over: once a period, whoever runs it.

A batch of addresses is locked, gets its rows and its next date in one transaction;
what is to be sent is claimed by the batch, read for the whole batch at once, and each
mail is marked as soon as it has left. Nothing holds all addresses in memory.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Max, Q

from servindus import clock, digests, letters, outbox, preferences, rhythm, stopping
from servindus.actors import SYSTEM
from servindus.models import Digest, JournalEntry, OutboxEmail, Subscriber, User
from servindus.models.outbox import DIGEST_KIND, OutboxState
from servindus.notifications import notice_named
from servindus.workflow import write_journal

logger = logging.getLogger(__name__)

# Addresses opened in one transaction, and mails read and claimed together.
OPENED, CLAIMED = 500, 100
# Seconds after which what was read for a batch is read again.
FRESH = 10.0
# A first digest looks back so far.
FIRST_LOOK = timedelta(days=7)
ENROLLED = 500


def enrol(now: datetime) -> int:
    """Give each address that gets digests its row and its first date; give how many."""
    count = 0
    for source in digests.sources:
        for batch in _batches(source()):
            found = [preferences.Address(*row) for row in batch]
            emails = [one.email for one in found]
            people = User.objects.filter(email__in=emails, is_active=True)
            rows = preferences.new_readers(found, list(people), now)
            # Another run may have been quicker.
            Subscriber.objects.bulk_create(rows, ignore_conflicts=True)
            count += len(rows)
    return count


def _batches(found: Iterable[digests.Row]) -> Iterator[list[digests.Row]]:
    rest = iter(found)
    while batch := list(islice(rest, ENROLLED)):
        yield batch


def open_due(now: datetime, only: str = "") -> int:
    """Open the digest of everybody whose moment has come; give how many."""
    opened, after = 0, Q()
    while True:
        with transaction.atomic():
            due = Subscriber.objects.due(now).filter(after)
            if only:
                due = due.filter(email=only)
            ordered = due.order_by("next_digest_at", "pk")
            batch = list(ordered.select_for_update(skip_locked=True)[:OPENED])
            if not batch:
                return opened
            last = batch[-1]
            at, pk = last.next_digest_at, last.pk
            after = Q(next_digest_at__gt=at) | Q(next_digest_at=at, pk__gt=pk)
            # What comes late does not come at night.
            awake = [one for one in batch if rhythm.is_day(one.zone, now)]
            opened += _open([one for one in awake if not one.is_paused(now)], now)
            for one in awake:
                one.next_digest_at = one.next_after(now)
            Subscriber.objects.bulk_update(awake, ["next_digest_at"])


def _last(batch: Sequence[Subscriber]) -> dict[int, datetime]:
    """Give when each of these was last written a digest that was not given up."""
    emails = [one.email for one in batch]
    lost = OutboxEmail.objects.filter(
        kind=DIGEST_KIND, state=OutboxState.FAILED, recipient__in=emails
    )
    rows = Digest.objects.filter(subscriber__in=[one.pk for one in batch])
    rows = rows.exclude(pk__in=lost.values("object_id"))
    return dict(rows.order_by().values_list("subscriber").annotate(Max("at")))


def _open(batch: Sequence[Subscriber], now: datetime) -> int:
    """Write the digests of locked addresses and owe their mails."""
    periods = {one.pk: one.period_at(now) for one in batch}
    before = Digest.objects.filter(subscriber__in=periods)
    known = set(
        before.filter(period__in=set(periods.values())).values_list(
            "subscriber", "period"
        )
    )
    last = _last(batch)
    new = [one for one in batch if (one.pk, periods[one.pk]) not in known]
    if not new:
        return 0
    rows = Digest.objects.bulk_create(
        Digest(
            subscriber=one,
            period=periods[one.pk],
            since=last.get(one.pk, now - FIRST_LOOK),
            at=now,
        )
        for one in new
    )
    cause = write_journal(
        "open_digest", rows[0], by=SYSTEM, now=now, details={"count": len(rows)}
    )
    _owe(rows, cause)
    return len(rows)


def _owe(rows: Sequence[Digest], cause: JournalEntry) -> None:
    """Owe the mails of these digests."""
    emails = [row.subscriber.email for row in rows]
    users = dict(User.objects.filter(email__in=emails).values_list("email", "pk"))
    OutboxEmail.objects.bulk_create(
        OutboxEmail(
            kind=DIGEST_KIND,
            recipient=row.subscriber.email,
            recipient_name=row.subscriber.name,
            user_id=users.get(row.subscriber.email),
            language=row.subscriber.language,
            cause=cause,
            object_type=Digest._meta.label_lower,
            object_id=row.pk,
            not_before=cause.at,
            next_try_at=cause.at,
        )
        for row in rows
    )


def send(seconds: float = float("inf"), only: str = "") -> dict[str, int]:
    """Hand over the digests that are open; stop after so many seconds, if any.

    Give how many were sent, dropped because nothing is to be told, tried again.
    """
    counts = dict.fromkeys(("sent", "retry", "failed", "dropped"), 0)
    if not settings.EMAIL_URL:
        return counts
    end = time.monotonic() + seconds
    connection = get_connection()
    with stopping.noted() as stop:
        try:
            while time.monotonic() < end and not stop.asked:
                due = OutboxEmail.objects.due_digests(clock.now())
                due = due.filter(recipient=only) if only else due
                batch = outbox.claim_some(due, CLAIMED, clock.now())
                if not batch:
                    break
                _send_batch(batch, connection, counts, stop)
        finally:
            connection.close()
    return counts


def _send_batch(
    batch: Sequence[OutboxEmail],
    connection: BaseEmailBackend,
    counts: dict[str, int],
    stop: stopping.Stop,
) -> None:
    began = time.monotonic()
    try:
        about = with_letters(batch)
    except Exception:
        # One reader who cannot be read must not keep the others waiting: each alone.
        logger.exception("digests of %s mails", len(batch))
        about = {}
    notice = notice_named(DIGEST_KIND)
    moot = [
        row
        for row in batch
        if (obj := about.get(row.object_id)) and notice.is_moot(obj, row)
    ]
    counts["dropped"] += outbox.drop_claimed(moot)
    full = [row for row in batch if row not in moot]
    for index, row in enumerate(full):
        if stop.asked or time.monotonic() - began > FRESH:
            # A slow server: what was read grows old, and so does the claim.
            outbox.give_back(full[index:])
            return
        counts[outbox.deliver(row, connection, about.get(row.object_id))] += 1


def with_letters(batch: Sequence[OutboxEmail]) -> dict[int, Digest]:
    """Give the digests of these mails, each with its letter as it reads now."""
    found = Digest.objects.select_related("subscriber").in_bulk(
        [row.object_id for row in batch]
    )
    digests.read(list(found.values()), clock.now())
    for row in batch:
        if row.object_id in found:
            row.reader = found[row.object_id].subscriber
    return found


def rehearse(
    now: datetime, only: str = ""
) -> Iterator[tuple[Subscriber, EmailMultiAlternatives | None]]:
    """Give who would get a digest now, and the mail, or None; nothing is written."""
    due = Subscriber.objects.due(now).order_by("next_digest_at", "pk")
    if only:
        due = Subscriber.objects.filter(email=only)
    rest = due.iterator(chunk_size=OPENED)
    while batch := list(islice(rest, CLAIMED)):
        last = _last(batch)
        found = [
            Digest(
                subscriber=one,
                period=one.period_at(now),
                since=last.get(one.pk, now - FIRST_LOOK),
                at=now,
            )
            for one in batch
            if not one.is_paused(now)
        ]
        digests.read(found, now)
        for digest in found:
            reader = digest.subscriber
            row = OutboxEmail(
                kind=DIGEST_KIND,
                recipient=reader.email,
                recipient_name=reader.name,
                language=reader.language,
            )
            row.reader = reader
            yield reader, letters.compose(row, digest)


def run(
    now: datetime, *, only: str = "", seconds: float = float("inf")
) -> dict[str, Any]:
    """Enrol, open and send; give the counts of each."""
    enrolled = enrol(now)
    opened = open_due(now, only)
    return {"enrolled": enrolled, "opened": opened, **send(seconds, only)}
