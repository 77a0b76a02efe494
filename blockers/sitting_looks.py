"""How a sitting looks to its readers: rows, badges, buttons, what a lab is told."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blockers import escalation_looks, minutes
from blockers.enums import ESCALATION_OPEN
from blockers.models import Escalation, Sitting, SittingItem
from blockers.sitting_enums import (
    OUTCOME_LOOKS,
    SITTING_LOOKS,
    Outcome,
    SittingStatus,
)
from servindus.actors import Actor
from servindus.buttons import buttons
from servindus.templatetags.servindus import capital, day_and_month, full_date
from servindus.ui import Act, Badge, Crumb, Meter, Row
from servindus.workflow import available_actions

S = SittingStatus
# The order in which acts stand in the bar of a sitting.
ACT_ORDER = ("close_sitting", "edit_sitting", "cancel_sitting")


def badge(sitting: Sitting) -> Badge:
    """Give the badge of a sitting's status."""
    icon, tone = SITTING_LOOKS[sitting.status]
    return Badge(S(sitting.status).label, icon, tone)  # type: ignore[arg-type]


def outcome_badge(outcome: str) -> Badge | None:
    """Give the badge of a file's outcome, if it has one."""
    if not outcome:
        return None
    icon, tone = OUTCOME_LOOKS[outcome]
    return Badge(Outcome(outcome).label, icon, tone)  # type: ignore[arg-type]


def files_words(count: int) -> str:
    """Say how many files stand on an agenda."""
    words = ngettext("%(n)d file", "%(n)d files", count)
    return words % {"n": count}


def next_words(sitting: Sitting | None, today: date) -> str:
    """Say in a sentence when the next sitting is, and with how many files."""
    if sitting is None:
        return ""
    files = files_words(sitting.files)  # type: ignore[attr-defined]
    day = day_and_month(sitting.held_on)
    if sitting.held_on < today:
        words = _("Sitting of %(day)s, %(files)s: its minutes are to be closed.")
    elif sitting.held_on == today:
        words = _("Sitting today, %(day)s: %(files)s.")
    else:
        words = _("Next sitting: %(day)s, %(files)s.")
    return words % {"day": day, "files": files}


def sitting_row(sitting: Sitting, today: date, *, several: bool = False) -> Row:
    """Give a sitting as one line of the list; of several authorities it says whose."""
    files = files_words(sitting.files)  # type: ignore[attr-defined]
    due = sitting.status == S.PLANNED and sitting.held_on <= today
    return Row(
        title=str(capital(full_date(sitting.held_on))),
        href=sitting.get_absolute_url(),
        sub=f"{sitting.authority.name} · {files}" if several else files,
        badge=badge(sitting),
        who=_("You") if sitting.status == S.PLANNED else "",
        when=_("Minutes to be closed") if due else "",
        edge="mine" if due else "",
    )


def file_row(item: SittingItem, reader: Actor, now: datetime) -> Row:
    """Give a file of the agenda as a line: its place, its outcome or its clock."""
    row = escalation_looks.row(item.escalation, reader, now)
    outcome = minutes.outcome_of(item)
    planned = item.sitting.status == S.PLANNED
    return Row(
        title=f"{item.position}. {row.title}",
        href=item.get_absolute_url() if planned else row.href,
        sub=row.sub,
        badge=outcome_badge(outcome) or row.badge,
        who="" if outcome else row.who,
        when="" if outcome else row.when,
        clock=None if outcome else row.clock,
        due=row.due,
        edge="" if outcome else row.edge,
    )


