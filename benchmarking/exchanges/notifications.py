"""Mails about exchanges: planned, moved, cancelled, minutes, actions that are due."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from benchmarking.categories import BETWEEN_LABS, EXCHANGES
from benchmarking.exchanges import invites
from benchmarking.exchanges.enums import ActionStatus, ExchangeStatus
from benchmarking.exchanges.people import people_of
from benchmarking.models import Exchange, ExchangeAction
from programmes.hours import after_quiet
from programmes.models import Lab
from programmes.notifications import sender_of, staff_of
from servindus import clock, outbox
from servindus.categories import REMINDERS
from servindus.models import JournalEntry, OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

E = ExchangeStatus


class ExchangeNotice(Notice):
    """A mail about an exchange, in the name of its host."""

    model = "benchmarking.Exchange"
    category = EXCHANGES.key
    audience = _("staff of the labs that meet")
    while_in: tuple[str, ...] = ()
    # The calendar file that comes with it, if one does.
    method = ""

    def find(self, row: OutboxEmail) -> Exchange | None:
        """Give the exchange with its labs."""
        return Exchange.objects.with_sides().filter(pk=row.object_id).first()

    def sender(self, obj: Exchange) -> Sender:
        """Give the host's operator."""
        return sender_of(obj.lab)

    def is_moot(self, obj: Exchange, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the reader works for no lab any more."""
        may = row.user is not None and row.user.has_perm(
            "benchmarking.view_exchange", obj
        )
        return not may or obj.status not in self.while_in

    def context(self, obj: Exchange, row: OutboxEmail) -> dict[str, Any]:
        """Give the exchange, its host and agenda, and its page."""
        return {
            "exchange": obj,
            "lab": obj.lab,
            "agenda": list(obj.items.select_related("lab").order_by("rank")),
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }

    def attachments(
        self, obj: Exchange, row: OutboxEmail
    ) -> list[tuple[str, bytes, str]]:
        """Attach the calendar file, made out to the reader alone."""
        if not self.method:
            return []
        guest = (row.recipient_name or row.recipient, row.recipient)
        content = invites.calendar_file(obj, self.method, guest)
        kind = f"{invites.CONTENT_TYPE}; method={self.method}"
        return [("echange.ics", content, kind)]


@register
class ExchangePlanned(ExchangeNotice):
    """To staff of the labs that meet: when, where, the agenda, a calendar file."""

    name = "exchange_planned"
    while_in = (E.PLANNED,)
    method = invites.REQUEST


@register
class ExchangeMoved(ExchangeNotice):
    """To the same people: another time or place, and the file that replaces theirs."""

    name = "exchange_moved"
    while_in = (E.PLANNED,)
    method = invites.REQUEST


@register
class ExchangeEdited(ExchangeNotice):
    """To those invited already: another title or agenda, and the file that has it."""

    name = "exchange_edited"
    while_in = (E.PLANNED,)
    method = invites.REQUEST


@register
class ExchangeCancelled(ExchangeNotice):
    """To the same people: it does not take place, why, and out of the calendar."""

    name = "exchange_cancelled"
    while_in = (E.CANCELLED,)
    method = invites.CANCEL


@register
class ExchangeMinuted(ExchangeNotice):
    """To the same people: what was said, decided, and who does what until when."""

    name = "exchange_minuted"
    category = BETWEEN_LABS.key
    while_in = (E.MINUTED,)

    def context(self, obj: Exchange, row: OutboxEmail) -> dict[str, Any]:
        """Give decisions, and actions with the reader's own first."""
        actions = list(obj.actions.select_related("owner", "lab").order_by("due_on"))
        user = row.user_id
        return {
            **super().context(obj, row),
            "decisions": list(obj.decisions.order_by("pk")),
            "mine": [one for one in actions if one.owner_id == user],
            "others": [one for one in actions if one.owner_id != user],
        }


class ActionNotice(Notice):
    """A mail about something that was undertaken."""

    model = "benchmarking.ExchangeAction"

    def find(self, row: OutboxEmail) -> ExchangeAction | None:
        """Give the action with its exchange."""
        rows = ExchangeAction.objects.select_related(
            "exchange__lab__operator", "lab", "owner"
        )
        return rows.filter(pk=row.object_id).first()

    def sender(self, obj: ExchangeAction) -> Sender:
        """Give the operator of the host, who keeps the minutes."""
        return sender_of(obj.exchange.lab)

    def is_moot(self, obj: ExchangeAction, row: OutboxEmail) -> bool:
        """Whether it is closed, or the reader works for none of its labs any more."""
        may = row.user is not None and row.user.has_perm(
            "benchmarking.finish_exchange_action", obj
        )
        return obj.status != ActionStatus.OPEN or not may

    def context(self, obj: ExchangeAction, row: OutboxEmail) -> dict[str, Any]:
        """Give the action and its place on the exchange's page."""
        page = obj.exchange.get_absolute_url()
        return {
            "action": obj,
            "exchange": obj.exchange,
            "is_late": obj.due_on < clock.today(),
            "is_mine": obj.owner_id == row.user_id,
            "file_url": f"{settings.PUBLIC_URL}{page}#actions",
        }


@register
class ExchangeActionDue(ActionNotice):
    """To whoever carries an action: its date comes near, or has passed.

    To the host instead where they have left.
    """

    name = "exchange_action_due"
    category = REMINDERS.key
    audience = _("whoever carries the action; the host where they have left")


@register
class ExchangeActionHanded(ActionNotice):
    """To both: somebody else carries an action from now on."""

    name = "exchange_action_handed"
    category = BETWEEN_LABS.key
    audience = _("whoever carries the action now, and whoever did before")


# --- Owed -----------------------------------------------------------------------------


def owe(
    kind: str,
    exchange: Exchange,
    entry: JournalEntry,
    now: datetime,
    labs: Collection[int] | None = None,
) -> None:
    """Owe a mail to everybody of the labs that meet, or of these, but who acted.

    An invitation with its file goes to whoever acted as well: it is their calendar too.
    """
    with_file = kind != "exchange_minuted"
    for user, lab in people_of(exchange):
        if labs is not None and lab.pk not in labs:
            continue
        if user.pk == entry.user_id and not with_file:
            continue
        outbox.post(
            kind,
            exchange,
            to=Recipient.of(user),
            cause=entry,
            not_before=after_quiet(lab, now),
            desk=lab.slug,
        )


def owe_due(action: ExchangeAction, step: Step) -> None:
    """Owe the reminder to whoever carries the action; to the host if they have left."""
    host = action.exchange.lab
    stays = action.owner.has_perm("benchmarking.finish_exchange_action", action)
    lab, people = (action.lab, [action.owner]) if stays else (host, staff_of(host))
    for user in people:
        _post("exchange_action_due", action, user, lab, step)


def owe_handed(action: ExchangeAction, before: User, step: Step) -> None:
    """Owe the mail to whoever carries the action now and did before, but who acted."""
    for user in (action.owner, before):
        if user.pk != step.user.pk:
            _post("exchange_action_handed", action, user, action.lab, step)


def _post(kind: str, action: ExchangeAction, user: User, lab: Lab, step: Step) -> None:
    outbox.post(
        kind,
        action,
        to=Recipient.of(user),
        cause=step.entry,
        not_before=after_quiet(lab, step.now),
        desk=lab.slug,
    )
