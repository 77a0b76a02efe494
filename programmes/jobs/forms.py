"""What is typed about jobs: a declaration, why not, who is still there."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programmes import known, rules
from programmes.jobs.enums import HEADLINE, MOST_FTE, Attribution, JobsKind
from programmes.jobs.fte import fte_of
from programmes.models import JobsRecord, Lab, Organisation, Pilot
from servindus import clock
from servindus.forms import TaglessForm, day_field, text_field
from servindus.models import User

ZERO = Decimal(0)
PERCENT = 100
# How a form of the calculator is filled in; none of it is kept.
CALCULATOR = ("contracts", "months", "share")


def fte_field(label: Any, **options: Any) -> forms.DecimalField:
    """Give a number of full-time equivalents, with two decimals."""
    return forms.DecimalField(
        label=label,
        min_value=options.pop("least", ZERO),
        max_value=MOST_FTE,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
        **options,
    )


def introductions_of(organisation: Organisation, user: User) -> models.QuerySet[Any]:
    """Give the introductions of this company that a person sees."""
    model: Any = JobsRecord._meta.get_field("introduction").related_model
    sides = Q(startup=organisation) | Q(decision_maker__organisation=organisation)
    found: models.QuerySet[Any] = model.objects.visible_to(user).filter(sides)
    return found.select_related("lab").order_by("-pk")


def blockers_of(organisation: Organisation, user: User) -> models.QuerySet[Any]:
    """Give the blockers that this company has met, as far as a person sees them."""
    model: Any = JobsRecord._meta.get_field("blocker").related_model
    seen = model.objects.visible_to(user).values("pk")
    met = Q(reports__organisation=organisation, pk__in=seen)
    found: models.QuerySet[Any] = model.objects.filter(met)
    return found.select_related("lab").distinct().order_by("-pk")


def pilots_of(organisation: Organisation, user: User) -> models.QuerySet[Pilot]:
    """Give the pilots of this company, as the one side or the other, that one sees."""
    sides = Q(startup=organisation) | Q(company=organisation)
    return Pilot.objects.visible_to(user).filter(sides).order_by("-pk")


def labs_for(organisation: Organisation, user: User) -> list[Lab]:
    """Give the labs that a person can declare to: the company's, or their own."""
    if organisation.pk in rules.organisation_ids(user):
        home = organisation.lab_id
        return [lab for lab in known.labs() if home in (None, lab.pk)]
    own = rules.lab_ids(user)
    found = [lab for lab in known.labs() if lab.pk in own]
    return sorted(found, key=lambda lab: lab.pk != organisation.lab_id)


def reference_of(row: Any, is_seen: bool) -> str:
    """Give what names a row: a pilot has no number, and is for those who see it."""
    if isinstance(row, Pilot):
        return row.title if is_seen else gettext("a pilot of this company")
    return str(row.reference)


def _whether(**condition: Any) -> Case:
    return Case(When(**condition, then=Value(True)), default=Value(False))


