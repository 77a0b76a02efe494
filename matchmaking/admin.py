"""The moderators' desks: requests to read, decision makers, profiles."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from matchmaking import looks
from matchmaking.actions import approve_introduction, ask_info_introduction
from matchmaking.actions import reject_introduction as reject
from matchmaking.enums import (
    IN_HAND,
    ContactSource,
    DecisionMakerStatus,
    IntroductionStatus,
)
from matchmaking.forms import (
    AskInfoForm,
    ChecklistForm,
    CloseForm,
    ReasonForm,
    RejectForm,
)
from matchmaking.models import DecisionMaker, Introduction, Meeting, StartupProfile
from matchmaking.timeline import NOTES, timeline
from matchmaking.turns import turn
from programmes import rules as frame
from programmes.enums import OrganisationKind
from programmes.models import Lab, Organisation, Topic
from servindus import clock
from servindus.admin_base import LabAdmin
from servindus.models import User
from servindus.models.user import fold_email
from servindus.ui import Act
from servindus.workflow import available_actions

S = IntroductionStatus
# What startups alone do, on pages of their own.
IN_THE_PORTAL = ("edit_introduction", "attach_introduction", "detach_introduction")


class QueueFilter(admin.SimpleListFilter):
    """What the desk shows: the queue unless somebody asks for the rest."""

    title = _("part")
    parameter_name = "file"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Give the other parts."""
        return [("en-cours", _("In hand")), ("toutes", _("All"))]

    def choices(self, changelist: Any) -> Any:
        """Name the default part."""
        for choice in super().choices(changelist):
            if choice["query_string"] == changelist.get_query_string(
                remove=[self.parameter_name]
            ):
                choice["display"] = _("To read")
            yield choice

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Introduction]
    ) -> QuerySet[Introduction]:
        """Keep the part asked for."""
        if self.value() == "toutes":
            return queryset
        if self.value() == "en-cours":
            return queryset.filter(status__in=[str(s) for s in IN_HAND])
        return queryset.filter(status=S.SUBMITTED)


class LabFilter(admin.SimpleListFilter):
    """The labs, few and fixed."""

    title = _("lab")
    parameter_name = "lab"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the labs of the reader."""
        return [(lab.slug, lab.name) for lab in Lab.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one lab."""
        return queryset.filter(lab__slug=self.value()) if self.value() else queryset


