"""The sittings of an authority: their list, agendas, minutes, and what is printed."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from blockers import actions, agenda, escalation_looks, minutes, sitting_looks
from blockers.enums import EscalationStatus
from blockers.forms.sitting import AgendaForm, CancelForm, CloseForm
from blockers.models import Answer, Sitting, SittingItem
from blockers.sitting_enums import SittingStatus
from blockers.sitting_exports import SITTINGS
from programmes import rules as frame
from programmes.enums import OrganisationKind
from programmes.models import Organisation
from servindus import clock
from servindus.exports.pages import exporter
from servindus.keyset import page_of
from servindus.models import JournalEntry, User
from servindus.ui import Crumb
from servindus.views import Page, busy_words, perform
from servindus.workflow import ActRefused, Busy

READ_OR_SEND = ["GET", "HEAD", "POST"]
S = SittingStatus


def reader_of(request: HttpRequest) -> User:
    """Give the person who reads; the middleware lets nobody else in."""
    return request.user  # type: ignore[return-value]


def found_sitting(request: HttpRequest, public_id: UUID) -> Sitting:
    """Give a sitting of the reader's own authority; another's is not there."""
    rows = Sitting.objects.visible_to(reader_of(request)).select_related("authority")
    return get_object_or_404(rows, public_id=public_id)


def items_of(sitting: Sitting) -> list[SittingItem]:
    """Give the files of an agenda in their order, with what the pages say of them."""
    items = list(sitting.items.on_agenda().with_files())
    given = Answer.objects.current().filter(escalation__sitting_items__in=items)
    counts = Counter(given.values_list("escalation", flat=True))
    for item in items:
        item.sitting = sitting
        # What the lines of a list say of it, as in the queue.
        item.escalation.given = counts[item.escalation_id]  # type: ignore[attr-defined]
    return items


def _authority(request: HttpRequest) -> Organisation:
    """Give the reader's authority; who works for several says which."""
    own = frame.organisation_ids(reader_of(request), OrganisationKind.AUTHORITY)
    if not own:
        raise PermissionDenied
    rows = Organisation.objects.filter(pk__in=own).order_by("sort_name", "pk")
    if wanted := request.GET.get("autorite"):
        try:
            return get_object_or_404(rows, public_id=UUID(wanted))
        except ValueError:
            raise Http404 from None
    return rows[0]


# --- Lists and pages ------------------------------------------------------------------


@require_safe
def sitting_list(request: HttpRequest) -> HttpResponse:
    """List the authority's sittings, the last day first."""
    user, today = reader_of(request), clock.today()
    own = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    if not own:
        raise PermissionDenied
    several = len(own) > 1
    rows = agenda.counted(Sitting.objects.visible_to(user).select_related("authority"))
    page = page_of(
        request,
        rows,
        by="held_on",
        descending=True,
        key=lambda row: row.held_on.isoformat(),
    )
    context = {
        "rows": [
            sitting_looks.sitting_row(row, today, several=several) for row in page.rows
        ],
        "pager": page.pager,
        "next_words": sitting_looks.next_words(agenda.next_sitting(user), today),
        "exporter": exporter(request, SITTINGS) if page.rows else None,
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Sittings"))],
    }
    return render(request, "blockers/sitting_list.html", context)


@require_safe
def sitting_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one sitting: its agenda before, its minutes after."""
    sitting, user, now = (
        found_sitting(request, public_id),
        reader_of(request),
        clock.now(),
    )
    today = clock.local_day(now)
    items = items_of(sitting)
    held = sitting.status == S.HELD
    context = {
        "sitting": sitting,
        "badge": sitting_looks.badge(sitting),
        "acts": sitting_looks.acts(sitting, user, today),
        "rows": [sitting_looks.file_row(item, user, now) for item in items],
        "files": minutes.files_of(sitting, items) if held else [],
        "changed": minutes.changed_since(sitting, items) if held else [],
        "to_publish": sum(1 for item in items if _publishable(item)) if held else 0,
        "done": sum(1 for item in items if minutes.outcome_of(item)),
        "words": sitting_looks.files_words(len(items)),
        "is_today": sitting.held_on == today,
        "exporter": exporter(request, SITTINGS, seance=str(sitting.public_id))
        if items
        else None,
        "crumbs": sitting_looks.crumbs(sitting),
    }
    return render(request, "blockers/sitting_detail.html", context)


def _publishable(item: SittingItem) -> bool:
    row = item.escalation
    return row.status == EscalationStatus.ANSWERED and row.published_at is None


@require_safe
def sitting_agenda(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Print the sitting file: the agenda, and each file on a page."""
    sitting, now = found_sitting(request, public_id), clock.now()
    items = items_of(sitting)
    sheets = [
        {
            "item": item,
            "dossier": escalation_looks.readable(item.escalation.dossier),
            "asks": file["asks"],
            "turn": escalation_looks.turn(item.escalation, reader_of(request), now),
        }
        for item, file in zip(items, minutes.files_of(sitting, items), strict=True)
    ]
    return _print(request, "sitting_agenda", sitting, _("Sitting file"), sheets=sheets)


