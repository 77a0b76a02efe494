"""Forms of when and how often somebody is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import DecisionMakerStatus
from matchmaking.models import Absence, DecisionMaker
from servindus import clock
from servindus.forms import TaglessForm, day_field
from servindus.templatetags.servindus import full_date


class AbsenceForm(TaglessForm):
    """Days away, the first and the last included."""

    first_day = day_field(_("First day away"))
    last_day = day_field(_("Last day away"))
    backup = forms.ModelChoiceField(
        label=_("Colleague meanwhile"),
        queryset=DecisionMaker.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("The lab may call them; nobody else is written to."),
    )

    def __init__(
        self, *args: Any, card: DecisionMaker, names: bool = False, **options: Any
    ) -> None:
        """With `names`, at the lab's desk alone, a colleague can be chosen.

        A mail may have been passed on: its link tells nobody who else works there.
        """
        super().__init__(*args, **options)
        self.fields["first_day"].initial = clock.today()
        if not names:
            del self.fields["backup"]
            return
        colleagues = DecisionMaker.objects.filter(
            organisation=card.organisation_id, status=DecisionMakerStatus.ACTIVE
        ).exclude(pk=card.pk)
        field: Any = self.fields["backup"]
        field.queryset = colleagues.order_by("family_name", "pk")
        field.label_from_instance = lambda row: row.full_name
        if not colleagues.exists():
            del self.fields["backup"]

    def clean(self) -> dict[str, Any]:
        """Give the colleague by number, as the journal keeps it."""
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first."))
        backup = data.get("backup")
        return {**data, "backup": backup.pk if backup else None}


class MeasureForm(TaglessForm):
    """How often somebody is asked at most."""

    per_week = forms.IntegerField(
        label=_("Requests in seven days"), min_value=1, max_value=7
    )
    per_month = forms.IntegerField(
        label=_("Requests in thirty days"), min_value=1, max_value=31
    )
    waiting = forms.IntegerField(
        label=_("Requests that wait for my answer"), min_value=1, max_value=20
    )

    @classmethod
    def initial_of(cls, card: DecisionMaker) -> dict[str, int]:
        """Give what holds today."""
        return {
            "per_week": card.budget_per_week,
            "per_month": card.budget_per_month,
            "waiting": card.max_waiting,
        }


class EndAbsenceForm(TaglessForm):
    """Which absence is over, or does not take place."""

    absence = forms.TypedChoiceField(
        label=_("Absence"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, card: DecisionMaker, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = card.absences.filter(last_day__gte=clock.today())
        field: Any = self.fields["absence"]
        field.choices = [(row.pk, absence_words(row)) for row in rows]
        if len(field.choices) == 1:
            field.initial = field.choices[0][0]


def absence_words(absence: Absence) -> str:
    """Say from when to when somebody is away."""
    return _("from %(first)s to %(last)s") % {
        "first": full_date(absence.first_day),
        "last": full_date(absence.last_day),
    }
