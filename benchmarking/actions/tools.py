"""What a lab does with a tool: describe it, add its files, share it, take it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Practice, Tool
from benchmarking.practices.enums import MOST_FILES, ToolStatus
from programmes.models import Lab
from servindus import clock
from servindus.models import JournalEntry, User
from servindus.uploads import Upload, keep, take_away
from servindus.workflow import ActRefused, Step, act, transition, write_journal

T = ToolStatus


def draft_tool(
    lab: Lab,
    *,
    by: User,
    practices: Iterable[Practice] = (),
    click: str = "",
    **answers: Any,
) -> Tool:
    """Open the page of a tool; its files are added there.

    `click` is the mark of the form that was sent: the same one twice is one tool.
    """
    with transaction.atomic():
        _one_by_one(lab)
        if click and (twin := drafted_by_click(lab, by, click)):
            return twin
        tool = Tool(lab=lab, **answers)
        _once(tool)
        tool.save()
        tool.practices.set(practices)
        now = clock.now()
        write_journal("draft_tool", tool, by=by, now=now, target=T.DRAFT, click=click)
    return tool


def drafted_by_click(lab: Lab, by: User, click: str) -> Tool | None:
    """Give the draft of this lab that the same form has opened already."""
    lines = JournalEntry.objects.filter(user=by, verb="draft_tool", click=click)
    rows = Tool.objects.filter(lab=lab, status=T.DRAFT)
    return rows.filter(pk__in=lines.values("object_id")).order_by("-pk").first()


def _one_by_one(lab: Lab) -> None:
    Lab.objects.select_for_update(no_key=True).get(pk=lab.pk)


def _once(tool: Tool) -> None:
    """Refuse a release that its lab has already; two are asked one after the other."""
    _one_by_one(tool.lab)
    twins = Tool.objects.filter(lab=tool.lab, name=tool.name, release=tool.release)
    if twins.exclude(pk=tool.pk).exists():
        raise ActRefused(_("This version stands on the shelf already."))


@act(
    Tool,
    sources=[T.DRAFT, T.SHARED, T.WITHDRAWN],
    label=_("Change the page"),
    icon="pencil-square",
)
def edit_tool(
    tool: Tool, step: Step, *, practices: Iterable[Practice] = (), **values: Any
) -> None:
    """Write what the shelf says of it."""
    for name, value in values.items():
        setattr(tool, name, value)
    if tool.status == T.SHARED and (reason := _can_be_taken(tool, step.now)):
        raise ActRefused(reason)
    _once(tool)
    tool.practices.set(practices)


@act(
    Tool,
    sources=[T.DRAFT, T.WITHDRAWN],
    label=_("Attach a file"),
    icon="paper-clip",
    records=("piece",),
)
def add_file_tool(tool: Tool, step: Step, *, piece: Any, upload: Upload) -> None:
    """Add a file; what others have taken from the shelf is not changed under them."""
    keep(tool.files, MOST_FILES, upload, piece)


@act(
    Tool,
    sources=[T.DRAFT, T.WITHDRAWN],
    label=_("Take a file away"),
    icon="x-mark",
    records=("piece",),
)
def remove_file_tool(tool: Tool, step: Step, *, piece: Any) -> None:
    """Take a file away."""
    take_away(tool.files, piece)


def _can_be_taken(tool: Tool, now: datetime) -> str | Promise | None:
    if not tool.website and not tool.files.exists():
        return _("Attach a file, or say at which address it is.")
    return None


@transition(
    Tool,
    sources=[T.DRAFT, T.WITHDRAWN],
    target=T.SHARED,
    label=_("Put it on the shelf"),
    icon="check-circle",
    guard=_can_be_taken,
)
def share_tool(tool: Tool, step: Step) -> None:
    """Let everybody take it."""


@transition(
    Tool,
    sources=[T.SHARED],
    target=T.WITHDRAWN,
    label=_("Take it off the shelf"),
    icon="archive-box",
    closes=True,
)
def withdraw_tool(tool: Tool, step: Step) -> None:
    """Take it off the shelf; its lab can put it back."""
