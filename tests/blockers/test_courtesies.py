"""What nobody should meet: a lost text, a flooded mailbox, a case that nobody reads."""

import threading

import pytest
from django.db import connection, connections, transaction

from blockers.actions import appeal_report, decline_report, edit_report
from servindus.models import OutboxEmail
from servindus.workflow import TransitionNotAllowed
from tests.blockers import stories
from tests.blockers.checks import by_link, desk, portal
from tests.cast import Cast, fresh
from tests.evidence import last_line, newly_owed
from tests.matchmaking import stories as requests

STEP = {"title": "Une cuve", "situation": "Nous rinçons.", "prevented": "Le bouclage."}
LAST = {"confidentiality": "labs", "understood": "on"}


def sent_while_held(client, row, address, data):
    """Send a form while somebody else holds the row; give the page."""
    taken, let_go = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                list(type(row).objects.select_for_update().filter(pk=row.pk))
                taken.set()
                let_go.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        return client.post(address, data)
    finally:
        let_go.set()
        thread.join()
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_busy_case_keeps_what_was_typed(client):
    cast = Cast()
    draft = stories.drafted(cast)
    client.force_login(cast.director)
    page = sent_while_held(client, draft, portal(draft, "edit_report", 2), STEP)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "Une cuve" in page.text
    assert fresh(draft).title == stories.CASE["title"]


@pytest.mark.django_db(transaction=True)
def test_a_busy_request_keeps_what_was_typed(client):
    cast = Cast()
    draft = requests.drafted(cast)
    client.force_login(cast.founder)
    data = {"subject": "Une autre ligne", "why_you": "Parce que.", "ask": "show"}
    address = f"{draft.get_absolute_url()}demande/2/"
    page = sent_while_held(client, draft, address, data)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert page.context["form"]["subject"].value() == "Une autre ligne"
    assert fresh(draft).subject == requests.REQUEST["subject"]


def test_nobody_fills_somebody_elses_mailbox(client, cast):
    link = stories.by_visitor(cast)
    page = by_link(link.draft_token(), "edit_report", 5)
    answers = [client.post(page, LAST).status_code for _time in range(7)]
    assert answers == [302] * 5 + [429] * 2
    assert OutboxEmail.objects.filter(recipient=link.email).count() == 5


def test_the_last_page_is_over_once_the_case_is_handed_in(client, cast):
    link = stories.by_visitor(cast)
    page = by_link(link.token(), "report_waits")
    assert client.get(page).status_code == 200
    assert client.post(by_link(link.token(), "submit_report")).status_code == 302
    assert client.get(page).url == by_link(link.token(), "report_detail")


def test_a_lab_of_one_person_is_no_dead_end(client, cast):
    refused = stories.declined(cast)
    assert not cast.admin.has_perm("blockers.attach_report", refused)
    again = appeal_report(refused, by=cast.director, text="Le débit a changé.")
    assert newly_owed(last_line(again)) == {
        ("report_appealed", "admin@programme.example")
    }
    client.force_login(cast.admin)
    sent = client.post(
        desk(again, "decline_report"), {"code": "court", "text": "Un juge est saisi."}
    )
    assert sent.status_code == 302
    assert fresh(again).status == "declined"
    # Not a second time, and nothing but appeals.
    other = fresh(stories.submitted(cast))
    assert not cast.admin.has_perm("blockers.decline_report", other)


def test_the_desk_says_whom_to_speak_with(client, cast):
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    client.post(by_link(link.token(), "submit_report"))
    own = stories.submitted(cast)
    client.force_login(cast.moderator)
    page = client.get(f"/admin/blockers/report/{link.report_id}/change/")
    assert page.context["contacts"] == [("Lise Morel", "visiteuse@atelier.example")]
    page = client.get(f"/admin/blockers/report/{own.pk}/change/")
    assert page.context["contacts"] == [("Claire Lefebvre", "directrice@usine.example")]


def test_a_refusal_after_an_appeal_is_the_second_readers(cast):
    again = appeal_report(stories.declined(cast), by=cast.director, text="Un fait.")
    cast.second_moderator  # noqa: B018 - exists
    done = decline_report(
        again, by=cast.second_moderator, code="feasible", text="L’article 5."
    )
    assert done.appeal_until is None
    with pytest.raises(TransitionNotAllowed):
        edit_report(done, by=cast.director, title="Trop tard")
