"""The sitting itself: one file at a time, for the room to read and to decide."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from blockers import actions, escalation_looks, minutes, sitting_looks
from blockers.forms.sitting import AdjournForm, NoteForm
from blockers.models import Escalation, Sitting, SittingItem
from blockers.sitting_enums import SittingStatus
from blockers.views.sittings import READ_OR_SEND, found_sitting, items_of, reader_of
from servindus import clock
from servindus.ui import Crumb
from servindus.views import Page, perform
from servindus.workflow import Act


def way_back(request: HttpRequest, escalation: Escalation) -> str:
    """Give where an act on a file leads back to: the sitting that it was done from."""
    try:
        wanted = UUID(request.GET.get("seance", ""))
    except ValueError:
        return escalation.get_absolute_url()
    mine = Sitting.objects.visible_to(reader_of(request)).planned()
    rows = SittingItem.objects.filter(sitting__in=mine, escalation=escalation)
    item = rows.select_related("sitting").filter(public_id=wanted).first()
    return (item or escalation).get_absolute_url()


def _item(sitting: Sitting, piece: UUID) -> SittingItem:
    rows = sitting.items.select_related("escalation__blocker__lab")
    item = get_object_or_404(rows, public_id=piece)
    item.sitting = sitting
    return item


@require_safe
def sitting_file(request: HttpRequest, public_id: UUID, piece: UUID) -> HttpResponse:
    """Show one file of the agenda, large: what blocks, what is asked, what to do."""
    sitting, user = found_sitting(request, public_id), reader_of(request)
    items = items_of(sitting)
    item = next((row for row in items if row.public_id == piece), None)
    if item is None:
        # Taken off the agenda by a colleague, or of no agenda at all.
        _item(sitting, piece)
        return redirect(sitting)
    if sitting.status != SittingStatus.PLANNED:
        return redirect(sitting)
    row, now = item.escalation, clock.now()
    place = items.index(item)
    context = {
        "sitting": sitting,
        "item": item,
        "escalation": row,
        "dossier": escalation_looks.readable(row.dossier),
        "badge": escalation_looks.badge(row.status),
        "outcome": sitting_looks.outcome_badge(minutes.outcome_of(item)),
        "adjourned": item.reason if minutes.outcome_of(item) == "adjourned" else "",
        "meter": sitting_looks.progress(items, item),
        "previous": items[place - 1] if place else None,
        "next": items[place + 1] if place + 1 < len(items) else None,
        "turn": escalation_looks.turn(row, user, now),
        "asks": _asks(row, item, user),
        "acts": sitting_looks.file_acts(item, user),
        "questions": row.questions.all(),
        "addenda": row.addenda.order_by("pk"),
        "note_form": NoteForm(row=item),
        "crumbs": sitting_looks.crumbs(sitting, Crumb(row.reference)),
    }
    return render(request, "blockers/sitting_file.html", context)


def _asks(row: Escalation, item: SittingItem, user: Any) -> list[Any]:
    """Give the asks; what is answered from here leads back to here."""
    found = escalation_looks.asked(row.dossier, row, user)
    return [
        escalation_looks.Asked(
            **{**vars(one), "href": one.href and f"{one.href}?seance={item.public_id}"}
        )
        for one in found
    ]


def _write(
    request: HttpRequest,
    sitting: Sitting,
    item: SittingItem,
    action: Act[Any],
    form_class: Any,
    **words: Any,
) -> HttpResponse:
    page = Page(
        template="blockers/sitting_write.html",
        back=item.get_absolute_url(),
        extra={
            "item": item,
            "crumbs": sitting_looks.crumbs(
                sitting,
                Crumb(item.escalation.reference, item.get_absolute_url()),
                Crumb(words["title"]),
            ),
        },
        **words,
    )
    options = {"row": item}
    return perform(
        request, action, sitting, form_class, page=page, form_options=options
    )


@require_http_methods(READ_OR_SEND)
def adjourn_sitting_view(
    request: HttpRequest, public_id: UUID, piece: UUID
) -> HttpResponse:
    """Put a file off, with the reason."""
    sitting = found_sitting(request, public_id)
    return _write(
        request,
        sitting,
        _item(sitting, piece),
        actions.adjourn_sitting,
        AdjournForm,
        title=_("Adjourn this file"),
        lead=_("The date of the answer stays: an adjournment stops no clock."),
        button=_("Adjourn"),
        success=_("Adjourned. The lab is told once the minutes are closed."),
    )


@require_http_methods(READ_OR_SEND)
def note_sitting_view(
    request: HttpRequest, public_id: UUID, piece: UUID
) -> HttpResponse:
    """Write down what was said of a file."""
    sitting = found_sitting(request, public_id)
    return _write(
        request,
        sitting,
        _item(sitting, piece),
        actions.note_sitting,
        NoteForm,
        title=_("Note for the minutes"),
        button=_("Keep the note"),
        success=_("The note is kept for the minutes."),
    )
