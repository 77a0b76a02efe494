"""What is typed about an indicator: its definition, and what is aimed at."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes import known, rules
from programmes.actions.indicators import FIXED
from programmes.indicators import periods
from programmes.indicators.amounts import window
from programmes.indicators.enums import Direction, Level, Measure, PeriodKind
from programmes.indicators.forms import number_field, plain
from programmes.indicators.wording import period_name
from programmes.models import Indicator, Lab, Organisation, Period, Target
from servindus import clock
from servindus.forms import TaglessForm, text_field
from servindus.models import User
from servindus.templatetags.servindus import capital

# What most indicators are.
FIRST = {
    "level": Level.OUTPUT,
    "direction": Direction.HIGHER,
    "measure": Measure.COUNT,
    "rhythm": PeriodKind.MONTH,
}
# Periods that a target can be set for: so many back, so many ahead.
BACK, AHEAD = 3, 24


class IndicatorForm(TaglessForm, forms.ModelForm):
    """What it is, how it is measured, how labs and periods add up."""

    class Meta:
        model = Indicator
        fields = (
            *("code", "name_fr", "name_en", "definition_fr", "definition_en"),
            *("unit_fr", "unit_en", "level", "direction", "measure"),
            *("numerator_fr", "numerator_en", "denominator_fr", "denominator_en"),
            *("rhythm", "is_cumulative", "parent", "is_computed", "source", "owner"),
            "rank",
        )

    definition_fr = text_field(gettext_lazy("Definition in French"), 1000)
    definition_en = text_field(gettext_lazy("Definition in English"), 1000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["code"].help_text = _(
            "Small letters, digits and hyphens: it stands in addresses and in files."
        )
        fields["unit_fr"].help_text = _("A ratio is always told in %.")
        fields["is_cumulative"].help_text = _(
            "Each period adds to all before it: jobs created since the beginning."
        )
        fields["is_computed"].help_text = _(
            "Nobody enters it: it is there once all its parts are."
        )
        fields["rank"].help_text = _("Small numbers stand first.")
        fields["rank"].required = False
        fields["rank"].widget.attrs["inputmode"] = "numeric"
        fields["parent"].queryset = Indicator.objects.filter(parent=None).exclude(
            pk=self.instance.pk
        )
        fields["parent"].empty_label = _("Of none: it stands for itself")
        fields["owner"].queryset = Organisation.objects.filter(
            kind__in=rules.OPERATOR_KINDS, status="verified"
        ).order_by("name", "pk")
        fields["owner"].empty_label = _("The programme itself")
        for name, first in FIRST.items():
            fields[name].choices = [
                (value, capital(label))
                for value, label in fields[name].choices
                if value
            ]
            fields[name].initial = first
        self.is_read = bool(self.instance.pk) and self.instance.is_read
        for name in FIXED if self.is_read else ():
            del fields[name]
        if self.instance.pk:
            # It stands in addresses that others have kept.
            del fields["code"]

    def clean_rank(self) -> int:
        """Give the place in the dictionary; empty is the first."""
        return self.cleaned_data.get("rank") or 0


class TargetForm(TaglessForm):
    """What is aimed at for a period, and where it began."""

    lab = forms.ModelChoiceField(
        label=gettext_lazy("For whom"), queryset=Lab.objects.none(), required=False
    )
    period = forms.ChoiceField(label=gettext_lazy("For which period"))
    value = number_field(gettext_lazy("Target"), required=True)
    baseline = number_field(
        gettext_lazy("Baseline"),
        required=True,
        help_text=gettext_lazy(
            "Where it began: progress is measured from here, upwards or downwards."
        ),
    )

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        user: User,
        target: Target | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.indicator = indicator
        self._choose_lab(user)
        fields: Any = self.fields
        kind = indicator.rhythm
        self.starts = {periods.slug_of(kind, start): start for start in _periods(kind)}
        if target is not None:
            start = target.period.starts_on
            self.starts.setdefault(periods.slug_of(kind, start), start)
            self._fill(target)
        fields["period"].choices = [
            (slug, period_name(kind, start).capitalize())
            for slug, start in sorted(self.starts.items(), key=lambda item: item[1])
        ]
        today = periods.slug_of(kind, periods.start_of(kind, clock.today()))
        fields["period"].initial = fields["period"].initial or today
        for name in ("value", "baseline"):
            fields[name].label = _("%(name)s, in %(unit)s") % {
                "name": fields[name].label,
                "unit": indicator.unit,
            }

    def _choose_lab(self, user: User) -> None:
        """Offer one's own labs, or all of them to the programme."""
        admin = bool(rules.is_programme_admin(user))
        own = rules.lab_ids(user)
        mine = [lab.pk for lab in known.labs() if admin or lab.pk in own]
        field: Any = self.fields["lab"]
        field.queryset = Lab.objects.filter(pk__in=mine).order_by("name")
        field.empty_label = _("The programme itself") if admin else None
        field.required = not admin
        if not admin and mine:
            field.initial = mine[0]

    def _fill(self, target: Target) -> None:
        fields, hundred = self.fields, self._hundred
        fields["lab"].initial = target.lab_id
        fields["period"].initial = target.period.slug
        # Another lab's or another period's would be a second target.
        fields["lab"].disabled = fields["period"].disabled = True
        fields["value"].initial = plain(target.value * hundred)
        fields["baseline"].initial = plain(target.baseline * hundred)

    @property
    def _hundred(self) -> int:
        """A ratio is typed in hundredths and kept as a part of one."""
        return 100 if self.indicator.measure == Measure.RATIO else 1

    def clean(self) -> dict[str, Any]:
        """Give what the act takes; the period is made when it is not there yet."""
        found = super().clean() or self.cleaned_data
        for name in ("value", "baseline"):
            if isinstance(found.get(name), Decimal):
                found[name] /= self._hundred
        if not self.errors:
            found["period"], _is_new = Period.objects.get_or_create(
                kind=self.indicator.rhythm, starts_on=self.starts[found["period"]]
            )
        return found


def _periods(kind: str) -> list[date]:
    """Give the periods that a target can be set for, the earliest first."""
    start = window(kind, periods.start_of(kind, clock.today()), BACK + 1)
    found = [start]
    while len(found) <= BACK + AHEAD:
        found.append(periods.next_start(kind, found[-1]))
    return found
