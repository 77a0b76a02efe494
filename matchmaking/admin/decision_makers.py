"""The desk of decision makers: who may be asked, and since when."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from matchmaking.admin.card_files import CardFileDesk
from matchmaking.asking_forms import (
    AbsenceForm,
    EndAbsenceForm,
    MeasureForm,
    absence_words,
)
from matchmaking.enums import ContactSource, DecisionMakerStatus
from matchmaking.models import DecisionMaker
from programmes.admin.filters import LabFilter
from programmes.enums import OrganisationKind
from programmes.models import Topic
from servindus import clock
from servindus.admin_base import LabAdmin
from servindus.forms import day_field
from servindus.models.user import fold_email


class DecisionMakerForm(forms.ModelForm):
    """A card as staff fill it in; the lab comes from site or company."""

    class Meta:
        model = DecisionMaker
        fields = (
            "organisation",
            "site",
            "given_name",
            "family_name",
            "function",
            "email",
            "phone",
            "language",
            "name_visible",
            "wanted_topics",
            "refused_topics",
            "usual_windows",
            "budget_per_month",
            "budget_per_week",
            "max_waiting",
            "source_of_contact",
            "source_note",
        )
        widgets: ClassVar = {
            "wanted_topics": forms.CheckboxSelectMultiple,
            "refused_topics": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("wanted_topics", "refused_topics"):
            if name in self.fields:
                self.fields[name].queryset = Topic.objects.filter(is_open=True)  # type: ignore[attr-defined]
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Find the lab; a company outside the four territories has none."""
        data = super().clean() or {}
        organisation, site = data.get("organisation"), data.get("site")
        if organisation is None:
            return data
        if organisation.kind != OrganisationKind.INDUSTRIAL:
            self.add_error("organisation", _("Choose an industrial company."))
        if site is not None and site.organisation_id != organisation.pk:
            self.add_error("site", _("This site belongs to another company."))
        lab = (site and site.lab) or organisation.lab
        if lab is None:
            self.add_error("organisation", _("This company is in none of the labs."))
        else:
            self.instance.lab = lab
        return data


class SpokenYesForm(forms.Form):
    """A yes said by word of mouth, with its date; without a date it came in writing."""

    spoken_on = day_field(
        _("Said yes on"),
        error_messages={"required": _("Give the date of the yes.")},
    )

    def clean_spoken_on(self) -> Any:
        """Nobody has said yes tomorrow."""
        day = self.cleaned_data["spoken_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This date is in the future."))
        return day


@admin.register(DecisionMaker)
class DecisionMakerAdmin(CardFileDesk, LabAdmin):
    """Who may be asked in the lab's companies, and where each address comes from."""

    form = DecisionMakerForm
    change_list_template = "admin/matchmaking/decision_makers.html"
    list_display = ("person", "organisation", "function", "state", "lab")
    list_filter = ("status", "function", LabFilter)
    list_select_related = ("organisation", "lab")
    search_fields = ("family_name",)
    search_help_text = _("Company, town or function")
    autocomplete_fields = ("organisation", "site")
    pick_limits: ClassVar = {
        "organisation": {"kind": OrganisationKind.INDUSTRIAL},
        "site": {"organisation__kind": OrganisationKind.INDUSTRIAL},
    }
    keeps_notes = True
    ordering = ("-pk",)
    readonly_fields = ("informed_at", "spoken_yes_on", "paused_until", "away")
    act_forms: ClassVar = {
        "activate_decision_maker": SpokenYesForm,
        "announce_absence": AbsenceForm,
        "end_absence": EndAbsenceForm,
        "limit_decision_maker": MeasureForm,
    }
    # A reminder is the timers' affair, a lost address the postman's.
    hidden_acts = (
        "postpone_decision_maker",
        "remind_decision_maker",
        "lose_decision_maker",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The company stays once requests may point at the card."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "organisation"] if obj is not None else fields

    @admin.display(description=_("person"))
    def person(self, obj: DecisionMaker) -> str:
        """First and last name."""
        return obj.full_name

    @admin.display(description=_("status"), ordering="status")
    def state(self, obj: DecisionMaker) -> str:
        """The status in words."""
        return str(DecisionMakerStatus(obj.status).label)

    @admin.display(description=_("absences"))
    def away(self, obj: DecisionMaker) -> str:
        """When this person is away, from today on."""
        rows = obj.absences.filter(last_day__gte=clock.today())
        found = []
        for row in rows.select_related("backup"):
            names = f" ({row.backup.full_name})" if row.backup else ""
            found.append(f"{absence_words(row)}{names}")
        return "; ".join(found) or "-"

    def get_act_form_options(
        self, request: HttpRequest, action: Any, obj: Any
    ) -> dict[str, Any]:
        """Give the card whose colleagues and absences are offered."""
        if action.name == "announce_absence":
            return {"card": obj, "names": True}
        if action.name == "limit_decision_maker":
            return {"initial": MeasureForm.initial_of(obj)}
        return {"card": obj} if action.name == "end_absence" else {}

    def act_facts(
        self, request: HttpRequest, action: Any, obj: DecisionMaker
    ) -> list[tuple[Any, Any]]:
        """Say where the address comes from before anything is sent to it."""
        return [
            (_("Address"), obj.email),
            (_("Where it comes from"), ContactSource(obj.source_of_contact).label),
        ]

    def save_model(
        self, request: HttpRequest, obj: DecisionMaker, form: Any, change: bool
    ) -> None:
        """Keep addresses folded: one person, one card."""
        obj.email = fold_email(obj.email)
        super().save_model(request, obj, form, change)
