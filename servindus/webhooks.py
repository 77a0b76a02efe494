"""What providers of mail call us about: failures, complaints, "no more of these".

The library knows each provider's format; who may call is said by one secret.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from servindus import bounces
from servindus.models import OutboxEmail
from servindus.models.subscriber import Bounce
from servindus.models.user import fold_email

logger = logging.getLogger(__name__)

# The library's words (anymail.signals) for what is of interest here.
BOUNCED, COMPLAINED, UNSUBSCRIBED = "bounced", "complained", "unsubscribed"
GONE = ("invalid", "bounced")
# The providers whose calls this one secret guards, as the library's addresses call
# them; others want keys or packages of their own, and would answer strangers 500.
PROVIDERS = ("brevo", "mailjet", "mailtrap", "postmark", "sparkpost")
# What may pass is "bounced" to the library, too: each provider says it in its own way.
IS_HARD: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "Brevo": lambda said: said.get("event") != "soft_bounce",
    "Mailjet": lambda said: said.get("hard_bounce") is True,
    "Postmark": lambda said: said.get("Type") != "SoftBounce",
    # 10 and 30 are "invalid recipient" and "no such recipient".
    "SparkPost": lambda said: (
        str(_in(said, "msys", "message_event", "bounce_class")) in ("10", "30")
    ),
}
# A filter's opinion, which this provider tells like a person's complaint.
FILTERED: Mapping[str, tuple[str, str]] = {"Postmark": ("Type", "SpamNotification")}


def addresses(secret: str) -> list[URLPattern | URLResolver]:
    """Give the providers' addresses; without a secret there are none."""
    if not secret:
        return []
    from anymail.urls import urlpatterns  # with each provider's own packages

    names = {f"{provider}_tracking_webhook" for provider in PROVIDERS}
    wanted = [pattern for pattern in urlpatterns if pattern.name in names]
    return [path("anymail/", include((wanted, "anymail")))]


def receive(sender: Any, event: Any, esp_name: str, **more: Any) -> None:
    """Do what an authenticated provider says of one mail.

    An error answers 500, and the provider calls again later.
    """
    row = _row(event)
    if row is None:
        logger.info("webhook %s: %s of no mail of ours", esp_name, event.event_type)
    elif event.event_type == BOUNCED:
        if _is_hard(event, esp_name):
            bounces.give_up(row, Bounce.HARD)
    elif event.event_type == COMPLAINED:
        if not _is_filtered(event, esp_name):
            bounces.give_up(row, Bounce.COMPLAINT)
    elif event.event_type == UNSUBSCRIBED:
        bounces.silence(row)


def _row(event: Any) -> OutboxEmail | None:
    """Give the mail by its Message-ID, or the latest to the address without ours."""
    recipient = str(event.recipient or "")
    name = str(event.message_id or "")
    if not bounces.OUR_NAME.search(name):
        return bounces.last_row_to(recipient)
    row = bounces.row_of(name)
    if row is None or fold_email(row.recipient) != fold_email(recipient):
        return None
    return row


def _in(said: Mapping[str, Any], *names: str) -> Any:
    """Give a value inside of what was said, or None."""
    found: Any = said
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _is_hard(event: Any, esp_name: str) -> bool:
    """Whether the address is of no use, by the provider and by the server's words."""
    said = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    if event.reject_reason not in GONE or not IS_HARD.get(esp_name, bool)(said):
        return False
    answer = str(event.mta_response or "")
    return not bounces.STATUS.search(answer) or bounces.is_lasting(answer)


def _is_filtered(event: Any, esp_name: str) -> bool:
    said = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    name, value = FILTERED.get(esp_name, ("", ""))
    return bool(name) and said.get(name) == value
