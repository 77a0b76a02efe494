"""Transfers: the board, the list, one transfer, and its acts."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from benchmarking import actions, sections
from benchmarking.models import PracticeVersion, Transfer
from benchmarking.practices.looks import crumbs
from benchmarking.transfers import forms as forms_
from benchmarking.transfers import lists, looks
from benchmarking.transfers.enums import UNDERSTOOD
from benchmarking.transfers.exports import TRANSFERS
from benchmarking.views.making import lab_of, make, own_labs, reader_of
from servindus import clock
from servindus.exports.pages import exporter
from servindus.forms import EmptyForm
from servindus.keyset import capped_counts, page_of
from servindus.ui import Crumb, Tab
from servindus.views import Page, perform
from servindus.workflow import Act as Transition

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
COUNTED = 1001


def _staff_only(request: HttpRequest) -> None:
    if not reader_of(request).has_perm("benchmarking.view_transfer"):
        raise PermissionDenied


# --- The board, the list and one transfer ---------------------------------------------


@require_safe
def transfer_board(request: HttpRequest) -> HttpResponse:
    """Show where each transfer stands, and who gave what to whom."""
    _staff_only(request)
    user, today = reader_of(request), clock.today()
    names = [slug for slug, _label, _statuses in lists.COLUMNS]
    parts = [lists.transfers_of(user, name) for name in ("a-faire", *names)]
    waiting, *counts = capped_counts(parts, cap=COUNTED)
    rows = Transfer.objects.visible_to(user)
    cards = [looks.card(one, user, today) for one in lists.newest(rows.with_sides())]
    href = reverse("benchmarking:transfer_list")
    columns = [
        {
            "label": label,
            "count": count,
            "href": f"{href}?vue={slug}",
            "cards": [one for one in cards if one["object"].status in statuses][
                : lists.MOST_CARDS
            ],
        }
        for (slug, label, statuses), count in zip(lists.COLUMNS, counts, strict=True)
    ]
    context = {
        "columns": columns,
        "total": sum(counts),
        "waiting": waiting,
        "waiting_text": ngettext(
            "%(n)d transfer waits for your lab.",
            "%(n)d transfers wait for your lab.",
            waiting,
        )
        % {"n": waiting},
        "waiting_href": f"{href}?vue=a-faire",
        "list_href": href,
        "matrix": lists.matrix(lists.given(rows)),
        "sections": sections.tabs(request),
        "exporter": exporter(request, TRANSFERS, vue=lists.EVERYTHING),
        "crumbs": [*crumbs()[:1], Crumb(_("Transfers"))],
    }
    return render(request, "benchmarking/transfer_board.html", context)


@require_safe
def transfer_list(request: HttpRequest) -> HttpResponse:
    """List the transfers of one part of the board, the newest first."""
    _staff_only(request)
    user, today = reader_of(request), clock.today()
    names = list(dict(lists.PARTS))
    parts = [lists.found(user, name, request.GET) for name in names]
    counted = capped_counts([one.qs for one in parts], cap=COUNTED)
    counts = dict(zip(names, counted, strict=True))
    wanted = request.GET.get("vue", "")
    part = wanted if wanted in counts else lists.EVERYTHING
    shown = parts[names.index(part)]
    # A filter keeps the part, and a part keeps the filters.
    shown.form.fields["vue"] = forms.CharField(
        required=False, widget=forms.HiddenInput(), initial=part
    )
    page = page_of(
        request,
        shown.qs.with_sides(),
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    context = {
        "rows": [looks.row(row, user, today) for row in page.rows],
        "pager": page.pager,
        "total": counts[part],
        "filter_form": shown.form,
        "active": sum(bool(v) for k, v in shown.asked.items() if k != "vue"),
        "tabs": _tabs(request, counts, part),
        "exporter": exporter(request, TRANSFERS, vue=part) if page.rows else None,
        "crumbs": looks.way(Crumb(_("List"))),
    }
    return render(request, "benchmarking/transfer_list.html", context)


def _tabs(request: HttpRequest, counts: dict[str, int], part: str) -> list[Tab]:
    kept = request.GET.copy()
    kept.pop("apres", None)
    found = []
    for slug, label in lists.PARTS:
        if slug == "a-faire" and not own_labs(request):
            continue
        kept["vue"] = slug
        mine = slug == "a-faire" and bool(counts[slug])
        href = f"?{kept.urlencode()}"
        found.append(Tab(label, href, counts[slug], slug == part, mine))
    return found


def _transfer(request: HttpRequest, public_id: UUID) -> Transfer:
    rows = Transfer.objects.visible_to(reader_of(request)).with_people()
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def transfer_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one transfer: how far it came, whose turn, what was said at each stage."""
    transfer, user = _transfer(request, public_id), reader_of(request)
    today = clock.today()
    context = {
        "transfer": transfer,
        "version": transfer.version,
        "sides": looks.sides(transfer),
        "badge": looks.badge(transfer),
        "stages": looks.stages(transfer),
        "turn": looks.turn(transfer, user, today),
        "acts": looks.acts(transfer, user),
        "goal": looks.goal(transfer),
        "standing": _standing(transfer),
        "is_understood": transfer.status in UNDERSTOOD or bool(transfer.heard_text),
        "items": looks.timeline(transfer, today),
        "crumbs": looks.way(Crumb(looks.sides(transfer))),
    }
    return render(request, "benchmarking/transfer_detail.html", context)


