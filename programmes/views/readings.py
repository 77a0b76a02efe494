"""Sheets of readings: the grid of a period, the approval, the lock."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions, known, rules
from programmes.indicators import periods
from programmes.indicators.aggregate import Total
from programmes.indicators.enums import SHEET_LOOKS, SheetStatus
from programmes.indicators.files import FILES
from programmes.indicators.forms import OpenSheetForm, SheetForm
from programmes.indicators.parts import computed, unequal
from programmes.indicators.wording import period_name, said, said_exactly
from programmes.models import Indicator, Lab, Reading, ReadingSheet
from programmes.views.indicators import dictionary_crumbs
from servindus import clock
from servindus.forms import EmptyForm, ReasonForm
from servindus.keyset import page_of
from servindus.models import User
from servindus.templatetags.servindus import capital
from servindus.ui import Act, Badge, Crumb
from servindus.views import Page, perform
from servindus.workflow import available_actions

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
S = SheetStatus
# Sheets of a page: a lab's year of months.
A_YEAR = 12
ACT_ORDER = (
    *("approve_reading_sheet", "lock_reading_sheet", "write_reading_sheet"),
    *("submit_reading_sheet", "return_reading_sheet", "unlock_reading_sheet"),
)


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _badge(sheet: ReadingSheet) -> Badge:
    icon, tone = SHEET_LOOKS[S(sheet.status)]
    return Badge(capital(sheet.get_status_display()), icon, tone)  # type: ignore[arg-type]


def _name(sheet: ReadingSheet) -> str:
    return period_name(sheet.period.kind, sheet.period.starts_on)


def _entry_href(lab: Lab, slug: str) -> str:
    return f"{reverse('programmes:reading_entry', args=[slug])}?lab={lab.slug}"


@require_safe
def reading_sheet_list(request: HttpRequest) -> HttpResponse:
    """List the sheets of one's labs, and the ones that can be opened."""
    user = _reader(request)
    if not user.has_perm("programmes.view_reading_sheet"):
        raise PermissionDenied
    rows = ReadingSheet.objects.visible_to(user).select_related("lab", "period")
    state = request.GET.get("etat", "")
    if state in S.values:
        rows = rows.filter(status=state)
    page = page_of(
        request,
        rows,
        by="created_at",
        descending=True,
        size=A_YEAR,
        key=lambda row: row.created_at.isoformat(),
    )
    context = {
        "rows": [(row, _name(row), _badge(row)) for row in page.rows],
        "pager": page.pager,
        "acts": _openings(user),
        "crumbs": dictionary_crumbs(Crumb(_("Sheets of readings"))),
    }
    return render(request, "programmes/reading_sheet_list.html", context)


def _openings(user: User) -> list[Act]:
    """Give the way to this month's sheet of each of one's labs."""
    own = rules.lab_ids(user)
    start = periods.start_of("month", clock.today())
    slug = periods.slug_of("month", start)
    word = _("Enter %(period)s, %(lab)s")
    return [
        Act(
            word % {"period": period_name("month", start), "lab": lab.name},
            _entry_href(lab, slug),
            "pencil-square",
            "main",
        )
        for lab in known.labs()
        if lab.pk in own
    ]


@READ_OR_SEND
def reading_entry_view(request: HttpRequest, period: str) -> HttpResponse:
    """Fill in the grid of a lab and a period; the first time, open it."""
    user = _reader(request)
    own = [lab for lab in known.labs() if lab.pk in rules.lab_ids(user)]
    if not own:
        raise PermissionDenied
    try:
        kind, starts_on = periods.read_slug(period)
    except ValueError:
        raise Http404 from None
    wanted = request.GET.get("lab", own[0].slug)
    lab = next((one for one in own if one.slug == wanted), None)
    if lab is None:
        raise Http404
    sheet = (
        ReadingSheet.objects.select_related("lab", "period")
        .filter(lab=lab, period__kind=kind, period__starts_on=starts_on)
        .first()
    )
    words = {"period": period_name(kind, starts_on), "lab": lab.name}
    if sheet is not None:
        return _grid(request, sheet, words)
    page = Page(
        title=_("Open the sheet of %(period)s?") % words,
        lead=lab.name,
        button=_("Open the sheet"),
        back=reverse("programmes:reading_sheet_list"),
        next=_entry_href(lab, period),
    )
    given = {"given": {"kind": str(kind), "starts_on": starts_on}}
    return perform(
        request, actions.open_reading_sheet, lab, OpenSheetForm, page=page,
        form_options=given,
    )  # fmt: skip


def _grid(
    request: HttpRequest, sheet: ReadingSheet, words: dict[str, str]
) -> HttpResponse:
    page = Page(
        title=_("Readings of %(period)s") % words,
        lead=sheet.lab.name,
        button=_("Save"),
        success=_("Saved. Send it for approval once it is complete."),
        back=sheet.get_absolute_url(),
        template="programmes/reading_sheet_form.html",
    )
    return perform(
        request,
        actions.write_reading_sheet,
        sheet,
        SheetForm,
        page=page,
        form_options={
            "indicators": Indicator.objects.filter(rhythm=sheet.period.kind),
            "tips": tips_of(sheet),
        },
    )


def tips_of(sheet: ReadingSheet) -> dict[int, Reading]:
    """Give the last of each line, by indicator, with who wrote it or took it back."""
    rows = sheet.readings.tips().select_related("written_by", "indicator")
    return {row.indicator_id: row for row in rows}