def acts(sitting: Sitting, reader: Actor, today: date) -> list[Act]:
    """Give the buttons: hold it on its day, change it before, close it at the end."""
    can = {act.name: act for act in available_actions(sitting, reader)}
    found = []
    if sitting.status == S.PLANNED:
        first = sitting.items.on_agenda().first()
        if first is not None:
            href = reverse(
                "blockers:sitting_file", args=[sitting.public_id, first.public_id]
            )
            label = (
                _("Hold the sitting")
                if sitting.held_on <= today
                else _("Go through it file by file")
            )
            found.append(Act(label, href, icon="play", kind="main"))
    found += buttons(sitting, can, ACT_ORDER, lead=())
    if sitting.status != S.CANCELLED:
        held = sitting.status == S.HELD
        name = "sitting_minutes" if held else "sitting_agenda"
        label = _("Print the minutes") if held else _("Print the sitting file")
        href = reverse(f"blockers:{name}", args=[sitting.public_id])
        found.insert(1, Act(label, href, icon="printer"))
    return found


def progress(items: Sequence[SittingItem], current: SittingItem) -> Meter:
    """Give "file 3 of 8", and how many have their outcome."""
    done = sum(1 for item in items if minutes.outcome_of(item))
    place = [item.pk for item in items].index(current.pk) + 1
    said = ngettext(
        "%(n)d has its outcome", "%(n)d have their outcome", done
    ) % {"n": done}  # fmt: skip
    strong = _("File %(place)d of %(all)d") % {"place": place, "all": len(items)}
    return Meter(done, len(items), strong, f" · {said}")


def file_acts(item: SittingItem, reader: Actor) -> list[Act]:
    """Give what can be done with a file in the sitting, besides answering its asks."""
    row = item.escalation
    can = {act.name: act for act in available_actions(row, reader)}
    back = f"?seance={item.public_id}"
    found = []
    if row.status in ESCALATION_OPEN:
        args = [item.sitting.public_id, item.public_id]
        href = reverse("blockers:adjourn_sitting", args=args)
        found.append(Act(_("Adjourn"), href, icon="calendar-days"))
    for name in ("request_info_escalation", "forward_escalation"):
        if name in can:
            act = can[name]
            href = reverse(f"blockers:{name}", args=[row.public_id]) + back
            found.append(Act(act.label, href, icon=act.icon))
    return found


def crumbs(sitting: Sitting, *more: Crumb) -> list[Crumb]:
    """Give the way from the list of sittings to here."""
    title = _("Sitting of %(day)s") % {"day": day_and_month(sitting.held_on)}
    here = Crumb(title, sitting.get_absolute_url() if more else "")
    return [Crumb(_("Sittings"), reverse("blockers:sitting_list")), here, *more]


# --- On the file's own page -----------------------------------------------------------


def notes_on(escalation: Escalation, reader: Actor) -> list[dict[str, str]]:
    """Give what a reader of a file is told of its sittings, newest first.

    The lab: the day that is planned, and, once the minutes are closed, an adjournment
    with its reason and a note that is marked for it. Nothing else leaves the authority.
    """
    rows = escalation.sitting_items.on_agenda().select_related("sitting")
    rows = rows.exclude(sitting__status=S.CANCELLED)
    own = reader.has_perm("blockers.answer_escalation", escalation)
    found = []
    for item in rows.order_by("-sitting__held_on", "-pk"):
        item.escalation = escalation
        found += [
            {
                "icon": "calendar-days",
                "strong": strong,
                "text": text,
                "href": item.sitting.get_absolute_url() if own else "",
                "link_label": _("See the sitting") if own else "",
            }
            for strong, text in _told(item)
        ]
    return found


def _told(item: SittingItem) -> list[tuple[str, str]]:
    day = full_date(item.sitting.held_on)
    if item.sitting.status == S.PLANNED:
        return [(_("On the agenda of %(day)s.") % {"day": day}, "")]
    found = []
    if item.outcome == Outcome.ADJOURNED:
        strong = _("Adjourned at the sitting of %(day)s:") % {"day": day}
        # The catalogue does not read what stands inside a string.
        stays = _("The date of the answer stays.")
        found.append((strong, f"{item.reason} {stays}"))
    if item.note and item.note_shared:
        found.append((_("From the sitting of %(day)s:") % {"day": day}, item.note))
    return found
