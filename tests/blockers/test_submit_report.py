"""A company hands its case in: number, delays, receipt, and what is refused."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from blockers.actions import submit_report
from blockers.models import Report
from servindus import clock, letters
from servindus.actors import LinkHolder
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.blockers import stories
from tests.blockers.checks import portal, starts_only_from
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing

NAME = "submit_report"


def test_it_gets_a_number_and_two_delays(cast):
    done = stories.submitted(cast)
    assert done.status == "submitted"
    assert done.reference == f"ROU-{MONDAY.year}-0001"
    assert done.submitted_at == MONDAY
    # Monday 7 September: five working days end the next Monday.
    assert (done.contact_by, done.qualify_by) == (
        date(2026, 9, 14),
        date(2026, 10, 7),
    )
    clocks = done.clocks.order_by("code").values_list(
        "code", "version", "owed_by", "amount", "unit", "due_on", "stopped_on"
    )
    assert list(clocks) == [
        ("C1", 1, "lab", 5, "working_days", date(2026, 9, 14), None),
        ("C2", 1, "lab", 30, "days", date(2026, 10, 7), None),
    ]


def test_the_second_case_of_a_lab_gets_the_next_number(cast):
    stories.submitted(cast)
    assert stories.submitted(cast).reference == "ROU-2026-0002"


def test_the_lab_is_told_and_the_reporter_gets_a_receipt(cast):
    cast.moderator, cast.colleague  # noqa: B018 - both exist
    done = stories.submitted(cast)
    assert journal(done)[-1] == (
        NAME, "draft", "submitted", "directrice@usine.example", "portal",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == {
        ("report_submitted", "moderatrice@rouen.example"),
        ("report_received", "directrice@usine.example"),
    }


def test_the_receipt_says_what_it_is_not(cast):
    stories.submitted(cast)
    mail = letters.compose(OutboxEmail.objects.get(kind="report_received"))
    assert "ROU-2026-0001" in mail.body
    assert "lundi 14\u00a0septembre" in mail.body
    assert "n’est pas une démarche officielle" in mail.body


def test_it_starts_only_from_a_draft_or_a_question(cast):
    starts_only_from(submit_report, cast, "draft needs_info")


@pytest.mark.parametrize("name", ["title", "situation", "prevented", "nature"])
def test_what_is_not_complete_stays_a_draft(cast, name):
    draft = stories.drafted(cast, **{name: ""})
    with pytest.raises(ActRefused, match="complet"):
        submit_report(draft, by=cast.director)
    assert fresh(draft).status == "draft"
    # The database holds it too.
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=stories.submitted(cast).pk).update(**{name: ""})


def test_an_answer_to_a_question_goes_on_with_the_same_delay(cast):
    asked = stories.asked(cast)
    with clock.at(MONDAY + timedelta(days=9)):
        done = submit_report(asked, by=cast.director)
    # The question stood nine days, the first of which is day 0 of the delay.
    assert done.qualify_by == date(2026, 10, 15)
    assert (done.reference, done.complete_by) == ("ROU-2026-0001", None)
    clock_ = done.clocks.get(code="C2")
    [pause] = clock_.pauses.all()
    assert (pause.span.lower, pause.span.upper) == (
        date(2026, 9, 7),
        date(2026, 9, 16),
    )
    assert newly_owed(last_line(done)) == {
        ("report_completed", "moderatrice@rouen.example")
    }


def test_a_question_costs_the_lab_thirty_days_at_most(cast):
    asked = stories.asked(cast)
    with clock.at(MONDAY + timedelta(days=44)):
        done = submit_report(asked, by=cast.director)
    assert done.qualify_by == date(2026, 11, 5)


def test_asked_and_answered_the_same_day_nothing_moves(cast):
    done = submit_report(stories.asked(cast), by=cast.director)
    assert done.qualify_by == date(2026, 10, 7)
    assert not done.clocks.get(code="C2").pauses.exists()


def test_a_visitor_hands_in_with_the_link_of_the_mail_only(cast, client):
    link = stories.by_visitor(cast)
    draft_page = f"/blocages/suivre/{link.draft_token()}/transmettre/"
    assert client.post(draft_page).status_code == 403
    assert fresh(link.report).status == "draft"
    mail_page = f"/blocages/suivre/{link.token()}/transmettre/"
    reading_writes_nothing(client, mail_page)
    assert client.post(mail_page).status_code == 302
    done = fresh(link.report)
    assert (done.status, done.reference) == ("submitted", "ROU-2026-0001")
    assert journal(done)[-1][3:] == ("link", "link")
    # Whoever typed the address does not get in with the pages of the draft.
    assert client.get(draft_page).status_code == 410


def test_staff_who_wrote_it_down_have_spoken_with_the_company(cast):
    from blockers.actions import draft_report_for, edit_report

    draft = draft_report_for(
        cast.rouen, by=cast.moderator, channel="visit", company_name="Atelier Morel",
        name="Lise Morel", email="visiteuse@atelier.example", **stories.ANSWERS,
    )  # fmt: skip
    edit_report(draft, by=cast.moderator, **stories.CASE)
    cast.second_moderator  # noqa: B018 - exists
    done = submit_report(draft, by=cast.moderator)
    assert done.contacted_at == MONDAY
    assert done.clocks.get(code="C1").stopped_on == date(2026, 9, 7)
    assert newly_owed(last_line(done)) == {
        ("report_submitted", "moderatrice@rouen.example"),
        ("report_submitted", "moderateur2@rouen.example"),
        ("report_received", "visiteuse@atelier.example"),
    }


def test_who_may_hand_in(client, cast):
    draft = stories.drafted(cast)
    people = "visitor founder assistant moderator colleague liaison stranger admin"
    found = answers_to(client, cast, portal(draft, NAME), {}, people)
    assert found == dict.fromkeys(people.split(), 404) | {"visitor": 302}
    client.force_login(cast.director)
    with nothing_written():
        assert client.get(portal(draft, NAME)).status_code == 200
    assert client.post(portal(draft, NAME)).status_code == 302
    assert fresh(draft).status == "submitted"


def test_twice_is_once(client, cast):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    for _time in range(2):
        assert client.post(portal(draft, NAME)).status_code == 302
    assert [line[0] for line in journal(draft)].count(NAME) == 1


def test_a_link_of_another_case_opens_nothing(cast):
    link = stories.by_visitor(cast)
    other = stories.drafted(cast)
    holder = LinkHolder(link, link.name)
    assert not holder.has_perm("blockers.submit_report", other)
    assert holder.has_perm("blockers.edit_report", link.report)


def test_a_case_without_a_company_stays_a_draft(cast):
    link = stories.by_visitor(cast, company_name="")
    link.prove(keep=True)
    with pytest.raises(ActRefused):
        submit_report(link.report, by=LinkHolder(link, link.name))
    assert fresh(link.report).status == "draft"
