"""The files beside a form: added and taken away by two acts of the row they go with."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from servindus.actors import Actor
from servindus.models.stored_file import FileKind, StoredFile
from servindus.uploads import FileRefused, Upload, forget, kept_with_its_row
from servindus.views import RETRY_AFTER, busy_words
from servindus.workflow import Act, ActRefused, Busy

BUTTONS = ("attach", "detach")


@dataclass(frozen=True)
class File:
    """One attached file as the pages draw it."""

    public_id: str
    name: str
    size: str
    icon: str
    href: str


def drawn(row: StoredFile, href: str) -> File:
    """Give a file as the pages draw it; `href` is the reader's door."""
    icon = FileKind(row.kind).icon
    return File(str(row.public_id), row.name, size_text(row.size), icon, href)


def size_text(size: int) -> str:
    """Give a size in bytes as people say it: `412 ko`, `1,3 Mo`."""
    if size < 1024 * 1024:
        return _("%(n)d kB") % {"n": max(1, round(size / 1024))}
    return _("%(n)s MB") % {"n": number_format(size / 1024 / 1024, 1)}


@dataclass(frozen=True)
class Shelf:
    """Where the files of a row stand, who reaches it, and the acts that fill it.

    `files` is the related manager; `put` takes `piece` and `upload`, `remove` `piece`.
    """

    owner: Any
    files: Any
    put: Act[Any]
    remove: Act[Any]
    by: Actor

    def add(self, upload: Upload) -> None:
        """Attach a file; nothing stays on the disk when the act does not come about."""
        with kept_with_its_row(upload):
            self.put(self.owner, by=self.by, piece=upload.public_id, upload=upload)

    def take_away(self, piece: str) -> None:
        """Detach a file, then delete it from the disk; an unknown one is left alone."""
        try:
            row = self.files.filter(public_id=UUID(piece)).first()
        except ValueError:
            return
        if row is not None:
            self.remove(self.owner, by=self.by, piece=row.public_id)
            forget(str(row.file))

    def change(self, request: HttpRequest, form: forms.Form) -> int:
        """Do what the buttons beside the files ask; give the status of the page.

        Only faults of the file stay in the form: the texts are not being sent yet.
        """
        status = 200
        upload = form.cleaned_data.get("file")
        try:
            if piece := request.POST.get("detach"):
                self.take_away(piece)
            if upload:
                self.add(upload)
            elif "attach" in request.POST and not form.has_error("file"):
                form.add_error("file", form.fields["file"].error_messages["required"])
        except ActRefused as refused:
            tell(form, refused)
            status = 409
        texts = {name for name in form.fields if name != "file"}
        for name in texts & set(form.errors):
            del form.errors[name]
        return status


def buttons_pressed(request: HttpRequest) -> bool:
    """Whether one of the buttons beside the files was pressed."""
    return any(name in request.POST for name in BUTTONS)


def tell(form: forms.Form, refused: ActRefused | Busy) -> int:
    """Say at the file, or above the form, why nothing was done; give the status."""
    if isinstance(refused, Busy):
        form.add_error(None, busy_words())
        return 503
    field = "file" if isinstance(refused, FileRefused) else None
    form.add_error(field, str(refused))
    return 409


def later(page: HttpResponse) -> HttpResponse:
    """Say when to send a form again that found its file busy."""
    if page.status_code == 503:
        page.headers["Retry-After"] = RETRY_AFTER
    return page
