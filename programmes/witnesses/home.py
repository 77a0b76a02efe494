"""What witness companies put on homes and on a lab's page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import rules
from programmes.enums import OrganisationKind
from programmes.labs.sections import Line, Scope, Section
from programmes.models import Wave, WitnessEngagement
from programmes.witnesses import lists
from programmes.witnesses.enums import EngagementStatus, WaveKind
from servindus import clock
from servindus.home import Dated, Waiting
from servindus.models import User
from servindus.ui import WaitingCard


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give what a company has to sign and to enter, what a lab has to approve."""
    user = request.user
    assert isinstance(user, User)
    waves = Waiting(lists.waiting(user), _waves)
    if labs := rules.lab_ids(user):
        late = Wave.objects.due_in().filter(due_on__lt=clock.today())
        return [waves, Waiting(late.filter(engagement__lab__in=labs), _late)]
    own = rules.organisation_ids(user, OrganisationKind.INDUSTRIAL)
    if not own:
        return []
    asked = WitnessEngagement.objects.filter(status=EngagementStatus.PREPARED)
    return [waves, Waiting(asked.filter(organisation__in=own), _to_sign)]


def dated(request: HttpRequest) -> list[Dated]:
    """Give the waves that the reader's companies have before them."""
    own = rules.organisation_ids(request.user, OrganisationKind.INDUSTRIAL)
    if not own:
        return []
    rows = Wave.objects.due_in().filter(engagement__organisation__in=own)
    return [Dated(rows, "due_on", "kind", _wave_named)]


def _wave_named(kind: str) -> str:
    return _("wave %(kind)s") % {"kind": WaveKind(kind).label}


def _card(count: int, title: str, text: str, part: str, icon: str) -> WaitingCard:
    href = f"{reverse('programmes:witness_engagement_list')}?vue={part}"
    return WaitingCard(count, title, text, href, _("Look at them"), icon, "mine")


def _waves(count: int) -> WaitingCard:
    text = _("A wave to enter, or one to approve.")
    return _card(count, _("Witness companies"), text, "en-cours", "eye")


def _late(count: int) -> WaitingCard:
    text = _("Their day has passed: call the company.")
    return _card(count, _("Waves that are late"), text, "en-cours", "phone")


def _to_sign(count: int) -> WaitingCard:
    text = _("Your lab asks whether your company wants to be followed.")
    return _card(count, _("Charter to sign"), text, "a-signer", "document-check")


def sections(scope: Scope) -> list[Section]:
    """Name the witness companies of a lab that agree to be named, count the others."""
    if scope.lab is None:
        return []
    running = WitnessEngagement.objects.running().filter(lab=scope.lab)
    rows = list(
        running.select_related("organisation").order_by("organisation__sort_name", "pk")
    )
    lines = [
        Line(row.organisation.name, fictional=row.organisation.is_fictitious)
        for row in rows
        if row.share_name
    ]
    others = len(rows) - len(lines)
    sentence = ngettext(
        "%(n)d company lets its lab look, wave after wave.",
        "%(n)d companies let their lab look, wave after wave.",
        len(rows),
    ) % {"n": len(rows)}
    if others:
        sentence += " " + _("Not to be named: %(n)d.") % {"n": others}
    return [
        Section(
            _("Witness companies"),
            sentence=sentence if rows else "",
            lines=lines,
            empty=_("No company is followed here yet.") if not rows else "",
            links=[
                (
                    reverse("programmes:witness_figures"),
                    _("What they agree to share"),
                )
            ],
        )
    ]
