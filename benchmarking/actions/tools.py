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
from servindus.models import User
from servindus.uploads import Upload, keep, take_away
from servindus.workflow import ActRefused, Step, act, transition, write_journal

T = ToolStatus


def draft_tool(
    lab: Lab, *, by: User, practices: Iterable[Practice] = (), **answers: Any
) -> Tool:
    """Open the page of a tool; its files are added there."""
    with transaction.atomic():
        tool = Tool(lab=lab, **answers)
        _once(tool)
        tool.save()
        tool.practices.set(practices)
        write_journal("draft_tool", tool, by=by, now=clock.now(), target=T.DRAFT)
    return tool


def _once(tool: Tool) -> None:
    """Refuse a release that its lab has already; two are asked one after the other."""
    Lab.objects.select_for_update(no_key=True).get(pk=tool.lab_id)
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
