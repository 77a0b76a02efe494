"""Decision makers from a file: bring it, look at what would happen, say yes."""

import os
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matchmaking.actions import add_decision_maker
from matchmaking.card_files import facts_of, read_cards
from programmes.imports.reader import UnreadableFile
from servindus import clock
from servindus.admin_base import LabAdmin, actor_of

FOLDER = "card_files"
SALT = "matchmaking.card_file"
MOST_BYTES = 2_000_000
# A file that nobody has said yes to is deleted when the next one comes after that.
KEPT = timedelta(days=1)


class CardFileForm(forms.Form):
    """The file of a visit, of an event or of the lab's own list."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, 2 MB at most. Columns: SIREN or company, site, first name, last"
            " name, function, e-mail, phone, source of the address, note, said yes on."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is written anywhere."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB."))
        return file


class CardFileDesk(LabAdmin):
    """The pages of a file of decision makers, beside the list's own."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page that takes a file and the page that shows its preview."""
        view = self.admin_site.admin_view
        name = "matchmaking_decisionmaker_file"
        return [
            path("fichier/", view(self.file_view), name=name),
            path(
                "fichier/<str:token>/", view(self.preview_view), name=f"{name}_preview"
            ),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file; nothing is written before somebody has seen the preview."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = CardFileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            _forget_old_files()
            stored = default_storage.save(
                f"{FOLDER}/{uuid.uuid4().hex}", form.cleaned_data["file"]
            )
            try:
                read_cards(Path(default_storage.path(stored)), actor_of(request))
            except UnreadableFile as error:
                default_storage.delete(stored)
                form.add_error("file", _unread(error))
            else:
                return redirect(self.address("file_preview", _token(request, stored)))
        title = _("Add decision makers from a file")
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "form": form,
            "page": {
                "title": title,
                "button": _("Read the file"),
                "back": self.address("changelist"),
                "lead": _("First you see what would happen; nothing is written yet."),
            },
        }
        return render(request, "admin/act_form.html", context)

    def preview_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what the file would do; on a yes do it, once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        stored = _stored(request, token)
        if not default_storage.exists(stored):
            messages.info(request, _("This file has been dealt with already."))
            return redirect(self.address("changelist"))
        if request.method == "POST" and "cancel" in request.POST:
            default_storage.delete(stored)
            messages.info(request, _("Nothing was added."))
            return redirect(self.address("changelist"))
        try:
            preview = read_cards(Path(default_storage.path(stored)), actor_of(request))
        except UnreadableFile as error:
            messages.error(request, _unread(error))
            return redirect(self.address("file"))
        if request.method == "POST":
            # One card after the other: whoever says yes again adds only the rest.
            added = [
                add_decision_maker(
                    row.card, by=actor_of(request), spoken_on=row.spoken_on
                )
                for row in preview.candidates
            ]
            default_storage.delete(stored)
            messages.success(request, _result(len(added) - added.count(None)))
            return redirect(self.address("changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("What would happen"),
            "opts": self.model._meta,
            "rows": [facts_of(candidate) for candidate in preview.candidates],
            "refused": preview.refused,
            "file_href": self.address("file"),
        }
        return render(request, "admin/matchmaking/card_file.html", context)


def _token(request: HttpRequest, stored: str) -> str:
    """Sign the stored name for this person: nobody else's yes counts."""
    return signing.dumps([stored, request.user.pk], salt=SALT)


def _stored(request: HttpRequest, token: str) -> str:
    """Give the stored name of a token that was signed for this person, else 404."""
    try:
        stored, person = signing.loads(token, salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        raise Http404 from None
    if person != request.user.pk:
        raise Http404
    return str(stored)


def _unread(error: UnreadableFile) -> str:
    return _("This file cannot be used: %(reason)s.") % {"reason": str(error)}


def _result(count: int) -> str:
    return ngettext(
        "%(n)d decision maker was added.", "%(n)d decision makers were added.", count
    ) % {"n": count}


def _forget_old_files() -> None:
    """Delete the files that were left without a yes."""
    folder = Path(default_storage.path(FOLDER))
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if datetime.fromtimestamp(entry.stat().st_mtime, UTC) < clock.now() - KEPT:
            default_storage.delete(f"{FOLDER}/{entry.name}")
