"""What a notice is: one small class per mail that the house owes somebody."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from servindus.categories import Category, category_named, every_category
from servindus.models import OutboxEmail, User


@dataclass(frozen=True)
class Recipient:
    """Somebody a mail goes to; `user` when they have an account."""

    email: str
    name: str = ""
    language: str = "fr"
    user: User | None = field(default=None, compare=False)

    @classmethod
    def of(cls, user: User) -> "Recipient":
        """Give the recipient for a person with an account."""
        return cls(user.email, user.full_name, user.language, user)


@dataclass(frozen=True)
class Sender:
    """Who a mail comes from and where a reply goes."""

    name: str
    reply_to: str


class Written(NamedTuple):
    """What a mail says, before it is put into lines: subject, text and HTML."""

    subject: str
    text: str
    page: str


class Notice:
    """One kind of mail: its name, what it is about and when it is no longer due."""

    name: ClassVar[str]
    model: ClassVar[str]
    # The key of the line in the preferences; it says what can be chosen.
    category: ClassVar[str]
    audience: ClassVar[str | Promise]
    # An answer that somebody asks for is tried whatever came back before.
    despite_bounce: ClassVar[bool] = False

    def find(self, row: OutboxEmail) -> models.Model | None:
        """Give the row that the mail is about, as it is now."""
        model = apps.get_model(self.model)
        return model._base_manager.filter(pk=row.object_id).first()

    def is_moot(self, obj: Any, row: OutboxEmail) -> bool:
        """Whether the mail is no longer due; asked again at the moment of sending."""
        return False

    def sender(self, obj: Any) -> Sender:
        """Give the lab's name and address."""
        raise NotImplementedError(self.name)

    def context(self, obj: Any, row: OutboxEmail) -> dict[str, Any]:
        """Give what the three templates need."""
        return {}

    def write(self, context: dict[str, Any]) -> Written | None:
        """Give the words by a quicker way than the templates, if there is one."""
        return None

    def attachments(self, obj: Any, row: OutboxEmail) -> list[tuple[str, bytes, str]]:
        """Give files to attach: name, content, type."""
        return []

    def stop_link(self, obj: Any, row: OutboxEmail) -> str:
        """Give the one-click address that stops such mails, or an empty text."""
        return ""

    def after_sent(self, obj: Any, row: OutboxEmail) -> None:
        """Note what follows from the mail having left."""

    def thread(self, obj: Any, row: OutboxEmail) -> str:
        """Give the name of the thread that the mail belongs to."""
        return f"{row.object_type}-{row.object_id}"


_notices: dict[str, Notice] = {}


def register(notice: type[Notice]) -> type[Notice]:
    """Make a notice known by its name (class decorator)."""
    if notice.name in _notices:
        raise ValueError(f"two notices are called {notice.name}")
    category_named(notice.category)
    _notices[notice.name] = notice()
    return notice


def notice_named(name: str) -> Notice:
    """Give a notice; KeyError for a name nobody registered."""
    return _notices[name]


def every_notice() -> list[Notice]:
    """Give every registered notice."""
    return list(_notices.values())


def by_category() -> list[tuple[Category, list[Notice]]]:
    """Give the notices of each category, in the order of the preferences."""
    groups: dict[str, list[Notice]] = {one.key: [] for one in every_category()}
    for notice in every_notice():
        groups[notice.category].append(notice)
    return [(category_named(key), found) for key, found in groups.items()]
