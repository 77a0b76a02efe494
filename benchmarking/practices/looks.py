"""How versions look: entries, whose turn, buttons, opinions, evidence, story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benchmarking.models import Evidence, PeerReview, PracticeVersion
from benchmarking.practices.enums import (
    LEVEL_LOOKS,
    POINTS,
    REVIEW_REMINDERS,
    STAGES,
    VERSION_LOOKS,
    EvidenceLevel,
    VersionStatus,
)
from benchmarking.practices.turns import OTHERS, turn_of
from programmes import known, rules
from programmes.cards import elided
from programmes.stories import story
from servindus import clock
from servindus.buttons import buttons
from servindus.calendar import clock_state
from servindus.models import User
from servindus.templatetags.servindus import capital, short_date
from servindus.ui import Act, Badge, Crumb, Person, Row, TimelineItem, Turn
from servindus.workflow import available_actions

V = VersionStatus
WEEK = 5
ACT_ORDER = (
    *("submit_practice_version", "edit_practice_version", "admit_practice_version"),
    *("review_practice_version", "publish_practice_version", "label_practice_version"),
    *("renew_practice_version", "revise_practice_version"),
    *("take_back_practice_version", "return_practice_version"),
    "retire_practice_version",
)


@dataclass(frozen=True)
class Stage:
    """One cell of the strip: its word, and whether it is behind, here or to come."""

    label: str
    state: str
    icon: str


def crumbs(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of the library."""
    library = Crumb(_("Good practices"), reverse("benchmarking:practice_list"))
    return [Crumb(_("Home"), reverse("home")), library, *further]


def desk_crumb() -> Crumb:
    """Give the step of the labs' own list."""
    return Crumb(_("Versions in hand"), reverse("benchmarking:version_list"))


def lab_person(lab: Any) -> Person:
    """Give a lab as templates draw it."""
    role = elided(_("lab of %(name)s") % {"name": lab.name})
    return Person(lab.operator_name, role=role, shape="hexagon", initials=lab.code[:2])


def badge(version: PracticeVersion) -> Badge:
    """Give the badge of a version's status."""
    icon, tone = VERSION_LOOKS[V(version.status)]
    return Badge(capital(version.get_status_display()), icon, tone)


def level_badge(version: PracticeVersion) -> Badge:
    """Give the badge of what stands behind it."""
    icon, tone = LEVEL_LOOKS[EvidenceLevel(version.level)]
    word = _("Evidence: %(level)s") % {"level": version.get_level_display()}
    return Badge(word, icon, tone)


def entry(version: Any) -> dict[str, Any]:
    """Give a line of the library: the problem first, then what is done about it."""
    return {
        "object": version,
        "practice": version.practice,
        "badge": badge(version) if version.status == V.LABELLED else None,
        "level": level_badge(version),
        "topics": version.topic_names[:3],
        "cost": cost(version),
        # Adoption is read from transfers; what was stopped stands beside it.
        "taken_over": ", ".join(version.taken_over),
        "stopped_at": ", ".join(version.stopped_at),
    }


def cost(version: PracticeVersion) -> str:
    """Say what it takes in one line; empty where nothing is known."""
    said = []
    if version.person_days is not None:
        days = number_format(version.person_days.normalize(), use_l10n=True)
        said.append(_("%(n)s person-days") % {"n": days})
    if version.euros is not None:
        euros = number_format(round(version.euros), force_grouping=True)
        said.append(_("%(n)s €") % {"n": euros} if version.euros else _("no purchase"))
    return ", ".join(said)


def stages(version: PracticeVersion) -> list[Stage]:
    """Give the five stages; one that was retired shows how far it came."""
    here = V(version.status)
    shown: Sequence[Any] = STAGES
    place = STAGES.index(here) if here in STAGES else 0
    if here == V.RETIRED:
        came = 0
        if version.published_on:
            came = 4 if version.labelled_on is None else 5
        shown, place = (*STAGES[: max(came, 1)], V.RETIRED), max(came, 1)
    return [
        Stage(
            capital(V(status).label),
            "done" if at < place else ("here" if at == place else "ahead"),
            VERSION_LOOKS[V(status)][0],
        )
        for at, status in enumerate(shown)
    ]


def turn(version: PracticeVersion, user: User, today: date) -> Turn | None:
    """Give whose turn it is, and until when; None while nobody has to do anything."""
    side = turn_of(version, today)
    if not side:
        return None
    lab, own = version.practice.lab, version.practice.lab_id in rules.lab_ids(user)
    due = version.due_on
    if version.status in (V.PUBLISHED, V.LABELLED):
        due = version.review_on
    person, mine = lab_person(lab), own
    if side == OTHERS:
        # The reader's own lab is one of those whose turn it is.
        labs = [one for one in known.labs() if one.pk in rules.lab_ids(user)]
        mine = bool(labs) and not own and not _has_judged(version, user)
        person = lab_person(labs[0]) if mine else _other_labs()
    return Turn(
        person,
        sentence=_sentence(version, side, mine),
        due=due,
        clock=clock_state(due, today, WEEK, lab.calendar) if due else None,
        mine=mine,
        due_label=_("Next step by"),
    )


