"""Cases by file: look at what would happen, then bring them in."""

import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blockers.imports.forms import CasesFileForm
from blockers.imports.run import CaseOrder, import_cases
from programmes import rules as frame
from programmes.imports.reader import UnreadableFile
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from programmes.models import Lab
from servindus.limits import is_too_often, seconds_left, too_often

KEPT_SECONDS = 3600
# Files that one person brings in an hour: each is kept that long.
MOST_FILES = 30


class CasesByFile:
    """The pages that a desk of cases adds for files."""

    model: Any
    admin_site: Any
    address: Any

    def get_urls(self) -> list[URLPattern]:
        """Add the two pages."""
        pages = [
            path(
                "importer/",
                self.admin_site.admin_view(self.bring_view),
                name="blockers_report_bring",
            ),
            path(
                "importer/<str:key>/",
                self.admin_site.admin_view(self.brought_view),
                name="blockers_report_brought",
            ),
        ]
        return [*pages, *super().get_urls()]  # type: ignore[misc]

    def bring_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file; nothing is written before somebody has seen the preview."""
        labs = frame.lab_ids(request.user)
        if not labs:
            raise PermissionDenied
        form = CasesFileForm(request.POST or None, request.FILES or None, labs=labs)
        if request.method == "POST" and form.is_valid():
            return self._kept(request, form)
        title = _("Bring cases in by file")
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "form": form,
            "page": {
                "title": title,
                "button": _("Read the file"),
                "back": self.address("changelist"),
                "lead": _(
                    "First you see what would happen; nothing is written yet. Each case"
                    " counts as written down by you, for the four labs alone."
                ),
            },
        }
        return render(request, "admin/act_form.html", context)

    def _kept(self, request: HttpRequest, form: CasesFileForm) -> HttpResponse:
        """Keep the file for an hour, for the person who brought it alone."""
        name = f"cases-by-file:{request.user.pk}"
        if is_too_often(name, times=MOST_FILES, seconds=KEPT_SECONDS):
            return too_often(request, wait=seconds_left(KEPT_SECONDS))
        key = _new_key()
        kept = {
            "by": request.user.pk,
            "lab": form.cleaned_data["lab"].pk,
            "content": form.cleaned_data["file"],
            "name": form.file_name,
        }
        cache.set(f"cases:{key}", kept, KEPT_SECONDS)
        return redirect(self.address("brought", key))

    def brought_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show what would happen; bring the cases in; or hand the refused rows out."""
        # A key of another length was never ours, and may be too long to look up.
        kept: Any = cache.get(f"cases:{key}") if len(key) == len(_new_key()) else None
        mine = kept is not None and kept["by"] == request.user.pk
        if not mine or kept["lab"] not in frame.lab_ids(request.user):
            messages.warning(
                request, _("This file is not kept any more: bring it once more.")
            )
            return redirect(self.address("bring"))
        lab = Lab.objects.get(pk=kept["lab"])
        is_sure = request.method == "POST"
        order = CaseOrder(lab, request.user, dry_run=not is_sure)  # type: ignore[arg-type]
        try:
            report, refused = _read(kept["content"], order)
        except UnreadableFile as error:
            messages.error(request, str(error))
            return redirect(self.address("bring"))
        if is_sure:
            return self._done(request, report)
        if "refusees" in request.GET:
            return _as_download(refused, kept["name"])
        return self._preview(request, report, lab, kept["name"])

    def _done(self, request: HttpRequest, report: Report) -> HttpResponse:
        told = ngettext(
            "%(n)d case was brought in; it waits to be qualified.",
            "%(n)d cases were brought in; they wait to be qualified.",
            report.created,
        )
        messages.success(request, told % {"n": report.created})
        return redirect(self.address("changelist"))

    def _preview(
        self, request: HttpRequest, report: Report, lab: Lab, name: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("What would happen"),
            "opts": self.model._meta,
            "report": report,
            "lab": lab,
            "file_name": name,
            "back": self.address("changelist"),
            "again": self.address("bring"),
        }
        return render(request, "admin/blockers/report/brought.html", context)


def _new_key() -> str:
    """Give the name that a file is kept under; nobody guesses it."""
    return secrets.token_urlsafe(16)


def _read(content: bytes, order: CaseOrder) -> tuple[Report, bytes]:
    """Read a file that is kept, and give the rows that were refused as a file too."""
    with NamedTemporaryFile() as copy, TemporaryDirectory() as folder:
        copy.write(content)
        copy.flush()
        refused = Path(folder) / "refused.csv"
        with Refusals(refused) as refusals:
            report = import_cases(Path(copy.name), order, refusals)
        return report, refused.read_bytes()


def _as_download(content: bytes, name: str) -> HttpResponse:
    stem = Path(name).stem[:80] or "import"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=f"{stem}-{_('refused-rows')}.csv"
            )
            or "attachment"
        },
    )
