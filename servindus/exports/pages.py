"""Where people take lists out: one POST, and the pages of the files made for them.

A GET writes nothing here as elsewhere, and an export is written down: so the buttons
are a form, whose action carries the filters of the list.
"""

import tempfile
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from servindus import clock, ui
from servindus.actions import finish_export, forget_export
from servindus.actors import Channel
from servindus.exports.dataset import BadFilters, Dataset, Selection, at_address
from servindus.exports.dataset import datasets as known_datasets
from servindus.exports.formats import FORMATS, OFFERED
from servindus.exports.run import (
    LONGEST_QUERY,
    file_name,
    note_request,
    read_query,
    write,
)
from servindus.models import Export, User
from servindus.models.export import ExportStatus
from servindus.views import Page, perform

# Up to so many rows the file leaves at once (under 2 s in the slowest format, see
# docs/exports.md); a longer list is made by the worker.
AT_ONCE = 2000
# Files that one person may have in the making; more would make others wait.
MOST_WAITING = 3
# Shown of one's own exports.
SHOWN = 50


def exporter(
    request: HttpRequest,
    dataset: Dataset,
    href: str = "",
    label: ui.Text = "",
    **changes: str,
) -> ui.Exporter | None:
    """Give the buttons for a list at the address that is shown, if one may export it.

    `changes` say outright what the page chose where its address was silent.
    """
    if not dataset.permits(request.user):  # type: ignore[arg-type]
        return None
    query = request.GET.copy()
    if len(query.urlencode()) > LONGEST_QUERY:
        return None
    query = read_query(query.urlencode())
    for name, value in changes.items():
        query[name] = value
    href = href or reverse("request_export", args=[dataset.slug])
    text = query.urlencode()
    return ui.Exporter(
        f"{href}?{text}" if text else href,
        [(name, FORMATS[name].label) for name in OFFERED],
        label,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def request_export_view(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take a list of the portal out as a file."""
    dataset = at_address(slug)
    if dataset is None:
        raise Http404
    return take_out(request, dataset)


def take_out(
    request: HttpRequest, dataset: Dataset, channel: Channel | None = None
) -> HttpResponseBase:
    """Send the file, or go to the page that waits for it; a GET goes to the list."""
    user: User = request.user  # type: ignore[assignment]
    if not dataset.permits(user):
        raise PermissionDenied
    try:
        query = read_query(request.META.get("QUERY_STRING", ""))
    except ValueError:
        return render(request, "400.html", status=400)
    if request.method != "POST":
        return redirect(dataset.address(query))
    format = request.POST.get("format", "")
    if format not in OFFERED:
        messages.error(request, _("Choose CSV, XLSX, ODS or JSON."))
        return redirect(dataset.address(query))
    try:
        selection = dataset.select(user, query)
    except BadFilters:
        messages.error(request, _("The list does not know these filters."))
        return redirect(dataset.address(QueryDict()))
    order = Order(request, dataset, selection, format, query, channel)
    if selection.count(AT_ONCE + 1) <= AT_ONCE:
        return order.send()
    return order.hand_over()


class Order:
    """One person's wish for one file."""

    def __init__(
        self,
        request: HttpRequest,
        dataset: Dataset,
        selection: Selection,
        format: str,
        query: QueryDict,
        channel: Channel | None,
    ) -> None:
        self.request = request
        self.user: User = request.user  # type: ignore[assignment]
        self.dataset, self.selection = dataset, selection
        self.format, self.query, self.channel = format, query, channel

    def _note(self, background: bool) -> Export:
        return note_request(
            self.dataset,
            self.selection,
            self.format,
            self.query,
            by=self.user,
            author=self.user,
            language=(get_language() or "fr")[:2],
            channel=self.channel,
            background=background,
        )

    def send(self) -> HttpResponseBase:
        """Make the file now; it leaves once the journal has its count."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        try:
            made = write(self.dataset, self.selection, self.format, file)
            with transaction.atomic():
                finish_export(
                    self._note(background=False),
                    by=self.user,
                    channel=self.channel,
                    dataset=self.dataset.name,
                    format=self.format,
                    rows=made.rows,
                    digest=made.digest,
                )
        except BaseException:
            file.close()
            raise
        name = file_name(self.selection, self.format, made)
        return _attachment(file, self.format, name)

    def hand_over(self) -> HttpResponse:
        """Let the worker make the file; the same wish twice is one file."""
        waiting = Export.objects.visible_to(self.user).waiting()
        same = waiting.filter(
            dataset=self.dataset.name,
            format=self.format,
            query=self.query.urlencode(),
        ).first()
        if same is not None:
            return redirect(same.get_absolute_url())
        if waiting.count() >= MOST_WAITING:
            messages.error(
                self.request,
                _("Three of your exports are being prepared. Wait for one of them."),
            )
            return redirect("export_list")
        return redirect(self._note(background=True).get_absolute_url())


def _attachment(file: Any, format: str, name: str) -> FileResponse:
    response = FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type=FORMATS[format].content_type,
    )
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _own(request: HttpRequest, public_id: UUID) -> Export:
    """Give an export of the reader; another's answers like no one's."""
    rows = Export.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """List one's own exports that were made in the background, newest first."""
    rows = Export.objects.visible_to(request.user)  # type: ignore[arg-type]
    rows = rows.exclude(status=ExportStatus.FORGOTTEN).exclude(
        status=ExportStatus.DONE, file=""
    )
    context = {
        "exports": [_seen(export) for export in rows.order_by("-pk")[:SHOWN]],
        "crumbs": [ui.Crumb(_("Home"), reverse("home")), ui.Crumb(_("My exports"))],
    }
    return render(request, "servindus/export_list.html", context)


@require_safe
def export_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how far a file is; the page can be left."""
    export = _own(request, public_id)
    context = {
        "seen": _seen(export),
        "is_waiting": export.status == ExportStatus.WAITING,
        "crumbs": [
            ui.Crumb(_("My exports"), reverse("export_list")),
            ui.Crumb(export.get_format_display()),
        ],
    }
    return render(request, "servindus/export_detail.html", context)


@require_safe
def export_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Send a file to whoever asked for it, as long as they may export this list."""
    export = _own(request, public_id)
    dataset = known_datasets().get(export.dataset)
    if dataset is None or not dataset.permits(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    if not is_there(export):
        return redirect(export.get_absolute_url())
    return _attachment(
        default_storage.open(export.file), export.format, export.file_name
    )


def is_there(export: Export) -> bool:
    """Whether the file can be fetched: its days are counted by the clock, no job."""
    return (
        export.status == ExportStatus.DONE
        and bool(export.file)
        and export.expires_at is not None
        and export.expires_at > clock.now()
        and default_storage.exists(export.file)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def forget_export_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete a file before its days are over."""
    export = _own(request, public_id)
    page = Page(
        title=_("Delete the file"),
        lead=_("The journal keeps that you made this export, not what is in it."),
        button=_("Delete the file"),
        success=_("The file is deleted."),
        back=export.get_absolute_url(),
        next=reverse("export_list"),
    )
    return perform(request, forget_export, export, forms.Form, page=page)


LOOKS: dict[str, tuple[str, ui.Tone]] = {
    ExportStatus.WAITING: ("clock", "hold"),
    ExportStatus.DONE: ("check-circle", "ok"),
    ExportStatus.FAILED: ("x-circle", "bad"),
    ExportStatus.FORGOTTEN: ("trash", "mute"),
}


def _seen(export: Export) -> dict[str, Any]:
    """Give an export as the pages draw it."""
    address = partial(reverse, args=[export.public_id])
    icon, tone = LOOKS[export.status]
    status = ExportStatus(export.status)
    return {
        "export": export,
        "name": export.file_name or _name_of(export.dataset),
        "badge": ui.Badge(status.label, icon, tone),
        "file_href": address("export_file") if is_there(export) else "",
        "forget_href": ""
        if status == ExportStatus.FORGOTTEN
        else address("forget_export"),
    }


def _name_of(dataset: str) -> str:
    return dataset.replace("_", " ").capitalize()
