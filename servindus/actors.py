"""Who acts: a person with an account, somebody who holds a link, or the system."""

from dataclasses import dataclass
from typing import Any, Protocol

import rules
from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    """The three kinds of actors."""

    USER = "user", _("person with an account")
    LINK = "link", _("person with a link")
    SYSTEM = "system", _("the platform")


class Channel(models.TextChoices):
    """Where an act came from."""

    PORTAL = "portal", _("portal")
    ADMIN = "admin", _("administration")
    LINK = "link", _("link in a mail")
    PHONE = "phone", _("by phone")
    SYSTEM = "system", _("automatic")


class Actor(Protocol):
    """What acts, permissions and the journal need to know of whoever acts."""

    @property
    def is_active(self) -> bool: ...
    @property
    def actor_kind(self) -> ActorKind: ...
    @property
    def default_channel(self) -> Channel: ...
    def has_perm(self, perm: str, obj: object = None) -> bool: ...
    def journal_fields(self) -> dict[str, Any]: ...


class Link(Protocol):
    """A row that lets somebody without an account do one thing."""

    pk: int

    @property
    def is_open(self) -> bool: ...
    @property
    def holder_name(self) -> str: ...


@dataclass(frozen=True)
class LinkHolder:
    """Somebody who opened a link from a mail; `name` is what they typed, or empty."""

    link: Link
    name: str = ""
    actor_kind: ActorKind = ActorKind.LINK
    default_channel: Channel = Channel.LINK

    @property
    def is_active(self) -> bool:
        """Whether the link still opens anything."""
        return self.link.is_open

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Ask the table of permissions, whose predicates check link and object."""
        return self.is_active and bool(rules.has_perm(perm, self, obj))

    def journal_fields(self) -> dict[str, Any]:
        """Give what the journal writes: the link, and for whom somebody answered."""
        typed = self.name.strip()
        instead = typed and typed != self.link.holder_name
        return {
            "actor_kind": self.actor_kind,
            "link": self.link.pk,
            "on_behalf_of": self.link.holder_name if instead else "",
            "typed_name": typed if instead else "",
        }


@dataclass(frozen=True)
class System:
    """The platform itself: it sends, reminds and expires; it never decides."""

    is_active: bool = True
    actor_kind: ActorKind = ActorKind.SYSTEM
    default_channel: Channel = Channel.SYSTEM

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Ask the table of permissions; only `is_system` opens something."""
        return bool(rules.has_perm(perm, self, obj))

    def journal_fields(self) -> dict[str, Any]:
        """Give what the journal writes."""
        return {"actor_kind": self.actor_kind}


SYSTEM = System()


@rules.predicate
def is_system(actor: Actor, obj: object = None) -> bool:
    """Whether the platform itself acts."""
    return actor.actor_kind == ActorKind.SYSTEM
