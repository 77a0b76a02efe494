"""What matchmaking knows when two organisations are put together or apart again."""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from matchmaking.enums import (
    MAX_WAITING,
    OPEN,
    WAITING,
    MeetingStatus,
    Origin,
    ProfileStatus,
)
from matchmaking.models import DecisionMaker, Introduction, Meeting, StartupProfile
from programmes.duplicates import moving
from programmes.duplicates.refusing import named
from programmes.models import Organisation, OrganisationMerge

PROFILE = "matchmaking.startupprofile.organisation"
SITE = "programmes.site.organisation"
INTRODUCTION = "matchmaking.introduction.startup"
MEETING = "matchmaking.meeting.startup"


def refusals(merged: Organisation, survivor: Organisation) -> Iterable[str]:
    """Give what of the two would collide: requests, meetings, profiles."""
    yield from _open_requests(merged, survivor)
    yield from _meetings(merged, survivor)
    yield from _waiting(merged, survivor)
    profiles = StartupProfile.objects.filter(organisation__in=[merged, survivor])
    if profiles.count() == 2 and not _empty_profiles(merged):
        yield _(
            "Both have a profile. Keep the fuller one: empty the other, or choose its"
            " company as the one that goes on."
        )


def _open_requests(merged: Organisation, survivor: Organisation) -> Iterable[str]:
    """Two open requests of one startup to one person would be one too many (I3)."""
    is_open = Introduction.objects.filter(status__in=[str(status) for status in OPEN])
    asked = is_open.filter(startup=survivor).values("decision_maker")
    twice = is_open.filter(startup=merged, decision_maker__in=asked)
    people = [
        row.decision_maker
        for row in twice.select_related("decision_maker__organisation").order_by("pk")
    ]
    if people:
        yield (
            _("Both have an open request to %(people)s. Close one of the two first.")
            % {"people": named(people)}
        )


def _waiting(merged: Organisation, survivor: Organisation) -> Iterable[str]:
    """One startup awaits three answers at most (I5)."""
    waiting = Introduction.objects.filter(
        status__in=[str(status) for status in WAITING], origin=Origin.DIRECTORY
    )
    both = waiting.filter(startup__in=[merged, survivor]).count()
    if both > MAX_WAITING and waiting.filter(startup=merged).exists():
        yield (
            _("Together they await %(n)d answers, and one startup %(most)d at most.")
            % {"n": both, "most": MAX_WAITING}
        )


def _meetings(merged: Organisation, survivor: Organisation) -> Iterable[str]:
    """Nobody sits in two meetings at once (I1)."""
    booked = Meeting.objects.filter(status=MeetingStatus.BOOKED)
    spans = list(booked.filter(startup=survivor).values_list("span", flat=True))
    overlap = Q(pk__in=[])
    for span in spans:
        overlap |= Q(span__overlap=span)
    if found := list(booked.filter(overlap, startup=merged).order_by("pk")):
        yield (
            _("Both have a meeting booked at the same time: %(times)s. Move one first.")
            % {"times": named(found)}
        )


def _empty_profiles(organisation: Organisation) -> set[int]:
    """Give the profile if nothing was written in it yet."""
    rows = StartupProfile.objects.filter(
        organisation=organisation,
        status=ProfileStatus.DRAFT,
        pitch="",
        problem="",
        references="",
        documents=None,
    )
    return set(rows.values_list("pk", flat=True))


def staying(merged: Organisation, survivor: Organisation) -> Mapping[str, set[int]]:
    """An empty profile stays behind where the other company has one."""
    if not StartupProfile.objects.filter(organisation=survivor).exists():
        return {}
    return {PROFILE: _empty_profiles(merged)}


def undo_refusals(merge: OrganisationMerge) -> Iterable[str]:
    """Give what has grown since on rows that would go back."""
    requests = merge.moved.get(INTRODUCTION, [])
    booked = Meeting.objects.filter(introduction__in=requests)
    booked = booked.exclude(pk__in=merge.moved.get(MEETING, []))
    if booked.exists():
        yield _("A meeting was booked since for a request that would go back.")
    cards = DecisionMaker.objects.filter(
        site__in=merge.moved.get(SITE, []), organisation=merge.survivor
    ).exclude(pk__in=merge.moved.get("matchmaking.decisionmaker.organisation", []))
    if cards.exists():
        yield _("A decision maker was added since at a site that would go back.")


def lock_cards(ids: set[int]) -> None:
    """Lock the cards and requests in the order in which all acts lock them."""
    rows = DecisionMaker._base_manager.filter(
        Q(organisation__in=ids) | Q(introductions__startup__in=ids)
    )
    wanted = rows.order_by("pk").values("pk")
    cards = DecisionMaker._base_manager.filter(pk__in=wanted).order_by("pk")
    list(cards.select_for_update(of=("self",), no_key=True).values_list("pk"))


moving.refusals.append(refusals)
moving.undo_refusals.append(undo_refusals)
moving.staying.append(staying)
moving.lockers.append(lock_cards)
