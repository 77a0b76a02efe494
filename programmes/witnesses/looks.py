"""How engagements look: badge, row, consents, buttons, key figures, what comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from programmes.models import Organisation, Wave, WitnessEngagement
from programmes.rules import lab_ids
from programmes.witnesses.enums import (
    ENGAGEMENT_LOOKS,
    SCOPES,
    WAVE_LOOKS,
    WRITABLE,
    EngagementStatus,
    Scope,
    WaveStatus,
)
from programmes.witnesses.matrix import Line, Sums, lines_of, sums_of
from programmes.witnesses.story import Told
from servindus.buttons import buttons
from servindus.models import User
from servindus.templatetags.servindus import capital, full_date
from servindus.ui import Act, Badge, Crumb, Person, Row
from servindus.workflow import available_actions

E, W = EngagementStatus, WaveStatus
# From here on a big figure is in thousands.
THOUSANDS_FROM = 10_000
ENGAGEMENT_ACTS = (
    *("sign_witness_engagement", "share_witness_engagement"),
    *("edit_witness_engagement", "end_witness_engagement"),
)


def crumbs(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page about witness companies."""
    return [Crumb(_("Home"), reverse("home")), *further]


def list_crumb() -> Crumb:
    """Give the list's step of the way."""
    href = reverse("programmes:witness_engagement_list")
    return Crumb(_("Witness companies"), href)


def engagement_crumb(engagement: WitnessEngagement) -> Crumb:
    """Give the company's step of the way."""
    return Crumb(engagement.organisation.name, engagement.get_absolute_url())


def company(organisation: Organisation) -> Person:
    """Give a company with its shape."""
    return Person(
        organisation.name,
        str(organisation.get_kind_display()),
        organisation.shape,
        fictional=organisation.is_fictitious,
    )


def badge(engagement: WitnessEngagement) -> Badge:
    """Give the badge of an engagement's status."""
    icon, tone = ENGAGEMENT_LOOKS[E(engagement.status)]
    return Badge(capital(engagement.get_status_display()), icon, tone)  # type: ignore[arg-type]


def wave_badge(wave: Wave) -> Badge:
    """Give the badge of a wave's status."""
    icon, tone = WAVE_LOOKS[W(wave.status)]
    return Badge(capital(wave.get_status_display()), icon, tone)  # type: ignore[arg-type]


def row(engagement: Any, reader: User, today: date) -> Row:
    """Give an engagement as one line of the list: the next wave and its day."""
    due = engagement.next_due if engagement.status == E.RUNNING else None
    mine = engagement.has_entered and reader.has_perm(
        "programmes.edit_witness_engagement", engagement
    )
    late = due is not None and due < today and not engagement.has_entered
    return Row(
        title=engagement.organisation.name,
        href=engagement.get_absolute_url(),
        sub=f"{engagement.lab.name} · {_since(engagement)}",
        badge=badge(engagement),
        who=_next(engagement),
        when=full_date(due) if due else "",
        person=company(engagement.organisation),
        edge="mine" if mine else "late" if late else "",
        fictional=engagement.organisation.is_fictitious,
        due=due,
    )


def _next(engagement: Any) -> str:
    if engagement.status == E.ENDED:
        return ""
    if engagement.status == E.RUNNING and engagement.has_entered:
        return str(engagement.lab.operator_name)
    return str(engagement.organisation.name)


def _since(engagement: WitnessEngagement) -> str:
    if engagement.ended_on:
        return _("ended on %(day)s") % {"day": full_date(engagement.ended_on)}
    if engagement.starts_on:
        return _("since %(day)s") % {"day": full_date(engagement.starts_on)}
    return _("charter not signed yet")


def consents(engagement: WitnessEngagement) -> list[tuple[str, bool]]:
    """Give each scope in words, and whether the company shares it."""
    return [(str(Scope(name).label), getattr(engagement, name)) for name in SCOPES]


def acts(obj: Any, reader: User, order: Sequence[str]) -> list[Act]:
    """Give the buttons that this reader has now, the first one filled."""
    can = {one.name: one for one in available_actions(obj, reader, order)}
    return buttons(obj, can, order)


