"""The tabs of a desk's row: the file itself, its journal, the notes of the staff."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servindus import clock, ui
from servindus.actors import Channel
from servindus.models import JournalEntry, StaffNote, User
from servindus.models.base import Model
from servindus.workflow import acts_of, write_journal

LINES = 100
MOST_NOTES = 200
STEPS = "etapes"
# Lines that no act of the desk wrote, by the first word of their verb.
WORDS = {
    "add": gettext_lazy("Added"),
    "change": gettext_lazy("Changed"),
    "delete": gettext_lazy("Deleted"),
    "draft": gettext_lazy("Started"),
    "name": gettext_lazy("Named by a colleague"),
    "open": gettext_lazy("Opened"),
    "move": gettext_lazy("Moved by a merge"),
    "take": gettext_lazy("Another was merged into it"),
    "give": gettext_lazy("A merge into it was undone"),
    "note": gettext_lazy("Noted for the desk"),
    "remind": gettext_lazy("Reminder sent"),
    "read": gettext_lazy("Read for the programme"),
}


class NoteForm(forms.Form):
    """A sentence for colleagues."""

    text = forms.CharField(
        label=gettext_lazy("New note"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "1,000 characters at most. Only the staff of this lab reads it: no page,"
            " mail or export of anybody else shows it."
        ),
        error_messages={"required": gettext_lazy("Write the note first.")},
    )


class TabbedDesk(admin.ModelAdmin):
    """File, journal and notes of a row, under one set of tabs."""

    object_history_template = "admin/desk_journal.html"
    # Whether staff keep notes on these rows; asks `read_notes_of` and `note`.
    keeps_notes = False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Take the empty name of a field, which Django would look up, for none."""
        return super().get_object(request, object_id, from_field or None)

    def address(self, page: str, *args: Any) -> str:
        """Give the address of one of this desk's pages: change, changelist, act."""
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the notes, where they are kept."""
        if not self.keeps_notes:
            return super().get_urls()
        meta = self.model._meta
        notes = path(
            "<path:object_id>/notes/",
            self.admin_site.admin_view(self.notes_view),
            name=f"{meta.app_label}_{meta.model_name}_notes",
        )
        return [notes, *super().get_urls()]

    def tabs_for(self, request: HttpRequest, obj: Any, current: str) -> list[ui.Tab]:
        """Give the tabs of a row that this reader may open."""
        href = self.address("change", obj.pk)
        tabs = [ui.Tab(_("The file"), href, current=current == "file")]
        if self.reads_journal(request, obj):
            href = self.address("history", obj.pk)
            tabs.append(ui.Tab(_("Journal"), href, current=current == "journal"))
        if self.reads_notes(request, obj):
            count = _notes_on(request, obj).count()
            href = self.address("notes", obj.pk)
            tabs.append(ui.Tab(_("Notes"), href, count, current == "notes"))
        return tabs

    def reads_journal(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the reader may see who did what on this row."""
        return self.has_view_permission(request, obj)

    def reads_notes(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the reader may see what colleagues noted on this row."""
        return self.keeps_notes and request.user.has_perm(
            _perm(obj, "read_notes_of"), obj
        )

    def _page(self, request: HttpRequest, obj: Any, current: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "original": obj,
            "object": obj,
            "tabs": self.tabs_for(request, obj, current),
        }

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show the journal of a row, in words, instead of Django's own log."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.reads_journal(request, obj):
            raise PermissionDenied
        steps = request.GET.get("voir") == STEPS
        lines = JournalEntry.objects.about(obj).select_related("user").reverse()
        if steps:
            lines = lines.exclude(source=models.F("target"))
        before = request.GET.get("avant", "")
        if before.isascii() and before.isdecimal() and len(before) < 19:
            lines = lines.filter(pk__lt=int(before))
        found = list(lines[: LINES + 1])
        more = len(found) > LINES
        found = found[:LINES]
        context = {
            **self._page(request, obj, "journal"),
            "title": _("Journal: %(object)s") % {"object": obj},
            "steps": steps,
            "lines": [self._line(line) for line in found],
            "older": found[-1].pk if more else None,
        }
        return render(request, self.object_history_template, context)

    def _line(self, line: JournalEntry) -> dict[str, Any]:
        """Give a line in words: who, what, from where to where."""
        return {
            "line": line,
            "word": word_of(line, self.model),
            "who": line.user or line.typed_name or line.get_actor_kind_display(),
            "source": _status_word(self.model, line.source),
            "target": _status_word(self.model, line.target),
        }

    def notes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the notes and take one more."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.reads_notes(request, obj):
            raise PermissionDenied
        may = request.user.has_perm(_perm(obj, "note"), obj)
        form = NoteForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            if form.is_valid():
                keep_note(obj, by=request.user, text=form.cleaned_data["text"])  # type: ignore[arg-type]
                messages.success(request, _("The note is kept."))
                return redirect(self.address("notes", obj.pk))
        notes = _notes_on(request, obj).select_related("author")[:MOST_NOTES]
        context = {
            **self._page(request, obj, "notes"),
            "title": _("Notes: %(object)s") % {"object": obj},
            "notes": list(notes),
            "form": form if may else None,
        }
        return render(request, "admin/desk_notes.html", context)


def _notes_on(request: HttpRequest, obj: models.Model) -> Any:
    user: Any = request.user
    return StaffNote.objects.about(obj).visible_to(user)


def _perm(obj: models.Model, verb: str) -> str:
    assert isinstance(obj, Model)
    return obj.get_perm(verb)


def keep_note(obj: Any, *, by: User, text: str) -> StaffNote:
    """Keep a note and its line in the journal; the same note again is one note.

    A double click sends the same text twice; the row's lock makes them wait in turn.
    """
    now = clock.now()
    with transaction.atomic():
        list(type(obj)._base_manager.select_for_update(no_key=True).filter(pk=obj.pk))
        last = StaffNote.objects.about(obj).first()
        if last is not None and (last.author_id, last.text) == (by.pk, text):
            return last
        note = StaffNote.objects.create(
            object_type=obj._meta.label_lower,
            object_id=obj.pk,
            desk=obj.lab.slug,
            author=by,
            written_at=now,
            text=text,
        )
        verb = f"note_{type(obj).snake_name()}"
        write_journal(verb, obj, by=by, now=now, channel=Channel.ADMIN)
    return note


def word_of(line: JournalEntry, model: type[models.Model]) -> str:
    """Give the words of a line's act as its button says them."""
    for act in acts_of(model):
        if act.name == line.verb:
            return str(act.label).rstrip("…")
    first = line.verb.split("_", 1)[0]
    return str(WORDS.get(first) or line.verb.replace("_", " ").capitalize())


def _status_word(model: type[models.Model], status: str) -> str:
    """Give a status as people read it; a code that is no more stays itself."""
    if not status:
        return ""
    field = model._meta.get_field("status")
    return str(dict(field.flatchoices).get(status, status))  # type: ignore[union-attr]
