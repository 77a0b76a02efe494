"""Links between practices and blockers: the list, one link, and its acts."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from benchmarking import actions, sections
from benchmarking.links import forms as forms_
from benchmarking.links import lists, looks
from benchmarking.links.exports import LINKS
from benchmarking.models import PracticeBlockerLink
from benchmarking.views.making import lab_of, make, own_labs, reader_of
from servindus.exports.pages import exporter
from servindus.forms import EmptyForm
from servindus.keyset import capped_counts, page_of
from servindus.ui import Act, Crumb, Tab
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
COUNTED = 1001


@require_safe
def practice_blocker_link_list(request: HttpRequest) -> HttpResponse:
    """List what labs say lifts which blocker; what waits for the reader first."""
    user = reader_of(request)
    if not user.has_perm("benchmarking.view_practice_blocker_link"):
        raise PermissionDenied
    names = list(dict(lists.PARTS))
    parts = [lists.links_of(user, name) for name in names]
    counts = dict(zip(names, capped_counts(parts, cap=COUNTED), strict=True))
    asked = request.GET.get("vue", "")
    first = lists.TO_JUDGE if counts[lists.TO_JUDGE] else lists.EVERYTHING
    part = asked if asked in counts else first
    page = page_of(
        request,
        parts[names.index(part)].with_words(),
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    claim = Act(_("Tie a practice to a blocker"), looks.claim_address(), "plus", "main")
    context = {
        "rows": [looks.row(row, user) for row in page.rows],
        "pager": page.pager,
        "total": counts[part],
        "sections": sections.tabs(request),
        "tabs": _tabs(request, counts, part),
        "acts": [claim] if own_labs(request) else [],
        "exporter": exporter(request, LINKS, vue=part) if page.rows else None,
        "crumbs": [*looks.path()[:1], Crumb(looks.list_crumb().label)],
    }
    return render(request, "benchmarking/link_list.html", context)


def _tabs(request: HttpRequest, counts: dict[str, int], part: str) -> list[Tab]:
    own = bool(own_labs(request))
    return [
        Tab(
            label,
            f"?vue={slug}",
            count=counts[slug],
            current=slug == part,
            mine=slug == lists.TO_JUDGE and bool(counts[slug]),
        )
        for slug, label in lists.PARTS
        if own or slug != lists.TO_JUDGE
    ]


def _link(request: HttpRequest, public_id: UUID) -> PracticeBlockerLink:
    rows = PracticeBlockerLink.objects.visible_to(reader_of(request)).with_people()
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def practice_blocker_link_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one link: what was tried where, and what another lab says of it."""
    link, user = _link(request, public_id), reader_of(request)
    context = {
        "link": link,
        "way": looks.way(link, staff=True),
        "waits": looks.waits(link),
        "acts": looks.acts(link, user),
        "items": looks.timeline(link),
        "crumbs": looks.path(Crumb(link.current.reference)),
    }
    return render(request, "benchmarking/link_detail.html", context)


# --- Its acts -------------------------------------------------------------------------


def _asked(request: HttpRequest) -> dict[str, str]:
    """Give what the address names already: a practice or a tool, a blocker."""
    practice, tool = request.GET.get("pratique"), request.GET.get("outil")
    what = f"p-{practice}" if practice else (f"o-{tool}" if tool else "")
    return {"what": what, "blocker": request.GET.get("blocage", "")}


@READ_OR_SEND
def claim_practice_blocker_link_view(request: HttpRequest) -> HttpResponse:
    """Say what a practice or a tool has done to a blocker."""
    lab = lab_of(request, "benchmarking.claim_practice_blocker_link")
    data = request.POST if request.method == "POST" else None
    user = reader_of(request)
    form = forms_.ClaimForm(data, user=user, initial=_asked(request))
    title = _("Tie a practice to a blocker")
    page = Page(
        template="benchmarking/make_form.html",
        title=title,
        lead=_("Tried in the lab of %(name)s") % {"name": lab.name},
        button=_("Claim it"),
        success=_("It is claimed: another lab says whether it is so."),
        back=looks.list_crumb().href,
        extra={
            "crumbs": looks.path(Crumb(title)),
            "other_labs": [one for one in own_labs(request) if one != lab],
        },
    )
    return make(request, actions.claim_practice_blocker_link, lab, form, page)


def _move(
    request: HttpRequest, public_id: UUID, act: Any, form_class: Any, **words: Any
) -> HttpResponse:
    link = _link(request, public_id)
    page = Page(
        template="benchmarking/link_form.html",
        lead=f"{link.title}, {link.current.reference}",
        back=link.get_absolute_url(),
        extra={
            "link": link,
            "way": looks.way(link, staff=True),
            "crumbs": looks.path(
                Crumb(link.current.reference, link.get_absolute_url()),
                Crumb(act.label),
            ),
        },
        **words,
    )
    return perform(request, act, link, form_class, page=page)


@READ_OR_SEND
def confirm_practice_blocker_link_view(
    request: HttpRequest, public_id: UUID
) -> HttpResponse:
    """Say, as another lab, that it is so."""
    return _move(
        request,
        public_id,
        actions.confirm_practice_blocker_link,
        EmptyForm,
        title=_("Is it so?"),
        button=_("Yes, we confirm it"),
        success=_("It is confirmed: whoever meets the same text reads it."),
    )


@READ_OR_SEND
def refute_practice_blocker_link_view(
    request: HttpRequest, public_id: UUID
) -> HttpResponse:
    """Say, as another lab, that it is not so."""
    return _move(
        request,
        public_id,
        actions.refute_practice_blocker_link,
        forms_.RefuteForm,
        title=_("Refute this link?"),
        success=_("It is refuted, and your reason stays beside it."),
    )


@READ_OR_SEND
def withdraw_practice_blocker_link_view(
    request: HttpRequest, public_id: UUID
) -> HttpResponse:
    """Claim it no longer."""
    return _move(
        request,
        public_id,
        actions.withdraw_practice_blocker_link,
        EmptyForm,
        title=_("Take this link back?"),
        success=_("The link is withdrawn."),
    )
