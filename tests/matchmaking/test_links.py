"""The answer link: what it opens, to whom, how long, and what merely looking does."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from matchmaking import actions
from servindus import clock, outbox
from tests.cast import MONDAY, holder, make_decision_maker, make_link
from tests.evidence import last_line, nothing_written
from tests.matchmaking.checks import in_status
from tests.matchmaking.stories import COLLEAGUE, accepted, declined, redirected, sent

WORDS = [
    "",
    "accepter/",
    "decliner/",
    "reporter/",
    "reorienter/",
    "revenir/",
    "ne-plus-solliciter/",
    "creneau/",
    "creneau/proposer/",
    "rencontre/deplacer/",
    "rencontre/annuler/",
    "rencontre/bilan/",
    "rencontre/agenda/",
]


def token(introduction):
    return holder(introduction).link.token()


def forgeries(link):
    good = link.token()
    return {
        "nothing": "x",
        "unsigned": str(link.public_id),
        "one letter": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "another id": good.replace(str(link.public_id)[:4], "zzzz", 1),
        "empty signature": f"{link.public_id}:",
    }


@pytest.mark.parametrize("word", WORDS)
def test_a_forged_link_dies_before_any_query(
    client, cast, word, django_assert_num_queries
):
    link = holder(in_status(cast, "sent")).link
    for forged in forgeries(link).values():
        with django_assert_num_queries(0):
            assert client.get(f"/r/{forged}/{word}").status_code == 404
            assert client.post(f"/r/{forged}/{word}").status_code in (404, 405)


@pytest.mark.parametrize("prefix", ["bienvenue", "r"])
def test_a_token_serves_its_own_purpose_only(
    client, cast, prefix, django_assert_num_queries
):
    introduction = sent(cast)
    card = make_decision_maker(organisation=cast.plant, status="invited")
    invitation = actions.invite_decision_maker(card, by=cast.moderator).links.get()
    wrong = token(introduction) if prefix == "bienvenue" else invitation.token()
    with django_assert_num_queries(0):
        assert client.get(f"/{prefix}/{wrong}/").status_code == 404


@pytest.mark.parametrize("word", WORDS)
def test_a_link_that_has_run_out_is_explained(client, cast, word):
    introduction = sent(cast)
    address = f"/r/{token(introduction)}/{word}"
    with clock.at(MONDAY + timedelta(days=365)), nothing_written():
        response = client.get(address)
        assert response.status_code == 410
        if word and word != "rencontre/agenda/":
            assert client.post(address).status_code == 410


def test_a_link_that_was_taken_back_is_explained(client, cast):
    introduction = sent(cast)
    address = f"/r/{token(introduction)}/"
    actions.withdraw_introduction(introduction, by=cast.founder)
    assert client.get(address).status_code == 410


def test_it_works_until_thirty_days_after_the_due_date(client, cast):
    introduction = sent(cast)
    address = f"/r/{token(introduction)}/"
    last = MONDAY.replace(month=10, day=28, hour=23, minute=59)
    with clock.at(last):
        assert client.get(address).status_code == 200
    with clock.at(last + timedelta(minutes=1)):
        assert client.get(address).status_code == 410


def test_the_page_shows_who_asks_why_and_five_ways_and_no_contact(client, cast):
    introduction = sent(cast)
    page = client.get(f"/r/{token(introduction)}/")
    for words in ("Vibralis", introduction.subject, introduction.why_you):
        assert words in page.text
    for word in WORDS[1:5] + WORDS[6:7]:
        assert f"/r/{token(introduction)}/{word}" in page.text
    assert cast.founder.email not in page.text
    assert cast.founder.phone not in page.text
    assert page.context["answers"][0].href == ""


@pytest.mark.parametrize("word", WORDS[:8])
def test_the_address_is_kept_to_oneself(client, cast, word):
    introduction = sent(cast)
    response = client.get(f"/r/{token(introduction)}/{word}")
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_token_is_not_logged(client, cast, caplog):
    introduction = sent(cast)
    for word in ("", "accepter/", "nowhere/"):
        client.get(f"/r/{token(introduction)}/{word}")
    with clock.at(MONDAY + timedelta(days=365)):
        client.get(f"/r/{token(introduction)}/")
    assert str(holder(introduction).link.public_id) not in caplog.text


def test_the_token_stands_in_no_table(cast):
    introduction = sent(cast)
    signature = token(introduction).rsplit(":", 1)[1]
    with connection.cursor() as sql:
        for table in connection.introspection.table_names(sql):
            sql.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s',
                [f"%{signature}%"],
            )
            assert sql.fetchone()[0] == 0, table


def test_somebody_may_answer_for_the_person_and_is_named(client, cast):
    introduction = sent(cast)
    address = f"/r/{token(introduction)}/"
    page = client.get(f"{address}?pour=1")
    assert 'name="typed_name"' in page.text
    client.post(f"{address}accepter/", {"typed_name": "  Paul   Quesnel "})
    line = last_line(introduction)
    assert (line.typed_name, line.on_behalf_of) == ("Paul Quesnel", "Marc Hauchecorne")


def test_a_very_long_or_hostile_name_is_no_failure(client, cast):
    introduction = sent(cast)
    name = "<script>alert(1)</script>" + "x" * 5000
    response = client.post(
        f"/r/{token(introduction)}/accepter/", {"typed_name": name}, follow=True
    )
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_a_different_second_answer_is_refused_with_an_explanation(client, cast):
    introduction = sent(cast)
    address = f"/r/{token(introduction)}"
    client.post(f"{address}/accepter/")
    response = client.post(f"{address}/reporter/", {"days": "30"})
    assert response.status_code == 409
    introduction.refresh_from_db()
    assert introduction.status == "accepted"


# --- Scanners ---------------------------------------------------------------------


def every_mail(cast):
    """Live through every kind of mail to a decision maker and a startup."""
    stories = (sent, accepted, declined, redirected)
    for number, story in enumerate(stories):
        card = make_decision_maker(
            organisation=cast.plant, email=f"m{number}@usine.example"
        )
        if story is redirected:
            asked = sent(cast, manager=card, founder=cast.other_founder)
            actions.redirect_introduction(asked, by=holder(asked), **COLLEAGUE)
        else:
            story(cast, manager=card)
    card = make_decision_maker(organisation=cast.plant, status="invited")
    actions.invite_decision_maker(card, by=cast.moderator)


def links_of(sink):
    found = set()
    for number in range(len(sink.taken)):
        message = sink.message(number)
        found |= set(re.findall(r"<(http[^>]+)>", message.get("List-Unsubscribe", "")))
        for part in message.walk():
            if not part.is_multipart():
                found |= set(re.findall(r"https?://[^\s\"<>]+", part.get_content()))
    return found


def test_a_scanner_that_opens_every_link_of_every_mail_changes_nothing(cast, sink):
    cast.rouen.reveal_minutes = 10
    every_mail(cast)
    with clock.at(MONDAY + timedelta(minutes=11)):
        outbox.send_due()
    addresses = {urlsplit(link).path for link in links_of(sink)}
    assert len(addresses) > 10
    kinds = {address.split("/")[1] for address in addresses}
    assert {"r", "stop", "bienvenue", "mises-en-relation", "admin"} <= kinds

    scanner = Client()
    opened = set(addresses)
    for address in sorted(addresses):
        page = scanner.get(address)
        opened |= set(re.findall(r'(?:href|action)="(/[^"#]*)"', page.text))
    opened = {address for address in opened if not address.startswith("/static/")}
    with nothing_written():
        for address in sorted(opened):
            for _time in range(3):
                assert scanner.get(address).status_code < 500, address
                assert scanner.head(address).status_code < 500, address


def test_a_link_of_another_request_of_the_same_person_opens_its_own_only(client, cast):
    first = sent(cast)
    second = sent(cast, founder=cast.other_founder)
    client.post(f"/r/{token(first)}/accepter/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("accepted", "sent")


def test_a_link_made_for_choosing_a_time_does_not_answer(client, cast):
    link = make_link(introduction=in_status(cast, "sent"), purpose="outcome")
    assert client.get(f"/r/{link.token()}/").status_code == 404
