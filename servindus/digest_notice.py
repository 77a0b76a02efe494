"""The mail of a digest: what it says is read when it leaves."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from servindus import clock, digest_moulds, digests, outbox
from servindus.categories import SUMMARY
from servindus.models import Digest, OutboxEmail
from servindus.models.outbox import DIGEST_KIND, OutboxState
from servindus.notifications import Notice, Sender, Written, register


@register
class DigestNotice(Notice):
    """To anybody: what waits, what moved and what is late, in one mail."""

    name = DIGEST_KIND
    model = "servindus.Digest"
    category = SUMMARY.key
    audience = _("everybody")

    def find(self, row: OutboxEmail) -> Digest | None:
        """Give the digest with its letter as it reads now."""
        rows = Digest.objects.select_related("subscriber")
        found = rows.filter(pk=row.object_id).first()
        if found is not None:
            digests.read([found], clock.now())
        return found

    def is_moot(self, obj: Digest, row: OutboxEmail) -> bool:
        """Whether there is nothing to tell, or the reader wants none by now."""
        reader = obj.subscriber
        unwanted = not reader.wants_digest or reader.is_paused(clock.now())
        return unwanted or not obj.letter.is_worth_it

    def sender(self, obj: Digest) -> Sender:
        """Give the reader’s lab, or the platform."""
        bare = settings.DEFAULT_FROM_EMAIL.rsplit("<", 1)[-1].rstrip("> ")
        return obj.letter.sender or Sender("", bare)

    def context(self, obj: Digest, row: OutboxEmail) -> dict[str, Any]:
        """Give the letter and the reader’s rhythm in words."""
        return {
            "letter": obj.letter,
            "reader": obj.subscriber,
            "preview_link": ""
            if row.user_id is None
            else settings.PUBLIC_URL + reverse("digest_preview"),
        }

    def write(self, context: dict[str, Any]) -> Written | None:
        """Write it as its templates do, which are asked once for each shape."""
        return digest_moulds.write(context)

    def after_sent(self, obj: Digest, row: OutboxEmail) -> None:
        """Mark the mails that were told in it, and do what follows from each."""
        letter = obj.letter
        mark(letter.gone, OutboxState.DROPPED)
        mark(letter.held, OutboxState.TOLD)
        for told in letter.held:
            outbox.after_sent(told)

    def thread(self, obj: Digest, row: OutboxEmail) -> str:
        """Give one thread for all digests of a reader."""
        return f"digests-{obj.subscriber.public_id}"


def mark(rows: Sequence[OutboxEmail], state: OutboxState) -> None:
    """Note what became of mails that waited for a digest."""
    if rows:
        waiting = OutboxEmail.objects.filter(
            pk__in=[row.pk for row in rows], state=OutboxState.DIGEST
        )
        waiting.update(state=state, updated_at=clock.now())