def _standing(transfer: Transfer) -> PracticeVersion:
    """Give the newest version that has stood in the library; it may be retired."""
    rows = PracticeVersion.objects.filter(
        practice=transfer.practice_id, published_on__isnull=False
    )
    return rows.order_by("-number").first() or transfer.version


# --- Its acts -------------------------------------------------------------------------


@READ_OR_SEND
def propose_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask another lab for its practice, or offer it one's own."""
    lab = lab_of(request, "benchmarking.propose_transfer")
    seen = PracticeVersion.objects.visible_to(reader_of(request)).with_frame()
    version = get_object_or_404(seen, public_id=public_id)
    data = request.POST if request.method == "POST" else None
    form = forms_.ProposeForm(data, lab=lab, version=version)
    title = _("Offer it to another lab") if form.is_offer else _("Take it over")
    page = Page(
        template="benchmarking/transfer_propose.html",
        title=title,
        lead=version.title,
        button=_("Propose it"),
        success=_("The other lab has ten working days to see you, or to decline."),
        back=version.get_absolute_url(),
        extra={
            "version": version,
            "crumbs": crumbs(
                Crumb(version.practice.reference, version.get_absolute_url()),
                Crumb(title),
            ),
            "other_labs": [one for one in own_labs(request) if one != lab],
        },
    )
    return make(request, actions.propose_transfer, lab, form, page)


def _move(
    request: HttpRequest,
    public_id: UUID,
    act: Transition[Any],
    form_class: Any,
    **words: Any,
) -> HttpResponse:
    transfer = _transfer(request, public_id)
    options = words.pop("options", None)
    page = Page(
        template=words.pop("template", "benchmarking/transfer_form.html"),
        title=words.pop("title", act.label),
        lead=f"{transfer.version.title}, {looks.sides(transfer)}",
        back=transfer.get_absolute_url(),
        extra={
            "transfer": transfer,
            "version": transfer.version,
            "crumbs": looks.way(
                Crumb(looks.sides(transfer), transfer.get_absolute_url()),
                Crumb(act.label),
            ),
        },
        **words,
    )
    given = options(transfer) if options else {}
    return perform(request, act, transfer, form_class, page=page, form_options=given)


@READ_OR_SEND
def log_contact_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say when the labs met and what was seen."""
    return _move(
        request,
        public_id,
        actions.log_contact_transfer,
        forms_.ContactForm,
        button=_("Note it"),
        success=_("It is noted; the other lab says what it keeps of it."),
    )


@READ_OR_SEND
def understand_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what the other side keeps of the visit."""
    return _move(
        request,
        public_id,
        actions.understand_transfer,
        forms_.UnderstandForm,
        button=_("We have understood"),
        success=_("Both labs have noted it: the plan is next, within three months."),
    )


@READ_OR_SEND
def plan_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the plan."""
    return _move(
        request,
        public_id,
        actions.plan_transfer,
        forms_.PlanForm,
        template="benchmarking/transfer_plan.html",
        button=_("The plan stands"),
        success=_("The plan stands; the lab of the practice reads it."),
        options=lambda transfer: {"transfer": transfer},
    )


@READ_OR_SEND
def edit_plan_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the plan."""
    return _move(
        request,
        public_id,
        actions.edit_plan_transfer,
        forms_.PlanForm,
        template="benchmarking/transfer_plan.html",
        button=_("Save the plan"),
        success=_("The plan is changed."),
        options=lambda transfer: {
            "transfer": transfer,
            "initial": forms_.PlanForm.initial_of(transfer),
        },
    )


@READ_OR_SEND
def adapt_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin."""
    return _move(
        request,
        public_id,
        actions.adapt_transfer,
        EmptyForm,
        title=_("Begin to adapt it?"),
        button=_("We begin"),
        success=_("It has begun; its next date is the plan’s."),
    )


@READ_OR_SEND
def use_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show that it is in use."""
    return _move(
        request,
        public_id,
        actions.use_transfer,
        forms_.UseForm,
        title=_("Show that it is in use"),
        button=_("It is in use"),
        success=_("It is in use; in a year a third lab looks again."),
        options=lambda transfer: {"transfer": transfer},
    )


@READ_OR_SEND
def sustain_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm, as a third lab, that it is still in use."""
    return _move(
        request,
        public_id,
        actions.sustain_transfer,
        forms_.SustainForm,
        title=_("Is it still in use?"),
        button=_("It is still in use"),
        success=_("Both labs read what you have seen."),
        options=lambda transfer: {"transfer": transfer},
    )


@READ_OR_SEND
def decline_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say no, and why."""
    return _move(
        request,
        public_id,
        actions.decline_transfer,
        forms_.EndForm,
        title=_("Decline the proposal?"),
        success=_("The other lab reads why; the next one too."),
    )


@READ_OR_SEND
def stop_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go no further, and say why."""
    return _move(
        request,
        public_id,
        actions.stop_transfer,
        forms_.EndForm,
        title=_("Stop the transfer?"),
        success=_("It is stopped; why stays in sight."),
    )


@READ_OR_SEND
def refute_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say, as a third lab, that it is not in use any more."""
    return _move(
        request,
        public_id,
        actions.refute_transfer,
        forms_.EndForm,
        title=_("Is it not in use any more?"),
        button=_("It is not in use any more"),
        success=_("Both labs read what you have seen."),
    )


@READ_OR_SEND
def redact_transfer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a name out of what everybody reads."""
    return _move(
        request,
        public_id,
        actions.redact_transfer,
        forms_.RedactForm,
        button=_("Save the words"),
        success=_("The words are changed; the journal says who did it."),
        options=lambda transfer: {"transfer": transfer},
    )