class JobsForm(TaglessForm, forms.ModelForm):
    """A declaration: how many before and now, how many are linked, and how surely."""

    class Meta:
        model = JobsRecord
        fields = (
            *("kind", "lab", "as_of", "fte_before", "fte_now"),
            *("fte", "service_fte", "higher_tertiary_fte", "attribution", "how"),
            *("document", "document_on", "document_kept", "document_url"),
            *("introduction", "blocker", "pilot"),
        )

    kind = forms.ChoiceField(
        label=_("What are these jobs?"),
        choices=(
            (JobsKind.CREATED, _("Created: people who were not there before")),
            (JobsKind.MAINTAINED, _("Maintained: jobs that would have gone")),
            (JobsKind.ANNOUNCED, _("Announced: hiring that is decided, not done")),
        ),
        widget=forms.RadioSelect,
    )
    as_of = day_field(
        _("Day of the count"), help_text=_("The day that “now” stands for.")
    )
    fte_before = fte_field(
        _("Before: full-time equivalents, average of the twelve months before"),
        help_text=_("The whole company. From payroll; half a full-time job is 0.5."),
    )
    fte_now = fte_field(_("Now: full-time equivalents on that day"))
    contracts = forms.IntegerField(
        label=_("Contracts"), required=False, min_value=1, max_value=MOST_FTE
    )
    months = forms.DecimalField(
        label=_("Months each"),
        required=False,
        min_value=Decimal("0.5"),
        max_value=600,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )
    share = forms.IntegerField(
        label=_("Share of full time, in percent"),
        required=False,
        min_value=1,
        max_value=PERCENT,
    )
    fte = fte_field(
        _("Of these, linked to the programme"),
        required=False,
        help_text=_("Leave it empty, and it is reckoned from the contracts below."),
    )
    service_fte = fte_field(_("of which in services"), initial=ZERO)
    higher_tertiary_fte = fte_field(
        _("of which higher tertiary jobs"),
        initial=ZERO,
        help_text=_("Managers, engineers, research, consulting, design, software."),
    )
    attribution = forms.ChoiceField(
        label=_("How sure is the link with the programme?"),
        choices=(
            (Attribution.ATTESTED, _("A: attested with a document")),
            (Attribution.PLAUSIBLE, _("B: plausible, you can say how")),
            (Attribution.CONCURRENT, _("C: at the same time, nothing more")),
        ),
        widget=forms.RadioSelect,
    )
    how = text_field(
        _("How did the programme help?"),
        600,
        required=False,
        help_text=_("One sentence. For A and B."),
    )
    document = forms.CharField(
        label=_("Document"),
        max_length=160,
        required=False,
        help_text=_("Its title: an order, an agreement, a letter of the director."),
    )
    document_on = day_field(_("Its date"), required=False)
    document_kept = forms.CharField(
        label=_("Where it is kept"),
        max_length=200,
        required=False,
        help_text=_("The place where the lab can ask to see it, or its address below."),
    )
    document_url = forms.URLField(
        label=_("Its address"), required=False, assume_scheme="https"
    )

    def __init__(
        self, *args: Any, organisation: Organisation, user: User, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        labs = labs_for(organisation, user)
        field: Any = self.fields["lab"]
        field.queryset = Lab.objects.filter(pk__in=[lab.pk for lab in labs])
        field.empty_label = None
        if labs and not self.instance.lab_id:
            # A row that is not there yet has a lab too: none.
            self.initial["lab"] = labs[0].pk
        if len(labs) == 1:
            field.widget = forms.HiddenInput()
        for name, rows in (
            ("introduction", introductions_of(organisation, user)),
            ("blocker", blockers_of(organisation, user)),
            ("pilot", pilots_of(organisation, user)),
        ):
            # What was linked before stays, also where the editor does not see it.
            kept = getattr(self.instance, f"{name}_id")
            choice: Any = self.fields[name]
            seen = rows.values("pk")
            model = choice.queryset.model.objects
            found = model.filter(Q(pk__in=seen) | Q(pk=kept)).select_related("lab")
            choice.queryset = found.annotate(is_seen=_whether(pk__in=seen))
            choice.empty_label = _("none")
            # A lab may see that there is a request, and not what it says.
            choice.label_from_instance = lambda row: reference_of(row, row.is_seen)

    def clean(self) -> dict[str, Any]:
        """Reckon what was left to us, and ask for what goes together."""
        found = super().clean() or self.cleaned_data
        self._reckon(found)
        self._within(found)
        self._attributed(found)
        for name in CALCULATOR:
            found.pop(name, None)
        if (day := found.get("as_of")) and day > clock.today():
            self.add_error("as_of", _("This day is still to come."))
        return found

    def _reckon(self, found: dict[str, Any]) -> None:
        """Give the FTE of the contracts where nobody has typed them."""
        if found.get("fte") is None and "fte" not in self.errors:
            contracts, months = found.get("contracts"), found.get("months")
            share = found.get("share") or PERCENT
            if contracts and months:
                part = Decimal(share) / PERCENT
                found["fte"] = fte_of(months, part, contracts)
            elif not {"contracts", "months"} & set(self.errors):
                self.add_error("fte", _("Say how many, or fill in the contracts."))
        if found.get("fte") == ZERO:
            self.add_error("fte", _("Declare at least one hundredth of a job."))

    def _within(self, found: dict[str, Any]) -> None:
        """Keep the parts within the whole, and the whole within the growth."""
        fte = found.get("fte")
        if fte is None:
            return
        for name in ("service_fte", "higher_tertiary_fte"):
            if (found.get(name) or ZERO) > fte:
                self.add_error(name, _("More than the jobs that you declare."))
        before, now = found.get("fte_before"), found.get("fte_now")
        if before is None or now is None:
            return
        if found.get("kind") == JobsKind.CREATED and fte > now - before:
            self.add_error(
                "fte", _("More than the company has grown by: now − before.")
            )
        if found.get("kind") == JobsKind.MAINTAINED and fte > now:
            self.add_error("fte", _("More than there are now."))

    def _attributed(self, found: dict[str, Any]) -> None:
        """Ask for what a reader needs to believe the link."""
        attribution = found.get("attribution")
        unsaid = not found.get("how") and "how" not in self.errors
        if unsaid and attribution in HEADLINE:
            self.add_error("how", _("Say in one sentence how the programme helped."))
        if attribution != Attribution.ATTESTED:
            return
        if not found.get("document") and "document" not in self.errors:
            self.add_error("document", _("For an A, name the document."))
        if not found.get("document_on") and "document_on" not in self.errors:
            self.add_error("document_on", _("For an A, give the document’s date."))
        places = ("document_kept", "document_url")
        if not any(found.get(name) or name in self.errors for name in places):
            self.add_error("document_kept", _("For an A, say where the document is."))


class CheckJobsForm(TaglessForm):
    """How many of these jobs there still are, on which day, and who says so."""

    fte_there = fte_field(_("Full-time equivalents still there"))
    checked_on = day_field(_("Day of the count"))
    source = forms.CharField(
        label=_("Who or what says so"),
        max_length=200,
        help_text=_("For instance: payroll of October, the director by phone."),
    )

    def __init__(self, *args: Any, record: JobsRecord, **options: Any) -> None:
        super().__init__(*args, **options)
        self.record = record

    def clean(self) -> dict[str, Any]:
        """Keep the number within what was counted, the day within what has been."""
        found = super().clean() or self.cleaned_data
        there, day = found.get("fte_there"), found.get("checked_on")
        if there is not None and there > self.record.fte:
            self.add_error("fte_there", _("More than were counted."))
        if day and not self.record.checked_from <= day <= clock.today():
            self.add_error(
                "checked_on", _("From eleven months after, and until today.")
            )
        return found
