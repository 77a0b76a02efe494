"""What is typed about pilots: an idea, its frame, what it gave, how it goes on."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes import known
from programmes.enums import OrganisationKind, OrganisationStatus
from programmes.horizon import within_horizon
from programmes.models import Facility, Organisation, Pilot, Topic
from programmes.pilots import links
from programmes.pilots.enums import (
    MOST_CRITERIA,
    MOST_EUROS,
    Outcome,
    StopReason,
)
from servindus.forms import TaglessForm, day_field, text_field
from servindus.models import User

K = OrganisationKind
# What a select can show; a person has fewer.
MOST_CHOICES = 200
# Names that an ambiguous word is answered with.
MOST_NAMES = 5
# How many criteria a form shows before one asks for more.
SHOWN_CRITERIA = 2


def money_field(label: Any, **options: Any) -> forms.DecimalField:
    """Give an amount in euros."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(MOST_EUROS),
        max_digits=10,
        decimal_places=2,
        **options,
    )


def _open_facilities() -> Any:
    rows = Facility.objects.listed().exclude(kind="data_set")
    return rows.select_related("owner").order_by("sort_name", "pk")


class ProposeForm(TaglessForm):
    """An idea: with whom, about what, what it is to find out.

    A startup names the introduction through which it has met the company; a company
    and a lab may name the other side.
    """

    introduction = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("You have met through"), required=False
    )
    partner = forms.CharField(
        label=_("The other side"),
        required=False,
        max_length=120,
        help_text=_("Its name as in the directory, or its SIREN."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        help_text=_("In a few words: “Vibration watch on the two washing pumps”."),
    )
    question = text_field(
        _("What it is to find out"),
        1000,
        rows=5,
        help_text=_("The question that the trial answers, for the plant."),
    )
    topic = forms.ChoiceField(label=_("Topic"))
    facility = forms.ModelChoiceField(
        Facility.objects.none(),
        label=_("Workshop, bench or platform that it uses"),
        required=False,
        empty_label=_("None, or not known yet"),
    )

    def __init__(
        self, *args: Any, organisation: Organisation, user: User, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.organisation = organisation
        fields: Any = self.fields
        fields["topic"].choices = [(t.pk, t.name) for t in known.topics()]
        fields["facility"].queryset = _open_facilities()
        # Whoever works for two companies uses the introductions of each for itself.
        own = "startup" if self.is_startup else "decision_maker__organisation"
        met = links.introductions(user).filter(**{own: organisation})
        found = list(met[:MOST_CHOICES])
        fields["introduction"].queryset = met
        fields["introduction"].choices = [("", _("no introduction")), *_named(found)]
        if not found:
            del fields["introduction"]

    @property
    def is_startup(self) -> bool:
        """Whether it is a startup that proposes."""
        return self.organisation.kind == K.STARTUP

    def clean(self) -> dict[str, Any]:
        """Find the other side: by the introduction, else by its name."""
        found = super().clean() or self.cleaned_data
        met = found.get("introduction")
        typed = " ".join(found.pop("partner", "").split())
        if met is not None:
            met_side = met.decision_maker.organisation if self.is_startup else None
            found["partner"] = met_side or met.startup
        elif typed:
            found["partner"] = self._named(typed)
        else:
            self.add_error("partner", _("Say with whom."))
        if found.get("topic"):
            found["topic"] = Topic.objects.get(pk=found["topic"])
        found.setdefault("introduction", None)
        return found

    def _named(self, typed: str) -> Organisation | None:
        """Give the one organisation of that name; say which ones else."""
        kind = K.INDUSTRIAL if self.is_startup else K.STARTUP
        rows = Organisation.objects.filter(
            kind=kind, status=OrganisationStatus.VERIFIED, merged_into=None
        )
        found = list(rows.matching(typed).order_by("sort_name", "pk")[: MOST_NAMES + 1])
        exact = [one for one in found if one.name.casefold() == typed.casefold()]
        if len(exact) == 1:
            return exact[0]
        if len(found) == 1:
            return found[0]
        names = ", ".join(one.name for one in found[:MOST_NAMES])
        self.add_error(
            "partner",
            _("Several have this name: %(names)s.") % {"names": names}
            if found
            else _("Nobody in the directory has this name."),
        )
        return None


def _named(rows: list[Any]) -> list[tuple[Any, str]]:
    return [
        (row.pk, f"{row.startup.name} · {row.decision_maker.organisation.name}")
        for row in rows
    ]


class FrameForm(TaglessForm):
    """Days, place, cost; and up to five criteria with what each must reach."""

    starts_on = day_field(_("First day"), validators=[within_horizon])
    ends_on = day_field(_("Last day"), validators=[within_horizon])
    site = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Site"),
        required=False,
        empty_label=_("Not said"),
    )
    facility = forms.ModelChoiceField(
        Facility.objects.none(),
        label=_("Workshop, bench or platform that it uses"),
        required=False,
        empty_label=_("None"),
    )
    planned_cost = money_field(_("Planned cost in euros"))
    funding = forms.CharField(
        label=_("Who pays what"),
        max_length=200,
        required=False,
        help_text=_("“The plant the sensors, the startup its time”."),
    )

    def __init__(self, *args: Any, pilot: Pilot, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["site"].queryset = pilot.company.sites.order_by("pk")
        fields["facility"].queryset = _open_facilities()
        for rank in range(1, MOST_CRITERIA + 1):
            fields[f"measure_{rank}"] = forms.CharField(
                label=_("%(rank)d. What is measured") % {"rank": rank},
                max_length=200,
                required=rank == 1,
            )
            fields[f"threshold_{rank}"] = forms.CharField(
                label=_("%(rank)d. Go from") % {"rank": rank},
                max_length=120,
                required=rank == 1,
            )

    def _pair(self, rank: int) -> tuple[forms.BoundField, forms.BoundField]:
        return self[f"measure_{rank}"], self[f"threshold_{rank}"]

    @property
    def criteria_first(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """What most pilots need: two criteria, measure and threshold."""
        return [self._pair(rank) for rank in range(1, SHOWN_CRITERIA + 1)]

    @property
    def criteria_further(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The other ones, folded while they are empty."""
        further = range(SHOWN_CRITERIA + 1, MOST_CRITERIA + 1)
        return [self._pair(rank) for rank in further]

    @property
    def has_further_criteria(self) -> bool:
        """Whether one of those is filled in or was refused."""
        return any(
            field.value() or field.errors
            for pair in self.criteria_further
            for field in pair
        )

    def clean(self) -> dict[str, Any]:
        """Put the criteria together; half of one is none."""
        found = super().clean() or self.cleaned_data
        criteria: list[tuple[str, str]] = []
        for rank in range(1, MOST_CRITERIA + 1):
            measure = found.pop(f"measure_{rank}", "")
            threshold = found.pop(f"threshold_{rank}", "")
            if measure and threshold:
                criteria.append((measure, threshold))
            elif measure and rank > 1:
                self.add_error(f"threshold_{rank}", _("Say from which value it is go."))
            elif threshold and rank > 1:
                self.add_error(f"measure_{rank}", _("Say what is measured."))
        first, last = found.get("starts_on"), found.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        found["criteria"] = criteria
        return found


class AgreeForm(TaglessForm):
    """The number of the frame that was read; another one must be read again."""

    # Without one none was read: the act says so.
    frame = forms.IntegerField(required=False, widget=forms.HiddenInput)


class EvaluateForm(TaglessForm):
    """Each criterion judged, then what it gave in all and what it has cost."""

    def __init__(self, *args: Any, pilot: Pilot, **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = list(pilot.criteria.order_by("rank"))
        fields: Any = self.fields
        for one in self.criteria:
            fields[f"outcome_{one.pk}"] = forms.ChoiceField(
                label=f"{one.measure} : {one.threshold}",
                choices=Outcome.choices,
                widget=forms.RadioSelect,
            )
            fields[f"finding_{one.pk}"] = forms.CharField(
                label=_("What was measured"), max_length=200, required=False
            )
        fields["result"] = text_field(
            _("What it gave"),
            2000,
            rows=6,
            help_text=_("What you know now that you did not know before."),
        )
        fields["cost"] = money_field(_("Cost in euros"), initial=pilot.planned_cost)

    def clean(self) -> dict[str, Any]:
        """Put each judgement under its criterion."""
        found = super().clean() or self.cleaned_data
        judged = {
            one.pk: (
                found.pop(f"outcome_{one.pk}", ""),
                found.pop(f"finding_{one.pk}", ""),
            )
            for one in self.criteria
        }
        return {**found, "judged": judged}


class ExtendForm(TaglessForm):
    """How it goes on."""

    text = text_field(
        _("How it goes on"),
        1000,
        help_text=_("An order, another line, another site; who does what next."),
    )


class StopForm(TaglessForm):
    """Why it ends, as a word that is counted and as words that are read."""

    code = forms.ChoiceField(label=_("Reason"), choices=StopReason.choices)
    text = text_field(
        _("In your words"),
        1000,
        help_text=_("Both sides read it. What was learnt is worth a sentence."),
    )


class LinkForm(TaglessForm):
    """The introduction that it came from, the blockers that it met."""

    introduction = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Introduction that it came from"),
        required=False,
    )
    blockers = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Blockers met"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, pilot: Pilot, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        # What others have linked and this person does not see stays linked.
        seen = links.blockers(user)
        linked = pilot.blockers.all()
        self.unseen = list(linked.exclude(pk__in=seen.values("pk")))
        met = links.introductions(user).filter(
            startup=pilot.startup_id, decision_maker__organisation=pilot.company_id
        )
        fields["introduction"].queryset = met
        named = _named(list(met[:MOST_CHOICES]))
        fields["introduction"].choices = [("", _("no introduction")), *named]
        fields["introduction"].initial = pilot.introduction_id
        rows = seen.filter(topic=pilot.topic_id) | seen.filter(pilots=pilot)
        fields["blockers"].queryset = rows.distinct().order_by("-pk")
        fields["blockers"].initial = [row.pk for row in linked]

    def clean(self) -> dict[str, Any]:
        """Keep what this person does not see."""
        found = super().clean() or self.cleaned_data
        if "blockers" in found:
            found["blockers"] = [*found["blockers"], *self.unseen]
        return found
