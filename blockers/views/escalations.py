"""The ministry's desk: the queue, one dossier on one page, and what is done with it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from blockers import (
    actions,
    agenda,
    escalation_looks,
    queues,
    site_looks,
    sitting_looks,
)
from blockers.enums import BlockerStatus
from blockers.escalation_timeline import timeline
from blockers.exports import escalation_exporters
from blockers.forms import (
    AddendumForm,
    AnswerForm,
    ExtendForm,
    ForwardForm,
    QuestionForm,
    ReplyForm,
)
from blockers.models import Ask, Blocker, Escalation
from blockers.views.publication import publishable
from blockers.views.sitting_mode import way_back
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus import clock
from servindus.forms import EmptyForm
from servindus.keyset import page_of
from servindus.models import User
from servindus.ui import Crumb
from servindus.views import FILL, Page, perform
from servindus.workflow import Act

READ_OR_SEND = ["GET", "HEAD", "POST"]
# The oldest come first; who has more sends some.
MOST_TO_SEND = 20


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _found(request: HttpRequest, public_id: UUID) -> Escalation:
    rows = Escalation.objects.visible_to(_reader(request)).with_people()
    rows = rows.prefetch_related("clocks__pauses", "questions")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def escalation_list(request: HttpRequest) -> HttpResponse:
    """List the dossiers of the reader's authority or lab, the most urgent first."""
    user, now = _reader(request), clock.now()
    liaison = bool(frame.organisation_ids(user, OrganisationKind.AUTHORITY))
    if not (liaison or frame.is_staff(user)):
        raise PermissionDenied
    today, slug = clock.local_day(now), request.GET.get("file", "")
    found = queues.counts(user, today)
    listed = queues.listed(user, slug, today)
    page = page_of(
        request,
        listed.rows,
        by=listed.by,
        descending=listed.descending,
        key=lambda row: str(row.due_on),
    )
    context = {
        "rows": escalation_looks.rows_of(page.rows, user, now),
        "pager": page.pager,
        "exporters": escalation_exporters(request) if page.rows else [],
        "cards": queues.cards(found),
        "tabs": queues.tabs(found, slug),
        "late": found[queues.LATE.slug],
        "liaison": liaison,
        "publishable": liaison and publishable(user).exists(),
        "to_send": _to_send(user),
        "next_words": sitting_looks.next_words(
            agenda.next_sitting(user) if liaison else None, today
        ),
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Dossiers"))],
    }
    return render(request, "blockers/escalation_list.html", context)


def _to_send(user: User) -> list[tuple[Blocker, str]]:
    """Give the lab's qualified blockers, each with the address of its dossier."""
    labs = frame.lab_ids(user)
    if not labs:
        return []
    rows = Blocker.objects.filter(lab__in=labs, status=BlockerStatus.QUALIFIED)
    found = rows.with_people().order_by("qualified_at", "pk")[:MOST_TO_SEND]
    return [
        (row, reverse("blockers:blocker_dossier", args=[row.public_id]))
        for row in found
    ]


@require_safe
def escalation_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one dossier on one page: whose turn, asks, texts, cases, the thread."""
    escalation, user = _found(request, public_id), _reader(request)
    asks = escalation_looks.asked(escalation.dossier, escalation, user)
    context = {
        "escalation": escalation,
        "dossier": escalation_looks.readable(escalation.dossier),
        "status_badge": escalation_looks.badge(escalation.status),
        "turn": escalation_looks.turn(escalation, user, clock.now()),
        "clocks": escalation_looks.running(escalation, clock.now()),
        "acts": escalation_looks.acts(escalation, user),
        "asks": asks,
        "promises": site_looks.promises(escalation, user, clock.today()),
        "answered": sum(1 for ask in asks if ask.answer),
        "questions": escalation.questions.order_by("-pk"),
        "addenda": escalation.addenda.order_by("pk"),
        "sittings": sitting_looks.notes_on(escalation, user),
        "forwarded_to": _visible(user, escalation.forwarded_to.all()),
        "items": timeline(escalation, user),
        "leads": user.has_perm("blockers.escalate_blocker", escalation.blocker),
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            Crumb(_("Dossiers"), queues.address()),
            Crumb(escalation.reference),
        ],
    }
    return render(request, "blockers/escalation_detail.html", context)


def _visible(user: User, rows: Any) -> list[Escalation]:
    """Give those that the reader may open; another authority's are named by nobody."""
    return list(rows.visible_to(user).select_related("authority"))


# --- Acts of one form -----------------------------------------------------------------


def _do(
    request: HttpRequest,
    public_id: UUID,
    action: Act[Any],
    form_class: Any,
    **words: Any,
) -> HttpResponse:
    escalation = _found(request, public_id)
    options = words.pop("options", None)
    page = Page(
        back=way_back(request, escalation),
        extra={"crumbs": _crumbs(escalation, words["title"])},
        **words,
    )
    given = options(escalation) if options else None
    return perform(
        request, action, escalation, form_class, page=page, form_options=given
    )


