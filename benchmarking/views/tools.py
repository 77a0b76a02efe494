"""The shelf of tools: the list, one tool, its files, and its lab's acts."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from benchmarking import actions, sections
from benchmarking.actions.tools import drafted_by_click
from benchmarking.links import looks as links
from benchmarking.models import PracticeVersion, Tool, ToolFile
from benchmarking.practices import library, looks
from benchmarking.practices.enums import MOST_FILES, TOOL_LOOKS, ToolStatus
from benchmarking.practices.exports import TOOLS
from benchmarking.practices.tool_forms import ToolFileForm, ToolForm
from benchmarking.views.making import lab_of, own_labs
from programmes import rules
from servindus import clock, shelves
from servindus.clicks import click_of
from servindus.exports.pages import exporter
from servindus.forms import EmptyForm
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.templatetags.servindus import capital
from servindus.ui import Act, Badge, Crumb
from servindus.uploads import as_download
from servindus.views import Page, perform
from servindus.workflow import ActRefused, Busy, available_actions

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
COUNTED = 1001
ACTS = ("share_tool", "edit_tool", "withdraw_tool")


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _crumbs(*further: Crumb) -> list[Crumb]:
    return looks.crumbs(Crumb(_("Tools"), reverse("benchmarking:tool_list")), *further)


@login_not_required
@require_safe
def tool_list(request: HttpRequest) -> HttpResponse:
    """List what can be taken; open to everybody."""
    filters, rows = library.shelf(request.GET)
    page = page_of(request, rows, by="sort_name")
    [total] = capped_counts([filters.qs], cap=COUNTED)
    data = filters.form.cleaned_data if filters.form.is_valid() else {}
    own = rules.lab_ids(request.user)
    may = request.user.has_perm("benchmarking.export_tool")
    href = reverse("benchmarking:draft_tool")
    unshared = Tool.objects.filter(lab__in=own).exclude(status=ToolStatus.SHARED)
    context = {
        "tools": page.rows,
        "today": clock.today(),
        "pager": page.pager,
        "filter_form": filters.form,
        "active": sum(bool(value) for value in data.values()),
        "total": total,
        "own": unshared.order_by("sort_name", "pk")[:100] if own else [],
        "tabs": sections.tabs(request),
        "acts": [Act(_("Add a tool"), href, "plus")] if own else [],
        "exporter": exporter(request, TOOLS) if may and page.rows else None,
        "crumbs": looks.crumbs(Crumb(_("Tools"))),
    }
    return render(request, "benchmarking/tool_list.html", context)


def _tool(request: HttpRequest, public_id: UUID) -> Tool:
    rows = Tool.objects.visible_to(request.user).select_related("lab__operator")
    return get_object_or_404(rows, public_id=public_id)


@login_not_required
@require_safe
def tool_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a tool: what it does, on which terms, its files, what it serves."""
    tool = _tool(request, public_id)
    icon, tone = TOOL_LOOKS[ToolStatus(tool.status)]
    seen = PracticeVersion.objects.visible_to(request.user).listed()
    served = seen.filter(practice__tools=tool).with_frame()
    context = {
        "tool": tool,
        "badge": Badge(capital(tool.get_status_display()), icon, tone),
        "is_old": tool.valid_until is not None and tool.valid_until < clock.today(),
        "files": _files(tool),
        "links": links.of_tool(tool, request.user),
        "served": served.order_by("-published_on", "-pk"),
        "acts": _acts(tool, request),
        "crumbs": _crumbs(Crumb(tool.name)),
    }
    return render(request, "benchmarking/tool_detail.html", context)


def _files(tool: Tool) -> list[shelves.File]:
    rows = tool.files.order_by("position")
    name = "benchmarking:tool_file"
    return [shelves.drawn(row, reverse(name, args=[row.public_id])) for row in rows]


def _acts(tool: Tool, request: HttpRequest) -> list[Act]:
    if not request.user.is_authenticated:
        return []
    can = {one.name: one for one in available_actions(tool, _reader(request), ACTS)}
    found = [
        Act(
            can[name].label,
            reverse(f"benchmarking:{name}", args=[tool.public_id]),
            can[name].icon,
            "close" if can[name].closes else "other",
        )
        for name in ACTS
        if name in can
    ]
    ties = tool.status == ToolStatus.SHARED and rules.lab_ids(request.user)
    return [*found, links.claim_act(tool=tool)] if ties else found


