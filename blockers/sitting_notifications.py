"""Mails about sittings to the labs whose files they concern: one each and act."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from blockers import queues
from blockers.categories import SITTINGS
from blockers.models import Escalation, Sitting, SittingItem
from blockers.sitting_enums import Outcome, SittingStatus
from programmes.notifications import sender_of
from servindus import outbox
from servindus.models import JournalEntry, OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register

S = SittingStatus


class SittingNotice(Notice):
    """A mail to the lab: which of its files a sitting concerns, never the others."""

    model = "blockers.Sitting"
    category = SITTINGS.key
    audience = _("lab staff")

    def find(self, row: OutboxEmail) -> Sitting | None:
        """Give the sitting with its authority."""
        rows = Sitting.objects.select_related("authority")
        return rows.filter(pk=row.object_id).first()

    def sender(self, obj: Sitting) -> Sender:
        """Give the programme: files of several labs stand on one agenda."""
        return sender_of(None)

    def items(self, obj: Sitting, row: OutboxEmail) -> list[SittingItem]:
        """Give the files of the mail that its reader still reads."""
        if row.user is None or not row.user.is_active:
            return []
        mine = Escalation.objects.visible_to(row.user)
        rows = obj.items.filter(pk__in=row.data["items"], escalation__in=mine)
        return list(rows.select_related("escalation__blocker").order_by("pk"))

    def is_due(self, item: SittingItem) -> bool:
        """Whether this file is still as the mail says."""
        raise NotImplementedError

    def is_moot(self, obj: Sitting, row: OutboxEmail) -> bool:
        """Whether nothing of it is true any more, or the reader may not know."""
        return not any(self.is_due(item) for item in self.items(obj, row))

    def context(self, obj: Sitting, row: OutboxEmail) -> dict[str, Any]:
        """Give the day, the files, and where the lab reads them."""
        due = [item for item in self.items(obj, row) if self.is_due(item)]
        one = due[0].escalation if len(due) == 1 else None
        path = one.get_absolute_url() if one else queues.address()
        return {
            "sitting": obj,
            "items": due,
            "on": [item for item in due if item.position],
            "off": [item for item in due if not item.position],
            "file_url": settings.PUBLIC_URL + path,
        }


@register
class SittingPlanned(SittingNotice):
    """To the lab: its files are put on an agenda, or taken off it again."""

    name = "sitting_planned"

    def is_moot(self, obj: Sitting, row: OutboxEmail) -> bool:
        """Whether the sitting is over or cancelled."""
        return obj.status != S.PLANNED or super().is_moot(obj, row)

    def is_due(self, item: SittingItem) -> bool:
        """Both are told, each as it stands now."""
        return True


@register
class SittingCancelled(SittingNotice):
    """To the lab: the sitting does not take place, and why."""

    name = "sitting_cancelled"

    def is_due(self, item: SittingItem) -> bool:
        """What stood on the agenda to the end."""
        return item.position is not None


@register
class SittingAdjourned(SittingNotice):
    """To the lab: what was put off, with the reason; the date of the answer stays."""

    name = "sitting_adjourned"

    def is_due(self, item: SittingItem) -> bool:
        """Only what was put off: answers and questions have mails of their own."""
        return item.outcome == Outcome.ADJOURNED


def owe_labs(
    kind: str, sitting: Sitting, entry: JournalEntry, items: Iterable[SittingItem]
) -> None:
    """Owe each member of the leading labs one mail about all of their lab's files."""
    by_operator: dict[int, list[SittingItem]] = {}
    for item in items:
        operator = item.escalation.lab.operator_id
        if operator is not None:
            by_operator.setdefault(operator, []).append(item)
    people = User.objects.filter(
        is_active=True,
        memberships__organisation__in=by_operator,
        memberships__status="active",
    )
    rows = people.values_list("pk", "memberships__organisation").distinct()
    # Somebody who works for two labs gets one mail about the files of both.
    wanted: dict[int, list[SittingItem]] = {}
    for user, operator in rows:
        wanted.setdefault(user, []).extend(by_operator.get(operator, []))
    for reader in User.objects.filter(pk__in=wanted).order_by("pk"):
        mine = wanted[reader.pk]
        outbox.post(
            kind,
            sitting,
            to=Recipient.of(reader),
            cause=entry,
            desk=mine[0].escalation.lab.slug,
            data={"items": sorted({item.pk for item in mine})},
        )
