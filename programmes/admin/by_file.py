"""Rows by file: look at what would happen, then bring them in."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
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

from programmes import rules
from programmes.imports.file_form import LabFileForm, Order
from programmes.imports.reader import UnreadableFile
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from programmes.models import Lab
from servindus.actors import Channel
from servindus.limits import is_too_often, seconds_left, too_often
from servindus.ui import Text

KEPT_SECONDS = 3600
# Files that one person brings in an hour: each is kept that long.
MOST_FILES = 30


@dataclass(frozen=True)
class FileWords:
    """What the two pages say: of which rows, and what becomes of them."""

    title: Text
    lead: Text
    # The columns of the first rows, after their line: what `sample` holds of each.
    sample: Sequence[tuple[str, Text]]


class ByFile:
    """The two pages that a desk adds for files."""

    model: Any
    admin_site: Any
    address: Any
    file_form: type[LabFileForm]
    file_words: FileWords

    def bring(self, file: Path, order: Order, refusals: Refusals) -> Report:
        """Bring the rows of a file in, or count them."""
        raise NotImplementedError

    def brought(self, count: int) -> str:
        """Say how many were brought in, and what comes next."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        """Add the two pages."""
        prefix = f"{self.model._meta.app_label}_{self.model._meta.model_name}"
        pages = [
            path(
                "importer/",
                self.admin_site.admin_view(self.bring_view),
                name=f"{prefix}_bring",
            ),
            path(
                "importer/<str:key>/",
                self.admin_site.admin_view(self.brought_view),
                name=f"{prefix}_brought",
            ),
        ]
        return [*pages, *super().get_urls()]  # type: ignore[misc]

    def file_context(self, request: HttpRequest) -> dict[str, Any]:
        """Give what the list needs for its button."""
        may = bool(rules.lab_ids(request.user))
        return {
            "bring_url": self.address("bring") if may else "",
            "bring_title": self.file_words.title,
        }

    def bring_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file; nothing is written before somebody has seen the preview."""
        labs = rules.lab_ids(request.user)
        if not labs:
            raise PermissionDenied
        form = self.file_form(request.POST or None, request.FILES or None, labs=labs)
        if request.method == "POST" and form.is_valid():
            return self._kept(request, form)
        words = self.file_words
        context = {
            **self.admin_site.each_context(request),
            "title": words.title,
            "opts": self.model._meta,
            "form": form,
            "page": {
                "title": words.title,
                "button": _("Read the file"),
                "back": self.address("changelist"),
                "lead": words.lead,
            },
        }
        return render(request, "admin/act_form.html", context)

    @property
    def _name(self) -> str:
        return f"by-file:{self.model._meta.model_name}"

    def _kept(self, request: HttpRequest, form: LabFileForm) -> HttpResponse:
        """Keep the file for an hour, for the person who brought it alone."""
        name = f"{self._name}:{request.user.pk}"
        if is_too_often(name, times=MOST_FILES, seconds=KEPT_SECONDS):
            return too_often(request, wait=seconds_left(KEPT_SECONDS))
        key = _new_key()
        kept = {
            "by": request.user.pk,
            "lab": form.cleaned_data["lab"].pk,
            "content": form.cleaned_data["file"],
            "name": form.file_name,
        }
        cache.set(f"{self._name}:{key}", kept, KEPT_SECONDS)
        return redirect(self.address("brought", key))

    def brought_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show what would happen; bring the rows in; or hand the refused ones out."""
        # A key of another length was never ours, and may be too long to look up.
        ours = len(key) == len(_new_key())
        kept: Any = cache.get(f"{self._name}:{key}") if ours else None
        mine = kept is not None and kept["by"] == request.user.pk
        if not mine or kept["lab"] not in rules.lab_ids(request.user):
            messages.warning(
                request, _("This file is not kept any more: bring it once more.")
            )
            return redirect(self.address("bring"))
        lab = Lab.objects.get(pk=kept["lab"])
        is_sure = request.method == "POST"
        user: Any = request.user
        order = Order(lab, user, dry_run=not is_sure, channel=Channel.ADMIN)
        try:
            report, refused = self._read(kept["content"], order)
        except UnreadableFile as error:
            messages.error(request, str(error))
            return redirect(self.address("bring"))
        if is_sure:
            messages.success(request, self.brought(report.created))
            return redirect(self.address("changelist"))
        if "refusees" in request.GET:
            return _as_download(refused, kept["name"])
        return self._preview(request, report, lab, kept["name"])

    def _preview(
        self, request: HttpRequest, report: Report, lab: Lab, name: str
    ) -> HttpResponse:
        sample = self.file_words.sample
        context = {
            **self.admin_site.each_context(request),
            "title": _("What would happen"),
            "opts": self.model._meta,
            "report": report,
            "sample_columns": [label for _name, label in sample],
            "sample": [
                (row["line"], [row.get(column, "") for column, _label in sample])
                for row in report.sample
            ],
            "lab": lab,
            "file_name": name,
            "back": self.address("changelist"),
            "again": self.address("bring"),
        }
        return render(request, "admin/brought_by_file.html", context)

    def _read(self, content: bytes, order: Order) -> tuple[Report, bytes]:
        """Read a file that is kept, and give the refused rows as a file too."""
        with NamedTemporaryFile() as copy, TemporaryDirectory() as folder:
            copy.write(content)
            copy.flush()
            refused = Path(folder) / "refused.csv"
            with Refusals(refused) as refusals:
                report = self.bring(Path(copy.name), order, refusals)
            return report, refused.read_bytes()


def _new_key() -> str:
    """Give the name that a file is kept under; nobody guesses it."""
    return secrets.token_urlsafe(16)


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
