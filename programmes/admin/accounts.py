"""People and what opens their accounts: the programme's procedure for a lost factor."""

from typing import Any

import rules
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
)
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from servindus import second_factor
from servindus.admin_base import LabAdmin
from servindus.models import User
from servindus.templatetags.servindus import plain_date
from servindus.workflow import Act


@admin.register(User)
class PersonDesk(LabAdmin):
    """Who has an account; nothing is typed here, access is given and taken by acts."""

    export_name = "people"
    list_display = ("name", "email", "has_factor", "is_active", "joined")
    list_display_links = ("name",)
    list_filter = ("is_active",)
    search_fields = ("email__startswith", "family_name__istartswith")
    ordering = ("family_name", "email")
    fields = (
        ("given_name", "family_name"),
        ("email", "phone"),
        ("language", "joined"),
        ("is_active", "has_factor"),
    )

    def _may(self, request: HttpRequest, verb: str, obj: Any) -> bool:
        # People are Django's own kind of row, so their permissions are named here.
        perm = f"servindus.{verb}_user"
        return rules.perm_exists(perm) and request.user.has_perm(perm, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Add whether a factor stands ready."""
        people: QuerySet[User] = super().get_queryset(request)
        factors = Authenticator.objects.filter(
            user=OuterRef("pk"), type__in=second_factor.FACTORS
        )
        return people.annotate(with_factor=Exists(factors))

    @admin.display(description=_("person"), ordering="family_name")
    def name(self, obj: User) -> str:
        """Give the name, or the address."""
        return str(obj)

    @admin.display(description=_("Account opened on"), ordering="date_joined")
    def joined(self, obj: User) -> str:
        """Give the day on which the account was opened."""
        return plain_date(obj.date_joined)

    @admin.display(description=_("second factor"), boolean=True)
    def has_factor(self, obj: Any) -> bool:
        """Whether a factor stands ready."""
        return bool(obj.with_factor)

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask for one's own second factor before taking somebody else's away."""
        is_asked = second_factor.is_required(request.user)
        if is_asked and not did_recently_reauthenticate(request):
            raise ReauthenticationRequired
        return super().act_view(request, object_id, name)

    def act_facts(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> list[tuple[Any, Any]]:
        """Show whose account it is, and how to make sure who asks."""
        facts: list[tuple[Any, Any]] = [(_("Person"), f"{obj} ({obj.email})")]
        if action.name == "reset_second_factor":
            facts += [
                (
                    _("Before"),
                    _(
                        "Call the person back on a number that you know: whoever asks "
                        "by mail may be somebody else."
                    ),
                ),
                (
                    _("After"),
                    _(
                        "All their sessions are closed; they are told by mail and "
                        "choose a new factor at their next log-in."
                    ),
                ),
            ]
        return facts