@admin.register(Introduction)
class IntroductionAdmin(LabAdmin):
    """Requests to read, by date due; acts as buttons, nothing typed over a status."""

    list_display = ("title_line", "people_line", "state", "due", "reference_line")
    list_display_links = ("title_line",)
    list_filter = (QueueFilter, LabFilter)
    search_fields = ("subject",)
    search_help_text = _("Words of the subject or of the two names")
    ordering = ("next_on", "pk")
    act_forms: ClassVar = {
        "ask_info_introduction": AskInfoForm,
        "approve_introduction": ChecklistForm,
        "reject_introduction": RejectForm,
        "close_introduction": CloseForm,
        "cancel_introduction": ReasonForm,
        "reopen_introduction": ReasonForm,
    }
    # Answers by phone have pages of their own, with the call note.
    hidden_acts = (
        "accept_introduction",
        "decline_introduction",
        "defer_introduction",
        "redirect_introduction",
        *IN_THE_PORTAL,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Introduction]:
        """Give the moderators' own labs: others see status and dates in the portal."""
        rows: QuerySet[Introduction] = super().get_queryset(request)
        user: User = request.user  # type: ignore[assignment]
        if not (user.is_superuser or frame.is_programme_admin(user)):
            rows = rows.filter(lab__in=frame.lab_ids(user))
        return rows.select_related(
            "startup", "lab__operator", "requested_by", "moderator"
        ).select_related("decision_maker__organisation", "decision_maker__site")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search the two companies' names, accents apart; they have an index."""
        if not search_term.strip():
            return queryset, False
        found = Organisation.objects.matching(search_term).values("pk")
        near = queryset.filter(startup__in=found) | queryset.filter(
            decision_maker__organisation__in=found
        )
        return near, False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Requests are written by startups."""
        return False

    @admin.display(description=_("request"))
    def title_line(self, obj: Introduction) -> str:
        """The subject."""
        return obj.subject

    @admin.display(description=_("from, to"))
    def people_line(self, obj: Introduction) -> str:
        """The two names."""
        return f"{obj.startup} → {obj.decision_maker.organisation}"

    @admin.display(description=_("status"))
    def state(self, obj: Introduction) -> str:
        """The status in words."""
        return format_html(
            '<span class="status status-{}">{}</span>',
            looks.badge(obj.status).tone,
            obj.get_status_display(),
        )

    @admin.display(description=_("due"))
    def due(self, obj: Introduction) -> Any:
        """The date of the next step."""
        return obj.next_on if obj.next_on.year < 9999 else ""

    @admin.display(description=_("reference"))
    def reference_line(self, obj: Introduction) -> str:
        """The reference."""
        return format_html('<span class="nobr">{}</span>', obj.reference)

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Name the desk for what is done there."""
        return super().changelist_view(request, {"title": _("Requests to read")})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show the review: who, what, six points, and the acts."""
        introduction = self.get_object(request, object_id)
        if introduction is None or not self.has_view_permission(request, introduction):
            raise Http404
        user: User = request.user  # type: ignore[assignment]
        now = clock.now()
        moderates = introduction.status == S.SUBMITTED and user.has_perm(
            approve_introduction.permission, introduction
        )
        queue = self.get_queryset(request).filter(status=S.SUBMITTED)
        others = queue.exclude(pk=introduction.pk).order_by("next_on", "pk")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Read %(reference)s") % {"reference": introduction.reference},
            "opts": self.model._meta,
            "original": introduction,
            "introduction": introduction,
            "files": looks.files_of(introduction),
            "turn": turn(introduction, user, now),
            "status_badge": looks.badge(introduction.status),
            "acts": [] if moderates else self.acts_for(request, introduction),
            "moderates": moderates,
            "reads_notes": user.has_perm(NOTES, introduction),
            "checklist": ChecklistForm() if moderates else None,
            "ask": AskInfoForm() if moderates else None,
            "urls": {
                act.name.split("_introduction")[0]: self.address(
                    "act", introduction.pk, act.name
                )
                for act in (approve_introduction, ask_info_introduction, reject)
            },
            "phone": self._by_phone(introduction, user),
            "queue_count": others.count(),
            "next": others.first(),
            "items": timeline(introduction, user, now),
            "history": self._history(introduction),
        }
        return render(request, "admin/matchmaking/introduction/review.html", context)

    def _by_phone(self, introduction: Introduction, user: User) -> list[Act]:
        """Give the pages where a moderator notes an answer given on the phone."""
        return [
            Act(verb.label, reverse(verb.url_name, args=[introduction.public_id]))
            for verb in available_actions(introduction, user)
            if verb.name in self.hidden_acts and verb.name not in IN_THE_PORTAL
        ]

    def _history(self, introduction: Introduction) -> dict[str, int]:
        """Give what this startup has asked before."""
        own = Introduction.objects.filter(startup=introduction.startup_id)
        return {
            "asked": own.filter(submitted_at__isnull=False).count(),
            "accepted": own.filter(status__in=[S.ACCEPTED, S.CLOSED]).count(),
        }


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

    spoken_on = forms.DateField(
        label=_("Said yes on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Give the date of the yes.")},
    )

    def clean_spoken_on(self) -> Any:
        """Nobody has said yes tomorrow."""
        day = self.cleaned_data["spoken_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This date is in the future."))
        return day


@admin.register(DecisionMaker)
class DecisionMakerAdmin(LabAdmin):
    """Who may be asked in the lab's companies, and where each address comes from."""

    form = DecisionMakerForm
    list_display = ("full_name", "organisation", "function", "state", "lab")
    list_filter = ("status", "function", LabFilter)
    list_select_related = ("organisation", "lab")
    search_fields = ("family_name",)
    search_help_text = _("Company, town or function")
    # Django’s own autocomplete writes inline styles, which our policy refuses.
    raw_id_fields = ("organisation", "site")
    ordering = ("-pk",)
    readonly_fields = ("informed_at", "spoken_yes_on", "paused_until")
    act_forms: ClassVar = {"activate_decision_maker": SpokenYesForm}
    hidden_acts = ("postpone_decision_maker",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The company stays once requests may point at the card."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "organisation"] if obj is not None else fields

    @admin.display(description=_("status"), ordering="status")
    def state(self, obj: DecisionMaker) -> str:
        """The status in words."""
        return str(DecisionMakerStatus(obj.status).label)

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


@admin.register(StartupProfile)
class StartupProfileAdmin(LabAdmin):
    """What startups say of themselves."""

    list_display = ("organisation", "status", "last_confirmed_at")
    list_select_related = ("organisation",)
    list_filter = ("status",)
    fields = (
        "organisation",
        "pitch",
        "problem",
        "references",
        "maturity",
        "files",
        "status",
    )
    readonly_fields = fields
    hidden_acts = (
        "edit_startup_profile",
        "attach_startup_profile",
        "detach_startup_profile",
    )

    @admin.display(description=_("documents"))
    def files(self, obj: StartupProfile) -> str:
        """The names, each with its address in the portal."""
        rows = looks.files(obj.documents.order_by("position"))
        return format_html_join(
            ", ", '<a href="{}">{}</a> ({})', ((f.href, f.name, f.size) for f in rows)
        )


@admin.register(Meeting)
class MeetingAdmin(LabAdmin):
    """Meetings of the lab."""

    list_display = ("introduction", "span", "format", "status")
    list_select_related = ("introduction__lab",)
    list_filter = ("status",)
    fields = ("introduction", "span", "format", "place", "status")
    readonly_fields = fields