def heads_of(tips: dict[int, Reading]) -> dict[int, Reading]:
    """Give those among them that count."""
    return {pk: row for pk, row in tips.items() if row.amount}


def sheet_of(request: HttpRequest, public_id: UUID) -> ReadingSheet:
    """Give a sheet that the reader may see; 404 otherwise."""
    rows = ReadingSheet.objects.visible_to(_reader(request))
    rows = rows.select_related("lab", "period", "submitted_by", "approved_by")
    return get_object_or_404(rows, public_id=public_id)


Line = tuple[Indicator, list[tuple[Reading, str]], str | None]


def _lines(sheet: ReadingSheet) -> list[Line]:
    """Give each indicator with its readings, the latest first, or its parts' sum."""
    stories: dict[int, list[Reading]] = {}
    rows = sheet.readings.select_related("written_by").order_by("-pk")
    for row in rows:
        stories.setdefault(row.indicator_id, []).append(row)
    indicators = list(Indicator.objects.filter(rhythm=sheet.period.kind))
    latest = {pk: story[0].amount for pk, story in stories.items()}
    amounts = {pk: amount for pk, amount in latest.items() if amount}
    sums = computed(indicators, amounts)
    return [
        (
            one,
            [
                (row, said(row.amount.value if row.amount else None, one.measure))
                for row in stories.get(one.pk, [])
            ],
            _sum(sums.get(one.pk), one),
        )
        for one in indicators
    ]


@require_safe
def reading_sheet_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a sheet: each indicator's number, what it was before, what is missing."""
    sheet, user = sheet_of(request, public_id), _reader(request)
    context = {
        "sheet": sheet,
        "name": _name(sheet),
        "badge": _badge(sheet),
        "lines": _lines(sheet),
        "unequal": [
            (one.name, said_exactly(abs(gap)))
            for one, gap in (unequal(sheet) if sheet.status == S.DRAFT else [])
        ],
        "acts": _acts(sheet, user),
        "files": [
            (
                word.upper(),
                reverse("programmes:reading_sheet_file", args=[public_id, word]),
            )
            for word in FILES
        ],
        "crumbs": dictionary_crumbs(
            Crumb(_("Sheets of readings"), reverse("programmes:reading_sheet_list")),
            Crumb(f"{sheet.lab.name}, {_name(sheet)}"),
        ),
    }
    return render(request, "programmes/reading_sheet_detail.html", context)


def _sum(total: Total | None, one: Indicator) -> str | None:
    """Give what parts make as people write it; empty while one is not read."""
    if total is None:
        return None
    return said(total.value, one.measure) if total.is_complete else ""


def _acts(sheet: ReadingSheet, user: User) -> list[Act]:
    """Give the buttons that this reader has now."""
    can = {one.name: one for one in available_actions(sheet, user, ACT_ORDER)}
    found: list[Act] = []
    for name in (one for one in ACT_ORDER if one in can):
        one = can[name]
        href = (
            _entry_href(sheet.lab, sheet.period.slug)
            if name == "write_reading_sheet"
            else reverse(f"programmes:{name}", args=[sheet.public_id])
        )
        kind = "close" if one.closes else ("other" if found else "main")
        found.append(Act(one.label, href, icon=one.icon, kind=kind))  # type: ignore[arg-type]
    if "write_reading_sheet" in can:
        href = reverse("programmes:reading_sheet_import", args=[sheet.public_id])
        found.append(Act(_("Read in a file"), href, "arrow-up-tray", "other"))
    return found


def _act(
    request: HttpRequest, public_id: UUID, action: Any, form: Any, **words: Any
) -> HttpResponse:
    sheet = sheet_of(request, public_id)
    page = Page(
        lead=f"{sheet.lab.name} · {_name(sheet)}",
        back=sheet.get_absolute_url(),
        **words,
    )
    return perform(request, action, sheet, form, page=page)


@READ_OR_SEND
def submit_reading_sheet_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put it before the lab's lead."""
    return _act(
        request,
        public_id,
        actions.submit_reading_sheet,
        EmptyForm,
        title=_("Send these readings for approval?"),
        button=_("Send it for approval"),
        success=_("The lead of the lab has it."),
    )


@READ_OR_SEND
def approve_reading_sheet_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let everybody read it."""
    return _act(
        request,
        public_id,
        actions.approve_reading_sheet,
        EmptyForm,
        title=_("Approve these readings?"),
        button=_("Approve"),
        success=_("Approved: everybody reads these figures from now on."),
    )


@READ_OR_SEND
def return_reading_sheet_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open it again, with the reason."""
    return _act(
        request,
        public_id,
        actions.return_reading_sheet,
        ReasonForm,
        title=_("Send these readings back"),
        success=_("Open again: nobody else reads them until they are approved."),
    )


@READ_OR_SEND
def lock_reading_sheet_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep it as it is."""
    return _act(
        request,
        public_id,
        actions.lock_reading_sheet,
        EmptyForm,
        title=_("Lock these readings?"),
        button=_("Lock it"),
        success=_("Locked: nothing changes in it any more."),
    )


@READ_OR_SEND
def unlock_reading_sheet_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the lock, with the reason."""
    return _act(
        request,
        public_id,
        actions.unlock_reading_sheet,
        ReasonForm,
        title=_("Unlock these readings"),
        success=_("Unlocked. The reason stays in its history."),
    )
