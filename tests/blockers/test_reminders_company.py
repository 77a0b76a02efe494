"""A company is reminded of what it was asked; a case nobody completes is withdrawn."""

from datetime import date, timedelta

import pytest

from blockers import actions
from blockers.models import Verification
from servindus import clock, outbox, timers
from servindus.actors import SYSTEM, LinkHolder
from servindus.models import OutboxEmail
from servindus.templatetags.servindus import NBSP
from servindus.workflow import ActRefused
from tests.blockers import following, stories
from tests.blockers.checks import starts_only_from
from tests.blockers.days import live
from tests.cast import Cast, fresh
from tests.evidence import journal
from tests.matchmaking.days import lines, moment, posted, span

TODAY = date(2026, 9, 7)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


# Forty-five days after that Monday is Thursday the 22nd of October.
NINE, LAST, OVER = day(9), day(21), day(45)
NEAR = [*span(day(8), day(10)), *span(day(20), day(23)), day(44), OVER, day(80)]
NUDGED, LAPSED = "report_nudged", "report_lapsed"


@pytest.fixture(autouse=True)
def _posts(settings):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def kinds(address: str) -> list[str]:
    return [kind for kind, _to in posted(address)]


# --- The lab's question ---------------------------------------------------------------


@pytest.mark.parametrize("runs", [1, 2])
def test_a_question_is_recalled_twice_then_the_case_is_withdrawn(
    cast: Cast, runs: int
) -> None:
    report = stories.asked(cast)
    live(NEAR, runs=runs)
    assert lines(report, "nudge_report") == [NINE, LAST]
    assert lines(report, "withdraw_report") == [OVER]
    assert kinds(cast.director.email)[-3:] == [NUDGED, NUDGED, LAPSED]
    found = fresh(report)
    assert (found.status, found.complete_by) == ("withdrawn", None)
    assert journal(report)[-1] == (
        "withdraw_report", "needs_info", "withdrawn", "system", "system",
    )  # fmt: skip
    assert not report.clocks.running().exists()
    again = actions.resume_report(found, by=cast.director)
    assert again.status == "submitted"


def test_the_words_tell_the_question_and_the_last_day(cast: Cast, mailoutbox) -> None:
    report = stories.asked(cast)
    live([NINE])
    first = mailoutbox[-1]
    live([LAST])
    last = mailoutbox[-1]
    assert first.subject == f"Relance, à compléter{NBSP}: {report.title}"
    for message in (first, last):
        for text in (message.body, message.alternatives[0][0]):
            assert "Quel débit ?" in text
            assert report.get_absolute_url() in text
    words = " ".join(last.body.split())
    assert "retiré le jeudi 22 octobre 2026 ou peu après" in words
    assert "dernière relance" not in first.body


def test_the_company_reads_why_it_was_withdrawn(client, cast, mailoutbox) -> None:
    report = stories.asked(cast)
    live([NINE, LAST, OVER])
    assert mailoutbox[-1].subject == f"Retiré{NBSP}: {report.title}"
    assert "Deux relances" in mailoutbox[-1].body
    client.force_login(cast.director)
    page = client.get(report.get_absolute_url()).text
    assert "Personne n’a complété le signalement en 45 jours" in page
    assert page.count("Relance envoyée à l’entreprise") == 2


def test_an_answer_silences_the_rest(cast: Cast) -> None:
    report = stories.asked(cast)
    live([NINE])
    with clock.at(moment(day(12))):
        actions.submit_report(fresh(report), by=cast.director)
    live([LAST, OVER])
    assert lines(report, "nudge_report") == [NINE]
    assert fresh(report).status == "submitted"


def test_an_answer_between_reminder_and_mail_stops_the_mail(cast: Cast) -> None:
    report = stories.asked(cast)
    with clock.at(moment(NINE)):
        timers.run()
        actions.submit_report(fresh(report), by=cast.director)
        outbox.send_due()
    assert OutboxEmail.objects.get(kind=NUDGED).state == "dropped"


def test_a_second_question_is_counted_from_its_own_day(cast: Cast) -> None:
    report = stories.asked(cast)
    live([NINE])
    with clock.at(moment(day(14))):
        back = actions.submit_report(fresh(report), by=cast.director)
        actions.ask_info_report(back, by=cast.moderator, text="Et la température ?")
    live([LAST, day(22), day(23), OVER])
    assert lines(report, "nudge_report") == [NINE, day(23), OVER]
    assert fresh(report).status == "needs_info"


def test_a_visitor_is_reminded_by_the_link(cast: Cast, mailoutbox) -> None:
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    report = actions.submit_report(link.report, by=LinkHolder(link, link.name))
    actions.ask_info_report(report, by=cast.moderator, text="Quel débit ?")
    live([NINE, LAST, OVER])
    assert kinds(link.email)[-3:] == [NUDGED, NUDGED, LAPSED]
    for message in mailoutbox[-3:]:
        if message.to == [link.email]:
            assert link.url() in message.body
            assert link.url() in message.alternatives[0][0]