@login_not_required
@require_safe
def tool_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a file of a tool to whoever sees the tool."""
    seen = Tool.objects.visible_to(request.user)
    rows = ToolFile.objects.filter(tool__in=seen)
    return as_download(get_object_or_404(rows, public_id=public_id))


@READ_OR_SEND
def draft_tool_view(request: HttpRequest) -> HttpResponse:
    """Describe a tool; its files are added on the next page."""
    user, click = _reader(request), click_of(request)
    lab = lab_of(request, "benchmarking.draft_tool")
    form = ToolForm(request.POST or None, lab=lab, initial={"release": "1"})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            tool = actions.draft_tool(lab, by=user, click=click, **form.cleaned_data)
        except ActRefused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            return redirect("benchmarking:edit_tool", tool.public_id)
    elif request.method == "POST" and (twin := drafted_by_click(lab, user, click)):
        # What the first turn has made can make the same form invalid.
        return redirect("benchmarking:edit_tool", twin.public_id)
    context = {
        "form": form,
        "lab": lab,
        "other_labs": [one for one in own_labs(request) if one != lab],
        "title": _("Add a tool"),
        "button": _("Continue: its files"),
        "back": reverse("benchmarking:tool_list"),
        "crumbs": _crumbs(Crumb(_("Add a tool"))),
    }
    return render(request, "benchmarking/tool_form.html", context, status=status)


@READ_OR_SEND
def edit_tool_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what the shelf says, and the files."""
    tool, user = _tool(request, public_id), _reader(request)
    if not user.has_perm("benchmarking.edit_tool", tool):
        raise PermissionDenied
    if request.method == "POST" and _brings_files(request):
        changed = _change_files(request, tool, user)
        if changed is not None:
            return changed
    page = Page(
        title=_("Change the tool"),
        button=_("Save"),
        success=_("The shelf says this from now on."),
        back=tool.get_absolute_url(),
        template="benchmarking/tool_form.html",
        extra=_page_of(tool),
    )
    options = {"instance": Tool.objects.get(pk=tool.pk)}
    return perform(
        request, actions.edit_tool, tool, ToolForm, page=page, form_options=options
    )


def _brings_files(request: HttpRequest) -> bool:
    """Whether a button beside the files was pressed, or a chosen file comes along."""
    return shelves.buttons_pressed(request) or "file" in request.FILES


def _change_files(request: HttpRequest, tool: Tool, user: User) -> HttpResponse | None:
    """Add or take away a file; None where the page's own button goes on with the texts.

    Texts that were typed beside it stay in the page until its button is pressed.
    """
    form = ToolFileForm(request.POST, request.FILES)
    form.is_valid()
    acts = (actions.add_file_tool, actions.remove_file_tool)
    shelf = shelves.Shelf(tool, tool.files, *acts, user)
    try:
        status = shelf.change(request, form)
    except Busy as busy:
        status = shelves.tell(form, busy)
    texts = _texts(request, Tool.objects.get(pk=tool.pk))
    if not form.errors and not shelves.buttons_pressed(request):
        return None
    if not form.errors and not texts.initial.get("is_typed"):
        href = reverse("benchmarking:edit_tool", args=[tool.public_id])
        return redirect(f"{href}#pieces")
    own = _page_of(tool)
    file_form = form if form.errors else own["file_form"]
    context = {**own, "form": texts, "file_form": file_form}
    page = render(request, "benchmarking/tool_form.html", context, status=status)
    return shelves.later(page)


def _texts(request: HttpRequest, row: Tool) -> ToolForm:
    """Give the texts as they were typed, finished or not; else as they stand."""
    typed = ToolForm(request.POST, instance=row)
    if "name" not in request.POST or not typed.has_changed():
        return ToolForm(instance=row)
    said = {
        name: field.widget.value_from_datadict(request.POST, request.FILES, name)
        for name, field in typed.fields.items()
    }
    shown = ToolForm(instance=row, initial={**said, "is_typed": True})
    shown.fields["practices"].initial = said["practices"]
    return shown


def _page_of(tool: Tool) -> dict[str, Any]:
    can_change = tool.status != ToolStatus.SHARED
    return {
        "tool": tool,
        "lab": tool.lab,
        "other_labs": [],
        "title": _("Change the tool"),
        "button": _("Save"),
        "back": tool.get_absolute_url(),
        "files": _files(tool),
        "most_files": MOST_FILES,
        "file_form": ToolFileForm() if can_change else None,
        "crumbs": _crumbs(
            Crumb(tool.name, tool.get_absolute_url()), Crumb(_("Change"))
        ),
    }


@READ_OR_SEND
def share_tool_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put it on the shelf."""
    tool = _tool(request, public_id)
    page = Page(
        title=_("Put this tool on the shelf?"),
        lead=_("Everybody can take it; its files stay as they are meanwhile."),
        button=_("Put it on the shelf"),
        success=_("It stands on the shelf."),
        back=tool.get_absolute_url(),
    )
    return perform(request, actions.share_tool, tool, EmptyForm, page=page)


@READ_OR_SEND
def withdraw_tool_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it off the shelf."""
    tool = _tool(request, public_id)
    page = Page(
        title=_("Take this tool off the shelf?"),
        lead=_("Its page stays for your lab; you can change it and put it back."),
        button=_("Take it off the shelf"),
        success=_("It is off the shelf."),
        back=tool.get_absolute_url(),
    )
    return perform(request, actions.withdraw_tool, tool, EmptyForm, page=page)
