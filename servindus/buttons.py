"""The buttons of a row: what its reader can do now, in the order of its room."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse

from servindus import ui
from servindus.workflow import Act


def buttons(
    row: Any,
    can: Mapping[str, Act[Any]],
    order: Sequence[str],
    *,
    lead: Collection[str] | None = None,
) -> list[ui.Act]:
    """Give a button for each act that can be done, the first one filled.

    `lead` names those that may be filled; an act that ends something never is.
    """
    found: list[ui.Act] = []
    for one in (can[name] for name in order if name in can):
        leads = not found and (lead is None or one.name in lead)
        kind: ui.ActKind = "close" if one.closes else ("main" if leads else "other")
        href = reverse(one.url_name, args=[row.public_id])
        found.append(ui.Act(one.label, href, icon=one.icon, kind=kind))
    return found