def _other_labs() -> Person:
    return Person(_("The other labs"), shape="hexagon")


def _sentence(version: PracticeVersion, side: str, mine: bool) -> str:
    if version.status == V.DRAFT:
        return _("Writes it to the end and hands it in.")
    if version.status == V.SUBMITTED:
        if mine:
            return _("Looks it through: is it clear, and does it name nobody?")
        return _("Look it through: is it clear, and does it name nobody?")
    if side == OTHERS:
        if mine:
            return _("Writes an opinion: two other labs are needed for the label.")
        return _("Write an opinion: two other labs are needed for the label.")
    if version.status == V.PEER_REVIEW:
        return _("Reads the opinions and publishes it, or writes on.")
    return _("Says whether it is still right.")


def row(version: PracticeVersion, user: User, today: date) -> Row:
    """Give a version as one line of the labs' list."""
    now = turn(version, user, today)
    return Row(
        title=version.need,
        href=version.get_absolute_url(),
        sub=f"{version.practice.reference} · {version.title}",
        badge=badge(version),
        who="" if now is None else (_("You") if now.mine else now.person.name),
        when=short_date(now.due) if now and now.due else "",
        clock=now.clock if now else None,
        person=lab_person(version.practice.lab),
        edge="mine" if now and now.mine else "",
        due=now.due if now else None,
    )


def acts(version: PracticeVersion, user: User) -> list[Act]:
    """Give the buttons that this person has on a version now, the next step first."""
    can = {one.name: one for one in available_actions(version, user, among=ACT_ORDER)}
    if "review_practice_version" in can and _has_judged(version, user):
        del can["review_practice_version"]
    if version.status in (V.PUBLISHED, V.LABELLED) and not _is_old(version):
        can.pop("renew_practice_version", None)
    return buttons(version, can, ACT_ORDER)


def _has_judged(version: PracticeVersion, user: User) -> bool:
    own = rules.lab_ids(user)
    rows = version.reviews.all()
    return any(one.lab_id in own and one.reading == version.reading for one in rows)


def _is_old(version: PracticeVersion) -> bool:
    """Whether its next look is near: before, nobody has to say anything."""
    soon = clock.today() + timedelta(days=REVIEW_REMINDERS[0])
    return version.review_on is not None and version.review_on <= soon


def evidence(version: PracticeVersion) -> list[dict[str, Any]]:
    """Give each piece with its count over its number, as people read it."""
    rows = version.evidence.select_related("paper").order_by("rank")
    return [
        {"row": one, "share": share(one), "paper": getattr(one, "paper", None)}
        for one in rows
    ]


def share(piece: Evidence) -> str:
    """Say a count out of its number; empty where nothing was counted."""
    if piece.numerator is None:
        return ""
    top = number_format(piece.numerator.normalize(), use_l10n=True)
    if piece.denominator is None:
        return top
    bottom = number_format(piece.denominator.normalize(), use_l10n=True)
    return _("%(top)s out of %(bottom)s") % {"top": top, "bottom": bottom}


def opinions(version: PracticeVersion) -> list[dict[str, Any]]:
    """Give what the other labs wrote on these words, and how many marks of each."""
    return [_opinion(one) for one in version.reviews.all() if _is_of(one, version)]


def _is_of(review: PeerReview, version: PracticeVersion) -> bool:
    return review.reading == version.reading


def _opinion(review: PeerReview) -> dict[str, Any]:
    marks = [
        {"label": POINTS[name][0], "mark": mark, "cells": range(1, 5)}
        for name, mark in review.marks.items()
    ]
    return {"row": review, "person": lab_person(review.lab), "marks": marks}


def timeline(version: PracticeVersion, today: date) -> list[TimelineItem]:
    """Give what happened and what comes, newest first."""
    titles = {
        "draft_practice": pgettext("practice", "Draft begun"),
        "revise_practice_version": pgettext("practice", "New version begun"),
        "submit_practice_version": pgettext("practice", "Handed in"),
        "take_back_practice_version": pgettext("practice", "Taken back"),
        "return_practice_version": pgettext("practice", "Sent back"),
        "admit_practice_version": pgettext("practice", "Put before the labs"),
        "review_practice_version": pgettext("practice", "Opinion written"),
        "publish_practice_version": pgettext("practice", "Published"),
        "label_practice_version": pgettext("practice", "Labelled"),
        "renew_practice_version": pgettext("practice", "Looked at again"),
        "retire_practice_version": pgettext("practice", "Retired"),
    }
    ahead: list[TimelineItem] = []
    if version.review_on and version.review_on > today:
        word = _("To be looked at again")
        ahead.append(TimelineItem(version.review_on, word, future=True))
    return [*ahead, *story(version, titles)]
