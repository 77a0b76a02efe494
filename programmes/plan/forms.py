"""What is typed about the plan: an action, a milestone, a forecast, what shows it."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes import known, rules
from programmes.horizon import within_horizon
from programmes.models import Lab, Milestone, PlanAction, Workstream, carriers
from programmes.plan.enums import MOST_EUROS, PlanStatus
from servindus import clock
from servindus.forms import TaglessForm, day_field, text_field
from servindus.models import User


class _Owner(forms.ModelChoiceField):
    """Somebody who works for an operator, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Give the person's name."""
        return str(obj.full_name)


def _owner_field(**options: Any) -> _Owner:
    return _Owner(
        label=pgettext_lazy("action", "Carried by"),
        queryset=User.objects.none(),
        **options,
    )


class EditPlanForm(TaglessForm):
    """An action: for what, from when to when, at which cost."""

    title = forms.CharField(label=_("Title"), max_length=160)
    aim = text_field(
        _("What it is for"),
        1000,
        help_text=_("What will be different once it is done."),
    )
    workstream = forms.ModelChoiceField(
        label=_("Axis"),
        queryset=Workstream.objects.order_by("number"),
        empty_label=None,
    )
    starts_on = day_field(_("First day"), validators=[within_horizon])
    due_on = day_field(_("Last day"), validators=[within_horizon])
    cost = forms.DecimalField(
        label=_("Cost in euros"),
        required=False,
        min_value=0,
        max_value=MOST_EUROS,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )

    def clean(self) -> dict[str, Any]:
        """Keep the days in order."""
        found = super().clean() or self.cleaned_data
        first, last = found.get("starts_on"), found.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", _("The last day comes before the first."))
        return found


class PlanForm(EditPlanForm):
    """The same, with its lab and who carries it."""

    lab = forms.ModelChoiceField(
        label=_("Lab"), queryset=Lab.objects.none(), required=False
    )
    owner = _owner_field(
        help_text=_(
            "Somebody who works for the operator. The public reads its name only."
        )
    )
    field_order = ("lab", "workstream", "title", "aim", "owner")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        admin = bool(rules.is_programme_admin(user))
        own = rules.lab_ids(user)
        labs = [lab for lab in known.labs() if admin or lab.pk in own]
        field: Any = self.fields["lab"]
        field.queryset = Lab.objects.filter(pk__in=[lab.pk for lab in labs])
        field.empty_label = _("The programme itself") if admin else None
        if not admin:
            field.required = True
            if labs:
                field.initial = labs[0].pk
            if len(labs) == 1:
                field.widget = forms.HiddenInput()
        works = Q(memberships__organisation__operated_labs__in=[x.pk for x in labs])
        if admin:
            works |= Q(memberships__organisation__operated_programmes__isnull=False)
        people: Any = self.fields["owner"]
        people.queryset = (
            User.objects.filter(works, is_active=True, memberships__status="active")
            .distinct()
            .order_by("family_name", "given_name", "pk")
        )
        people.initial = user.pk

    def clean(self) -> dict[str, Any]:
        """Let somebody of the lab's own operator carry it."""
        found = super().clean()
        owner: Any = found.get("owner")
        known_pair = owner and "lab" in found
        if known_pair and not carriers(found["lab"]).filter(pk=owner.pk).exists():
            self.add_error(
                "owner", _("It is carried by somebody who works for its operator.")
            )
        return found


class HandOverForm(TaglessForm):
    """Who carries it from now on."""

    owner = _owner_field(empty_label=_("Choose"))

    def __init__(self, *args: Any, row: PlanAction, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["owner"]
        field.queryset = carriers(row.lab).exclude(pk=row.owner_id)


class MilestoneForm(TaglessForm):
    """What is to be seen, by which day."""

    title = forms.CharField(
        label=_("What is to be seen"),
        max_length=160,
        help_text=_("For instance: the first ten companies have come."),
    )
    planned_on = day_field(_("Planned on"), validators=[within_horizon])


class CorrectMilestoneForm(MilestoneForm):
    """A slip mended; once the action runs, with the reason."""

    text = text_field(
        _("Why the planned day was wrong"),
        300,
        help_text=_("A delay is no slip: change the forecast instead."),
    )

    def __init__(self, *args: Any, row: Milestone, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row = row
        runs = row.action.status != PlanStatus.PLANNED
        self.fields["text"].required = False
        if not runs:
            self.fields["text"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where a planned day moves that was promised."""
        found = super().clean() or self.cleaned_data
        runs = self.row.action.status != PlanStatus.PLANNED
        moved = found.get("planned_on") not in (None, self.row.planned_on)
        if runs and moved and not found.get("text") and "text" not in self.errors:
            self.add_error(
                "text", _("The action runs: say why the planned day was wrong.")
            )
        return found


class ForecastForm(TaglessForm):
    """By which day it is expected now, and why."""

    forecast_on = day_field(_("Expected by"), validators=[within_horizon])
    text = text_field(
        pgettext_lazy("forecast", "Why"),
        300,
        help_text=_("Whoever reads the action reads it too."),
    )

    def __init__(self, *args: Any, row: Milestone, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row = row

    def clean_forecast_on(self) -> Any:
        """Keep it from today on, and another one than before."""
        day = self.cleaned_data["forecast_on"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose a day from today on."))
        if day == self.row.forecast_on:
            raise forms.ValidationError(_("This is the forecast already."))
        return day


class ReachForm(TaglessForm):
    """On which day it was reached, and what shows it."""

    actual_on = day_field(_("Reached on"))
    evidence = text_field(
        _("What shows it"),
        600,
        required=False,
        help_text=_("For instance: the list of those present, kept by the lab."),
    )
    evidence_url = forms.URLField(
        label=_("Or its address"),
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
    )

    def clean_actual_on(self) -> Any:
        """Keep it in the past."""
        day = self.cleaned_data["actual_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        found = super().clean() or self.cleaned_data
        names = ("evidence", "evidence_url")
        if not any(found.get(name) or name in self.errors for name in names):
            self.add_error("evidence", _("Say what shows it, or give an address."))
        return found


class PublicReasonForm(TaglessForm):
    """A reason that stays with the row."""

    text = text_field(
        _("Your reason"), 300, help_text=_("Whoever reads the action reads it too.")
    )
