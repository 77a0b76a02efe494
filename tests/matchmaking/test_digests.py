"""What introductions tell in a digest: each reader their own, as it is now."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from matchmaking import actions
from programmes.actions import end_membership
from programmes.models import Topic
from servindus import clock, digest_post, digests
from servindus.actors import SYSTEM
from servindus.digests import Reader
from servindus.models import OutboxEmail, Subscriber, User
from tests.cast import (
    MONDAY,
    fresh,
    make_decision_maker,
    make_introduction,
    make_member,
    make_membership,
    make_organisation,
    make_profile,
)
from tests.matchmaking.stories import accepted, drafted, reworded, sent, submitted
from tests.servindus.digesting import letter, received, subscribe, told

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _posts(db, settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with translation.override("en"):
        yield monday


# --- The startup ----------------------------------------------------------------------


def test_a_startup_reads_what_it_owes_and_where_its_requests_are(cast):
    drafted(cast)
    asked = sent(
        cast, manager=make_decision_maker(organisation=cast.plant, email="x@y.example")
    )
    found = letter(cast.founder.email)
    assert told(found) == {
        "first": "Prévoir l’arrêt de la tréfileuse",
        "Your requests": [asked.subject],
    }
    assert (found.waiting, found.late) == (1, 0)
    assert "Finish" in str(found.first.text)
    line = found.sections[0].lines[0]
    assert (line.label, line.tone, line.waits) == ("Answer expected", "ok", False)
    assert line.url.endswith(asked.get_absolute_url())


def test_an_answer_that_may_be_taken_back_is_not_told(cast):
    introduction = accepted(cast)
    assert introduction.settles_at > clock.now()
    line = letter(cast.founder.email).sections[0].lines[0]
    assert (line.label, line.is_news) == ("Answer expected", False)
    with clock.at(introduction.settles_at):
        # The digest of before is no older than the answer: it is news all the same.
        since = introduction.settles_at - timedelta(seconds=1)
        first = letter(cast.founder.email, since=since).first
    assert (first.label, first.is_news) == ("Accepted", True)


def test_what_has_ended_is_told_once(cast):
    introduction = sent(cast)
    actions.withdraw_introduction(introduction, by=cast.founder)
    assert told(letter(cast.founder.email)) == {
        "What came of it": [introduction.subject]
    }
    assert told(letter(cast.founder.email, since=MONDAY)) == {}


def test_a_request_that_stands_still_is_no_news(cast):
    sent(cast)
    with clock.at(TUESDAY):
        found = letter(cast.founder.email, since=MONDAY + timedelta(hours=1))
    assert told(found) == {"Your requests": ["Prévoir l’arrêt de la tréfileuse"]}
    assert not found.is_worth_it


def test_people_who_want_to_hear_of_its_topics_are_named_once(cast):
    topics = list(Topic.objects.order_by("pk")[:2])
    make_profile(organisation=cast.startup).topics.add(topics[0])
    common = make_decision_maker(
        organisation=cast.plant, email="a@y.example", informed_at=MONDAY
    )
    common.wanted_topics.add(topics[0])
    other = make_decision_maker(
        organisation=cast.plant, email="b@y.example", informed_at=MONDAY
    )
    other.wanted_topics.add(topics[1])
    found = letter(cast.founder.email)
    assert told(found) == {
        "New on your topics": [f"{common.place}, {common.public_name}"]
    }
    assert letter(cast.founder.email, since=MONDAY).sections == []


def test_nobody_reads_another_startup_s(cast):
    sent(cast)
    assert told(letter(cast.other_founder.email)) == {}


# --- The decision maker ---------------------------------------------------------------


def test_a_decision_maker_answers_each_by_its_own_link(cast):
    introduction = sent(cast)
    found = letter(cast.manager.email)
    link = introduction.links.get()
    assert told(found) == {"first": f"{cast.startup.name} · {introduction.subject}"}
    assert found.first.url == link.url()
    assert found.first.due == introduction.due_on
    assert found.sender.reply_to == cast.rouen.contact_email


def test_signed_in_no_link_opens_a_door(cast):
    introduction = sent(cast)
    found = letter(cast.manager.email, in_portal=True)
    assert found.first.url.endswith(introduction.get_absolute_url())


def test_an_answer_ends_it(cast):
    introduction = accepted(cast)
    assert fresh(introduction).status == "accepted"
    assert told(letter(cast.manager.email)) == {}


def test_whoever_is_away_is_asked_nothing(cast):
    sent(cast)
    actions.announce_absence(
        cast.manager,
        by=SYSTEM,
        first_day=date(2026, 9, 7),
        last_day=date(2026, 9, 9),
    )
    assert told(letter(cast.manager.email)) == {}


@pytest.mark.parametrize("status", ["opted_out", "left", "unreachable"])
def test_whoever_is_not_written_to_reads_nothing(cast, status):
    for number, kind in enumerate((status, "active")):
        card = make_decision_maker(
            organisation=cast.plant, email=f"card{number}@y.example", status=kind
        )
        make_introduction(
            startup=cast.startup, decision_maker=card, requested_by=cast.founder
        )
    assert told(letter("card0@y.example")) == {}
    assert letter("card1@y.example").waiting == 1


# --- The lab --------------------------------------------------------------------------


def test_a_moderator_reads_the_queue_late_ones_first(cast):
    old = submitted(cast)
    with clock.at(MONDAY + timedelta(days=3)):
        new = submitted(cast, founder=cast.other_founder)
        found = letter(cast.moderator.email)
    assert told(found)["first"] == old.subject
    assert (found.waiting, found.late) == (2, 1)
    assert told(found)["To read"] == [new.subject]
    assert "/admin/matchmaking/introduction/" in found.first.url


def test_what_one_may_not_decide_does_not_wait_for_one(cast):
    """Who belongs to the startup, too, reads it in the lab's queue and is not asked."""
    introduction = submitted(cast)
    make_membership(user=cast.moderator, organisation=cast.startup)
    user = User.objects.get(pk=cast.moderator.pk)
    assert not user.has_perm("matchmaking.approve_introduction", introduction)
    found = letter(cast.moderator.email)
    assert found.waiting == 0


