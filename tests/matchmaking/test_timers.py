"""What time brings to a request: reminders, a call, an end; each once."""

from datetime import date, timedelta

import pytest

from matchmaking import actions
from servindus import clock, outbox, timers
from servindus.actors import SYSTEM
from servindus.models import OutboxEmail
from servindus.templatetags.servindus import NBSP
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh, holder
from tests.matchmaking.checks import starts_only_from
from tests.matchmaking.days import lines, live, moment, posted, span
from tests.matchmaking.stories import drafted, sent, submitted

TODAY = date(2026, 9, 7)
# The 3rd, 5th, 7th, 8th and 12th working day after that Monday, and the day after the
# fifteenth.
THIRD, FIFTH, SEVENTH = date(2026, 9, 10), date(2026, 9, 14), date(2026, 9, 16)
EIGHTH, TWELFTH, OVER = date(2026, 9, 17), date(2026, 9, 23), date(2026, 9, 29)
REMINDED = "decision_maker_reminded"


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


# --- A request that nobody answers ----------------------------------------------------


@pytest.mark.parametrize("runs", [1, 2])
def test_a_request_is_chased_and_ends(cast: Cast, runs: int) -> None:
    introduction = sent(cast)
    live(span(TODAY, date(2026, 10, 1)), runs=runs)
    assert lines(introduction, "remind_introduction") == [THIRD, SEVENTH, TWELFTH]
    assert lines(introduction, "reassure_introduction") == [FIFTH]
    assert lines(introduction, "flag_introduction") == [EIGHTH]
    assert lines(introduction, "expire_introduction") == [OVER]
    assert fresh(introduction).status == "expired"
    manager, founder = cast.manager.email, cast.founder.email
    assert (
        posted(manager) == [("introduction_sent", manager)] + [(REMINDED, manager)] * 3
    )
    assert [kind for kind, _to in posted(founder)] == [
        "introduction_approved",
        "introduction_reassured",
        "introduction_expired",
    ]
    assert posted(cast.moderator.email)[-1][0] == "introduction_flagged"


def test_what_a_late_run_has_missed_is_not_made_up_for(cast: Cast) -> None:
    introduction = sent(cast)
    live([date(2026, 9, 22), date(2026, 9, 22)])
    assert lines(introduction, "remind_introduction") == [date(2026, 9, 22)]
    assert lines(introduction, "reassure_introduction") == [date(2026, 9, 22)]
    assert lines(introduction, "flag_introduction") == [date(2026, 9, 22)]


def test_nothing_leaves_by_night_or_at_the_week_end(cast: Cast) -> None:
    introduction = sent(cast)
    live([THIRD], hour=7)
    live([THIRD], hour=19)
    saturday = date(2026, 9, 12)
    live([saturday])
    assert lines(introduction, "remind_introduction") == []
    live([date(2026, 9, 14)], hour=8)
    assert lines(introduction, "remind_introduction") == [date(2026, 9, 14)]


def test_a_day_lies_between_a_reminder_and_any_other_mail(cast: Cast) -> None:
    first = sent(cast)
    # Another request leaves on the eve: its own mail has just told the person.
    with clock.at(moment(day(2), 11)):
        sent(cast, founder=cast.other_founder)
        outbox.send_due()
    live([THIRD])
    assert lines(first, "remind_introduction") == []
    live([THIRD], hour=11)
    assert lines(first, "remind_introduction") == [THIRD]


def test_several_requests_are_one_mail(cast: Cast, mailoutbox) -> None:
    first, second = sent(cast), sent(cast, founder=cast.other_founder)
    live([TODAY])
    mailoutbox.clear()
    live([THIRD])
    [message] = [one for one in mailoutbox if one.to == [cast.manager.email]]
    assert message.subject == f"Relance{NBSP}: 2 demandes vous attendent"
    for introduction in (first, second):
        assert lines(introduction, "remind_introduction") == [THIRD]
        assert introduction.startup.name in message.body
        token = introduction.links.get().token()
        html = message.alternatives[0][0]
        assert f"/r/{token}/" in message.body
        assert f"/r/{token}/" in html
    stop = message.extra_headers["List-Unsubscribe"]
    assert stop.endswith(f"/stop/{first.links.get().token()}/>")