def test_a_case_that_nobody_can_complete_is_left_to_the_lab(cast: Cast) -> None:
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    report = actions.submit_report(link.report, by=LinkHolder(link, link.name))
    report = actions.ask_info_report(report, by=cast.moderator, text="Quel débit ?")
    link.revoked_at = clock.now()
    link.save()
    live([NINE, LAST, OVER])
    assert lines(report, "nudge_report") == []
    assert fresh(report).status == "needs_info"


def test_nothing_leaves_by_night_or_at_the_week_end(cast: Cast) -> None:
    report = stories.asked(cast)
    live([NINE], hour=7)
    live([date(2026, 9, 19)])
    assert lines(report, "nudge_report") == []
    live([date(2026, 9, 21)], hour=8)
    live([day(28)])
    live([OVER], hour=22)
    assert fresh(report).status == "needs_info"
    # Forty-seven days after a Monday is a Saturday.
    live([day(47)])
    assert fresh(report).status == "needs_info"
    live([day(49)])
    assert fresh(report).status == "withdrawn"


def test_a_late_run_still_reminds_twice_before_the_end(cast: Cast) -> None:
    report = stories.asked(cast)
    live([day(44), OVER, day(50), day(58)])
    assert lines(report, "nudge_report") == [day(44), OVER]
    assert fresh(report).status == "needs_info"
    # A fortnight after the last reminder.
    live([day(59)])
    assert lines(report, "withdraw_report") == [day(59)]


def test_the_platform_withdraws_nothing_else(cast: Cast) -> None:
    report = stories.asked(cast)
    live([NINE, LAST])
    with clock.at(moment(day(44))), pytest.raises(ActRefused):
        actions.withdraw_report(fresh(report), by=SYSTEM)
    with pytest.raises(ActRefused):
        actions.withdraw_report(stories.submitted(cast), by=SYSTEM)
    with clock.at(moment(day(44))):
        done = actions.withdraw_report(fresh(report), by=cast.director)
    assert (LAPSED, cast.director.email) not in posted()
    assert done.status == "withdrawn"


def test_a_case_that_is_back_is_not_said_to_be_withdrawn(cast: Cast) -> None:
    report = stories.asked(cast)
    live([NINE, LAST])
    with clock.at(moment(OVER)):
        timers.run("blockers.withdraw")
        actions.resume_report(fresh(report), by=cast.director)
        outbox.send_due()
    assert OutboxEmail.objects.get(kind=LAPSED).state == "dropped"


def test_a_reminder_starts_only_from_a_question(cast: Cast) -> None:
    inputs = {"since": TODAY, "rung": 9}
    starts_only_from(actions.nudge_report, cast, "needs_info", **inputs)
    report = stories.asked(cast)
    with pytest.raises(ActRefused):
        actions.nudge_report(report, by=SYSTEM, **inputs)
    assert not cast.moderator.has_perm("blockers.nudge_report", report)


# --- The site's word ------------------------------------------------------------------


def test_a_site_is_asked_once_more_after_two_weeks(cast: Cast, mailoutbox) -> None:
    row = following.asked(cast)
    asked = clock.local_day(row.asked_at)
    live(span(asked + timedelta(days=12), asked + timedelta(days=20)), runs=2)
    again = asked + timedelta(days=14)
    assert lines(row, "remind_verification") == [again]
    assert kinds(cast.director.email).count("verification_reminded") == 1
    message = mailoutbox[-1]
    assert row.report.get_absolute_url() in message.body
    assert message.subject.startswith(f"Relance{NBSP}: est-ce résolu{NBSP}?")


def test_a_word_of_the_site_silences_it(cast: Cast) -> None:
    row = following.asked(cast)
    again = clock.local_day(row.asked_at) + timedelta(days=14)
    with clock.at(moment(again)):
        timers.run()
        following.said(row, cast, "solved")
        outbox.send_due()
    assert OutboxEmail.objects.get(kind="verification_reminded").state == "dropped"
    live([again + timedelta(days=1)])
    assert lines(row, "remind_verification") == [again]


def test_a_site_whose_weeks_are_over_is_not_reminded(cast: Cast) -> None:
    row = following.asked(cast)
    live([row.due_on + timedelta(days=1)])
    assert lines(row, "remind_verification") == []
    assert fresh(row).status == "lapsed"


def test_two_questions_about_one_case_are_one_mail(cast: Cast) -> None:
    blocker = following.published(cast, "lifted", "lifted")
    for row in blocker.commitments.all():
        actions.confirm_commitment(
            row, by=cast.liaison, **following.EVIDENCE, in_force_from=TODAY
        )
    with following.later(28):
        timers.run("blockers.ask_verification")
    rows = list(Verification.objects.all())
    assert len(rows) == 2
    live([day(42)])
    for row in rows:
        assert lines(row, "remind_verification") == [day(42)]
    assert kinds(cast.director.email).count("verification_reminded") == 1


def test_a_site_without_an_account_gets_its_link(cast: Cast, mailoutbox) -> None:
    row = following.asked(cast)
    report = row.report
    report.links.create(email="visiteuse@atelier.example", name="Lise Morel")
    link = report.links.get()
    live([clock.local_day(row.asked_at) + timedelta(days=14)])
    [message] = [one for one in mailoutbox if one.to == [link.email]]
    assert link.url() in message.body
