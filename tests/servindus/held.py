"""A mail that a restore held back, as the desk of its lab finds it."""

from django.urls import reverse

from servindus.models import OutboxEmail
from tests.matchmaking import stories


def held_mail(cast):
    asked = stories.sent(cast)
    row = OutboxEmail.objects.get(kind="introduction_sent", object_id=asked.pk)
    row.state, row.attempts, row.last_error = "held", 3, "451 Try later"
    row.save()
    return row


def page(mail, act):
    return reverse("admin:servindus_outboxemail_act", args=[mail.pk, act])
