"""Labs hear of cases that wait, in one mail a person; ends and promises are told."""

from datetime import date, timedelta

import pytest

from blockers import actions
from programmes.actions import end_membership
from servindus import clock, outbox, timers
from servindus.models import JournalEntry, OutboxEmail
from servindus.templatetags.servindus import NBSP
from tests.blockers import following, stories
from tests.blockers.days import live
from tests.cast import Cast, fresh, make_member, make_membership
from tests.matchmaking.days import lines, moment, posted, span

TODAY = date(2026, 9, 7)
# Handed in on that Monday: first contact by the 14th, day 9 and day 21 after.
LATE, NINE, LAST = date(2026, 9, 15), date(2026, 9, 16), date(2026, 9, 28)
KIND, LIAISON_KIND = "lab_reminded", "liaison_reminded"


@pytest.fixture(autouse=True)
def _posts(settings):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def told(kind: str = KIND) -> list[str]:
    return sorted(to for one, to in posted() if one == kind)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


# --- Cases to qualify -----------------------------------------------------------------


@pytest.mark.parametrize("runs", [1, 2])
def test_a_case_that_waits_is_told_three_times(cast: Cast, runs: int) -> None:
    cast.moderator, cast.second_moderator  # noqa: B018 - they exist
    report = stories.submitted(cast)
    live([*span(day(7), day(11)), *span(day(20), day(23)), day(35)], runs=runs)
    assert lines(report, "remind_report") == [LATE, NINE, LAST]
    both = [cast.second_moderator.email, cast.moderator.email]
    assert told() == sorted(both * 3)
    found = JournalEntry.objects.about(report).filter(verb="remind_report")
    assert [line.details["days"] for line in found] == [1, 9, 21]


def test_a_word_to_the_company_silences_the_first(cast: Cast) -> None:
    cast.moderator  # noqa: B018 - exists
    report = stories.submitted(cast)
    with clock.at(moment(day(3))):
        actions.contact_report(report, by=cast.moderator, text="Appelée.")
    live(span(LATE, LAST))
    assert lines(report, "remind_report") == [NINE, LAST]


def test_days_on_which_the_clock_stood_do_not_count(cast: Cast) -> None:
    report = stories.submitted(cast)
    with clock.at(moment(day(2))):
        asked = actions.ask_info_report(report, by=cast.moderator, text="Quel débit ?")
    live(span(day(8), day(10)))
    assert lines(report, "remind_report") == []
    with clock.at(moment(day(10))):
        actions.submit_report(asked, by=cast.director)
    live(span(day(11), day(32)))
    # Eight days were not the lab's: day 9 is the 17th, day 21 the 29th.
    assert lines(report, "remind_report") == [day(17), day(29)]


def test_a_decision_silences_the_rest(cast: Cast) -> None:
    cast.moderator  # noqa: B018 - exists
    report = stories.submitted(cast)
    live([NINE])
    with clock.at(moment(day(12))):
        actions.attach_report(fresh(report), by=cast.moderator)
    live([LAST])
    # On the 16th both delays are told, the first contact and the ninth day.
    assert lines(report, "remind_report") == [NINE, NINE]


def test_only_who_may_decide_is_told(cast: Cast) -> None:
    cast.moderator, cast.second_moderator, cast.colleague  # noqa: B018 - they exist
    cast.admin  # noqa: B018 - exists
    make_membership(user=cast.second_moderator, organisation=cast.plant)
    stories.submitted(cast)
    live([NINE])
    # Nothing is even owed to the others.
    owed = OutboxEmail.objects.filter(kind=KIND).values_list("recipient", flat=True)
    assert told() == list(owed) == [cast.moderator.email]


def test_an_appeal_is_told_to_others_than_who_refused(cast: Cast) -> None:
    cast.second_moderator, cast.admin, cast.colleague  # noqa: B018 - they exist
    refused = stories.declined(cast)
    actions.appeal_report(refused, by=cast.director, text="Un fait nouveau.")
    live([NINE])
    assert told() == [cast.admin.email, cast.second_moderator.email]


