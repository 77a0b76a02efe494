"""Acts of the ground floor."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servindus import broker, clock
from servindus.actors import Actor, Channel
from servindus.categories import SUMMARY, Delivery, category_named, every_category
from servindus.models import Export, OutboxEmail, Subscriber
from servindus.models.export import ExportStatus
from servindus.models.outbox import OutboxState
from servindus.models.subscriber import Bounce
from servindus.rhythm import Rhythm
from servindus.workflow import ActRefused, Step, act, transition, write_journal

# What a room does when an address is given up, in the same transaction.
bounce_takers: list[Callable[[Subscriber, Step], None]] = []


def _is_held(row: OutboxEmail, now: datetime) -> str | Promise | None:
    return None if row.state == OutboxState.HELD else _("This mail is not held back.")


def _has_failed(row: OutboxEmail, now: datetime) -> str | Promise | None:
    return None if row.state == OutboxState.FAILED else _("This mail has not failed.")


def _owe_anew(row: OutboxEmail, step: Step) -> None:
    row.state = OutboxState.OWED
    row.attempts = 0
    row.last_error = ""
    row.next_try_at = max(step.now, row.not_before)


@act(
    OutboxEmail,
    sources=[""],
    label=_("Try again"),
    icon="arrow-path",
    guard=_has_failed,
)
def retry_outbox_email(row: OutboxEmail, step: Step) -> None:
    """Owe a mail once more that was given up, from its first try."""
    _owe_anew(row, step)


@act(
    OutboxEmail,
    sources=[""],
    label=_("Release"),
    icon="paper-airplane",
    guard=_is_held,
)
def release_outbox_email(row: OutboxEmail, step: Step) -> None:
    """Let a mail leave that a restore held back; it is read again before it does."""
    _owe_anew(row, step)


@act(
    OutboxEmail,
    sources=[""],
    label=_("Drop"),
    icon="trash",
    closes=True,
    guard=_is_held,
)
def drop_outbox_email(row: OutboxEmail, step: Step) -> None:
    """Give up a mail that a restore held back: it had left, or has lost its sense."""
    row.state = OutboxState.DROPPED


@act(
    Subscriber,
    sources=[""],
    label=_("Choose what you get"),
    icon="adjustments-horizontal",
    records=("rhythm", "weekday", "hour", "zone", "ceiling", "deliveries"),
)
def edit_subscriber(
    reader: Subscriber,
    step: Step,
    *,
    rhythm: str,
    weekday: int,
    hour: int,
    zone: str,
    ceiling: int,
    deliveries: Mapping[str, str],
    paused_until: date | None = None,
) -> None:
    """Choose how often the digest comes, and what comes at once, in it or never."""
    if paused_until is not None and rhythm == Rhythm.NEVER:
        raise ActRefused(_("What comes meanwhile waits for a digest: choose one."))
    reader.rhythm, reader.weekday, reader.hour = rhythm, weekday, hour
    reader.zone, reader.ceiling = zone, ceiling
    reader.paused_until = paused_until
    reader.deliveries = dict(deliveries)
    reader.next_digest_at = reader.next_after(step.now)
    _release_kept(reader, step)


@act(
    Subscriber,
    sources=[""],
    label=_("No more of these messages"),
    icon="bell-slash",
    records=("category",),
)
def silence_subscriber(reader: Subscriber, step: Step, *, category: str) -> None:
    """Stop one category, or the digests, by one click in a mail.

    Without digests, what was chosen to be in them and can be switched off is: who
    stops one mail a week does not want ten.
    """
    if category != SUMMARY.key:
        if not category_named(category).can_stop:
            raise ActRefused(_("These messages cannot be switched off."))
        reader.deliveries[category] = Delivery.NEVER
        return
    reader.rhythm, reader.next_digest_at = Rhythm.NEVER, None
    reader.paused_until = None
    for one in every_category():
        if reader.deliveries.get(one.key) == Delivery.DIGEST and one.can_stop:
            reader.deliveries[one.key] = Delivery.NEVER
    _release_kept(reader, step)


def _release_kept(reader: Subscriber, step: Step) -> None:
    """Without a digest, mails that wait for it are owed: the postman asks anew."""
    if reader.wants_digest:
        return
    OutboxEmail.objects.filter(recipient=reader.email, state=OutboxState.DIGEST).update(
        state=OutboxState.OWED,
        next_try_at=Greatest("not_before", Value(step.now)),
        updated_at=step.now,
    )


def _is_reached(reader: Subscriber, now: datetime) -> str | Promise | None:
    return _("Nothing is sent to this address already.") if reader.bounce else None


def _tell_rooms(reader: Subscriber, step: Step) -> None:
    for take in bounce_takers:
        take(reader, step)


@act(
    Subscriber,
    sources=[""],
    label=_("Nothing arrives there"),
    icon="no-symbol",
    closes=True,
    records=("bounce",),
    guard=_is_reached,
    after=_tell_rooms,
)
def bounce_subscriber(reader: Subscriber, step: Step, *, bounce: str) -> None:
    """Give an address up: it does not exist, or its holder calls our mails spam."""
    reader.bounce, reader.bounced_at = Bounce(bounce), step.now


def _is_given_up(reader: Subscriber, now: datetime) -> str | Promise | None:
    return None if reader.bounce else _("This address works.")


@act(
    Subscriber,
    sources=[""],
    label=_("The address works again"),
    icon="check",
    guard=_is_given_up,
)
def reach_subscriber(reader: Subscriber, step: Step) -> None:
    """Write to an address again; a digest that came due meanwhile does not follow."""
    reader.bounce, reader.bounced_at = "", None
    reader.next_digest_at = reader.next_after(step.now)


@transaction.atomic
def request_export(
    dataset: str,
    *,
    by: Actor,
    author: Any,
    format: str,
    query: str,
    language: str,
    details: Mapping[str, Any],
    channel: Channel | None = None,
    background: bool = False,
) -> Export:
    """Note who takes which list out, with which filters; the worker may make the file.

    `details` are the filters' codes: what somebody typed is no code and stays out.
    """
    now = clock.now()
    export = Export.objects.create(
        dataset=dataset,
        author=author,
        format=format,
        query=query,
        language=language,
        created_at=now,
    )
    write_journal(
        "request_export",
        export,
        by=by,
        now=now,
        channel=channel,
        target=ExportStatus.WAITING,
        details={"dataset": dataset, "format": format, **details},
    )
    if background:
        # By name: the task calls these acts, which so need not know it.
        wake = partial(broker.wake, "servindus.process_exports")
        transaction.on_commit(wake, robust=True)
    return export


@transition(
    Export,
    sources=[ExportStatus.WAITING],
    target=ExportStatus.DONE,
    label=_("Finish the export"),
    records=("dataset", "format", "rows", "digest"),
)
def finish_export(
    export: Export,
    step: Step,
    *,
    dataset: str,
    format: str,
    rows: int,
    digest: str,
    file: str = "",
    file_name: str = "",
) -> None:
    """The last row is written; the journal keeps the count and the fingerprint."""
    export.rows, export.digest = rows, digest
    export.file, export.file_name = file, file_name
    _end(export, step)


@transition(
    Export,
    sources=[ExportStatus.WAITING],
    target=ExportStatus.FAILED,
    label=_("Stop the export"),
)
def fail_export(export: Export, step: Step, *, reason: str) -> None:
    """The file cannot be made; the reason says why and what to do."""
    export.failure = reason[:400]
    _end(export, step)


def _end(export: Export, step: Step) -> None:
    export.finished_at = step.now
    export.expires_at = step.now + timedelta(days=settings.EXPORT_DAYS)


@transition(
    Export,
    sources=[ExportStatus.WAITING, ExportStatus.DONE, ExportStatus.FAILED],
    target=ExportStatus.FORGOTTEN,
    label=_("Delete the file"),
    icon="trash",
    closes=True,
)
def forget_export(export: Export, step: Step) -> None:
    """The file and what was searched go; that somebody took it stays in the journal."""
    if export.file:
        delete = partial(default_storage.delete, export.file)
        transaction.on_commit(delete, robust=True)
    export.query = export.file = export.file_name = ""
    export.finished_at = export.finished_at or step.now
