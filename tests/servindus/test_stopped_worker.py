"""SIGTERM in the middle of sending: everything is marked, nobody gets a second copy.

RECIPIENTS=5000 makes it the whole load; the suite plays a part of it.
"""

import asyncio
import os
import signal
import threading
import time
from collections import Counter

import pytest
from aiosmtpd.controller import Controller

from servindus import stopping
from servindus.models import OutboxEmail
from tests.postman import free_port
from tests.servindus.delivering import (
    RECIPIENTS,
    addresses,
    owe_digests,
    owe_letters,
    start,
)

# The mail at which the worker is told to end; one worker sends 500 letters at most.
STOPPED_AT = min(RECIPIENTS // 3, 300)
# Seconds that the server takes for a mail: the worker waits in the middle of one.
SLOW = 0.01


class Slow:
    """Takes everything; at one mail, before it says so, the worker is told to end."""

    def __init__(self):
        self.taken = Counter()
        self.worker = None

    async def handle_DATA(self, server, session, envelope):
        self.taken[envelope.rcpt_tos[0]] += 1
        if self.taken.total() == STOPPED_AT:
            os.kill(self.worker.pid, signal.SIGTERM)
        await asyncio.sleep(SLOW)
        return "250 OK"


@pytest.fixture
def server():
    slow = Slow()
    port = free_port()
    controller = Controller(slow, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield slow, port
    finally:
        controller.stop()
        if slow.worker is not None:
            slow.worker.kill()
            slow.worker.wait()


def states(kind):
    rows = OutboxEmail.objects.filter(kind=kind)
    return Counter(rows.values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("owe", "kind", "command"),
    [
        (owe_letters, "account_unknown", ["send_outbox"]),
        (owe_digests, "digest", ["send_digests"]),
    ],
    ids=["letters", "digests"],
)
def test_a_worker_that_is_told_to_end_loses_and_repeats_nothing(
    server, owe, kind, command
):
    slow, port = server
    owe()
    slow.worker = start(port, command)
    assert slow.worker.wait(60) == -signal.SIGTERM
    assert slow.taken.total() == STOPPED_AT
    assert states(kind) == {"sent": STOPPED_AT, "owed": RECIPIENTS - STOPPED_AT}
    # Nothing stays claimed: the next worker need not wait.
    assert not OutboxEmail.objects.filter(leased_until__isnull=False).exists()
    for _run in range(1 + RECIPIENTS // 500):
        slow.worker = start(port, command)
        assert slow.worker.wait(60 + RECIPIENTS // 10) == 0
    assert slow.taken == Counter(addresses())
    assert states(kind) == {"sent": RECIPIENTS}


def test_the_signal_counts_once_the_block_has_ended():
    heard = []
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append("after"))
    try:
        with stopping.noted() as stop:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0)
            assert stop.asked
            assert heard == []
        assert heard == ["after"]
    finally:
        signal.signal(signal.SIGTERM, before)


def test_other_threads_hear_no_signals():
    found = []

    def work():
        with stopping.noted() as stop:
            found.append(stop.asked)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [False]
