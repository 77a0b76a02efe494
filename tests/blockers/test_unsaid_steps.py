"""A draft that another room opens lacks answers: the form leads to the first one."""

import pytest

from blockers import looks
from blockers.actions.reporting import draft_report_on_visit
from blockers.doors import Door
from blockers.models import Report
from blockers.turns import turn
from servindus import clock
from tests.blockers import stories
from tests.blockers.checks import portal
from tests.cast import Cast, fresh

CONSENT = {"confidentiality": "labs", "understood": "on"}
ANSWERS = {
    "nature": "text_regulatory", "innovative": "no", "stuck": "yes", "abroad": "no",
}  # fmt: skip


@pytest.mark.parametrize(
    ("left_out", "step"),
    [({"nature": ""}, 1), ({"situation": ""}, 2), ({"prevented": ""}, 2),
     ({"nature": "", "title": ""}, 1), ({}, 2)],
)  # fmt: skip
def test_the_button_opens_the_step_that_is_left(cast: Cast, left_out, step, monday):
    draft = stories.drafted(cast, **left_out)
    found = [act.href for act in looks.acts(Door(draft, cast.director))]
    assert portal(draft, "edit_report", step) in found


@pytest.mark.parametrize(("left_out", "step"), [("nature", 1), ("situation", 2)])
def test_the_last_step_leads_to_the_one_that_is_left(
    client, cast: Cast, monday, left_out: str, step: int
) -> None:
    """What the last step says is kept; once the other is answered, the case leaves."""
    draft = stories.drafted(cast, **{left_out: ""})
    client.force_login(cast.director)
    last = portal(draft, "edit_report", 5)
    sent = client.post(last, {**CONSENT, "confidentiality": "ministry"})
    assert sent.headers["Location"] == portal(draft, "edit_report", step)
    page = client.get(sent.headers["Location"]).content.decode()
    assert "Il manque cette étape" in page
    kept: Report = fresh(draft)
    assert (kept.status, kept.confidentiality) == ("draft", "ministry")
    case = {**stories.CASE, "project": ""}
    client.post(portal(draft, "edit_report", step), ANSWERS if step == 1 else case)
    client.post(last, CONSENT)
    assert fresh(draft).status == "submitted"


def test_what_the_lab_has_written_down_is_its_turn(cast: Cast, monday) -> None:
    draft = draft_report_on_visit(
        cast.rouen, by=cast.moderator, organisation=cast.plant, title="Bains"
    )
    strip = turn(draft, cast.moderator, clock.now())
    assert strip is not None
    assert (strip.person.name, strip.mine) == (draft.lab.operator_name, True)
    own = turn(stories.drafted(cast), cast.director, clock.now())
    assert own is not None
    assert (own.person.name, own.mine) == (cast.plant.name, True)