def said(number: Decimal | int) -> str:
    """Give hours or euros as people write them, without useless decimals.

    >>> said(Decimal("12.50")), said(Decimal("3.0"))
    ('12,5', '3')
    """
    places = 0 if number == int(number) else 1 if number * 10 == int(number * 10) else 2
    return number_format(number, places, use_l10n=True, force_grouping=True)


# --- Key figures ----------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """A big figure and the words under it."""

    figure: str
    words: str


@dataclass(frozen=True)
class Seen:
    """A wave with its lines, and what they come to."""

    wave: Wave
    lines: list[Line]

    @property
    def sums(self) -> Sums:
        """What the lines come to."""
        return sums_of(self.lines)


def with_lines(waves: Sequence[Wave]) -> list[Seen]:
    """Give the waves that have lines, in the order of their days."""
    seen = [Seen(w, lines_of(w.kept_burdens, w.hourly_cost)) for w in waves]  # type: ignore[attr-defined]
    return [one for one in seen if one.lines]


def seen_by(
    engagement: WitnessEngagement, user: User, seen: Sequence[Seen]
) -> list[Seen]:
    """Give the waves whose figures stand for the company: those that are approved.

    The lab alone reads others there as well, and they say what they are.
    """
    if engagement.lab_id in lab_ids(user):
        return list(seen)
    return [one for one in seen if one.wave.status == W.APPROVED]


def unapproved(shown: Seen | None) -> str:
    """Say so where figures are of a wave that nobody has approved yet."""
    if shown is None or shown.wave.status == W.APPROVED:
        return ""
    words = {
        "wave": shown.wave.get_kind_display(),
        "status": shown.wave.get_status_display(),
    }
    return _("These figures are not approved: wave %(wave)s, %(status)s.") % words


def keys(seen: Sequence[Seen], shown: Seen | None, told: Sequence[Told]) -> list[Key]:
    """Give the four figures of a company: cost, hours, what is not workable, jobs."""
    if shown is None:
        return []
    now = shown.sums
    first = seen[0].sums if seen[0].wave != shown.wave else None
    return [*_costs(now, first), _not_workable(now, first), *_jobs(told)]


def _costs(now: Sums, first: Sums | None) -> list[Key]:
    words = ngettext(
        "a year, declared cost of %(n)d obligation",
        "a year, declared cost of %(n)d obligations",
        now.lines,
    ) % {"n": now.lines}
    hours = _("a year")
    if first is not None:
        hours = _("a year, against %(n)s h in the first wave") % {
            "n": said(first.hours)
        }
    return [
        Key(_euros(now.cost), words),
        Key(f"{said(now.hours)}\N{NO-BREAK SPACE}h", hours),
    ]


def _not_workable(now: Sums, first: Sums | None) -> Key:
    words = _("obligations judged not workable")
    if first is not None:
        words = _("obligations judged not workable, against %(n)d") % {
            "n": first.not_workable
        }
    figure = pgettext("k out of n", "%(n)d of %(total)d") % {
        "n": now.not_workable,
        "total": now.lines,
    }
    return Key(figure, words)


def _euros(sum_: Decimal) -> str:
    """Give euros as a big figure: thousands from ten thousand on."""
    if sum_ < THOUSANDS_FROM:
        return f"{said(sum_)}\N{NO-BREAK SPACE}€"
    unit = pgettext("thousand euros", "k€")
    return f"{said(round(sum_ / 1000))}\N{NO-BREAK SPACE}{unit}"


def _jobs(told: Sequence[Told]) -> list[Key]:
    """Give the created jobs that the lab has counted, once it has counted some."""
    total = sum((one.created for one in told), Decimal(0))
    if not total:
        return []
    return [Key(f"+\N{NO-BREAK SPACE}{said(total)}", _("FTE created and counted"))]


def to_write(engagement: WitnessEngagement, waves: Sequence[Wave]) -> Wave | None:
    """Give the wave that is written now: the first one that is not handed in."""
    if engagement.status != E.RUNNING:
        return None
    return next((one for one in waves if one.status in WRITABLE), None)


def coming(engagement: WitnessEngagement, waves: Sequence[Wave]) -> list[Wave]:
    """Give the next waves of a running engagement, three at most."""
    if engagement.status != E.RUNNING:
        return []
    return [w for w in waves if w.status in WRITABLE][:3]
