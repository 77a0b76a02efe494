"""The desk of possible duplicates: a queue, two side by side, a preview, an undo."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.actions import (
    dismiss_duplicate,
    merge_duplicate,
    suggest_duplicate,
    unmerge_duplicate,
)
from programmes.admin.people import PartFilter
from programmes.duplicates import comparing
from programmes.duplicates.forms import (
    DismissDuplicateForm,
    MergeForm,
    PutTogetherForm,
)
from programmes.duplicates.moving import Move, field_of
from programmes.duplicates.refusing import reasons_to_keep
from programmes.enums import DuplicateStatus
from programmes.models import Duplicate, Organisation, OrganisationMerge
from servindus import clock
from servindus.admin_base import LabAdmin, actor_of
from servindus.views import Page
from servindus.workflow import Act, ActRefused

MERGE = merge_duplicate.label


class ToLookAtFilter(PartFilter):
    """What nobody has decided on; the rest is one click away."""

    waiting = gettext_lazy("To look at")
    status = DuplicateStatus.SUGGESTED

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Give what was decided, and all."""
        return [
            ("fusionnes", gettext_lazy("Merged")),
            ("distincts", gettext_lazy("Two companies")),
            *super().lookups(request, model_admin),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the part that was asked for."""
        decided = {
            "fusionnes": DuplicateStatus.MERGED,
            "distincts": DuplicateStatus.DISMISSED,
        }.get(self.value() or "")
        if decided:
            return queryset.filter(status=decided)
        return super().queryset(request, queryset)

    def waiting_rows(self, queryset: Any) -> Any:
        """Leave out pairs of which one side went in another merge."""
        return queryset.suggested().filter(
            first__merged_into=None, second__merged_into=None
        )


@admin.register(Duplicate)
class DuplicateAdmin(LabAdmin):
    """Pairs of organisations that may be one, the most alike first."""

    when_empty = gettext_lazy(
        "Each night the directory is searched for companies that stand twice."
        " Pairs to look at will stand here."
    )
    list_display = ("pair", "likeness", "why", "lab", "state")
    list_display_links = ("pair",)
    list_filter = (ToLookAtFilter, "first__kind")
    list_select_related = ("first__lab", "second__lab")
    ordering = ("-score", "id")
    search_fields = ("first__name",)
    search_help_text = gettext_lazy("Words of one of the two names, or a SIREN")
    fields = ("status",)
    act_forms: ClassVar = {
        "dismiss_duplicate": DismissDuplicateForm,
        "merge_duplicate": MergeForm,
    }
    bulk_acts = ("dismiss_duplicate",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Duplicate]:
        """Give the pairs with their two sides."""
        rows: QuerySet[Duplicate] = super().get_queryset(request)
        return rows.select_related("first__lab", "second__lab")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search the two companies, accents apart; they have an index."""
        if not search_term.strip():
            return queryset, False
        found = Organisation.objects.matching(search_term).values("pk")
        return queryset.filter(Q(first__in=found) | Q(second__in=found)), False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pairs are suggested; staff put two together on an organisation's page."""
        return False

    @admin.display(description=gettext_lazy("the two"))
    def pair(self, obj: Duplicate) -> str:
        """Give the two names, one under the other."""
        return format_html("{}<br>{}", obj.first, obj.second)

    @admin.display(description=gettext_lazy("likeness"), ordering="score")
    def likeness(self, obj: Duplicate) -> str:
        """Give the score with its sign."""
        return format_html('<span class="nobr">{}</span>', f"{obj.score} %")

    @admin.display(description=gettext_lazy("why"))
    def why(self, obj: Duplicate) -> str:
        """Give the reasons in words."""
        return ", ".join(obj.reason_words)

    @admin.display(description=gettext_lazy("lab"))
    def lab(self, obj: Duplicate) -> str:
        """Give the lab, or both."""
        labs = {str(side.lab) for side in (obj.first, obj.second) if side.lab}
        return ", ".join(sorted(labs))

    @admin.display(description=gettext_lazy("status"))
    def state(self, obj: Duplicate) -> str:
        """Give the status in words."""
        tones = {DuplicateStatus.SUGGESTED: "warn", DuplicateStatus.MERGED: "ok"}
        return format_html(
            '<span class="status status-{}">{}</span>',
            tones.get(DuplicateStatus(obj.status), "mute"),
            obj.get_status_display(),
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the page that puts an organisation beside another one."""
        view = self.admin_site.admin_view(self.put_together_view)
        name = "programmes_duplicate_together"
        return [path("rapprocher/<int:pk>/", view, name=name), *super().get_urls()]

    def put_together_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let staff name the other organisation that they think is the same."""
        mine = Organisation.objects.visible_to(request.user)  # type: ignore[arg-type]
        one = get_object_or_404(mine, pk=pk)
        if not request.user.has_perm("programmes.merge_organisation", one):
            raise PermissionDenied
        form = PutTogetherForm(request.POST or None, one=one, user=request.user)
        if request.method == "POST" and form.is_valid():
            try:
                pair = suggest_duplicate(
                    one, form.cleaned_data["other"], by=actor_of(request)
                )
            except ActRefused as refused:
                form.add_error("other", str(refused))
            else:
                return redirect(self.address("change", pair.pk))
        title = _("Is %(name)s here twice?") % {"name": one}
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "form": form,
            "page": {
                "title": title,
                "button": _("Put them side by side"),
                "back": reverse("admin:programmes_organisation_change", args=[one.pk]),
                "lead": _("Nothing is merged yet: you will see the two side by side."),
            },
        }
        return render(request, "admin/act_form.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show the two side by side, and what can be done."""
        pair = self.get_object(request, object_id)
        if pair is None or not self.has_view_permission(request, pair):
            raise Http404
        merge = pair.last_merge
        # The merge begins with the choices on this page, not with a button above it.
        acts = [act for act in self.acts_for(request, pair) if act.label != MERGE]
        side = comparing.better_side(pair)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{pair.first} / {pair.second}",
            "opts": self.model._meta,
            "original": pair,
            "pair": pair,
            "sides": [_side_of(pair, name, side) for name in comparing.SIDES],
            "lines": comparing.differences(pair),
            "better": side,
            "acts": acts,
            "merge": merge,
            "moved": _moved_words(merge) if merge else [],
            "is_open": pair.status == DuplicateStatus.SUGGESTED,
            "is_merged": pair.status == DuplicateStatus.MERGED,
            "preview_href": self.address("act", pair.pk, merge_duplicate.name),
        }
        return render(request, "admin/programmes/duplicate.html", context)

    def get_act_form_options(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> dict[str, Any]:
        """Give the preview what was chosen on the page before it."""
        if action.name != merge_duplicate.name:
            return {}
        return {"pair": obj, "chosen": request.POST or request.GET}

    def act_page(self, request: HttpRequest, action: Act[Any], obj: Any) -> Page:
        """Show a merge with all that it would do; come back to the pair."""
        page = super().act_page(request, action, obj)
        change: dict[str, Any] = {"next": page.back}
        if action.name == merge_duplicate.name:
            form = MergeForm(pair=obj, chosen=request.POST or request.GET)
            title = _("What the merge would do")
            extra = {**(page.extra or {}), **_preview_of(form.plan), "title": title}
            change |= {
                "template": "admin/programmes/merge.html",
                "title": title,
                "button": _("Merge the two"),
                "success": _("The two are one now. This page keeps what moved."),
                "extra": extra,
            }
        elif action.name == unmerge_duplicate.name:
            change["success"] = _("The merge is undone: each has its rows again.")
        elif action.name == dismiss_duplicate.name:
            change["next"] = self.address("changelist")
        return replace(page, **change)

    def act_facts(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> list[tuple[Any, Any]]:
        """Say what goes back, and what stands against it."""
        if action.name != unmerge_duplicate.name or (merge := obj.last_merge) is None:
            return [(_("The two"), f"{obj.first} / {obj.second}")]
        facts: list[tuple[Any, Any]] = [
            (_("Goes on"), merge.survivor),
            (_("Stands for itself again"), merge.merged),
            (_("Goes back"), ", ".join(_moved_words(merge)) or _("no row")),
        ]
        against = reasons_to_keep(merge, clock.now())
        if against and merge.undone_at is None:
            words = " ".join(str(reason) for reason in against)
            facts.append((_("Not possible now"), words))
        return facts


def _side_of(pair: Duplicate, name: comparing.Side, better: str) -> dict[str, Any]:
    """Give what the page says of one of the two, above the lines that compare."""
    organisation = pair.first if name == "first" else pair.second
    sites = organisation.sites.order_by("pk")
    members = organisation.memberships.active()
    return {
        "name": name,
        "organisation": organisation,
        "href": reverse("admin:programmes_organisation_change", args=[organisation.pk]),
        "is_better": name == better,
        "facts": [
            (_("SIREN"), organisation.siren or _("none given")),
            (_("Kind"), organisation.get_kind_display()),
            (_("Status"), organisation.get_status_display()),
            (_("Comes from"), organisation.source or _("typed by hand")),
            (_("Sites"), _counted(sites.count(), _places(sites[:3]))),
            (_("Members"), members.count()),
        ],
    }


def _places(sites: Iterable[Any]) -> str:
    names = [site.commune_name or site.name for site in sites]
    return ", ".join(dict.fromkeys(names))


def _counted(count: int, words: str) -> str:
    return f"{count} ({words})" if words else str(count)


def _preview_of(plan: comparing.Plan) -> dict[str, Any]:
    """Give what a merge would do as the preview shows it."""
    return {
        "plan": plan,
        "moves": [(move.label, len(move.pks), move.examples()) for move in plan.moves],
        "changes": [
            (
                comparing.LABELS.get(name, _("SIREN")),
                comparing.words(plan.survivor, name) if name != "siren" else "",
                comparing.words(plan.merged, name)
                if name != "siren"
                else plan.merged.siren,
            )
            for name in plan.changed_names
        ],
    }


def _moved_words(merge: OrganisationMerge) -> list[str]:
    """Give what moved, as `sites (3)`."""
    return [
        f"{Move(field_of(key), pks).label} ({len(pks)})"
        for key, pks in merge.moved.items()
    ]
