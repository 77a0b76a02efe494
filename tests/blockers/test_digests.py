"""What the register tells in a digest: companies, labs and liaisons, as it is now."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation

from blockers import actions
from servindus import clock, digest_post, outbox
from servindus.actors import LinkHolder
from servindus.models import OutboxEmail, Subscriber
from tests.blockers import escalations, following, stories
from tests.blockers.cards import worded
from tests.blockers.following import later
from tests.cast import MONDAY
from tests.servindus.digesting import letter, received, subscribe, told

TUESDAY = MONDAY + timedelta(days=1)
TITLE = "Réemployer nos bains de rinçage sans nouvelle autorisation"


@pytest.fixture(autouse=True)
def _posts(db, settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with translation.override("en"):
        yield monday


# --- The company ----------------------------------------------------------------------


def test_a_company_reads_what_the_lab_asks(cast):
    report = stories.asked(cast)
    found = letter(cast.director.email)
    assert told(found) == {"first": TITLE}
    assert str(found.first.text) == "The lab has a question."
    assert found.first.url.endswith(report.get_absolute_url())
    assert found.sender.reply_to == cast.rouen.contact_email
    assert told(letter(cast.founder.email)) == {}


def test_a_site_is_asked_whether_it_is_solved(cast):
    following.asked(cast)
    with later(28):
        found = letter(cast.director.email, since=clock.now())
    assert str(found.first.text) == "Is it solved on your site?"
    assert found.waiting == 1


def test_words_to_agree_to_wait(cast):
    worded(escalations.qualified(cast), cast.moderator)
    found = letter(cast.director.email)
    assert str(found.first.text).startswith("Words to agree to")


def test_what_has_moved_is_told_once_and_what_stands_still_never(cast):
    stories.attached(cast)
    found = letter(cast.director.email)
    assert told(found) == {"Your blockers": [TITLE]}
    assert found.is_worth_it
    assert told(letter(cast.director.email, since=MONDAY)) == {}


def test_an_edit_of_the_lab_moves_nothing(cast):
    """A change of words inside the lab is none of the company's news."""
    blocker = escalations.qualified(cast)
    with clock.at(TUESDAY):
        type(blocker).objects.filter(pk=blocker.pk).update(updated_at=TUESDAY)
        assert told(letter(cast.director.email, since=MONDAY)) == {}


def test_without_an_account_the_case_is_read_by_its_link(cast):
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    holder = LinkHolder(link, link.name)
    actions.submit_report(link.report, by=holder)
    link.refresh_from_db()
    actions.ask_info_report(link.report, by=cast.moderator, text="Quel débit ?")
    found = letter(link.email)
    assert found.first.url == link.url()
    link.revoked_at = clock.now()
    link.save()
    assert told(letter(link.email)) == {}


def test_an_unproven_address_reads_nothing(cast):
    link = stories.by_visitor(cast)
    assert link.confirmed_at is None
    assert told(letter(link.email)) == {}
    digest_post.enrol(MONDAY)
    assert not Subscriber.objects.filter(email=link.email).exists()


# --- The lab --------------------------------------------------------------------------


def test_a_lab_reads_its_queue_questions_and_answers(cast):
    stories.submitted(cast, title="Un autre cas")
    row = escalations.asked(cast)
    found = letter(cast.moderator.email)
    said = told(found)
    assert said.pop("Figures of the week")
    assert said == {"first": row.title, "Cases to qualify": ["Un autre cas"]}
    assert found.waiting == 2
    assert told(letter(cast.colleague.email)) == {}


def test_what_was_answered_since_is_told_once(cast):
    row = escalations.answered(cast)
    assert told(letter(cast.moderator.email))["Authorities have answered"] == [
        row.title
    ]
    assert "Authorities have answered" not in told(
        letter(cast.moderator.email, since=clock.now())
    )


# --- The ministry ---------------------------------------------------------------------


def test_a_liaison_reads_the_dossiers_of_its_own_authority(cast):
    row = escalations.sent(cast)
    found = letter(cast.liaison.email)
    assert told(found) == {"first": row.title}
    assert found.first.url.endswith(row.get_absolute_url())
    assert told(letter(cast.second_liaison.email)) == {}


def test_the_lab_s_turn_does_not_wait_for_the_liaison(cast):
    row = escalations.asked(cast)
    found = letter(cast.liaison.email)
    assert told(found) == {"Dossiers": [row.title]}
    assert found.waiting == 0


def test_a_late_dossier_comes_first(cast):
    escalations.acknowledged(cast)
    with later(90):
        found = letter(cast.liaison.email, since=clock.now())
    assert (found.late, found.first.is_late) == (1, True)


def test_a_promise_is_told_when_its_day_is_near(cast):
    commitment = following.promised(cast)
    near = commitment.due_on - clock.local_day(MONDAY) - timedelta(days=9)
    with clock.at(MONDAY + near):
        assert told(letter(cast.liaison.email)) == {"Promises": [commitment.what]}
    with clock.at(MONDAY + near - timedelta(days=5)):
        assert "Promises" not in told(letter(cast.liaison.email))


# --- Kept for the digest --------------------------------------------------------------


def test_a_mail_about_a_case_that_waits_is_not_said_twice(cast):
    subscribe(cast.director.email, language="en", deliveries={"reports": "digest"})
    stories.asked(cast)
    outbox.send_due()
    assert "report_needs_info" not in {
        message.extra_headers["X-ServIndus-Kind"]
        for message in mail.outbox
        if message.to == [cast.director.email]
    }
    with clock.at(TUESDAY):
        digest_post.run(TUESDAY)
    assert received() == [cast.director.email]
    row = OutboxEmail.objects.get(kind="report_needs_info")
    assert row.state == "told"
    html = str(mail.outbox[-1].alternatives[0][0])
    assert html.count(f">{TITLE}</p>") + html.count(f">{TITLE}</a>") == 1