@require_safe
def sitting_minutes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Print the minutes as they were frozen."""
    sitting = found_sitting(request, public_id)
    if sitting.status != S.HELD:
        return redirect(sitting)
    files = minutes.files_of(sitting, [])
    return _print(request, "sitting_minutes", sitting, _("Minutes"), files=files)


def _print(
    request: HttpRequest, template: str, sitting: Sitting, title: str, **more: Any
) -> HttpResponse:
    context = {
        "sitting": sitting,
        "crumbs": sitting_looks.crumbs(sitting, Crumb(title)),
        **more,
    }
    return render(request, f"blockers/{template}.html", context)


# --- Acts -----------------------------------------------------------------------------


@require_http_methods(READ_OR_SEND)
def plan_sitting_view(request: HttpRequest) -> HttpResponse:
    """Choose a day and the files for it."""
    authority, user = _authority(request), reader_of(request)
    posted = request.method == "POST"
    form = AgendaForm(request.POST if posted else None, authority=authority)
    status = 200
    if posted and (twice := _planned_by(user, authority, form)):
        return redirect(twice)
    if posted and form.is_valid():
        try:
            sitting = actions.plan_sitting(authority, by=user, **form.cleaned_data)
        except ActRefused as refused:
            form.add_error(None, str(refused))
            status = 409
        except Busy:
            form.add_error(None, busy_words())
            status = 503
        else:
            messages.success(request, _("The sitting is planned; the labs are told."))
            return redirect(sitting)
    context = {
        "form": form,
        "title": _("Plan a sitting"),
        "button": _("Plan the sitting"),
        "lead": authority.name,
        "back": reverse("blockers:sitting_list"),
        "crumbs": [
            Crumb(_("Sittings"), reverse("blockers:sitting_list")),
            Crumb(_("Plan a sitting")),
        ],
    }
    return render(request, "blockers/sitting_form.html", context, status=status)


def _planned_by(
    user: User, authority: Organisation, form: AgendaForm
) -> Sitting | None:
    """Give what the same click has planned a moment ago, if it was one click twice."""
    form.is_valid()
    day = form.cleaned_data.get("held_on")
    rows = Sitting.objects.visible_to(user).planned().filter(authority=authority)
    row = rows.filter(held_on=day).first() if day else None
    last = JournalEntry.objects.about(row).last() if row else None
    if last is None or (last.verb, last.user_id) != ("plan_sitting", user.pk):
        return None
    same = form.typed == {str(pk) for pk in last.details["agenda"]}
    return row if same else None


@require_http_methods(READ_OR_SEND)
def edit_sitting_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add files, take some off, put them in order, choose another day."""
    sitting = found_sitting(request, public_id)
    title = _("Change the agenda")
    page = Page(
        template="blockers/sitting_form.html",
        title=title,
        success=_("The agenda is written; labs with a new file are told."),
        back=sitting.get_absolute_url(),
        extra={
            "title": title,
            "button": _("Write the agenda"),
            "lead": sitting.authority.name,
            "back": sitting.get_absolute_url(),
            "crumbs": sitting_looks.crumbs(sitting, Crumb(title)),
        },
    )
    options = {"authority": sitting.authority, "sitting": sitting}
    return perform(
        request,
        actions.edit_sitting,
        sitting,
        AgendaForm,
        page=page,
        form_options=options,
    )


@require_http_methods(READ_OR_SEND)
def cancel_sitting_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a sitting up."""
    sitting = found_sitting(request, public_id)
    title = _("Cancel the sitting")
    page = Page(
        title=title,
        lead=_("Its files are free for another agenda; their dates stay."),
        button=title,
        success=_("The sitting is cancelled; the labs are told why."),
        back=sitting.get_absolute_url(),
        extra={"crumbs": sitting_looks.crumbs(sitting, Crumb(title))},
    )
    return perform(request, actions.cancel_sitting, sitting, CancelForm, page=page)


@require_http_methods(READ_OR_SEND)
def close_sitting_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look at what was decided, say who was there, and freeze it."""
    sitting = found_sitting(request, public_id)
    items = items_of(sitting)
    left = [item for item in items if not minutes.outcome_of(item)]
    title = _("Close the minutes")
    page = Page(
        template="blockers/sitting_close.html",
        title=title,
        button=_("Close and seal the minutes"),
        success=_("The minutes are closed. You can publish the answers now."),
        back=sitting.get_absolute_url(),
        extra={
            "files": minutes.files_of(sitting, items),
            "left": left,
            "crumbs": sitting_looks.crumbs(sitting, Crumb(title)),
        },
    )
    return perform(
        request,
        actions.close_sitting,
        sitting,
        CloseForm,
        page=page,
        form_options={"left": len(left)},
    )
