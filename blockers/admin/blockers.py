"""The desk of blockers: what is missing, what presses, and the acts of the lead."""

from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blockers import cards, looks, priority, site_looks
from blockers.actions.merging import open_merge
from blockers.admin.filters import StatusFilter
from blockers.completeness import checklist
from blockers.enums import BLOCKER_EDITABLE, BlockerStatus
from blockers.forms import (
    AskForm,
    BlockerForm,
    CardForm,
    ChangeAskForm,
    ChangeNormForm,
    CloseLocallyForm,
    MergeBlockerForm,
    NormForm,
    ObjectForm,
    PublishCardForm,
    RemovePieceForm,
    UnmergeForm,
)
from blockers.forms.following import ReopenForm
from blockers.merging import alike
from blockers.models import Blocker, Report
from blockers.versions import version_of, written
from programmes import rules as frame
from programmes.admin.filters import LabFilter
from servindus import clock, ui
from servindus.admin_base import LabAdmin
from servindus.models import User
from servindus.search import prefix_query
from servindus.templatetags.servindus import full_date
from servindus.views import Page
from servindus.workflow import Act

B = BlockerStatus
READS = "blockers.read_file_of_blocker"
TAKES_BACK = ("unmerge_blocker", "object_merge_blocker")
# Acts on one text or one ask: their buttons stand beside it.
OF_A_PIECE = {
    "change_norm_blocker": "norms",
    "remove_norm_blocker": "norms",
    "change_ask_blocker": "asks",
    "remove_ask_blocker": "asks",
}


