"""Two ways into the same answer: an account, or the link from a mail."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from matchmaking import rules
from matchmaking.enums import LinkPurpose
from matchmaking.models import AnswerLink, Introduction
from matchmaking.models.link import is_ours
from servindus import doors
from servindus.actors import Actor, Channel, LinkHolder
from servindus.models import User

MAX_NAME = 120


@dataclass(frozen=True)
class Door:
    """Who answers which introduction, and where the pages of this way in are."""

    introduction: Introduction
    actor: Actor
    link: AnswerLink | None = None
    token: str = ""
    instead: bool = False

    @property
    def by_phone(self) -> bool:
        """Whether a moderator notes what the decision maker said on the phone."""
        return self.link is None and not rules.is_addressee(
            self.actor, self.introduction
        )

    @property
    def channel(self) -> Channel | None:
        """The journal's channel, where it is not the actor's own."""
        return Channel.PHONE if self.by_phone else None

    def url(self, name: str) -> str:
        """Give the address of a page of this door, keeping "I answer for"."""
        if self.link is None:
            known = "introduction_detail" if name == "answer_link" else name
            return reverse(f"matchmaking:{known}", args=[self.introduction.public_id])
        name = name if name == "answer_link" else f"link_{name}"
        address = reverse(f"matchmaking:{name}", args=[self.token])
        return f"{address}?pour=1" if self.instead else address

    def file_url(self, piece: Any) -> str:
        """Give the address of a file that goes with the request."""
        if self.link is None:
            way = [self.introduction.public_id, piece]
            return reverse("matchmaking:attachment", args=way)
        return reverse("matchmaking:link_attachment", args=[self.token, piece])


def with_people() -> Any:
    """Introductions with all that an answer page names."""
    return (
        Introduction.objects.with_people()
        .select_related("lab__operator", "startup__profile")
        .prefetch_related("decision_maker__wanted_topics")
    )


def open_door(request: HttpRequest, public_id: Any, token: str) -> Door | None:
    """Give the door of an address; None for a link that no longer opens anything."""
    if not token:
        user: User = request.user  # type: ignore[assignment]
        rows = with_people().visible_to(user)
        return Door(get_object_or_404(rows, public_id=public_id), user)
    link = AnswerLink.objects.for_token(token, LinkPurpose.ANSWER)
    if link is None or link.introduction_id is None:
        raise Http404
    if not link.is_open:
        return None
    name = " ".join(request.POST.get("typed_name", "").split())[:MAX_NAME]
    return Door(
        with_people().get(pk=link.introduction_id),
        LinkHolder(link, name),
        link,
        token,
        instead="pour" in request.GET or bool(name),
    )


View = Callable[..., HttpResponse]


def through_door(view: View) -> View:
    """Open the door for a view; a closed one is explained (410)."""

    @wraps(view)
    def opened(
        request: HttpRequest, public_id: Any = None, token: str = "", **rest: Any
    ) -> HttpResponse:
        door = open_door(request, public_id, token)
        if door is None:
            return render(request, "matchmaking/link_closed.html", status=410)
        return view(request, door, **rest)

    return opened


private_link = doors.private_link(is_ours, "link")
