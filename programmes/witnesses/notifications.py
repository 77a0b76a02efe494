"""Mails about witness companies: charter, consents, waves that come and that wait."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programmes.hours import after_quiet
from programmes.models import Lab, Wave, WitnessEngagement
from programmes.notifications import sender_of
from programmes.witnesses.enums import (
    SCOPES,
    WAVE_LATE,
    WRITABLE,
    EngagementStatus,
    Scope,
    WaveStatus,
)
from programmes.witnesses.people import members_of, referents_of
from servindus import outbox
from servindus.categories import ACCOUNT, REMINDERS
from servindus.models import OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

E, W = EngagementStatus, WaveStatus


class WitnessNotice(Notice):
    """A mail about an engagement, in the name of the lab."""

    model = "programmes.WitnessEngagement"
    category = ACCOUNT.key
    audience = _("the company and the lab’s referents")

    def find(self, row: OutboxEmail) -> WitnessEngagement | None:
        """Give the engagement with its company, lab and referents."""
        rows = WitnessEngagement.objects.with_sides()
        return rows.filter(pk=row.object_id).first()

    def sender(self, obj: WitnessEngagement) -> Sender:
        """Give the lab's operator."""
        return sender_of(obj.lab)

    def is_due(self, obj: WitnessEngagement, row: OutboxEmail) -> bool:
        """Whether it still stands as the mail says."""
        return True

    def is_moot(self, obj: WitnessEngagement, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the person may not read it any more."""
        may = row.user is not None and row.user.has_perm(
            "programmes.view_witness_engagement", obj
        )
        return not (may and self.is_due(obj, row))

    def context(self, obj: WitnessEngagement, row: OutboxEmail) -> dict[str, Any]:
        """Give the engagement, its company, its lab and its page."""
        return {
            "engagement": obj,
            "company": obj.organisation,
            "lab": obj.lab,
            "referents": [str(user) for user in obj.referents],
            "shared": shared_words(obj),
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


def shared_words(engagement: WitnessEngagement) -> list[str]:
    """Give what the company shares, in words."""
    given = [name for name in SCOPES if getattr(engagement, name)]
    return [str(Scope(name).label) for name in given]


@register
class WitnessEngagementPrepared(WitnessNotice):
    """To the company: read the charter, say what is shared, sign."""

    name = "witness_engagement_prepared"
    audience = _("the company")

    def is_due(self, obj: WitnessEngagement, row: OutboxEmail) -> bool:
        """Whether nobody has signed."""
        return obj.status == E.PREPARED


@register
class WitnessEngagementStarted(WitnessNotice):
    """To the company and the referents: the charter is signed, the first wave comes."""

    name = "witness_engagement_started"

    def is_due(self, obj: WitnessEngagement, row: OutboxEmail) -> bool:
        """Whether it goes on."""
        return obj.status == E.RUNNING

    def context(self, obj: WitnessEngagement, row: OutboxEmail) -> dict[str, Any]:
        """Give the day of the first wave as well."""
        first = obj.waves.in_order().first()
        due_on = first.due_on if first else None
        return {**super().context(obj, row), "due_on": due_on}


@register
class WitnessEngagementEnded(WitnessNotice):
    """To the company and the referents: it has ended, and why."""

    name = "witness_engagement_ended"


@register
class WitnessConsentsChanged(WitnessNotice):
    """To the referents: what the company shares now."""

    name = "witness_consents_changed"
    audience = _("the lab’s referents")


class WaveNotice(Notice):
    """A mail about a wave, in the name of the lab."""

    model = "programmes.Wave"
    category = REMINDERS.key
    audience = _("the company")

    def find(self, row: OutboxEmail) -> Wave | None:
        """Give the wave with its company, lab and referents."""
        return Wave.objects.with_sides().filter(pk=row.object_id).first()

    def sender(self, obj: Wave) -> Sender:
        """Give the lab's operator."""
        return sender_of(obj.engagement.lab)

    def is_due(self, obj: Wave, row: OutboxEmail) -> bool:
        """Whether it still waits for the person."""
        return obj.status in WRITABLE and obj.engagement.status == E.RUNNING

    def is_moot(self, obj: Wave, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the person may not read it any more."""
        may = row.user is not None and row.user.has_perm("programmes.view_wave", obj)
        return not (may and self.is_due(obj, row))

    def context(self, obj: Wave, row: OutboxEmail) -> dict[str, Any]:
        """Give the wave, its company, its lab and its page."""
        return {
            "wave": obj,
            "company": obj.engagement.organisation,
            "lab": obj.engagement.lab,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


@register
class WaveDue(WaveNotice):
    """To the company: the day of a wave comes."""

    name = "wave_due"


@register
class WaveLate(WaveNotice):
    """To the lab's referents: the day of a wave is past."""

    name = "wave_late"
    audience = _("the lab’s referents")


@register
class WaveEntered(WaveNotice):
    """To the lab's referents: approve, or ask for more."""

    name = "wave_entered"
    audience = _("the lab’s referents")

    def is_due(self, obj: Wave, row: OutboxEmail) -> bool:
        """Whether nobody has decided."""
        return obj.status == W.ENTERED


@register
class WaveReturned(WaveNotice):
    """To the company: what the lab still asks for."""

    name = "wave_returned"

    def is_due(self, obj: Wave, row: OutboxEmail) -> bool:
        """Whether it still waits for the company."""
        return super().is_due(obj, row) and bool(obj.remark)


@register
class WaveApproved(WaveNotice):
    """To the company: approved, and nothing in it changes any more."""

    name = "wave_approved"

    def is_due(self, obj: Wave, row: OutboxEmail) -> bool:
        """It stays so."""
        return obj.status == W.APPROVED


def owe_company(kind: str, engagement: WitnessEngagement, step: Step) -> None:
    """Owe a mail to the company's members."""
    _owe(kind, engagement, step, members_of(engagement.organisation_id), engagement.lab)


def owe_referents(kind: str, engagement: WitnessEngagement, step: Step) -> None:
    """Owe a mail to the lab's referents."""
    _owe(kind, engagement, step, referents_of(engagement), engagement.lab)


def owe_both(kind: str, engagement: WitnessEngagement, step: Step) -> None:
    """Owe a mail to the company's members and the lab's referents."""
    owe_company(kind, engagement, step)
    owe_referents(kind, engagement, step)


def owe_wave_to_company(kind: str, wave: Wave, step: Step) -> None:
    """Owe a mail about a wave to the company's members."""
    people = members_of(wave.organisation_id)
    _owe(kind, wave, step, people, wave.engagement.lab)


def owe_wave_to_referents(kind: str, wave: Wave, step: Step) -> None:
    """Owe a mail about a wave to the lab's referents."""
    _owe(kind, wave, step, referents_of(wave.engagement), wave.engagement.lab)


def owe_nudge(wave: Wave, step: Step, rung: int) -> None:
    """Owe the reminder: to the company until the day, to the referents after it."""
    if rung in WAVE_LATE or not members_of(wave.organisation_id):
        kind = "wave_late" if rung in WAVE_LATE else "wave_due"
        owe_wave_to_referents(kind, wave, step)
    else:
        owe_wave_to_company("wave_due", wave, step)


def _owe(
    kind: str,
    obj: WitnessEngagement | Wave,
    step: Step,
    people: Iterable[User],
    lab: Lab,
) -> None:
    for user in people:
        if user != step.by:
            outbox.post(
                kind,
                obj,
                to=Recipient.of(user),
                cause=step.entry,
                not_before=after_quiet(lab, step.now),
                desk=lab.slug,
            )