def test_the_last_reminder_says_so(cast: Cast, mailoutbox) -> None:
    sent(cast)
    live([THIRD, SEVENTH, TWELFTH])
    subjects = [one.subject for one in mailoutbox if one.to == [cast.manager.email]]
    assert subjects[1:] == [
        f"Relance{NBSP}: Prévoir l’arrêt de la tréfileuse",
        f"Relance{NBSP}: Prévoir l’arrêt de la tréfileuse",
        f"Dernière relance{NBSP}: Prévoir l’arrêt de la tréfileuse",
    ]
    assert "C’est la dernière relance." in mailoutbox[-1].body


def test_an_answer_silences_the_rest(cast: Cast) -> None:
    introduction = sent(cast)
    with clock.at(moment(day(2))):
        actions.decline_introduction(
            introduction, by=holder(introduction), code="no_need"
        )
    live(span(TODAY, OVER))
    assert (REMINDED, cast.manager.email) not in posted()
    assert lines(introduction, "flag_introduction") == []
    assert fresh(introduction).status == "declined"


def test_an_answer_between_reminder_and_mail_stops_the_mail(cast: Cast) -> None:
    introduction = sent(cast)
    live([TODAY])
    with clock.at(moment(THIRD)):
        timers.run()
        assert OutboxEmail.objects.get(kind=REMINDED).state == "owed"
        actions.accept_introduction(introduction, by=holder(introduction))
        outbox.send_due()
    assert OutboxEmail.objects.get(kind=REMINDED).state == "dropped"


def test_whoever_was_opted_out_is_not_reminded(cast: Cast) -> None:
    introduction = sent(cast)
    with clock.at(moment(day(1))):
        actions.opt_out_decision_maker(cast.manager, by=holder(introduction))
    live(span(TODAY, OVER))
    assert (REMINDED, cast.manager.email) not in posted()


def test_a_second_sending_starts_anew(cast: Cast) -> None:
    introduction = sent(cast)
    live([THIRD])
    with clock.at(moment(date(2026, 9, 14))):
        back = actions.requeue_introduction(introduction, by=cast.moderator)
        actions.send_introduction(back, by=cast.moderator)
    live(span(date(2026, 9, 15), date(2026, 9, 18)))
    # Three working days after Monday the 14th; seven after the first one is the 16th.
    wanted = [THIRD, date(2026, 9, 17)]
    assert lines(introduction, "remind_introduction") == wanted


def test_two_runs_count_one_reminder(cast: Cast) -> None:
    sent(cast)
    live([TODAY])
    with clock.at(moment(THIRD)):
        assert timers.run("matchmaking.remind") == {"matchmaking.remind": 1}
        assert timers.run("matchmaking.remind") == {"matchmaking.remind": 0}
        with pytest.raises(ActRefused):
            actions.remind_decision_maker(cast.manager, by=SYSTEM)


def test_what_ends_by_night_is_told_in_the_morning(cast: Cast) -> None:
    introduction = sent(cast)
    live([OVER], hour=0)
    assert fresh(introduction).status == "expired"
    mail = OutboxEmail.objects.get(kind="introduction_expired")
    assert (mail.state, mail.not_before) == ("owed", moment(OVER, 8))


def test_the_lab_is_not_called_up_by_night(cast: Cast) -> None:
    introduction = sent(cast)
    live([EIGHTH], hour=7)
    assert fresh(introduction).flagged_at is None
    live([EIGHTH], hour=8)
    assert fresh(introduction).flagged_at == moment(EIGHTH, 8)


def test_what_is_asked_again_waits_for_a_working_day(cast: Cast) -> None:
    introduction = sent(cast)
    with clock.at(moment(day(4))):
        actions.defer_introduction(introduction, by=holder(introduction), days=15)
    # Saturday the 26th, put off to the Monday by the calendar itself.
    assert fresh(introduction).deferred_until == date(2026, 9, 28)
    live([date(2026, 9, 28)], hour=6)
    assert fresh(introduction).status == "deferred"
    live([date(2026, 9, 28)], hour=9)
    assert fresh(introduction).status == "sent"