def test_two_cases_are_one_mail_with_how_many_wait(cast: Cast, mailoutbox) -> None:
    cast.moderator  # noqa: B018 - exists
    first = stories.submitted(cast)
    second = stories.submitted(cast, title="Une cuve à double paroi")
    with clock.at(moment(day(7))):
        third = stories.submitted(cast, title="Un quai de déchargement")
    live([TODAY, day(7)])
    mailoutbox.clear()
    live([NINE])
    [message] = mailoutbox
    assert message.subject == f"Pour le laboratoire{NBSP}: 2 dossiers attendent"
    assert "En tout, 3 signalements attendent d’être qualifiés." in message.body
    for report in (first, second):
        page = f"/admin/blockers/report/{report.pk}/change/"
        assert page in message.body
        assert page in message.alternatives[0][0]
    assert third.title not in message.body
    live([NINE], hour=11)
    assert len(mailoutbox) == 1


def test_a_decision_between_reminder_and_mail_stops_the_mail(cast: Cast) -> None:
    cast.moderator  # noqa: B018 - exists
    report = stories.submitted(cast)
    with clock.at(moment(NINE)):
        timers.run()
        actions.attach_report(fresh(report), by=cast.moderator)
        outbox.send_due()
    assert OutboxEmail.objects.get(kind=KIND).state == "dropped"


def test_whoever_has_left_the_lab_gets_no_mail(cast: Cast) -> None:
    cast.moderator  # noqa: B018 - exists
    stories.submitted(cast)
    with clock.at(moment(NINE)):
        timers.run()
        gone = cast.second_moderator
        end_membership(gone.memberships.get(), by=gone)
        outbox.send_due()
    states = dict(
        OutboxEmail.objects.filter(kind=KIND).values_list("recipient", "state")
    )
    assert states == {cast.moderator.email: "sent"}


def test_a_run_at_night_waits_for_the_morning(cast: Cast) -> None:
    cast.moderator  # noqa: B018 - exists
    report = stories.submitted(cast)
    live([NINE], hour=20)
    live([date(2026, 9, 19)])
    assert lines(report, "remind_report") == []
    live([date(2026, 9, 21)], hour=8)
    assert len(lines(report, "remind_report")) == 2


def test_the_labs_own_reminders_are_no_business_of_the_company(client, cast) -> None:
    cast.moderator  # noqa: B018 - exists
    report = stories.submitted(cast)
    live([NINE])
    for who, seen in ((cast.moderator, True), (cast.director, False)):
        client.force_login(who)
        page = client.get(report.get_absolute_url()).text
        assert ("Relance envoyée au laboratoire" in page) is seen


# --- What was promised, and what ends -------------------------------------------------


def test_the_end_of_a_derogation_is_told_three_times(cast: Cast) -> None:
    measure = following.in_force(cast, "derogation").commitments.get().measure
    end = date(2027, 9, 7)
    days = [end - timedelta(days=number) for number in (180, 90, 30)]
    around = [one + timedelta(days=n) for one in days for n in (-1, 0, 1, 2, 3)]
    live([*around, end, end + timedelta(days=1)])
    # The 11th of March, the 9th of June; the 8th of August is a Sunday.
    found = [date(2027, 3, 11), date(2027, 6, 9), date(2027, 8, 9)]
    assert lines(measure, "remind_measure") == [
        one for one in found for _kind in ("liaison", "lab")
    ]
    assert told(LIAISON_KIND) == [cast.liaison.email] * 3
    assert told() == [cast.moderator.email] * 3


def test_what_is_decided_for_the_end_silences_them(cast: Cast) -> None:
    measure = following.in_force(cast, "derogation").commitments.get().measure
    with clock.at(moment(date(2027, 3, 11))):
        timers.run()
        actions.end_measure(
            measure, by=cast.liaison, decision="stop", reason="Essai fini."
        )
        outbox.send_due()
    assert told(LIAISON_KIND) == told() == []
    live([date(2027, 6, 9)])
    assert len(lines(measure, "remind_measure")) == 2


