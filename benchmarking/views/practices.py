"""The library: the list, one practice, some side by side, the labs’ own list."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benchmarking import sections
from benchmarking.links import looks as links
from benchmarking.models import EvidenceFile, PracticeVersion, Tool, Transfer
from benchmarking.practices import compare, library, looks
from benchmarking.practices.completeness import missing
from benchmarking.practices.enums import IN_LIBRARY, VersionStatus
from benchmarking.practices.exports import PRACTICES, VERSIONS
from benchmarking.transfers import looks as transfers
from benchmarking.transfers.lists import transfers_of_practice
from programmes import rules
from servindus import clock
from servindus.exports.pages import exporter
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.ui import Act, Crumb, Tab
from servindus.uploads import as_download

MOST_SHOWN = 100
COUNTED = 1001


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@login_not_required
@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """List what the labs do about which problem; open to everybody."""
    filters, rows = library.library(request.GET)
    page = page_of(
        request,
        rows,
        by="published_on",
        descending=True,
        key=lambda row: row.published_on.isoformat(),
    )
    [total] = capped_counts([filters.qs], cap=COUNTED)
    data = filters.form.cleaned_data if filters.form.is_valid() else {}
    writes = bool(rules.lab_ids(request.user))
    href = reverse("benchmarking:draft_practice")
    may = request.user.has_perm("benchmarking.export_practice_version")
    context = {
        "entries": [looks.entry(row) for row in page.rows],
        "pager": page.pager,
        "filter_form": filters.form,
        "active": sum(bool(value) for value in data.values()),
        "keyword": data.get("mot", ""),
        "total": total,
        "tabs": sections.tabs(request),
        "acts": [Act(_("Propose a practice"), href, "plus", "main")] if writes else [],
        "exporter": exporter(request, PRACTICES) if may and page.rows else None,
        "crumbs": [*looks.crumbs()[:1], Crumb(_("Good practices"))],
    }
    return render(request, "benchmarking/practice_list.html", context)


@login_not_required
@require_safe
def practice_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the version of a practice that stands in the library, or the last one."""
    rows = PracticeVersion.objects.visible_to(request.user)
    rows = rows.filter(practice__public_id=public_id).order_by("-number")
    shown = rows.filter(status__in=IN_LIBRARY).first() or rows.first()
    if shown is None:
        raise Http404
    return _show(request, shown.public_id)


@login_not_required
@require_safe
def version_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one version, whichever it is."""
    return _show(request, public_id)


def _show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    seen = PracticeVersion.objects.visible_to(request.user)
    rows = seen.with_frame().with_reviews().prefetch_related("topics")
    version = get_object_or_404(rows, public_id=public_id)
    user, today = _reader(request), clock.today()
    is_staff = user.is_authenticated and rules.is_staff(user)
    others = seen.filter(practice=version.practice_id).order_by("-number")
    tools = Tool.objects.visible_to(user).filter(practices=version.practice_id)
    moved = transfers_of_practice(version.practice_id)
    context = {
        "version": version,
        "practice": version.practice,
        "badge": looks.badge(version),
        "level": looks.level_badge(version),
        "cost": looks.cost(version),
        "topics": [topic.name for topic in version.topics.all()],
        "evidence": looks.evidence(version),
        "opinions": looks.opinions(version),
        "tools": tools.order_by("sort_name", "pk"),
        "versions": list(others) if is_staff else [],
        "newer": next(
            (
                one
                for one in others
                if one.status in IN_LIBRARY and one.number > version.number
            ),
            None,
        ),
        "stages": looks.stages(version) if is_staff else [],
        "turn": looks.turn(version, user, today) if is_staff else None,
        "adoption": transfers.told(moved, staff=is_staff),
        "links": links.of_practice(version.practice, user),
        "acts": _acts(version, user, moved) if user.is_authenticated else [],
        "items": looks.timeline(version, today) if is_staff else [],
        "is_staff": is_staff,
        "may_read_papers": user.is_authenticated,
        "missing": missing(version) if _writes(user, version) else [],
        "crumbs": looks.crumbs(Crumb(version.practice.reference)),
    }
    return render(request, "benchmarking/practice_detail.html", context)


def _acts(version: PracticeVersion, user: User, moved: list[Transfer]) -> list[Act]:
    """Give what the reader can do, and at last that it can be carried over."""
    found = looks.acts(version, user)
    further = transfers.propose_act(version, user, moved)
    found = [*found, further] if further else found
    ties = version.status in IN_LIBRARY and rules.lab_ids(user)
    return [*found, links.claim_act(practice=version.practice)] if ties else found


def _writes(user: User, version: PracticeVersion) -> bool:
    """Whether the reader is to be told what a draft does not say yet."""
    name = "benchmarking.edit_practice_version"
    return version.status == VersionStatus.DRAFT and user.has_perm(name, version)


@require_safe
def evidence_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the paper behind a piece of evidence to whoever has an account."""
    seen = PracticeVersion.objects.visible_to(_reader(request))
    rows = EvidenceFile.objects.filter(piece__version__in=seen)
    return as_download(get_object_or_404(rows, public_id=public_id))


@login_not_required
@require_safe
def practice_compare(request: HttpRequest) -> HttpResponse:
    """Put two or three practices of the library side by side."""
    chosen = compare.chosen(request.GET)
    href = reverse("benchmarking:practice_list")
    if len(chosen) == 1:
        return redirect(chosen[0].practice)
    context = {
        "versions": chosen,
        "lines": compare.lines(chosen),
        "href": href,
        "crumbs": looks.crumbs(Crumb(_("Compare"))),
    }
    return render(request, "benchmarking/practice_compare.html", context)


@require_safe
def version_list(request: HttpRequest) -> HttpResponse:
    """List what is being written and read, for the labs."""
    user, today = _reader(request), clock.today()
    if not rules.is_staff(user):
        raise PermissionDenied
    counts = capped_counts(
        [library.versions_of(user, slug) for slug, _label in library.PARTS],
        cap=MOST_SHOWN,
    )
    by_slug = dict(zip(dict(library.PARTS), counts, strict=True))
    part = request.GET.get("vue", "")
    if part not in by_slug:
        part = "a-traiter" if by_slug["a-traiter"] else "en-cours"
    page = page_of(
        request,
        library.versions_of(user, part).with_frame().with_reviews(),
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    href = reverse("benchmarking:draft_practice")
    writes = bool(rules.lab_ids(user))
    context = {
        "rows": [looks.row(row, user, today) for row in page.rows],
        "pager": page.pager,
        "tabs": _parts(by_slug, part),
        "acts": [Act(_("Propose a practice"), href, "plus")] if writes else [],
        "exporter": exporter(request, VERSIONS, vue=part) if page.rows else None,
        "crumbs": looks.crumbs(Crumb(_("Versions in hand"))),
    }
    return render(request, "benchmarking/version_list.html", context)


def _parts(counts: dict[str, int], current: str) -> list[Tab]:
    href = reverse("benchmarking:version_list")
    return [
        Tab(
            label,
            f"{href}?vue={slug}",
            count=counts[slug],
            current=slug == current,
            mine=slug == "a-traiter",
        )
        for slug, label in library.PARTS
    ]