# --- Asked again ----------------------------------------------------------------------


def test_a_postponed_request_leaves_again_on_its_day(cast: Cast) -> None:
    introduction = sent(cast)
    with clock.at(moment(day(1))):
        actions.defer_introduction(introduction, by=holder(introduction), days=15)
    live(span(day(1), day(15)))
    # Fifteen days after the 8th.
    assert fresh(introduction).status == "deferred"
    live([day(16)])
    found = fresh(introduction)
    assert (found.status, clock.local_day(found.sent_at)) == ("sent", day(16))
    assert found.due_on == date(2026, 10, 14)
    assert posted()[-1] == ("introduction_resumed", cast.founder.email)
    assert ("introduction_sent", cast.manager.email) in posted()[-3:]
    assert (found.answered_at, found.settles_at, found.deferred_until) == (None,) * 3


def test_a_day_before_its_day_nobody_asks_again(cast: Cast) -> None:
    introduction = sent(cast)
    with clock.at(moment(day(1))):
        actions.defer_introduction(introduction, by=holder(introduction), days=15)
    with clock.at(moment(day(15))), pytest.raises(ActRefused):
        actions.resume_introduction(introduction, by=cast.moderator)


def test_a_pause_that_is_over_lets_the_request_leave(cast: Cast) -> None:
    waiting = submitted(cast)
    cast.manager.paused_until = day(3)
    cast.manager.save()
    queued = actions.approve_introduction(
        fresh(waiting), by=cast.moderator, checklist=sent_checklist()
    )
    assert queued.status == "queued"
    live([day(1), day(2)])
    assert fresh(waiting).status == "queued"
    live([day(3)])
    assert fresh(waiting).status == "sent"


def sent_checklist() -> dict[str, bool]:
    from tests.matchmaking.stories import CHECKED

    return CHECKED


# --- The startup's turn ---------------------------------------------------------------


def test_a_draft_is_mentioned_three_times(cast: Cast) -> None:
    draft = drafted(cast)
    live(span(TODAY, day(30)))
    assert lines(draft, "nudge_introduction") == [day(1), day(7), day(23)]
    assert (
        posted(cast.founder.email) == [("introduction_nudged", cast.founder.email)] * 3
    )


def test_a_request_that_nobody_completes_is_withdrawn(cast: Cast) -> None:
    introduction = submitted(cast)
    actions.ask_info_introduction(introduction, by=cast.moderator, text="Lequel ?")
    live(span(TODAY, day(30)))
    # The third and the seventh day, and the next day on which mails leave.
    assert lines(introduction, "nudge_introduction") == [day(3), day(7)]
    assert lines(introduction, "withdraw_introduction") == [day(21)]
    assert [kind for kind, _to in posted(cast.founder.email)] == [
        "introduction_needs_info",
        "introduction_nudged",
        "introduction_nudged",
        "introduction_lapsed",
    ]


def test_a_completed_request_is_left_alone(cast: Cast) -> None:
    introduction = submitted(cast)
    asked = actions.ask_info_introduction(introduction, by=cast.moderator, text="?")
    with clock.at(moment(day(2))):
        actions.submit_introduction(asked, by=cast.founder)
    live(span(day(2), day(30)))
    assert lines(introduction, "nudge_introduction") == []
    assert fresh(introduction).status == "submitted"


# --- Whoever runs them ----------------------------------------------------------------

SINCE = {"since": TODAY, "rung": 3}


@pytest.mark.parametrize(
    ("act", "sources", "inputs"),
    [
        (actions.reassure_introduction, "sent", SINCE),
        (actions.nudge_introduction, "draft needs_info queued accepted", SINCE),
        (actions.alert_introduction, "submitted", SINCE),
        (actions.flag_introduction, "sent accepted", {**SINCE, "why": "answer"}),
        (actions.resume_introduction, "deferred", {}),
        (actions.call_introduction, "sent deferred accepted", {"result": "message"}),
    ],
)
def test_they_start_only_from_their_statuses(cast, act, sources, inputs) -> None:
    starts_only_from(act, cast, sources, **inputs)
