"""People who have an account."""

import unicodedata
from typing import Any, ClassVar

import rules
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.actors import ActorKind, Channel


def fold_email(address: str) -> str:
    """Give an address as it is stored and compared: NFKC, trimmed, lower case."""
    return unicodedata.normalize("NFKC", address).strip().lower()


class UserManager(BaseUserManager["User"]):
    """Makes people; their address is folded so that one person has one account."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Make a person; without a password only a code or a link lets them in."""
        user = self.model(email=fold_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        """Make an operator of the machine; not for daily work."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, whatever its case."""
        return self.get(email=fold_email(username or ""))


class User(AbstractBaseUser):
    """A person with an account; the e-mail address is the name."""

    email = models.EmailField(_("e-mail address"), unique=True)
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="fr"
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_superuser = models.BooleanField(_("machine operator"), default=False)
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    actor_kind = ActorKind.USER
    default_channel = Channel.PORTAL

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_folded"
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        """Fold the address before the form's checks."""
        self.email = fold_email(self.email)

    @property
    def full_name(self) -> str:
        """First and last name with one space, or an empty text."""
        return f"{self.given_name} {self.family_name}".strip()

    def get_full_name(self) -> str:
        """Give the full name, as Django asks for it."""
        return self.full_name

    def get_short_name(self) -> str:
        """Give the first name, or the address."""
        return self.given_name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens: computed from memberships, never stored."""
        return self.has_perm("servindus.enter_admin")

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Ask the one table of permissions; a machine operator passes each of them."""
        if not self.is_active:
            return False
        return self.is_superuser or bool(rules.has_perm(perm, self, obj))

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        """Whether each permission is held."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin's index shows a room."""
        return self.is_staff or self.has_perm(app_label)

    def journal_fields(self) -> dict[str, Any]:
        """Give what the journal writes of this actor."""
        return {"actor_kind": self.actor_kind, "user": self}
