"""What becomes of a mail that is due: sent now, kept for the digest, or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from servindus.categories import (
    SUMMARY,
    Category,
    Delivery,
    category_named,
    every_category,
)
from servindus.models import OutboxEmail, Subscriber, User
from servindus.models.outbox import OutboxState
from servindus.notifications import notice_named
from servindus.rhythm import Rhythm

SALT = "servindus.preferences"
# Each gives, for many people at once, who gets another rhythm than once a week.
rhythm_makers: list[Callable[[Sequence[User]], Mapping[str, Rhythm]]] = []


@dataclass(frozen=True)
class Address:
    """Somebody who is written to for the first time."""

    email: str
    name: str = ""
    language: str = "fr"


def new_readers(
    found: Sequence[Address], people: Sequence[User], now: datetime
) -> list[Subscriber]:
    """Give the rows of addresses, not stored; `people` are those with an account."""
    usual: dict[str, Rhythm] = {}
    for make in rhythm_makers:
        usual |= make(people) if people else {}
    rows = []
    for one in found:
        rhythm = usual.get(one.email, Rhythm.WEEKLY)
        row = Subscriber(
            email=one.email, name=one.name, language=one.language, rhythm=rhythm
        )
        row.next_digest_at = row.next_after(now)
        rows.append(row)
    return rows


def reader_of(row: OutboxEmail) -> Subscriber:
    """Give the choices of whom a mail goes to, read once a mail."""
    if row.reader is None:
        row.reader = Subscriber.of(row.recipient)
    return row.reader


def stored_reader(row: OutboxEmail, now: datetime) -> Subscriber:
    """Give the choices of whom a mail goes to; a new address gets its row."""
    reader = reader_of(row)
    if not reader.is_stored:
        address = Address(reader.email, row.recipient_name, row.language)
        made = new_readers([address], [row.user] if row.user else [], now)
        Subscriber.objects.bulk_create(made, ignore_conflicts=True)
        reader = row.reader = Subscriber.of(row.recipient)
    return reader


def fate(row: OutboxEmail, now: datetime) -> OutboxState | None:
    """Give where a due mail goes instead of leaving, or None when it leaves.

    It is asked at the moment of sending: what somebody chose since counts. Whoever is
    written to for the first time gets a row, so that the mail can say how to choose.
    """
    notice = notice_named(row.kind)
    category = category_named(notice.category)
    reader = stored_reader(row, now)
    if reader.bounce and not notice.despite_bounce:
        return OutboxState.DROPPED
    if not category.can_wait:
        return None
    delivery = reader.delivery(category)
    if delivery == Delivery.NEVER:
        return OutboxState.DROPPED
    if not reader.wants_digest:
        return None
    kept = delivery == Delivery.DIGEST or reader.is_paused(now)
    if kept or _sent_today(reader, now) >= reader.ceiling:
        return OutboxState.DIGEST
    return None


def _sent_today(reader: Subscriber, now: datetime) -> int:
    """Count what has left for this address since midnight, by its own clock."""
    zone = ZoneInfo(reader.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(0), tzinfo=zone)
    rows = OutboxEmail.objects.filter(
        recipient=reader.email, state=OutboxState.SENT, sent_at__gte=midnight
    )
    return int(rows[: reader.ceiling].count())


def token_of(reader: Subscriber, category: Category | None = None) -> str:
    """Give the signed text of a link for this address, or for stopping a category."""
    return _signer(category.key if category else "").sign(str(reader.public_id))


def reader_for(token: str, category: str = "") -> Subscriber | None:
    """Give whose choices a link opens, or None for one that we did not write."""
    try:
        public_id = _signer(category).unsign(token)
    except BadSignature:
        return None
    return Subscriber.objects.filter(public_id=public_id).first()


def is_ours(token: str) -> bool:
    """Whether a token was ever signed here, for whatever; no table is asked."""
    for key in ("", *(one.key for one in every_category())):
        try:
            _signer(key).unsign(token)
        except BadSignature:
            continue
        return True
    return False


def _signer(key: str) -> Signer:
    return Signer(salt=f"{SALT}.{key}")


def choices_link(reader: Subscriber, *, has_account: bool) -> str:
    """Give the address where somebody chooses what they get, or an empty text."""
    if not reader.is_stored:
        return ""
    if has_account:
        return settings.PUBLIC_URL + reverse("edit_subscriber")
    path = reverse("edit_subscriber_by_link", args=[token_of(reader)])
    return settings.PUBLIC_URL + path


def quiet_link(reader: Subscriber, category: Category) -> str:
    """Give the one-click address that stops a category, or an empty text."""
    stops = category.can_stop or category is SUMMARY
    if not reader.is_stored or not stops:
        return ""
    path = reverse(
        "silence_subscriber", args=[category.key, token_of(reader, category)]
    )
    return settings.PUBLIC_URL + path
