"""Files of organisations: bring one, look at the preview, say yes, see the result."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes import rules
from programmes.actions import receive_import
from programmes.enums import ImportStatus, OrganisationKind
from programmes.imports.forms import ReceiveImportForm
from programmes.models import ImportRun, Lab
from servindus.admin_base import LabAdmin

WORKING = (ImportStatus.RECEIVED, ImportStatus.CONFIRMED)
FIGURES: tuple[tuple[str, Any], ...] = (
    ("created", pgettext_lazy("rows", "created")),
    ("updated", pgettext_lazy("rows", "updated")),
    ("unchanged", pgettext_lazy("rows", "unchanged")),
    ("refused", pgettext_lazy("rows", "refused")),
)


@admin.register(ImportRun)
class ImportRunAdmin(LabAdmin):
    """Imports, newest first; each has a page that can be left while it works."""

    list_display = ("file_name", "kind", "status", "started_by", "created_at", "result")
    list_filter = ("status", "kind")
    list_select_related = ("started_by",)
    ordering = ("-created_at",)
    change_form_template = "admin/import_run.html"
    hidden_acts: ClassVar = (
        "preview_import_run",
        "finish_import_run",
        "fail_import_run",
    )
    fields = ("file_name", "kind", "lab_choice", "started_by", "created_at", "status")

    @admin.display(description=_("result"))
    def result(self, obj: ImportRun) -> str:
        """Give the four figures in one line."""
        if not obj.counts:
            return ""
        return ", ".join(f"{obj.count(name)} {word}" for name, word in FIGURES)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the act's own permission."""
        return request.user.has_perm("programmes.import_organisation")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take a file; nothing is written before somebody has seen the preview."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ReceiveImportForm(
            request.POST or None, request.FILES or None, labs=self._labs(request)
        )
        if request.method == "POST" and form.is_valid():
            run = receive_import(
                request.user,  # type: ignore[arg-type]
                form.cleaned_data["file"],
                kind=OrganisationKind(form.cleaned_data["kind"]),
                lab_choice=form.cleaned_data["lab_choice"],
            )
            return redirect(self.address("change", run.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import organisations"),
            "opts": self.model._meta,
            "form": form,
            "page": {
                "title": _("Import organisations"),
                "button": _("Read the file"),
                "back": self.address("changelist"),
                "lead": _("First you see what would happen; nothing is written yet."),
            },
        }
        return render(request, "admin/act_form.html", context)

    def _labs(self, request: HttpRequest) -> Any:
        if rules.is_programme_admin(request.user):
            return Lab.objects.all()
        return Lab.objects.filter(pk__in=rules.lab_ids(request.user))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show progress, preview or result above the facts."""
        run = context.get("original")
        if isinstance(run, ImportRun):
            context |= {
                "is_working": run.status in WORKING,
                "is_preview": run.status == ImportStatus.PREVIEWED,
                "figures": [(word, run.count(name)) for name, word in FIGURES],
            }
        return super().render_change_form(request, context, *args, **kwargs)
