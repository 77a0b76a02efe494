"""The cache of all workers: a key is taken once, counted exactly, kept in time."""

import time

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import RequestFactory

from servindus import limits
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()
    yield
    cache.clear()


def expire(key):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE servindus_cache SET expires = '2020-01-01' WHERE cache_key = %s",
            [cache.make_and_validate_key(key)],
        )


def test_one_of_many_takes_a_key():
    calls = [lambda: cache.add("taken", 1, 60)] * 10
    assert sorted(together(*calls)) == [False] * 9 + [True]


def test_one_of_many_takes_a_key_that_has_expired():
    """Django's own lets several in: a killed worker's lock would be taken twice."""
    for _round in range(5):
        cache.set("lock", "old", 60)
        expire("lock")
        calls = [lambda: cache.add("lock", 1, 60)] * 10
        assert sorted(together(*calls)) == [False] * 9 + [True]


def test_each_of_many_counts():
    cache.set("count", 0, 60)
    calls = [lambda: cache.incr("count")] * 20
    assert sorted(together(*calls)) == list(range(1, 21))


def test_djangos_own_cache_would_lose_counts():
    """The reason for ours; the day this fails, ours may go."""
    theirs = DatabaseCache("servindus_cache", {})
    lost = 0
    for number in range(5):
        theirs.set(f"theirs{number}", 0, 60)
        together(*[lambda key=f"theirs{number}": theirs.incr(key)] * 20)
        lost += 20 - theirs.get(f"theirs{number}")
    assert lost > 0


def test_the_limit_lets_exactly_so_many_in():
    calls = [lambda: limits.is_too_often("door", times=7, seconds=3600)] * 20
    assert sorted(together(*calls)) == [False] * 7 + [True] * 13


def test_the_librarys_limit_lets_exactly_so_many_in():
    def attempt():
        request = RequestFactory().post("/")
        used = ratelimit.consume(
            request, app="x", action="door", config={"door": "7/h/key"}, key="somebody"
        )
        return used is not None

    assert sorted(together(*[attempt] * 12)) == [False] * 5 + [True] * 7


def test_a_flood_of_keys_pushes_no_count_out():
    limits.is_too_often("somebody", times=1, seconds=3600)
    small = type(cache._connections["default"])("servindus_cache", {"MAX_ENTRIES": 5})
    for number in range(50):
        small.set(f"flood{number}", 1, 60)
    assert limits.is_too_often("somebody", times=1, seconds=3600)


def test_only_what_has_expired_is_thrown_out():
    cache.set("dead", 1, 60)
    cache.set("alive", 1, 60)
    cache.set("for-ever", 1, None)
    expire("dead")
    assert cache.forget_expired() == 1
    assert (cache.get("alive"), cache.get("for-ever"), cache.get("dead")) == (
        1,
        1,
        None,
    )


def test_a_key_lives_until_its_time():
    cache.set("short", "text", 2)
    assert cache.get("short") == "text"
    time.sleep(3.1)
    assert cache.get("short") is None
    assert cache.add("short", "again", 60)
    with pytest.raises(ValueError, match="missing"):
        cache.incr("missing")
    assert cache.touch("short", 60)
