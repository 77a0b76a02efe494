"""The digest: once a person and period, whatever runs how often; made as it leaves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from servindus import clock, digest_post, digests, outbox, tasks
from servindus.digests import Line, Part, Reader, Section
from servindus.models import Digest, JournalEntry, OutboxEmail, Subscriber
from servindus.stopping import Stop
from tests.cast import MONDAY
from tests.servindus.digesting import LINE, days, live, received, subscribe, telling

TUESDAY = date(2026, 9, 8)
NEWS = Line("It has moved", "https://lab.example/news")
QUIET = Line("It stands still", "https://lab.example/quiet", is_news=False)


@pytest.fixture(autouse=True)
def _posts(db, settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def states():
    rows = OutboxEmail.objects.filter(kind="digest").order_by("pk")
    return [(row.recipient, row.state) for row in rows]


# --- Once a period --------------------------------------------------------------------


def test_nothing_leaves_before_its_hour():
    subscribe()
    with telling(LINE):
        live([TUESDAY], hour=7)
        assert received() == []
        live([TUESDAY], hour=8)
        assert received() == ["ada@example.org"]


@pytest.mark.parametrize("runs", [1, 2, 3])
def test_each_working_day_once_however_often_it_runs(runs):
    reader = subscribe()
    with telling(LINE):
        live(days(TUESDAY, 7), runs=runs)
    assert list(reader.digests.order_by("period").values_list("period", flat=True)) == [
        *days(TUESDAY, 4),
        date(2026, 9, 14),
    ]
    assert received() == ["ada@example.org"] * 5


def test_once_a_week_on_the_chosen_day():
    subscribe(rhythm="weekly", weekday=3, hour=17)
    with telling(LINE):
        for hour in (8, 17, 18):
            live([date(2026, 9, 9)], hour=hour)
        live(days(date(2026, 9, 10), 6))
    periods = Digest.objects.values_list("period", flat=True)
    assert list(periods) == [date(2026, 9, 9)]


def test_after_three_days_without_beat_one_digest_tells_all():
    """What was missed is caught up once, and looks back to the last that was sent."""
    reader = subscribe()
    with telling(LINE):
        live([TUESDAY])
        live([date(2026, 9, 11)], hour=9, runs=2)
        live([date(2026, 9, 14)])
    found = list(reader.digests.order_by("pk"))
    assert [one.period for one in found] == [
        TUESDAY,
        date(2026, 9, 11),
        date(2026, 9, 14),
    ]
    assert found[1].since == found[0].at
    assert found[2].since == found[1].at


def test_what_comes_late_does_not_come_at_night():
    subscribe()
    with telling(LINE):
        live([TUESDAY], hour=23)
        assert received() == []
        live([date(2026, 9, 9)], hour=6)
    assert received() == ["ada@example.org"]
    assert Digest.objects.get().period == TUESDAY


@pytest.mark.parametrize(
    ("first", "number", "expected"),
    [
        # Over the change to winter time, to summer time, and over the year's end.
        (date(2026, 10, 23), 5, 3),
        # The Monday is Easter's.
        (date(2027, 3, 26), 5, 2),
        (date(2026, 12, 30), 7, 4),
    ],
)
def test_change_of_clocks_and_of_year(first, number, expected):
    moment = MONDAY.replace(year=first.year, month=first.month, day=first.day, hour=7)
    with clock.at(moment):
        reader = subscribe()
    with telling(LINE):
        for hour in (6, 7, 8, 9, 22):
            live([first], hour=hour)
        for one in days(first, number)[1:]:
            for hour in (0, 2, 3, 7, 8, 9):
                live([one], hour=hour)
    periods = list(reader.digests.order_by("period").values_list("period", flat=True))
    assert len(periods) == len(set(periods)) == expected
    assert received() == ["ada@example.org"] * expected


def test_the_database_refuses_a_second_one_for_the_period():
    reader = subscribe()
    fields = {"subscriber": reader, "period": TUESDAY, "since": MONDAY}
    Digest.objects.create(**fields)
    with (
        pytest.raises(IntegrityError, match="digest_once_a_period"),
        transaction.atomic(),
    ):
        Digest.objects.create(**fields)


def test_an_opened_period_is_not_opened_again():
    """A date that was put back by hand, or by a restore, sends nothing twice."""
    reader = subscribe()
    with telling(LINE):
        live([TUESDAY])
        due = reader.digests.get().at
        Subscriber.objects.update(next_digest_at=due)
        live([TUESDAY], hour=9)
    assert received() == ["ada@example.org"]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"email": "Ada@Example.org"}, "subscriber_email_is_folded"),
        ({"weekday": 8}, "subscriber_weekday"),
        ({"hour": 5}, "subscriber_hour"),
        ({"hour": 22}, "subscriber_hour"),
        ({"bounce": "hard"}, "subscriber_bounce_has_time"),
        ({"bounced_at": MONDAY}, "subscriber_bounce_has_time"),
        ({"rhythm": "never"}, "subscriber_never_has_no_next"),
        (
            {"rhythm": "never", "next_digest_at": None, "paused_until": TUESDAY},
            "subscriber_never_has_no_next",
        ),
    ],
)
def test_the_database_refuses_a_subscriber_that_contradicts_itself(fields, constraint):
    subscribe()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Subscriber.objects.update(**fields)


# --- What is in it --------------------------------------------------------------------


def test_an_empty_one_is_not_sent_and_not_asked_for_again():
    subscribe()
    with telling():
        live([TUESDAY], runs=2)
    assert states() == [("ada@example.org", "dropped")]
    assert mail.outbox == []


def test_whoever_has_nothing_to_be_told_is_not_asked_in_full(monkeypatch):
    for name in ("ada", "bob"):
        subscribe(f"{name}@example.org")
    with telling(LINE) as asked:
        (make,) = digests.makers
        monkeypatch.setitem(digests.askers, make, lambda *_: {"ada@example.org"})
        live([TUESDAY])
    assert asked == received() == ["ada@example.org"]


def test_what_stands_still_is_not_worth_a_mail():
    subscribe()
    with telling(QUIET):
        live([TUESDAY])
    assert mail.outbox == []
    with telling(QUIET, NEWS):
        live([date(2026, 9, 9)])
    assert "It stands still" in mail.outbox[0].body
    assert "It has moved" in mail.outbox[0].body


def test_it_says_what_is_so_as_it_leaves():
    """A line that is gone between opening and sending is not in the mail."""
    subscribe()
    with telling(LINE, NEWS), clock.at(MONDAY + timedelta(days=1)):
        assert digest_post.open_due(clock.now()) == 1
    with telling(NEWS), clock.at(MONDAY + timedelta(days=1)):
        digest_post.send()
    assert "Something waits" not in mail.outbox[0].body
    assert "It has moved" in mail.outbox[0].body


def test_late_things_come_first_then_the_nearest_date():
    subscribe()
    soon = Line("Soon", "https://lab.example/1", due=TUESDAY, waits=True)
    late = Line("Late", "https://lab.example/2", waits=True, is_late=True, due=TUESDAY)
    someday = Line("Some day", "https://lab.example/3", waits=True)
    with telling(someday, soon, late):
        live([TUESDAY])
    message = mail.outbox[0]
    assert message.subject.startswith("Late")
    html = str(message.alternatives[0][0])
    assert html.index("Late") < html.index("Some day") < html.index("Soon")
    assert html.count('href="https://lab.example/2"') == 1


def test_each_reader_reads_their_own_language():
    subscribe("ada@example.org", language="en")
    subscribe("zoe@example.org", language="fr")
    with telling(LINE):
        live([TUESDAY])
    found = {message.to[0]: message.body for message in mail.outbox}
    assert "one thing waits for you" in found["ada@example.org"]
    assert "une chose vous attend" in found["zoe@example.org"]


def test_the_number_of_statements_does_not_grow(django_assert_num_queries):
    later = MONDAY + timedelta(days=1)
    for number in range(3):
        subscribe(f"few{number}@example.org")
    with clock.at(later):
        digest_post.open_due(later)
        few = OutboxEmail.objects.filter(kind="digest")
        digest_post.with_letters(list(few))
        with django_assert_num_queries(5):
            digest_post.with_letters(list(few))
        OutboxEmail.objects.filter(kind="digest").update(state="dropped")
    with clock.at(MONDAY):
        for number in range(30):
            subscribe(f"many{number}@example.org")
    with clock.at(later):
        digest_post.open_due(later)
        many = list(OutboxEmail.objects.filter(kind="digest", state="owed"))
        assert len(many) == 30
        with django_assert_num_queries(5):
            digest_post.with_letters(many)


# --- Pauses, stops, bounces -----------------------------------------------------------


def test_on_holiday_none_comes_and_the_first_one_after_tells_all():
    reader = subscribe(paused_until=date(2026, 9, 14))
    reader.next_digest_at = MONDAY + timedelta(days=1)
    reader.save()
    with telling(LINE):
        live(days(TUESDAY, 8))
    assert list(reader.digests.order_by("period").values_list("period", flat=True)) == [
        date(2026, 9, 14),
        date(2026, 9, 15),
    ]


def test_who_stops_between_opening_and_sending_gets_none():
    reader = subscribe()
    later = MONDAY + timedelta(days=1)
    with telling(LINE), clock.at(later):
        digest_post.open_due(later)
        reader.rhythm, reader.next_digest_at = "never", None
        reader.save()
        digest_post.send()
    assert states() == [("ada@example.org", "dropped")]


def test_an_address_that_bounces_is_not_opened():
    subscribe(bounce="hard", bounced_at=MONDAY)
    with telling(LINE):
        live([TUESDAY])
    assert not Digest.objects.exists()


# --- Sending --------------------------------------------------------------------------


def test_one_bad_address_does_not_hold_the_others(sink):
    for name in ("ada", "bob", "zoe"):
        subscribe(f"{name}@example.org")
    sink.refusals["bob@example.org"] = "450 Try later"
    later = MONDAY + timedelta(days=1)
    with telling(LINE), clock.at(later):
        assert digest_post.run(later)["sent"] == 2
    assert sorted(sink.addresses) == ["ada@example.org", "zoe@example.org"]
    del sink.refusals["bob@example.org"]
    with telling(LINE), clock.at(later + timedelta(minutes=2)):
        assert digest_post.run(later)["sent"] == 1
    assert len(sink.addresses) == 3


def test_a_slow_server_gives_claims_back_and_reads_anew(sink, monkeypatch):
    for name in ("ada", "bob", "zoe"):
        subscribe(f"{name}@example.org")
    monkeypatch.setattr(digest_post, "FRESH", -1.0)
    later = MONDAY + timedelta(days=1)
    with telling(LINE) as asked, clock.at(later):
        digest_post.open_due(later)
        batch = outbox.claim_some(
            OutboxEmail.objects.due_digests(later), 10, clock.now()
        )
        digest_post._send_batch(batch, None, {"dropped": 0}, Stop())  # type: ignore[arg-type]
    assert len(asked) == 3
    rows = OutboxEmail.objects.filter(kind="digest")
    assert [(row.attempts, row.leased_until) for row in rows] == [(0, None)] * 3


def test_the_postman_of_letters_leaves_digests_alone():
    subscribe()
    later = MONDAY + timedelta(days=1)
    with telling(LINE), clock.at(later):
        digest_post.open_due(later)
        assert outbox.send_due()["sent"] == 0
        assert digest_post.send()["sent"] == 1


def test_without_a_mail_server_digests_stay_owed(settings):
    settings.EMAIL_URL = ""
    subscribe()
    with telling(LINE):
        live([TUESDAY])
    assert states() == [("ada@example.org", "owed")]


def test_the_task_does_the_same_and_twice_no_more(settings):
    subscribe()
    with telling(LINE), clock.at(MONDAY + timedelta(days=1)):
        assert tasks.send_digests()["sent"] == 1
        assert tasks.send_digests()["sent"] == 0


def test_the_run_is_in_the_journal_by_its_first_digest():
    subscribe("ada@example.org")
    subscribe("bob@example.org")
    with telling(LINE):
        live([TUESDAY])
    line = JournalEntry.objects.get(verb="open_digest")
    assert (line.actor_kind, line.details) == ("system", {"count": 2})
    assert {row.cause_id for row in OutboxEmail.objects.filter(kind="digest")} == {
        line.pk
    }


def test_enrolling_gives_people_their_usual_rhythm(cast):
    assert cast.founder and cast.moderator and cast.manager
    assert digest_post.enrol(MONDAY) == Subscriber.objects.count()
    found = dict(Subscriber.objects.values_list("email", "rhythm"))
    assert found[cast.founder.email] == "weekly"
    assert found[cast.moderator.email] == "daily"
    assert digest_post.enrol(MONDAY) == 0


def test_somebody_who_left_is_not_enrolled(cast):
    cast.founder.is_active = False
    cast.founder.save()
    digest_post.enrol(MONDAY)
    assert not Subscriber.objects.filter(email=cast.founder.email).exists()


def test_one_cause_owes_recipients_once():
    """The same run, the same address: the outbox's own key holds too."""
    subscribe()
    with telling(LINE):
        live([TUESDAY])
    row = OutboxEmail.objects.get(kind="digest")
    with transaction.atomic(), pytest.raises(IntegrityError, match="outbox_once"):
        OutboxEmail.objects.create(
            kind="digest",
            recipient=row.recipient,
            cause=row.cause,
            object_type="servindus.digest",
            object_id=1,
        )


def test_what_waits_stands_before_news_and_figures_close_it():
    waits = Section("Waiting", [LINE, replace(LINE, title="Another")])
    parts = [Part([Section("Figures", [QUIET]), Section("News", [NEWS]), waits])]
    reader = Reader(Subscriber(email="ada@example.org"), None, MONDAY)
    found = digests._letter(reader, parts, [])
    assert [section.title for section in found.sections] == [
        "Waiting",
        "News",
        "Figures",
    ]