def _crumbs(escalation: Escalation, title: str) -> list[Crumb]:
    return [
        Crumb(_("Dossiers"), queues.address()),
        Crumb(escalation.reference, escalation.get_absolute_url()),
        Crumb(title),
    ]


@require_http_methods(READ_OR_SEND)
def acknowledge_escalation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that the dossier has arrived."""
    return _do(
        request,
        public_id,
        actions.acknowledge_escalation,
        EmptyForm,
        title=_("Acknowledge this dossier?"),
        lead=_("You will be named to the lab as the person who looks at it."),
        button=_("Acknowledge"),
        success=_("The lab knows that you have the dossier."),
    )


@require_http_methods(READ_OR_SEND)
def request_info_escalation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask the lab."""
    return _do(
        request,
        public_id,
        actions.request_info_escalation,
        QuestionForm,
        title=_("Ask the lab"),
        lead=_(
            "Your delay stands until the lab replies. Consulting another ministry"
            " stops nothing."
        ),
        button=_("Send the question"),
        success=_("The lab has your question; your delay stands."),
    )


@require_http_methods(READ_OR_SEND)
def reply_info_escalation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Reply to the authority."""
    asked = _found(request, public_id).questions.filter(answered_at=None).first()
    return _do(
        request,
        public_id,
        actions.reply_info_escalation,
        ReplyForm,
        title=_("Reply to the question"),
        lead=asked.question if asked else "",
        button=_("Send the reply"),
        success=_("The authority has your reply; its delay runs again."),
    )


@require_http_methods(READ_OR_SEND)
def extend_escalation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take ten weeks."""
    return _do(
        request,
        public_id,
        actions.extend_escalation,
        ExtendForm,
        title=_("Take ten weeks to answer"),
        lead=_("Ten weeks from the day of sending instead of two months, once."),
        button=_("Take ten weeks"),
        success=_("The answer is owed in ten weeks; the lab knows why."),
    )


@require_http_methods(READ_OR_SEND)
def forward_escalation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand the dossier to another authority."""
    return _do(
        request,
        public_id,
        actions.forward_escalation,
        ForwardForm,
        title=_("Forward to another authority"),
        lead=_("The dossier leaves your queue. The delay goes on from the first day."),
        button=_("Forward"),
        success=_("The other authority has the dossier."),
        options=lambda row: {"own": row.authority_id},
    )


@require_http_methods(READ_OR_SEND)
def add_addendum_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add to the dossier."""
    return _do(
        request,
        public_id,
        actions.add_addendum,
        AddendumForm,
        title=_("Add to the dossier"),
        button=_("Add it"),
        success=_("The authority can read what you added."),
    )


# --- The answer -----------------------------------------------------------------------


@require_http_methods(READ_OR_SEND)
def answer_escalation_view(
    request: HttpRequest, public_id: UUID, ask: UUID
) -> HttpResponse:
    """Answer one ask; the kind says which fields there are."""
    escalation = _found(request, public_id)
    if str(ask) not in escalation.ask_ids:
        raise Http404
    row = get_object_or_404(Ask, public_id=ask, blocker=escalation.blocker_id)
    options = _answer_options(request, escalation, row)
    kind = options["kind"]
    found = escalation_looks.asked(escalation.dossier, escalation)
    this = next(one for one in found if one.ask["id"] == str(ask))
    page = Page(
        template="blockers/answer_form.html",
        title=_("Answer to ask %(n)d") % {"n": this.number},
        button=_("Record this answer"),
        success=_("The answer is recorded; you can change it until you publish."),
        back=way_back(request, escalation),
        extra={
            "crumbs": _crumbs(escalation, _("Ask %(n)d") % {"n": this.number}),
            "escalation": escalation,
            "asked": this,
            "kind_shown": kind,
            "choose_first": FILL in request.POST and not kind,
        },
    )
    return perform(
        request,
        actions.answer_escalation,
        escalation,
        AnswerForm,
        page=page,
        form_options=options,
    )


def _answer_options(
    request: HttpRequest, escalation: Escalation, ask: Ask
) -> dict[str, Any]:
    """Give what the form begins with: the answer that stands, or what was typed."""
    user = _reader(request)
    current = escalation.answers.current().filter(ask=ask).first()
    initial = _signature(escalation, user) | AnswerForm.initial_of(current)
    if FILL in request.POST:
        initial |= request.POST.dict()
    kind = request.POST.get("kind") or request.GET.get("nature") or initial.get("kind")
    if request.method != "POST" and kind:
        initial["kind"] = kind
    return {
        "escalation": escalation,
        "ask": ask,
        "by": user,
        "kind": str(kind or ""),
        "initial": initial,
    }


def _signature(escalation: Escalation, user: User) -> dict[str, Any]:
    """Give who signs, as far as we know them."""
    own = [
        membership
        for membership in frame.memberships_of(user)
        if membership.organisation_id == escalation.authority_id
    ]
    role = own[0].function if own else ""
    return {
        "signed_by": user.full_name,
        "signed_role": role,
        "decided_on": clock.today(),
    }
