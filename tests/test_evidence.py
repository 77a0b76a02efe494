"""What the tests look at sees each change, and what a test commits ends with it."""

import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from programmes.actions import end_membership
from programmes.models import Lab
from servindus.models import JournalEntry, User
from tests.cast import make_user
from tests.evidence import nothing_written, tables


def flush():
    """Do what follows each test that commits."""
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)


@pytest.mark.django_db
def test_a_changed_word_is_seen_and_counts_are_not_enough(cast):
    lab = cast.rouen
    with pytest.raises(AssertionError, match="programmes_lab"), nothing_written():
        Lab.objects.filter(pk=lab.pk).update(name="Ailleurs")


@pytest.mark.django_db(transaction=True)
def test_another_connection_of_the_thread_sees_what_was_committed(cast):
    before = tables()
    connection.close()
    assert tables() == before
    assert cast.founder.pk
    assert tables()["servindus_user"][0] == before["servindus_user"][0] + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(2))
def test_what_a_test_commits_is_gone_after_it_the_journal_too(cast, _time):
    assert JournalEntry.objects.count() == 0
    flush()
    empty = {name: count for name, (count, _sum) in tables().items()}
    end_membership(cast.founder.memberships.get(), by=cast.moderator)
    assert JournalEntry.objects.count() == 1

    flush()

    assert {name: count for name, (count, _sum) in tables().items()} == empty
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


@pytest.mark.django_db(transaction=True)
def test_what_a_thread_still_writes_is_waited_for_and_goes(cast):
    assert cast.rouen.pk
    written = threading.Event()

    def write():
        with transaction.atomic():
            make_user(email="late@example.org")
            written.set()
            time.sleep(0.5)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert written.wait(10)
    flush()
    thread.join()

    assert not User.objects.exists()
