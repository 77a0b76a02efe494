"""Time comes from one place, which can be told another one."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from servindus import clock
from tests.cast import MONDAY


def test_it_tells_the_real_time_unless_told_otherwise():
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)


def test_a_block_lives_at_its_moment_and_the_next_one_does_not():
    with clock.at(MONDAY):
        assert clock.now() == MONDAY
        with clock.at(MONDAY + timedelta(days=1)):
            assert clock.now() == MONDAY + timedelta(days=1)
        assert clock.now() == MONDAY
    assert clock.now() != MONDAY


def test_the_clock_is_set_right_again_after_a_failure():
    with pytest.raises(ZeroDivisionError), clock.at(MONDAY):
        _ = 1 / 0
    assert clock.now() != MONDAY


def test_a_moment_without_a_time_zone_is_refused():
    naive = MONDAY.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"), clock.at(naive):
        pass


def test_days_are_those_of_paris():
    late = datetime(2026, 9, 7, 22, 30, tzinfo=UTC)
    assert clock.local_day(late) == date(2026, 9, 8)
    with clock.at(late):
        assert clock.today() == date(2026, 9, 8)


def test_another_thread_lives_at_its_own_time():
    seen = []
    with clock.at(MONDAY):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != MONDAY
