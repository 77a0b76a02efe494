"""Many mails, a nasty server, a worker that is killed: none lost, few twice.

RECIPIENTS=5000 makes it the whole load; the suite plays a part of it.
"""

import asyncio
import os
import signal
import subprocess
from collections import Counter
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from servindus import clock
from servindus.models import OutboxEmail
from tests.postman import free_port
from tests.servindus.delivering import (
    RECIPIENTS,
    addresses,
    owe_digests,
    owe_letters,
    start,
)

# Of sixty addresses, so many are served like this; the others are served well.
BUSY, LATER, NEVER, DRIP, HANG_UP, KILL_BEFORE, KILL_AFTER = 1, 2, 3, 4, 5, 6, 7
EVERY = 60
# Rounds after which everything that can leave must have left.
MOST_ROUNDS = 20 + RECIPIENTS // 20


class Nasty:
    """Answers each address in its own way, the bad ways once each but for 550."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.met: Counter[str] = Counter()
        self.kills = 0
        self.worker: subprocess.Popen[bytes] | None = None

    def way(self, address: str) -> int:
        number = int(address.split("@")[0].removeprefix("reader"))
        way = number % EVERY
        if way != NEVER and self.met[address]:
            return 0
        return way

    async def handle_RCPT(self, server, session, envelope, address, options):
        way = self.way(address)
        if way in (BUSY, LATER, NEVER):
            self.met[address] += 1
            return {BUSY: "421 Too busy", LATER: "450 Later", NEVER: "550 Nobody"}[way]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        way = self.way(address)
        self.met[address] += 1
        if way == HANG_UP:
            server.transport.close()
            return "451 Gone"
        self.taken.append((address, self._id(envelope.content)))
        if way == DRIP:
            await asyncio.sleep(0.5)
        if way == KILL_BEFORE:
            self._kill()
        if way == KILL_AFTER:
            asyncio.get_running_loop().call_later(0.002, self._kill)
        return "250 OK"

    def _id(self, content: bytes) -> str:
        return str(message_from_bytes(content)["Message-ID"])

    def _kill(self) -> None:
        assert self.worker is not None
        self.kills += 1
        os.kill(self.worker.pid, signal.SIGKILL)


@pytest.fixture
def server():
    nasty = Nasty()
    port = free_port()
    controller = Controller(nasty, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield nasty, port
    finally:
        controller.stop()


def until_done(nasty, port, command):
    """Start workers until nothing is owed; what a minute would bring comes at once."""
    for _round in range(MOST_ROUNDS):
        rows = OutboxEmail.objects.filter(state="owed")
        if not rows.exists():
            return
        now = clock.now()
        rows.update(leased_until=None, next_try_at=now, not_before=now)
        nasty.worker = start(port, command)
        assert nasty.worker.wait(120) in (0, -signal.SIGKILL)
    raise AssertionError("mails are still owed")


def judge(nasty):
    """None lost; each kill at most one extra copy, with the same Message-ID."""
    hopeless = {
        one for one in addresses() if nasty.met[one] and nasty.way(one) == NEVER
    }
    got = Counter(address for address, _id in nasty.taken)
    assert set(got) == set(addresses()) - hopeless
    extra = got.total() - len(got)
    assert extra <= nasty.kills
    ids = {address: set() for address in got}
    for address, message_id in nasty.taken:
        ids[address].add(message_id)
    assert all(len(found) == 1 for found in ids.values())
    states = Counter(OutboxEmail.objects.values_list("state", flat=True))
    assert states == {"sent": len(got), "failed": len(hopeless)}
    kills = sum(
        1 for one in range(RECIPIENTS) if one % EVERY in (KILL_BEFORE, KILL_AFTER)
    )
    assert nasty.kills == kills
    return extra


@pytest.mark.django_db(transaction=True)
def test_letters_reach_everybody_through_a_nasty_server(server):
    nasty, port = server
    owe_letters()
    until_done(nasty, port, ["send_outbox"])
    assert judge(nasty) >= 1


@pytest.mark.django_db(transaction=True)
def test_digests_do_too(server):
    """The same for digests, which are claimed and read a hundred at a time."""
    nasty, port = server
    owe_digests()
    until_done(nasty, port, ["send_digests"])
    OutboxEmail.objects.exclude(kind="digest").delete()
    judge(nasty)
