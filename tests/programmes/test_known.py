"""Reference data are read once a minute; a change made here is seen at once."""

import time
from datetime import date

from programmes import known
from programmes.models import Lab, LabClosure

DAY = date(2026, 9, 8)


def test_the_labs_quiet_days_count_at_once(db, monkeypatch):
    lab = Lab.objects.get(slug="rouen")
    assert lab.calendar.is_working_day(DAY)
    quiet = LabClosure.objects.create(
        lab=lab, starts_on=DAY, ends_on=DAY, reason="Inventaire"
    )
    assert not lab.calendar.is_working_day(DAY)
    assert Lab.objects.get(slug="nancy").calendar.is_working_day(DAY)
    quiet.delete()
    assert lab.calendar.is_working_day(DAY)


def test_a_minute_costs_one_question(db, django_assert_num_queries, monkeypatch):
    clock = [time.monotonic()]
    monkeypatch.setattr(known.time, "monotonic", lambda: clock[0])
    with django_assert_num_queries(3):
        for _turn in range(5):
            known.closures(1)
            assert [lab.slug for lab in known.labs()] == [
                "amiens",
                "marseille",
                "nancy",
                "rouen",
            ]
            assert all(topic.is_open for topic in known.topics())
    clock[0] += known.SECONDS + 1
    with django_assert_num_queries(1):
        known.labs()
