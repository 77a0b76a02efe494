"""Questions that the tests of every act on a report ask in the same way."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from blockers.models import ClockPause, Report
from servindus.actors import SYSTEM
from servindus.workflow import Act, TransitionNotAllowed
from tests.blockers.stories import STORIES
from tests.cast import Cast, fresh, make_membership
from tests.evidence import journal, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing


def starts_only_from(act: Act[Any], cast: Cast, sources: str, **inputs: Any) -> None:
    """Every other status is refused, and the row stays as it was."""
    assert set(act.sources) == set(sources.split())
    for status, story in STORIES.items():
        if status in sources.split():
            continue
        report = story(cast)
        with pytest.raises(TransitionNotAllowed):
            act(report, by=SYSTEM, **inputs)
        assert fresh(report).status == status


def portal(report: Report, name: str, *rest: Any) -> str:
    """Give a page's address for people with an account."""
    return reverse(f"blockers:{name}", args=[report.public_id, *rest])


def desk(report: Report, name: str) -> str:
    """Give an act's address in the admin."""
    return reverse("admin:blockers_report_act", args=[report.pk, name])


def by_link(token: str, name: str, *rest: Any) -> str:
    """Give a page's address behind the link of a mail, or of a visitor's draft."""
    return reverse(f"blockers:link_{name}", args=[token, *rest])


# Whom a company's own act is refused: they see the case, or do not know of it.
NOT_THEIRS = {
    "visitor": 302,
    "assistant": 403,
    "moderator": 403,
    "admin": 403,
    "founder": 404,
    "colleague": 404,
    "liaison": 404,
    "stranger": 404,
}
# Whom a decision of Rouen's lab is refused.
NO_DECISION = {
    "visitor": 302,
    "director": 403,
    "assistant": 403,
    "founder": 403,
    "liaison": 403,
    "stranger": 403,
    "admin": 403,
    "colleague": 404,
}


def is_the_reporters_alone(
    client: Client, cast: Cast, report: Report, name: str, data: dict[str, Any]
) -> None:
    """Nobody else does this act, and it is no button of the desk."""
    before = fresh(report).status
    found = answers_to(client, cast, portal(report, name), data, " ".join(NOT_THEIRS))
    assert found == NOT_THEIRS
    found = answers_to(client, cast, desk(report, name), data, "director moderator")
    assert found == {"director": 403, "moderator": 404}
    assert fresh(report).status == before


def is_the_labs_alone(
    client: Client, cast: Cast, report: Report, name: str, data: dict[str, Any]
) -> None:
    """Nobody else decides; staff who belong to the company do not either."""
    before = fresh(report).status
    found = answers_to(client, cast, desk(report, name), data, " ".join(NO_DECISION))
    assert found == NO_DECISION
    make_membership(user=cast.second_moderator, organisation=cast.plant)
    address = desk(report, name)
    assert answers_to(client, cast, address, data, "second_moderator") == {
        "second_moderator": 403
    }
    assert fresh(report).status == before


def is_done_at_the_desk(
    client: Client, cast: Cast, report: Report, name: str, data: dict[str, Any]
) -> None:
    """Reading changes nothing, an empty form neither; a full one does the act once."""
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(report, name))
    with nothing_written():
        assert client.post(desk(report, name), {}).status_code == 200
    for _time in range(2):
        assert client.post(desk(report, name), data).status_code == 302
    assert [line[0] for line in journal(report)].count(name) == 1
    assert journal(report)[-1][3:] == ("moderatrice@rouen.example", "admin")


def is_done_on_the_portal(
    client: Client, cast: Cast, report: Report, name: str, data: dict[str, Any]
) -> None:
    """Reading changes nothing; a double click does the act once."""
    client.force_login(cast.director)
    reading_writes_nothing(client, portal(report, name))
    for _time in range(2):
        assert client.post(portal(report, name), data).status_code == 302
    assert [line[0] for line in journal(report)].count(name) == 1
    assert journal(report)[-1][3:] == ("directrice@usine.example", "portal")


def clocks_of(report: Report) -> list[tuple[str, Any, Any, Any]]:
    """Give (code, started, due, stopped) of each clock in the order of its start."""
    rows = report.clocks.order_by("pk")
    return list(rows.values_list("code", "started_on", "due_on", "stopped_on"))


def pauses_of(report: Report) -> list[tuple[Any, Any]]:
    """Give first day and first day after of each pause; an open one ends with None."""
    rows = ClockPause.objects.filter(clock__report=report).order_by("pk")
    return [(row.span.lower, row.span.upper) for row in rows]
