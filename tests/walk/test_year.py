"""A year of all rooms, day by day, some skipped, some doubled: each mail once."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core import mail

from blockers.models import Report
from matchmaking import actions
from matchmaking.models import Introduction
from servindus import clock, digest_post, outbox, timers
from servindus.models import Digest, JournalEntry, Occurrence, OutboxEmail
from tests.blockers import escalations, following, stories
from tests.cast import fresh, holder, make_decision_maker
from tests.matchmaking.days import moment, span
from tests.matchmaking.stories import sent
from tests.servindus.digesting import subscribe

FIRST, LAST = date(2026, 9, 7), date(2027, 9, 7)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("posting"),
]


def live(day: date, runs: int) -> None:
    """Do what the worker does on a day, so many times."""
    with clock.at(moment(day, 9)):
        for _run in range(runs):
            timers.run()
            outbox.send_due()
            digest_post.run(clock.now())


def kinds(address: str) -> Counter[str]:
    """Count by notice what has reached an address."""
    return Counter(
        message.extra_headers["X-ServIndus-Kind"]
        for message in mail.outbox
        if message.to == [address]
    )


def test_a_year(cast):
    silent = sent(cast)
    away = make_decision_maker(organisation=cast.plant, email="away@usine.example")
    absent = sent(cast, manager=away, founder=cast.other_founder)
    actions.announce_absence(
        away, by=holder(absent), first_day=FIRST, last_day=FIRST + timedelta(days=200)
    )
    done = make_decision_maker(organisation=cast.plant, email="done@usine.example")
    ended = sent(cast, manager=done, founder=cast.other_founder, subject="Non merci")
    actions.opt_out_decision_maker(done, by=holder(ended))
    report = stories.asked(cast, title="Un cas que personne ne complète")
    dossier = escalations.acknowledged(cast)
    verification = following.asked(cast)
    quiet = subscribe(cast.second_liaison.email, rhythm="never", next_digest_at=None)
    for number, day in enumerate(span(FIRST, LAST)):
        if number % 5 != 4:
            live(day, runs=2 if number % 4 == 1 else 1)

    # Each mail once, and nothing is left that is owed or failed.
    rows = OutboxEmail.objects.values_list("cause", "kind", "recipient")
    assert len(rows) == len(set(rows))
    ids = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert set(ids.values()) == {1}
    assert not OutboxEmail.objects.exclude(
        state__in=["sent", "dropped", "told"]
    ).exists()
    told = Occurrence.objects.values_list(
        "timer", "object_type", "object_id", "person", "since", "rung"
    )
    assert len(told) == len(set(told))

    # One digest a person and period, none for who wants none.
    periods = Digest.objects.values_list("subscriber", "period")
    assert len(periods) == len(set(periods))
    assert kinds(quiet.email)["digest"] == 0
    weekly = Digest.objects.filter(subscriber__email=cast.founder.email)
    assert weekly.count() in (51, 52, 53)

    # None to who is away, none to who has stopped, none after an answer.
    asked = [
        clock.local_day(one.sent_at)
        for one in OutboxEmail.objects.filter(
            recipient=away.email, kind="decision_maker_reminded", state="sent"
        )
    ]
    assert asked
    assert min(asked) > FIRST + timedelta(days=200)
    assert set(kinds(done.email)) <= {"introduction_sent", "answer_received"}

    # Whatever was sent has ended by its date, with a line that says why.
    assert not Introduction.objects.filter(status="sent").exists()
    for row in (silent, absent):
        assert fresh(row).status == "expired"
        assert (
            JournalEntry.objects.about(row).filter(verb="expire_introduction").count()
            == 1
        )
    assert Report.objects.get(pk=report.pk).status == "withdrawn"
    assert kinds(cast.director.email)["verification_reminded"] <= 2
    assert fresh(verification).status == "lapsed"
    # T-10, T-0, T+5 and T+10 of the answer; a liaison who answers hears no more.
    counted = JournalEntry.objects.about(dossier).filter(verb="remind_escalation")
    assert counted.count() == 4
