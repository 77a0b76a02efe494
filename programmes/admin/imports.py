"""Files of organisations: bring one, look at the preview, say yes, see the result."""

from pathlib import Path
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, pgettext_lazy

from programmes import rules
from programmes.actions import receive_import
from programmes.enums import ImportStatus, OrganisationKind
from programmes.imports.forms import MapColumnsForm, ReceiveImportForm
from programmes.imports.mappings import MEANINGS, guess
from programmes.models import ColumnMapping, ImportRun, Lab
from servindus.admin_base import LabAdmin
from servindus.views import Page
from servindus.workflow import Act

WORKING = (ImportStatus.RECEIVED, ImportStatus.CONFIRMED)
# The page itself asks for something: its buttons stand where it asks.
ASKING = (ImportStatus.MAPPING, ImportStatus.PREVIEWED)


def figures_of(run: ImportRun) -> list[tuple[str, int]]:
    """Give (word, number) of what became of the rows; the word agrees with it."""
    made, changed = run.count("created"), run.count("updated")
    same, refused = run.count("unchanged"), run.count("refused")
    return [
        (npgettext("rows", "created", "created", made), made),
        (npgettext("rows", "updated", "updated", changed), changed),
        (npgettext("rows", "unchanged", "unchanged", same), same),
        (npgettext("rows", "refused", "refused", refused), refused),
    ]


def said_columns(said: dict[str, Any]) -> list[tuple[Any, str]]:
    """Give (meaning, column) of what was said, in the order of the form."""
    meanings = said.get("meanings", {})
    return [(m.label, meanings[m.name]) for m in MEANINGS if m.name in meanings]


@admin.register(ImportRun)
class ImportRunAdmin(LabAdmin):
    """Imports, newest first; each has a page that can be left while it works."""

    when_empty = _(
        "Files of organisations that your lab brings: what each would change is"
        " shown before anything is written."
    )
    list_display = ("file_name", "kind", "status", "started_by", "created_at", "result")
    list_filter = ("status", "kind")
    list_select_related = ("started_by",)
    ordering = ("-created_at",)
    # Its page on the site is this very one.
    view_on_site = False
    change_form_template = "admin/import_run.html"
    hidden_acts: ClassVar = (
        "preview_import_run",
        "ask_mapping_import_run",
        "finish_import_run",
        "fail_import_run",
    )
    act_forms: ClassVar = {"map_import_run": MapColumnsForm}
    fields = (
        "file_name",
        "kind",
        "lab_choice",
        ("source_date", "is_complete"),
        "started_by",
        "created_at",
        "status",
    )

    @admin.display(description=_("result"))
    def result(self, obj: ImportRun) -> str:
        """Give the four figures in one line."""
        if not obj.counts:
            return ""
        return ", ".join(f"{number} {word}" for word, number in figures_of(obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the act's own permission."""
        return request.user.has_perm("programmes.import_organisation")

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the refused rows."""
        refused = path(
            "<path:object_id>/lignes-refusees/",
            self.admin_site.admin_view(self.refused_view),
            name="programmes_importrun_refused",
        )
        return [refused, *super().get_urls()]

    def refused_view(self, request: HttpRequest, object_id: str) -> FileResponse:
        """Hand out the refused rows with their reasons, to be corrected."""
        run = self.get_object(request, object_id)
        if run is None or not run.refused_file:
            raise Http404
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        try:
            file = run.refused_file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        stem = Path(run.file_name).stem[:80] or "import"
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"{stem}-{_now('refused-rows')}.csv",
            content_type="text/csv; charset=utf-8",
        )

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
            said = dict(form.cleaned_data)
            kind = OrganisationKind(said.pop("kind"))
            run = receive_import(
                request.user,  # type: ignore[arg-type]
                said.pop("file"),
                kind=kind,
                **said,
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

    def get_act_form_options(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> dict[str, Any]:
        """Begin with what was said last, else with a guess by names and values."""
        if action.name != "map_import_run":
            return {}
        said = obj.said or {
            "register": Path(obj.file_name).stem[:50],
            "meanings": guess(obj.columns),
        }
        initial = {**said["meanings"], "register": said["register"]}
        initial["rows_are"] = "sites" if said.get("is_site") else "companies"
        return {"columns": obj.columns, "initial": initial}

    def act_page(self, request: HttpRequest, action: Act[Any], obj: Any) -> Page:
        """Show the columns with their values, and come back to the run."""
        page = super().act_page(request, action, obj)
        words: dict[str, Any] = {"next": self.address("change", obj.pk)}
        if action.name == "map_import_run":
            words |= {
                "template": "admin/import_mapping.html",
                "button": _("Read the file with these columns"),
                "success": _("Noted. Files with the same columns are read like this."),
                "extra": {**(page.extra or {}), "columns": obj.columns},
            }
        return Page(**{**vars(page), **words})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show progress, question, preview or result above the facts."""
        run = context.get("original")
        if isinstance(run, ImportRun):
            context |= {
                "is_working": run.status in WORKING,
                "is_preview": run.status in ASKING,
                "is_mapping": run.status == ImportStatus.MAPPING,
                "figures": figures_of(run),
                "said_columns": said_columns(run.said),
                "refused_address": self.address("refused", run.pk),
            }
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(ColumnMapping)
class ColumnMappingAdmin(LabAdmin):
    """What was said of unknown files; forgotten here, said again with the next one."""

    when_empty = _(
        "When a file has columns that nobody knows, you say once what they hold."
        " It is remembered here for the next such file."
    )
    list_display = ("name", "lab", "made_by", "updated_at", "column_count")
    list_filter = ("lab",)
    list_select_related = ("lab", "made_by")
    ordering = ("-updated_at",)
    fields = ("name", "lab", "is_site", "shown_meanings", "made_by", "updated_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A mapping is said with a file."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A mapping is changed with a file."""
        return False

    @admin.display(description=_("columns"))
    def column_count(self, obj: ColumnMapping) -> int:
        """How many columns its files have."""
        return len(obj.columns)

    @admin.display(description=_("meanings"))
    def shown_meanings(self, obj: ColumnMapping) -> str:
        """What each column holds, one a line."""
        colon = pgettext_lazy("between a name and what it means", ":")
        pairs = said_columns(obj.as_said())
        return "\n".join(f"{label}{colon} {column}" for label, column in pairs)