@admin.register(Blocker)
class BlockerAdmin(LabAdmin):
    """Blockers of all labs; their own lab reads and writes the file."""

    when_empty = gettext_lazy(
        "A blocker stands here once a lab has put a first case in it."
    )
    list_display = (
        "reference_line",
        "title_line",
        "nature_line",
        "state",
        "case_count",
        "priority_line",
        "owner_line",
    )
    list_display_links = ("title_line",)
    list_filter = (StatusFilter, LabFilter)
    search_fields = ("title",)
    search_help_text = gettext_lazy("Words of the blocker")
    ordering = ("-pk",)
    keeps_notes = True
    # Sent and taken back where the lab sees what the ministry reads.
    hidden_acts = ("escalate_blocker", "recall_blocker", "archive_blocker")
    act_forms: ClassVar = {
        "edit_blocker": BlockerForm,
        "add_norm_blocker": NormForm,
        "change_norm_blocker": ChangeNormForm,
        "remove_norm_blocker": RemovePieceForm,
        "add_ask_blocker": AskForm,
        "change_ask_blocker": ChangeAskForm,
        "remove_ask_blocker": RemovePieceForm,
        "close_locally_blocker": CloseLocallyForm,
        "write_card_blocker": CardForm,
        "publish_blocker": PublishCardForm,
        "merge_blocker": MergeBlockerForm,
        "unmerge_blocker": UnmergeForm,
        "object_merge_blocker": ObjectForm,
        "reopen_blocker": ReopenForm,
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Blocker]:
        """Give the blockers, what their cases weigh, and whose file the reader reads.

        In a list and its exports this column says it, without asking for each row.
        """
        rows: Any = super().get_queryset(request)
        ours = Q(lab__in=frame.lab_ids(request.user))
        if frame.is_programme_admin(request.user):
            ours = Q(pk__isnull=False)
        reads = ExpressionWrapper(ours, output_field=BooleanField())
        return rows.with_people().with_cases().annotate(is_read=reads)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search titles; in what a lab writes for the administration only its own."""
        query = prefix_query(search_term)
        if query is not None:
            queryset = queryset.filter(Q(is_read=True) | Q(title_search=query))
        return super().get_search_results(request, queryset, search_term)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A blocker is opened with its first case."""
        return False

    def reads_journal(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the reader may see who did what: the file's own lab."""
        return request.user.has_perm(READS, obj)

    @admin.display(description=gettext_lazy("reference"))
    def reference_line(self, obj: Blocker) -> str:
        """The reference."""
        return format_html('<span class="nobr">{}</span>', obj.reference)

    @admin.display(description=gettext_lazy("blocker"))
    def title_line(self, obj: Blocker) -> str:
        """The blocker in one line."""
        return obj.title

    @admin.display(description=gettext_lazy("what blocks"))
    def nature_line(self, obj: Blocker) -> str:
        """The kind of rule or practice."""
        return obj.get_nature_display()

    @admin.display(description=gettext_lazy("status"))
    def state(self, obj: Blocker) -> str:
        """The status in words."""
        return format_html(
            '<span class="status status-{}">{}</span>',
            looks.blocker_badge(obj.status).tone,
            obj.get_status_display(),
        )

    @admin.display(description=gettext_lazy("cases"))
    def case_count(self, obj: Any) -> int:
        """How many cases are attached."""
        return len(obj.cases)

    @admin.display(description=gettext_lazy("priority"))
    def priority_line(self, obj: Any) -> Any:
        """The sum, of which the page says each line; for the file's readers."""
        if not obj.is_read:
            return ""
        return priority.total(priority.facts_of(obj, obj.cases))

    @admin.display(description=gettext_lazy("in charge"))
    def owner_line(self, obj: Any) -> str:
        """Who follows it; a name of colleagues, for the file's readers."""
        return obj.owner.full_name if obj.is_read and obj.owner else ""

    def acts_for(self, request: HttpRequest, obj: Any) -> list[ui.Act]:
        """Give the buttons, but for those that stand beside a text or an ask."""
        beside = {self.address("act", obj.pk, name) for name in OF_A_PIECE}
        acts = super().acts_for(request, obj)
        return [act for act in acts if act.href not in beside]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show the file of a blocker: its cases, texts, asks, and what is missing."""
        blocker = self.get_object(request, object_id)
        if blocker is None or not self.has_view_permission(request, blocker):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": blocker.reference,
            "opts": self.model._meta,
            "original": blocker,
            "blocker": blocker,
            "status_badge": looks.blocker_badge(blocker.status),
            "acts": self.acts_for(request, blocker),
            "tabs": self.tabs_for(request, blocker, "file"),
            "norms": blocker.norms.order_by("pk"),
            "asks": blocker.asks.order_by("pk"),
            "absorbed": blocker.merged.select_related("lab").order_by("pk"),
            **self._file_of(request, blocker),
        }
        return render(request, "admin/blockers/blocker/lead.html", context)

    def _file_of(self, request: HttpRequest, blocker: Any) -> dict[str, Any]:
        """Give what only the leading lab and the programme read of a blocker."""
        user: User = request.user  # type: ignore[assignment]
        if not user.has_perm(READS, blocker):
            return {"reads": False}
        mine = Report.objects.visible_to(user).attached().filter(blocker=blocker)
        shown = list(mine.with_people().order_by("attached_at", "pk"))
        facts = priority.facts_of(blocker, blocker.cases)
        writes = blocker.status in BLOCKER_EDITABLE and user.has_perm(
            "blockers.edit_blocker", blocker
        )
        points = checklist(blocker)
        leads = user.has_perm("blockers.escalate_blocker", blocker)
        dossier = reverse("blockers:blocker_dossier", args=[blocker.public_id])
        return {
            "reads": True,
            "dossier_url": dossier if leads else "",
            "note_url": reverse("blockers:blocker_note", args=[blocker.public_id]),
            "archive_url": looks.archive_address(blocker, user),
            "writes": writes,
            "reports": shown,
            "hidden": len(blocker.cases) - len(shown),
            "site_words": site_looks.words(blocker, shown),
            "words": cards.words(blocker, clock.today()),
            "lines": priority.explain(facts),
            "total": priority.total(facts),
            "most": priority.MOST,
            "points": [(p, self.address("act", blocker.pk, p.act)) for p in points],
            "meter": _meter(points) if blocker.status == B.QUALIFYING else None,
            "hrefs": {
                name.removesuffix("_blocker"): self.address("act", blocker.pk, name)
                for name in OF_A_PIECE
            },
        }

    def get_act_form_options(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> dict[str, Any]:
        """Give a form the row that it changes, as it stands."""
        if action.name in ("edit_blocker", "write_card_blocker"):
            return {"row": obj}
        if action.name == "merge_blocker":
            asked = {**request.GET.dict(), **request.POST.dict()}
            return {"blocker": obj, "reference": asked.get("reference", "")}
        if action.name in TAKES_BACK:
            merge = open_merge(obj)
            return {"to": merge.status_before if merge else ""}
        if action.name not in OF_A_PIECE:
            return {}
        rows = getattr(obj, OF_A_PIECE[action.name])
        piece = _piece_asked(request)
        if action.name.startswith("change"):
            row = rows.filter(pk=piece).first()
            if row is None and request.method != "POST":
                raise Http404
            return {"row": row}
        return {"rows": rows, "initial": {"piece": piece}}

    def act_facts(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> list[tuple[Any, Any]]:
        """Say what a merge taken back means, and what stands after another's edit."""
        if action.name in TAKES_BACK:
            return _merge_facts(obj)
        row = obj
        if action.name in OF_A_PIECE and request.method == "POST":
            rows = getattr(obj, OF_A_PIECE[action.name])
            row = rows.filter(pk=_piece_asked(request)).first()
        seen = request.POST.get("seen")
        if not seen or row is None or seen == version_of(row):
            return []
        return [
            (row._meta.get_field(name).verbose_name, _said(row, name))
            for name, value in written(row).items()
            if isinstance(value, str) and value != _typed(request, name)
        ]

    def act_page(self, request: HttpRequest, action: Act[Any], obj: Any) -> Page:
        """Come back to the file of the blocker: there is more to write."""
        page = super().act_page(request, action, obj)
        if action.name != "merge_blocker":
            return replace(page, next=page.back)
        return replace(
            page,
            next=page.back,
            template="admin/blockers/blocker/merge.html",
            button=_("Merge"),
            extra={**(page.extra or {}), "alike": alike(obj)},
        )


def _merge_facts(blocker: Blocker) -> list[tuple[Any, Any]]:
    """Say what returns where, and until when the other lab can object."""
    merge = open_merge(blocker)
    if merge is None:
        return []
    cases = Report.objects.filter(came_from=blocker).count()
    facts = [
        (_("Merged into"), str(merge.survivor)),
        (_("Cases that come back"), str(cases)),
        (_("Status that comes back"), str(B(merge.status_before).label)),
    ]
    if merge.object_until:
        facts.append(
            (_("The other lab may object until"), full_date(merge.object_until))
        )
    return facts


def _piece_asked(request: HttpRequest) -> int:
    """Give the number of a text or an ask in the address or the form; 0 for none."""
    text = request.POST.get("piece") or request.GET.get("piece") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").strip()


def _said(row: Any, name: str) -> str:
    """Give what a row says in one field, as people read it."""
    words = getattr(row, f"get_{name}_display", None)
    return str(words() if words else getattr(row, name)) or "–"


def _meter(points: list[Any]) -> ui.Meter:
    """Say how much is there of what a qualified blocker says."""
    done = sum(point.done for point in points)
    strong = _("%(done)d of %(all)d") % {"done": done, "all": len(points)}
    text = _("Complete: it can be qualified.") if done == len(points) else ""
    return ui.Meter(done, len(points), strong, f" · {text}" if text else "")