def test_a_longer_derogation_is_told_by_its_new_end(cast: Cast) -> None:
    measure = following.in_force(cast, "derogation").commitments.get().measure
    live([date(2027, 8, 9)])
    with clock.at(moment(date(2027, 8, 10))):
        actions.end_measure(
            measure, by=cast.liaison, decision="extend", reason="Encore.",
            in_force_to=date(2028, 9, 7),
        )  # fmt: skip
    live([date(2027, 8, 11), date(2028, 3, 13)])
    # Half a year before the new end is the 11th of March, a Saturday.
    assert lines(measure, "remind_measure") == [
        one for one in (date(2027, 8, 9), date(2028, 3, 13)) for _kind in "ab"
    ]


def test_a_short_derogation_is_not_told_of_what_lay_behind(cast: Cast) -> None:
    blocker = following.in_force(cast, "derogation", in_force_to=date(2026, 12, 1))
    measure = blocker.commitments.get().measure
    # It ends in 85 days: the first day that is told is 30 days ahead, a Sunday.
    live([day(3), day(10), date(2026, 11, 2)])
    assert set(lines(measure, "remind_measure")) == {date(2026, 11, 2)}


def test_a_promise_is_called_for_before_and_after_its_day(
    cast: Cast, mailoutbox
) -> None:
    row = following.promised(cast, "derogation")
    assert row.due_on == date(2027, 3, 1)
    live([date(2027, 2, 18), date(2027, 2, 19), date(2027, 3, 1)])
    # Ten days ahead is Friday the 19th.
    assert lines(row, "remind_commitment") == [date(2027, 2, 19)]
    live([date(2027, 3, 2), date(2027, 3, 3)])
    assert lines(row, "remind_commitment")[1:] == [date(2027, 3, 2)]
    assert told(LIAISON_KIND) == [cast.liaison.email] * 2
    assert "dites que c’est en vigueur" in mailoutbox[-1].body
    assert row.answer.escalation.get_absolute_url() in mailoutbox[-1].body


def test_a_promise_that_is_kept_is_called_for_no_more(cast: Cast) -> None:
    row = following.promised(cast, "derogation")
    with clock.at(moment(date(2027, 2, 19))):
        timers.run()
        actions.confirm_commitment(
            row, by=cast.liaison, **following.EVIDENCE,
            in_force_from=date(2027, 2, 1), in_force_to=date(2027, 9, 7),
        )  # fmt: skip
        outbox.send_due()
    live([date(2027, 3, 2)])
    assert lines(row, "remind_commitment") == [date(2027, 2, 19)]
    assert told(LIAISON_KIND) == []


def test_what_was_promised_today_for_today_waits_three_days(cast: Cast) -> None:
    row = following.promised(cast, "lifted")
    assert row.due_on == TODAY
    live(span(TODAY, day(4)))
    assert lines(row, "remind_commitment") == [day(3)]


def test_all_of_a_day_is_one_mail(cast: Cast, mailoutbox) -> None:
    """A promise that is late and a dossier to acknowledge, for one liaison."""
    from tests.blockers import escalations

    row = following.promised(cast, "lifted")
    dossier = escalations.sent(cast)
    live([TODAY])
    mailoutbox.clear()
    live([date(2026, 9, 14)])
    [message] = [one for one in mailoutbox if one.to == [cast.liaison.email]]
    assert message.subject == f"Relance{NBSP}: 2 dossiers vous attendent"
    texts = [message.body.index(one.get_absolute_url()) for one in (row, dossier)]
    assert texts == sorted(texts)


def test_a_new_colleague_hears_once_of_what_is_late(cast: Cast) -> None:
    cast.moderator  # noqa: B018 - exists
    report = stories.submitted(cast)
    live([NINE])
    assert cast.rouen.operator is not None
    late = make_member(organisation=cast.rouen.operator, email="nouvelle@rouen.example")
    live([date(2026, 9, 17), date(2026, 9, 18)])
    assert told() == [cast.moderator.email, late.email]
    # One line for all whom it went to.
    assert len(lines(report, "remind_report")) == 2
