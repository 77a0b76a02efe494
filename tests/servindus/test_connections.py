"""Many mails go by one connection; one that the server ends is renewed, once."""

import pytest

from servindus import outbox
from tests.servindus.test_outbox import owe


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


def test_many_mails_go_by_one_connection(db, sink):
    for number in range(5):
        owe(f"person{number}@example.org")
    assert outbox.send_due()["sent"] == 5
    assert sink.connections == 1


def test_a_connection_that_the_server_ends_is_renewed_at_once(db, sink):
    """A server that takes three mails a connection says 421 to the fourth."""
    sink.most = 3
    for number in range(7):
        owe(f"person{number}@example.org")
    assert outbox.send_due() == {
        **dict.fromkeys(("retry", "failed", "dropped", "digest"), 0),
        "sent": 7,
    }
    assert (sink.connections, len(sink.taken)) == (3, 7)


def test_a_server_that_only_says_busy_is_asked_later(db, sink):
    """The renewed connection is no loop: it is tried once."""
    sink.most = 0
    owe()
    assert outbox.send_due()["retry"] == 1
    assert sink.taken == []
