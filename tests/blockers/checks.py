"""Questions that the tests of every act on a report ask in the same way."""

from typing import Any

import pytest
from django.urls import reverse

from blockers.models import Report
from servindus.actors import SYSTEM
from servindus.workflow import Act, TransitionNotAllowed
from tests.blockers.stories import STORIES
from tests.cast import Cast, fresh


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