def test_another_lab_reads_nothing_of_it(cast):
    submitted(cast)
    assert told(letter(cast.colleague.email)) == {}


def test_a_lead_reads_the_figures_on_mondays_alone(cast):
    submitted(cast)
    member = cast.moderator.memberships.get()
    member.role = "lead"
    member.save()
    found = letter(cast.moderator.email)
    titles = [str(section.title) for section in found.sections]
    assert "Figures of the week" in titles
    labs = [str(line.title) for line in found.sections[-1].lines]
    assert labs[0] == "Rouen"
    assert sorted(labs[1:]) == labs[1:]
    with clock.at(TUESDAY):
        found = letter(cast.moderator.email)
    assert "Figures of the week" not in [str(one.title) for one in found.sections]


# --- From opening to sending ----------------------------------------------------------


def test_a_role_that_was_taken_away_since_takes_its_lines_along(cast):
    subscribe(cast.founder.email, language="en")
    subscribe(cast.moderator.email, language="en")
    introduction = submitted(cast)
    with clock.at(TUESDAY):
        assert digest_post.open_due(TUESDAY) == 2
        membership = cast.moderator.memberships.get()
        end_membership(membership, by=cast.moderator)
        digest_post.send()
    assert received() == [cast.founder.email]
    row = OutboxEmail.objects.get(kind="digest", recipient=cast.moderator.email)
    assert row.state == "dropped"
    assert introduction.subject in mail.outbox[-1].body


def test_the_statements_do_not_grow_with_readers(cast, django_assert_num_queries):
    """Startups and decision makers by the dozen are read like one of each."""

    def readers(number):
        found = []
        for index in range(number):
            startup = make_organisation(lab=cast.rouen)
            user = make_member(organisation=startup)
            card = make_decision_maker(
                organisation=cast.plant, email=f"card{number}-{index}@y.example"
            )
            make_introduction(startup=startup, decision_maker=card, requested_by=user)
            found += [user.email, card.email]
        users = {user.email: user for user in User.objects.filter(email__in=found)}
        return [
            Reader(Subscriber(email=email, language="en"), users.get(email), MONDAY)
            for email in found
        ]

    few, many = readers(1), readers(15)
    digests.letters_for(few, clock.now())
    for group in (few, many):
        for reader in group:
            reader.user and reader.user.__dict__.pop("_memberships", None)
        with django_assert_num_queries(18):
            digests.letters_for(group, clock.now())
        with django_assert_num_queries(10):
            digests.may_be_told(group, clock.now())


def test_the_statements_do_not_grow_with_lines(cast, django_assert_num_queries):
    """What a line says was read with its file, never for the line alone."""
    topic, since = Topic.objects.order_by("pk").first(), MONDAY - timedelta(days=1)
    make_profile(organisation=cast.startup).topics.add(topic)

    def readers(number):
        emails = [cast.founder.email]
        for index in range(number):
            card = make_decision_maker(
                organisation=cast.plant,
                email=f"card{number}-{index}@y.example",
                informed_at=MONDAY,
            )
            card.wanted_topics.add(topic)
            for status in ("sent", "closed", "accepted"):
                make_introduction(
                    startup=make_organisation(lab=cast.rouen),
                    decision_maker=card,
                    requested_by=cast.founder,
                    status=status,
                )
            make_introduction(
                startup=cast.startup, decision_maker=card, requested_by=cast.founder
            )
            emails.append(card.email)
        users = {user.email: user for user in User.objects.filter(email__in=emails)}
        return [
            Reader(Subscriber(email=email, language="en"), users.get(email), since)
            for email in emails
        ]

    # The labs and their quiet days are read once a minute.
    digests.letters_for(readers(1), clock.now())
    few = readers(2)
    with CaptureQueriesContext(connection) as asked:
        digests.letters_for(few, clock.now())
    many = readers(5)
    with django_assert_num_queries(len(asked)):
        found = digests.letters_for(many, clock.now())
    assert all(found[reader.email].lines > 1 for reader in many)


@pytest.mark.parametrize(
    ("story", "words"),
    [
        (drafted, "Finish the request and submit it."),
        (reworded, "Agree to the wording that the lab proposes, or change it."),
        (accepted, "Propose times to meet."),
    ],
)
def test_the_startup_is_told_what_to_do_and_not_what_somebody_does(cast, story, words):
    story(cast)
    with clock.at(MONDAY + timedelta(hours=1)):
        found = letter(cast.founder.email)
    assert str(found.first.text) == words
