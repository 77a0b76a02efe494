"""What is typed about links: which practice, which blocker, what came of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.links.enums import MOST_TEXT, Relation
from benchmarking.links.looks import names_of_things
from benchmarking.models import PracticeVersion, Tool
from blockers.models import Blocker
from servindus.forms import TaglessForm, text_field
from servindus.models import User

# Practices and tools in the list; another one is tied from its own page.
MOST_OFFERED = 100


class ClaimForm(TaglessForm):
    """A practice of the library or a tool of the shelf, a blocker, what happened."""

    what = forms.ChoiceField(
        label=_("Practice or tool"),
        help_text=_("An older practice is tied from its own page."),
    )
    blocker = forms.CharField(
        label=_("Reference of the blocker"),
        max_length=24,
        help_text=_("As it stands on its page, for example “ROU-B-2026-0042”."),
    )
    relation = forms.ChoiceField(
        label=pgettext_lazy("link", "What came of it"),
        choices=Relation.choices,
        widget=forms.RadioSelect,
        help_text=_("“Tried, no effect” saves another lab the attempt."),
    )
    text = text_field(
        _("What happened"),
        MOST_TEXT,
        rows=5,
        help_text=_("What was done, where, what changed. Name no company."),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        asked = str((self.data if self.is_bound else self.initial).get("what", ""))
        versions = PracticeVersion.objects.listed().select_related("practice__lab")
        practices = _offered(versions, "practice__public_id", asked, "p-")
        tools = _offered(Tool.objects.listed(), "public_id", asked, "o-")
        self.things: dict[str, Any] = {
            **{f"p-{one.practice.public_id}": one.practice for one in practices},
            **{f"o-{one.public_id}": one for one in tools},
        }
        field: Any = self.fields["what"]
        field.choices = [("", ""), *names_of_things(practices, tools)]

    def clean_what(self) -> Any:
        """Give the row that was chosen."""
        return self.things[self.cleaned_data["what"]]

    def clean_blocker(self) -> Blocker:
        """Give the blocker of a reference, if the reader may see it."""
        rows = Blocker.objects.visible_to(self.user).select_related("lab")
        found = rows.named(self.cleaned_data["blocker"])
        if found is None:
            raise forms.ValidationError(_("No blocker has this reference."))
        return found


def _offered(rows: QuerySet[Any], name: str, asked: str, prefix: str) -> list[Any]:
    """Give what is asked for, then the newest: a list of thousands helps nobody."""
    try:
        wanted = UUID(asked.removeprefix(prefix)) if asked.startswith(prefix) else None
    except ValueError:
        wanted = None
    first = Case(When(**{name: wanted}, then=0), default=1)
    return list(rows.order_by(first, "-pk")[:MOST_OFFERED])


class RefuteForm(TaglessForm):
    """Why it is not so."""

    text = text_field(
        _("Why is it not so?"),
        MOST_TEXT,
        rows=4,
        help_text=_("It stays beside the link: the next lab reads it."),
    )
