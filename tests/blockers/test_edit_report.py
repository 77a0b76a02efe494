"""What is typed is kept step by step, by whoever reports and by nobody else."""

from datetime import timedelta

from django.urls import reverse

from blockers.actions import draft_report_for, edit_report
from servindus import clock
from servindus.actors import LinkHolder
from tests.blockers import stories
from tests.blockers.checks import (
    NOT_THEIRS,
    by_link,
    portal,
    starts_only_from,
)
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing

NAME = "edit_report"
WORDS = {
    "title": "Un seul titre", "situation": "Nous rinçons.", "project": "",
    "prevented": "Le circuit attend.",
}  # fmt: skip


def test_it_keeps_what_was_typed_and_says_so(cast):
    draft = stories.drafted(cast)
    done = edit_report(draft, by=cast.director, title="Un autre", months_of_delay=3)
    assert (done.title, done.months_of_delay) == ("Un autre", 3)
    assert done.situation == stories.CASE["situation"]
    assert done.status == "draft"
    assert journal(done)[-1] == (
        NAME, "draft", "draft", "directrice@usine.example", "portal",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == set()


def test_the_day_of_a_consent_is_the_first_one(cast):
    draft = edit_report(stories.drafted(cast), by=cast.director, name_shared=True)
    assert draft.name_shared_at == MONDAY
    with clock.at(MONDAY + timedelta(days=1)):
        draft = edit_report(draft, by=cast.director, name_shared=True)
        assert draft.name_shared_at == MONDAY
        draft = edit_report(draft, by=cast.director, title="Sans rapport")
        assert draft.name_shared_at == MONDAY
        draft = edit_report(draft, by=cast.director, name_shared=False)
    assert draft.name_shared_at is None


def test_completing_keeps_the_status_and_the_clocks(cast):
    asked = stories.asked(cast)
    before = list(asked.clocks.values())
    done = edit_report(asked, by=cast.director, situation="Deux mètres cubes.")
    assert done.status == "needs_info"
    assert list(done.clocks.values()) == before


def test_it_starts_only_from_what_the_company_can_change(cast):
    starts_only_from(edit_report, cast, "draft needs_info", title="Autre")


def test_who_may_edit(client, cast):
    asked = stories.asked(cast)
    address = portal(asked, NAME, 2)
    assert answers_to(client, cast, address, WORDS, " ".join(NOT_THEIRS)) == NOT_THEIRS
    assert fresh(asked).title == stories.CASE["title"]


def test_nobody_else_knows_of_a_draft(client, cast):
    draft = stories.drafted(cast)
    people = "assistant moderator admin founder colleague liaison stranger"
    found = answers_to(client, cast, portal(draft, NAME, 2), WORDS, people)
    assert found == dict.fromkeys(people.split(), 404)


def test_the_reporter_edits_and_reading_does_not(client, cast):
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    for number in range(1, 6):
        reading_writes_nothing(client, portal(draft, NAME, number))
    for number in (0, 6, 10**30):
        reading_writes_nothing(client, portal(draft, NAME, number), 404)
    sent = client.post(portal(draft, NAME, 2), WORDS)
    assert sent.url == portal(draft, NAME, 3)
    assert fresh(draft).title == "Un seul titre"


def test_what_is_with_the_lab_is_no_longer_edited(client, cast):
    report = stories.submitted(cast)
    client.force_login(cast.director)
    with nothing_written():
        sent = client.post(portal(report, NAME, 2), WORDS)
    assert sent.url == portal(report, "report_detail")
    assert fresh(report).title == stories.CASE["title"]


def test_staff_edit_what_they_wrote_down_and_colleagues_do_not(client, cast):
    draft = draft_report_for(
        cast.rouen, by=cast.moderator, channel="visit", company_name="Atelier Morel",
        name="Lise Morel", email="visiteuse@atelier.example", **stories.ANSWERS,
    )  # fmt: skip
    people = "second_moderator colleague admin director"
    found = answers_to(client, cast, portal(draft, NAME, 2), WORDS, people)
    assert found == dict.fromkeys(people.split(), 404)
    client.force_login(cast.moderator)
    assert client.post(portal(draft, NAME, 2), WORDS).status_code == 302
    assert fresh(draft).title == "Un seul titre"
    # It stands on no desk before it is handed in, not even the writer's own.
    page = reverse("admin:blockers_report_change", args=[draft.pk])
    assert client.get(page).status_code == 404


def test_a_visitor_edits_a_draft_and_nothing_else(client, cast):
    link = stories.by_visitor(cast)
    assert client.post(by_link(link.draft_token(), NAME, 2), WORDS).status_code == 302
    done = fresh(link.report)
    assert done.title == "Un seul titre"
    assert journal(done)[-1][3:] == ("link", "link")
    holder = LinkHolder(link, link.name)
    assert not holder.has_perm("blockers.edit_report", stories.drafted(cast))
