"""Mails about links: another lab has confirmed what was claimed, or refuted it."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from benchmarking.categories import BETWEEN_LABS
from benchmarking.links.enums import LinkStatus
from benchmarking.models import PracticeBlockerLink
from programmes.hours import after_quiet
from programmes.notifications import sender_of
from servindus import outbox
from servindus.models import OutboxEmail
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

S = LinkStatus


class LinkNotice(Notice):
    """A mail about a link to whoever claimed it, in the name of the judging lab."""

    model = "benchmarking.PracticeBlockerLink"
    category = BETWEEN_LABS.key
    audience = _("whoever claimed the link")
    # Where the link stands while the mail is worth sending.
    while_in: tuple[str, ...] = ()

    def find(self, row: OutboxEmail) -> PracticeBlockerLink | None:
        """Give the link with its words and its people."""
        rows = PracticeBlockerLink.objects.with_people()
        return (
            rows.select_related("judged_lab__operator").filter(pk=row.object_id).first()
        )

    def sender(self, obj: PracticeBlockerLink) -> Sender:
        """Give the operator of the lab that judged it."""
        return sender_of(obj.judged_lab)

    def is_moot(self, obj: PracticeBlockerLink, row: OutboxEmail) -> bool:
        """Whether it was judged again, or the reader works for no lab any more."""
        may = row.user is not None and row.user.has_perm(
            "benchmarking.view_practice_blocker_link", obj
        )
        return not (may and obj.status in self.while_in)

    def context(self, obj: PracticeBlockerLink, row: OutboxEmail) -> dict[str, Any]:
        """Give the link, the blocker that goes on, who judged it, and its page."""
        return {
            "link": obj,
            "blocker": obj.current,
            "judge": obj.judged_by,
            "judge_lab": obj.judged_lab,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


@register
class LinkConfirmed(LinkNotice):
    """To whoever claimed it: another lab says that it is so."""

    name = "practice_blocker_link_confirmed"
    while_in = (S.CONFIRMED,)


@register
class LinkRefuted(LinkNotice):
    """To whoever claimed it: another lab says that it is not so, and why."""

    name = "practice_blocker_link_refuted"
    while_in = (S.REFUTED,)


def owe(kind: str, link: PracticeBlockerLink, step: Step) -> None:
    """Owe the judgement to whoever claimed the link."""
    outbox.post(
        kind,
        link,
        to=Recipient.of(link.claimed_by),
        cause=step.entry,
        not_before=after_quiet(link.lab, step.now),
        desk=link.lab.slug,
    )
