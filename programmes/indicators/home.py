"""What indicators put on homes: sheets to fill in, to approve, to lock."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programmes import rules
from programmes.indicators import periods
from programmes.indicators.enums import PeriodKind, SheetStatus
from programmes.models import ReadingSheet
from servindus import clock
from servindus.home import Waiting
from servindus.models import User
from servindus.ui import WaitingCard

S = SheetStatus


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give what waits for a lab's staff, its leads and the programme."""
    user = request.user
    assert isinstance(user, User)
    found = []
    rows = ReadingSheet.objects.all()
    if own := rules.lab_ids(user):
        open_ = rows.filter(_has_ended(), lab__in=own, status=S.DRAFT)
        found.append(Waiting(open_, _to_fill))
    if led := rules.lab_ids(user, lead=True):
        sent = rows.filter(lab__in=led, status=S.SUBMITTED)
        found.append(Waiting(sent, _to_approve))
    if rules.is_programme_admin(user):
        found.append(Waiting(rows.filter(status=S.APPROVED), _to_lock))
    return found


def _has_ended() -> Q:
    """Find sheets whose period is over: the others are nobody's duty yet."""
    today, found = clock.today(), Q()
    for kind in PeriodKind:
        start = periods.start_of(kind, today)
        found |= Q(period__kind=kind, period__starts_on__lt=start)
    return found


def _card(count: int, title: str, text: str, status: S, icon: str) -> WaitingCard:
    href = f"{reverse('programmes:reading_sheet_list')}?etat={status}"
    return WaitingCard(count, title, text, href, _("Look at them"), icon, "mine")


def _to_fill(count: int) -> WaitingCard:
    text = _("The period has ended: enter what was read and send it for approval.")
    title = _("Sheets of readings to fill in")
    return _card(count, title, text, S.DRAFT, "pencil-square")


def _to_approve(count: int) -> WaitingCard:
    text = pgettext("sheets", "Nobody reads these figures before you approve them.")
    title = _("Sheets of readings to approve")
    return _card(count, title, text, S.SUBMITTED, "check-badge")


def _to_lock(count: int) -> WaitingCard:
    text = pgettext("sheets", "The labs have approved them: lock what is settled.")
    title = _("Sheets of readings to lock")
    return _card(count, title, text, S.APPROVED, "lock-closed")
