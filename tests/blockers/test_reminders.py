"""Authorities are reminded by their dates: once a rung, one mail a person, no later."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.core.mail import EmailMultiAlternatives

from blockers import actions, chasing
from blockers.models import Escalation
from programmes.actions import end_membership
from servindus import clock, outbox, timers
from servindus.models import JournalEntry, OutboxEmail
from servindus.templatetags.servindus import NBSP
from tests.blockers import escalations as stories
from tests.blockers.days import live
from tests.cast import Cast, fresh, make_member
from tests.matchmaking.days import lines, moment, posted, span

TODAY = date(2026, 9, 7)
# Sent on that Monday: to acknowledge by the 14th of September, to answer by Monday the
# 9th of November, as the 7th is a Saturday.
BEFORE, DUE = date(2026, 10, 30), date(2026, 11, 9)
# Five days after is a Saturday, ten days after a Thursday.
FIVE, TEN = date(2026, 11, 16), date(2026, 11, 19)
LADDER = [BEFORE, DUE, FIVE, TEN]
# Days without anything due are left out: each costs a run of every timer.
NEAR = [*span(date(2026, 10, 29), BEFORE), *span(date(2026, 11, 6), date(2026, 11, 20))]
KIND, LAB_KIND = "liaison_reminded", "lab_reminded"


@pytest.fixture(autouse=True)
def _posts(settings):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def plain(text: str) -> str:
    """Give a text with plain spaces."""
    return " ".join(unescape(text).split())


def kind_of(message: EmailMultiAlternatives) -> str:
    return message.extra_headers["X-ServIndus-Kind"]


def reminded(address: str, kind: str = KIND) -> int:
    return posted(address).count((kind, address))


@pytest.mark.parametrize("runs", [1, 2])
def test_an_answer_is_called_for_before_on_and_after_its_day(cast: Cast, runs) -> None:
    row = stories.acknowledged(cast)
    live(NEAR, runs=runs)
    assert fresh(row).answer_by == DUE
    assert lines(row, "remind_escalation") == LADDER
    assert reminded(cast.liaison.email) == 4
    assert lines(row, "flag_escalation") == [TEN]
    assert [one for one in posted() if one[0] == LAB_KIND] == [
        (LAB_KIND, cast.moderator.email)
    ]
    said = JournalEntry.objects.about(row).filter(verb="remind_escalation")
    assert [line.details["days"] for line in said] == [-10, 0, 5, 10]
    assert {line.actor_kind for line in said} == {"system"}


def test_a_dossier_that_nobody_acknowledges_is_called_for(cast: Cast) -> None:
    row = stories.sent(cast)
    live(span(date(2026, 9, 11), date(2026, 9, 25)))
    # On the 14th, and five days after: a Saturday.
    assert lines(row, "remind_escalation") == [date(2026, 9, 14), date(2026, 9, 21)]
    assert reminded(cast.liaison.email) == 2


def test_answers_that_nobody_can_read_are_called_for(cast: Cast) -> None:
    row = stories.answered(cast)
    live(span(date(2026, 9, 20), date(2026, 10, 2)))
    assert row.publish_by == date(2026, 9, 22)
    assert lines(row, "remind_escalation") == [date(2026, 9, 22), date(2026, 9, 28)]


def test_what_a_late_run_has_missed_is_not_made_up_for(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    live([date(2026, 11, 18), date(2026, 11, 18)])
    assert lines(row, "remind_escalation") == [date(2026, 11, 18)]
    assert JournalEntry.objects.about(row).last().details["days"] == 5


def test_what_is_long_past_is_not_told_any_more(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    last = DUE + timedelta(days=70)
    live([last + timedelta(days=1)])
    assert lines(row, "remind_escalation") == []
    live([last])
    assert lines(row, "remind_escalation") == [last]


def test_nothing_leaves_by_night_at_the_week_end_or_on_a_holiday(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    live([BEFORE], hour=7)
    live([BEFORE], hour=19)
    # A Saturday, and All Saints' Day, a Sunday.
    live([date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 11)])
    assert lines(row, "remind_escalation") == []
    live([date(2026, 11, 12)], hour=8)
    assert lines(row, "remind_escalation") == [date(2026, 11, 12)]


def test_a_question_to_the_lab_silences_them_and_moves_the_date(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    with clock.at(moment(date(2026, 10, 29))):
        asked = actions.request_info_escalation(
            row, by=cast.liaison, text="Quel débit ?", due_on=date(2026, 11, 20)
        )
    live(span(BEFORE, date(2026, 11, 19)))
    assert lines(row, "remind_escalation") == []
    with clock.at(moment(date(2026, 11, 20))):
        actions.reply_info_escalation(asked, by=cast.moderator, text="Deux mètres.")
    due = fresh(row).answer_by
    assert due == date(2026, 11, 30)
    live(span(date(2026, 11, 20), due))
    assert lines(row, "remind_escalation") == [date(2026, 11, 20), due]


def test_a_longer_delay_starts_them_anew(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    live([BEFORE])
    with clock.at(moment(date(2026, 11, 2))):
        longer = actions.extend_escalation(row, by=cast.liaison, text="Complexe.")
    live(span(date(2026, 11, 2), longer.answer_by))
    assert longer.answer_by == date(2026, 11, 16)
    # Ten days before the 16th is the 6th.
    assert lines(row, "remind_escalation") == [
        BEFORE, date(2026, 11, 6), date(2026, 11, 16),
    ]  # fmt: skip


def test_an_answer_silences_the_rest(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    live([BEFORE])
    with clock.at(moment(date(2026, 11, 2))):
        done = stories.answer(row, cast)
        actions.publish_escalation(done, by=cast.liaison)
    live(NEAR)
    assert lines(row, "remind_escalation") == [BEFORE]
    assert lines(row, "flag_escalation") == []


def test_nothing_is_called_for_within_three_working_days(cast: Cast) -> None:
    """The other authority has it from the eve of its date on."""
    cast.second_liaison  # noqa: B018 - exists
    row = stories.acknowledged(cast)
    friday = date(2026, 11, 6)
    with clock.at(moment(friday)):
        actions.forward_escalation(
            row, by=cast.liaison, authority=cast.authority, text="Le texte est à eux."
        )
    there = Escalation.objects.get(authority=cast.authority)
    assert there.answer_by == DUE
    live(span(friday, date(2026, 11, 16)))
    # Three working days after a Friday, with the 11th off: Thursday. On Monday it is to
    # be acknowledged, and its answer is a week late.
    thursday, monday = date(2026, 11, 12), date(2026, 11, 16)
    assert lines(there, "remind_escalation") == [thursday, monday, monday]
    assert reminded(cast.second_liaison.email) == 2
    assert reminded(cast.liaison.email) == 0


def test_two_dossiers_are_one_mail_the_late_one_first(cast: Cast, mailoutbox) -> None:
    late = stories.acknowledged(cast, title="Un bassin tampon")
    with clock.at(moment(date(2026, 9, 17))):
        soon = stories.acknowledged(cast, title="Une cuve à double paroi")
    # Due on the 17th of November.
    live([BEFORE])
    mailoutbox.clear()
    live([FIVE])
    [message] = [one for one in mailoutbox if one.to == [cast.liaison.email]]
    assert message.subject == f"Relance{NBSP}: 2 dossiers vous attendent"
    html = message.alternatives[0][0]
    for text in map(plain, (message.body, html)):
        assert text.index(late.get_absolute_url()) < text.index(soon.get_absolute_url())
        assert "La réponse était due le lundi 9 novembre 2026." in text
        assert "À répondre avant la fin du mardi 17 novembre 2026." in text
    for row in (late, soon):
        assert lines(row, "remind_escalation")[-1] == FIVE


def test_each_liaison_of_the_authority_and_no_other_is_written_to(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    make_member(organisation=cast.ministry, email="liaison3@bercy.example")
    left = make_member(organisation=cast.ministry, email="partie@bercy.example")
    end_membership(left.memberships.get(), by=left)
    gone = make_member(organisation=cast.ministry, email="close@bercy.example")
    gone.is_active = False
    gone.save()
    cast.second_liaison, cast.colleague  # noqa: B018 - they exist
    live([DUE])
    assert sorted(one for one in posted() if one[0] == KIND) == [
        (KIND, "liaison3@bercy.example"),
        (KIND, "liaison@bercy.example"),
    ]
    assert lines(row, "remind_escalation") == [DUE]


def test_an_answer_between_reminder_and_mail_stops_the_mail(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    with clock.at(moment(DUE)):
        outbox.send_due()
        timers.run()
        mail = OutboxEmail.objects.get(kind=KIND)
        assert mail.state == "owed"
        stories.answer(row, cast)
        outbox.send_due()
    mail.refresh_from_db()
    assert mail.state == "dropped"


def test_only_what_is_still_owed_is_listed(cast: Cast, mailoutbox) -> None:
    done = stories.acknowledged(cast, title="Un bassin tampon")
    kept = stories.acknowledged(cast, title="Une cuve à double paroi")
    with clock.at(moment(DUE)):
        timers.run()
        stories.answer(done, cast)
        mailoutbox.clear()
        outbox.send_due()
    [message] = [one for one in mailoutbox if kind_of(one) == KIND]
    assert done.get_absolute_url() not in message.body
    assert kept.get_absolute_url() in message.body
    assert (
        message.subject == f"Relance{NBSP}: {kept.reference} · Une cuve à double paroi"
    )


def test_whoever_has_left_the_authority_gets_no_mail(cast: Cast) -> None:
    stories.acknowledged(cast)
    with clock.at(moment(DUE)):
        timers.run()
        end_membership(cast.liaison.memberships.get(), by=cast.liaison)
        outbox.send_due()
    assert OutboxEmail.objects.get(kind=KIND).state == "dropped"


def test_a_mail_that_waited_says_nothing_that_a_newer_one_says(cast: Cast) -> None:
    stories.acknowledged(cast)
    for day in (BEFORE, DUE):
        with clock.at(moment(day)):
            timers.run()
    with clock.at(moment(DUE)):
        outbox.send_due()
    rows = OutboxEmail.objects.filter(kind=KIND).order_by("pk")
    assert [row.state for row in rows] == ["dropped", "sent"]


def test_two_runs_that_found_the_same_tell_it_once(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    with clock.at(moment(DUE)):
        [first], [second] = (list(chasing.due(clock.now())) for _run in range(2))
        assert actions.remind(first)
        assert not actions.remind(second)
    assert lines(row, "remind_escalation") == [DUE]
    assert OutboxEmail.objects.filter(kind=KIND).count() == 1


def test_a_date_that_has_moved_since_stops_the_mail(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    with clock.at(moment(DUE)):
        timers.run("blockers.remind")
        actions.extend_escalation(row, by=cast.liaison, text="Complexe.")
        outbox.send_due()
    assert OutboxEmail.objects.get(kind=KIND).state == "dropped"


def test_what_was_answered_since_the_scan_is_not_told(cast: Cast) -> None:
    row = stories.acknowledged(cast)
    with clock.at(moment(DUE)):
        [reminder] = chasing.due(clock.now())
        stories.answer(row, cast)
        assert not actions.remind(reminder)
    assert lines(row, "remind_escalation") == []
    assert not OutboxEmail.objects.filter(kind=KIND).exists()


def test_the_lab_that_leads_is_told_and_no_other(cast: Cast, mailoutbox) -> None:
    row = stories.acknowledged(cast)
    cast.second_moderator, cast.colleague, cast.admin  # noqa: B018 - they exist
    live([TEN])
    told = sorted(one for one in posted() if one[0] == LAB_KIND)
    assert told == [
        (LAB_KIND, cast.second_moderator.email),
        (LAB_KIND, cast.moderator.email),
    ]
    [message] = [
        one
        for one in mailoutbox
        if (kind_of(one), one.to) == (LAB_KIND, [cast.moderator.email])
    ]
    assert row.get_absolute_url() in message.body
    words = "Bercy devait sa réponse le lundi 9 novembre 2026."
    assert words in plain(message.body)
    assert message.reply_to == [cast.rouen.contact_email]


def test_the_thread_of_the_dossier_says_so(client, cast: Cast) -> None:
    row = stories.acknowledged(cast)
    live([TEN])
    for who in (cast.liaison, cast.moderator):
        client.force_login(who)
        page = client.get(row.get_absolute_url())
        assert "Relance envoyée à l’autorité" in page.text
        assert "Le laboratoire est averti que la réponse est en retard" in page.text


def test_a_steady_run_asks_the_same_whatever_it_has_told(
    cast: Cast, django_assert_num_queries
) -> None:
    """Told once, thirty dossiers cost what one costs."""
    stories.acknowledged(cast, title="Le premier")
    live([DUE])
    with clock.at(moment(DUE)), django_assert_num_queries(QUERIES):
        timers.run("blockers.remind")
    for number in range(5):
        with clock.at(moment(TODAY, 11)):
            stories.acknowledged(cast, title=f"Un autre {number}")
    live([DUE])
    with clock.at(moment(DUE)), django_assert_num_queries(QUERIES):
        timers.run("blockers.remind")


# Eight scans; of the one that finds something: its readers, what they were told.
QUERIES = 11
