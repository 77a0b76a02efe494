"""The desk of practices: what is written, read, judged, published and retired."""

from pathlib import Path
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from benchmarking.imports.forms import PracticesFileForm
from benchmarking.imports.run import import_practices
from benchmarking.models import Evidence, PeerReview, PracticeVersion
from benchmarking.practices.forms import RetireForm, ReviewDayForm, SentBackForm
from programmes import known
from programmes.admin.by_file import ByFile, FileWords
from programmes.admin.filters import AxisFilter, LabFilter
from programmes.imports.file_form import Order
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from servindus.admin_base import LabAdmin, LabInline


class PracticeLabFilter(LabFilter):
    """The lab of the practice."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one lab."""
        found = [lab.pk for lab in known.labs() if lab.slug == self.value()]
        return queryset.filter(practice__lab__in=found) if self.value() else queryset


class _PartInline(LabInline):
    """What goes with a version; written on its pages, never here."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the version sees what goes with it."""
        return request.user.has_perm("benchmarking.view_practice_version", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is added here."""
        return False


class EvidenceInline(_PartInline):
    """What shows that it works."""

    model = Evidence
    fields = ("rank", "claim", "indicator", "numerator", "denominator", "source")
    readonly_fields = fields


class PeerReviewInline(_PartInline):
    """What other labs think of it."""

    model = PeerReview
    fields = (
        *("reading", "lab", "reviewer", "evidence", "clarity", "cost_known"),
        *("transferability", "legal_solidity", "opinion", "interest"),
    )
    readonly_fields = fields


@admin.register(PracticeVersion)
class PracticeVersionAdmin(ByFile, LabAdmin):
    """Versions: whose, where they stand, their next day."""

    file_form = PracticesFileForm
    file_words = FileWords(
        _("Bring practices in by file"),
        _(
            "First you see what would happen; nothing is written yet. Each row becomes"
            " a draft of your lab, which says the problem, the cost and what failed."
        ),
        (
            ("title", _("Title")),
            ("origin", _("Who does it")),
            ("keywords", _("Keywords")),
        ),
    )
    change_list_template = "admin/list_by_file.html"

    export_name = "practice_versions_desk"
    when_empty = _("Practices stand here once a lab has begun the first one.")
    list_display = ("need", "reference", "number", "status", "level", "due_on")
    list_filter = ("status", "level", PracticeLabFilter, AxisFilter)
    list_select_related = ("practice__lab", "workstream")
    search_fields = ("need",)
    search_help_text = _("Words of the problem, of what is done, of how")
    ordering = ("-created_at", "-id")
    act_forms: ClassVar = {
        "return_practice_version": SentBackForm,
        "publish_practice_version": ReviewDayForm,
        "renew_practice_version": ReviewDayForm,
        "retire_practice_version": RetireForm,
    }
    # Written and judged with the whole text in sight; the platform reminds.
    hidden_acts: ClassVar = (
        *("edit_practice_version", "add_evidence_practice_version"),
        *("remove_evidence_practice_version", "review_practice_version"),
        *("revise_practice_version", "nudge_practice_version"),
    )
    inlines = (EvidenceInline, PeerReviewInline)
    fields = (
        ("need", "status"),
        ("title", "number"),
        ("workstream", "level"),
        "problem",
        "solution",
        "conditions",
        ("person_days", "euros"),
        "skills",
        "difficulties",
        "failures",
        ("started_on", "ended_on"),
        ("submitted_by", "due_on", "return_reason"),
        ("published_on", "labelled_on", "looked_on", "review_on"),
        ("retire_code", "retire_reason"),
    )
    readonly_fields = tuple(
        name for line in fields for name in ((line,) if isinstance(line, str) else line)
    )

    @admin.display(description=_("reference"), ordering="practice__number")
    def reference(self, obj: PracticeVersion) -> str:
        """Give the practice's reference."""
        return obj.practice.reference

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Practices are begun on the pages of the portal, in steps."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Show the way to bring a file."""
        return super().changelist_view(request, self.file_context(request))

    def bring(self, file: Path, order: Order, refusals: Refusals) -> Report:
        """Bring practices in as drafts, or count them."""
        return import_practices(file, order, refusals)

    def brought(self, count: int) -> str:
        """Say that they are drafts."""
        told = ngettext(
            "%(n)d practice was brought in; it is a draft of your lab.",
            "%(n)d practices were brought in; they are drafts of your lab.",
            count,
        )
        return told % {"n": count}
