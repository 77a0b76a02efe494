"""What is typed about transfers: the proposal, what was seen, the plan, the use."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models import PracticeVersion, Transfer
from benchmarking.transfers.enums import (
    MOST_AMOUNT,
    MOST_LEGAL,
    MOST_PLAN,
    MOST_TEXT,
    ContactKind,
    EndReason,
    LegalState,
)
from programmes import known
from programmes.jobs.fte import months_after
from programmes.models import Lab
from programmes.notifications import staff_of
from servindus import clock
from servindus.forms import AmountField, TaglessForm, day_field, text_field

# Years within which a plan leads to use.
MOST_YEARS = 5
PARTS = ("kept", "adapted", "dropped")


def _amount(label: Any, **options: Any) -> AmountField:
    # What is counted may fall below zero: a saving, a difference.
    return AmountField(
        label=label,
        max_digits=11,
        decimal_places=2,
        min_value=-MOST_AMOUNT,
        max_value=MOST_AMOUNT,
        localize=True,
        **options,
    )


def _parts() -> dict[str, forms.Field]:
    return {
        "kept": text_field(
            _("What is kept, and why"),
            MOST_TEXT,
            help_text=_("One line for each part."),
        ),
        "adapted": text_field(_("What is adapted, and why"), MOST_TEXT, required=False),
        "dropped": text_field(_("What is dropped, and why"), MOST_TEXT, required=False),
    }


class ProposeForm(TaglessForm):
    """Into which lab, and what for; whoever asks takes it into their own."""

    why = text_field(
        _("What for?"),
        MOST_TEXT,
        rows=5,
        help_text=_("Which companies have the problem, and what you hope for."),
    )

    def __init__(
        self, *args: Any, lab: Lab, version: PracticeVersion, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.version, self.lab = version, lab
        rows = Transfer.objects.open().filter(practice=version.practice_id)
        coming = {lab.pk, *rows.values_list("receiver", flat=True)}
        self.labs = [one for one in known.labs() if one.pk not in coming]
        if self.is_offer:
            field = forms.ChoiceField(
                label=_("Into which lab?"),
                choices=[(one.slug, one.name) for one in self.labs],
                widget=forms.RadioSelect,
            )
            self.fields["receiver"] = field
            self.order_fields(["receiver", "why"])

    @property
    def is_offer(self) -> bool:
        """Whether the lab of the practice proposes it to another one."""
        return self.lab.pk == self.version.practice.lab_id

    def clean(self) -> dict[str, Any]:
        """Name the receiver and the version."""
        found = super().clean() or self.cleaned_data
        if self.is_offer:
            by_slug = {one.slug: one for one in self.labs}
            found["receiver"] = by_slug.get(found.get("receiver", ""))
        else:
            found["receiver"] = self.lab
        found["version"] = self.version
        return found


class ContactForm(TaglessForm):
    """When the labs met, and what was seen."""

    contact_kind = forms.ChoiceField(
        label=_("How did you meet?"),
        choices=ContactKind.choices,
        widget=forms.RadioSelect,
    )
    contact_on = day_field(_("On which day?"))
    text = text_field(
        _("What was seen or heard"),
        MOST_TEXT,
        rows=5,
        help_text=_("What surprised you, and what the page does not say."),
    )


class UnderstandForm(TaglessForm):
    """What the other side keeps of it."""

    text = text_field(
        _("What you keep of it"),
        MOST_TEXT,
        rows=5,
        help_text=_("What it stands or falls with; what is different with you."),
    )


class EndForm(TaglessForm):
    """Why it goes no further; the text stays in sight of everybody."""

    code = forms.ChoiceField(
        label=_("Why?"), choices=EndReason.choices, widget=forms.RadioSelect
    )
    text = text_field(
        _("What the next lab should know"),
        MOST_TEXT,
        rows=5,
        help_text=_(
            "Everybody reads it on the page of the practice: name nobody. A transfer"
            " that ends is a result."
        ),
    )


class PlanForm(TaglessForm):
    """Who backs and carries it, from where to where, which parts, what the law says."""

    plan = text_field(
        _("The plan, step by step"),
        MOST_PLAN,
        rows=7,
        help_text=_("“1. Two plants say yes. 2. A first day in March. 3. …”"),
    )
    sponsor = forms.TypedChoiceField(
        label=_("Who backs it"),
        coerce=int,
        help_text=_("Whoever can give time and money, and say so."),
    )
    owner = forms.TypedChoiceField(label=_("Who carries it"), coerce=int)
    indicator = forms.CharField(
        label=_("What is counted"),
        max_length=160,
        help_text=_("“Trial parts ordered in a quarter.”"),
    )
    baseline = _amount(_("Today"))
    target = _amount(_("Target"))
    target_on = day_field(_("In use by"))
    legal_state = forms.ChoiceField(
        label=_("What does the law say here?"),
        choices=LegalState.choices,
        widget=forms.RadioSelect,
        initial=LegalState.TO_CHECK,
    )
    legal_text = text_field(
        _("What was checked, and by whom"), MOST_LEGAL, required=False
    )
    # When the plan was changed last, as its writer read it.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, transfer: Transfer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {one.pk: one for one in staff_of(transfer.receiver)}
        choices = [(one.pk, str(one)) for one in self.people.values()]
        fields: Any = self.fields
        for name in ("sponsor", "owner"):
            fields[name].choices = [("", _("Choose somebody")), *choices]
        self.fields.update(_parts())
        self.was_due = transfer.target_on
        self.transfer, self.is_late = transfer, False

    @staticmethod
    def initial_of(transfer: Transfer) -> dict[str, Any]:
        """Give the plan as it stands."""
        names = (
            *("plan", "indicator", "baseline", "target", "target_on"),
            *("legal_state", "legal_text", *PARTS),
        )
        found = {name: getattr(transfer, name) for name in names}
        seen = transfer.updated_at.isoformat()
        people = {"sponsor": transfer.sponsor_id, "owner": transfer.owner_id}
        return found | people | {"seen": seen}

    def add_error(self, field: str | None, error: Any) -> None:
        """After a refusal the page shows what stands: the next click has read it."""
        super().add_error(field, error)
        if field is not None or not self.data.get("seen"):
            return
        fresh = Transfer.objects.only("updated_at").get(pk=self.transfer.pk)
        seen = fresh.updated_at.isoformat()
        self.is_late = seen != self.data["seen"]
        given: Any = self.data
        typed = given.copy()
        typed["seen"] = seen
        self.data = typed

    def clean_target_on(self) -> Any:
        """Refuse a day that has passed, and one that a typing error reaches."""
        day, today = self.cleaned_data["target_on"], clock.today()
        if day != self.was_due and day <= today:
            raise forms.ValidationError(_("Choose a day to come."))
        if day > months_after(today, 12 * MOST_YEARS):
            raise forms.ValidationError(_("Choose a day within five years."))
        return day

    def clean(self) -> dict[str, Any]:
        """Name the people; what was checked says by whom."""
        found = super().clean() or self.cleaned_data
        if not self.initial.get("seen"):
            found.pop("seen", None)
        for name in ("sponsor", "owner"):
            if found.get(name):
                found[name] = self.people[found[name]]
        if found.get("legal_state") == LegalState.CHECKED and not found.get(
            "legal_text"
        ):
            self.add_error("legal_text", _("Say what was checked, and by whom."))
        return found


class UseForm(TaglessForm):
    """The first dated evidence, and the parts as they came to be."""

    used_on = day_field(_("In use since"))
    text = text_field(
        _("What shows that it is in use"),
        MOST_TEXT,
        rows=5,
        help_text=_(
            "Who uses it, how often, what has changed. Everybody reads it on the page"
            " of the practice: name nobody."
        ),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("“Order book of the workshop, March.”"),
    )
    value = _amount(pgettext_lazy("transfer", "Measured"), required=False)

    def __init__(self, *args: Any, transfer: Transfer, **options: Any) -> None:
        options.setdefault("initial", {n: getattr(transfer, n) for n in PARTS})
        super().__init__(*args, **options)
        self.fields.update(_parts())
        if transfer.indicator:
            self.fields["value"].help_text = transfer.indicator


class RedactForm(TaglessForm):
    """What everybody reads, without a name that slipped in."""

    def __init__(self, *args: Any, transfer: Transfer, **options: Any) -> None:
        told = {
            "use_text": (_("What shows that it is in use"), transfer.use_text),
            "end_text": (_("What the next lab should know"), transfer.end_text),
        }
        options["initial"] = {name: text for name, (_label, text) in told.items()}
        super().__init__(*args, **options)
        for name, (label, text) in told.items():
            if text:
                self.fields[name] = text_field(label, MOST_TEXT, rows=5)


class SustainForm(TaglessForm):
    """What a third lab has seen a year later."""

    text = text_field(
        _("What you have seen"),
        MOST_TEXT,
        rows=5,
        help_text=_("Whom you spoke with, what is still done, what is not any more."),
    )
    value = _amount(_("Measured a year later"), required=False)

    def __init__(self, *args: Any, transfer: Transfer, **options: Any) -> None:
        super().__init__(*args, **options)
        if transfer.indicator:
            self.fields["value"].help_text = transfer.indicator
