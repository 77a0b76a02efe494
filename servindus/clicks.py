"""Tells a second click on the same button from another wish of the same person."""

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import HttpRequest

from servindus.actors import Actor, ActorKind
from servindus.models import JournalEntry

if TYPE_CHECKING:
    from servindus.workflow import Step

# Another one on each page, whatever is sent with it.
ON_EACH_PAGE = "csrfmiddlewaretoken"


def click_of(request: HttpRequest) -> str:
    """Give 32 hexadecimal digits, the same for a form that is sent again unchanged.

    The journal keeps this instead of texts. It is keyed, so that nobody who reads the
    journal can try out what was typed.
    """
    sent = [pair for pair in sorted(request.POST.lists()) if pair[0] != ON_EACH_PAGE]
    files = [
        (name, one.name, one.size)
        for name, given in sorted(request.FILES.lists())
        for one in given
    ]
    key = b"servindus.clicks\0" + settings.SECRET_KEY.encode()
    text = json.dumps([sent, files])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def was_done_by(verb: str, obj: models.Model, who: Actor, click: str) -> bool:
    """Whether the last line about the row is this act by this actor and this click."""
    lines = JournalEntry.objects.about(obj)
    last = lines.last()
    if last is not None and last.actor_kind == ActorKind.SYSTEM:
        # What the platform did at once after the act is part of it.
        together = lines.filter(transaction=last.transaction)
        last = together.exclude(actor_kind=ActorKind.SYSTEM).last()
    if last is None or last.verb != verb or last.click != click:
        return False
    fields = who.journal_fields()
    user = fields.get("user")
    same_user = last.user_id == (user.pk if user else None)
    return same_user and last.link == fields.get("link")


def is_second_click(obj: models.Model, step: "Step") -> bool:
    """Whether the step before this one on a locked row is the same click by the same.

    For acts that add something at each turn: two turns at once come one by one.
    """
    lines = JournalEntry.objects.about(obj).exclude(pk=step.entry.pk)
    last, this = lines.last(), step.entry
    if last is None or not this.click:
        return False
    before = (last.verb, last.click, last.user_id, last.link)
    return before == (this.verb, this.click, this.user_id, this.link)


def made_by(request: HttpRequest, verb: str, obj: models.Model) -> models.Model | None:
    """Give the row that this click, or its first turn, made of `obj`.

    For acts that begin the new row's own story, in the same transaction.
    """
    lines = JournalEntry.objects.about(obj).filter(user=request.user.pk, verb=verb)
    line = lines.filter(click=click_of(request)).last()
    if line is None:
        return None
    told = JournalEntry.objects.filter(pk__gt=line.pk, verb=verb)
    own = told.filter(transaction=line.transaction).order_by("pk").first()
    if own is None:
        return None
    rows = apps.get_model(own.object_type)._default_manager
    return rows.filter(pk=own.object_id).first()
