"""Redis stopped, hung, emptied and killed while people write: nobody notices.

WRITES=100 makes it five hundred writes in all; the suite plays a fifth of it. Times
are printed for whoever judges them, and never asserted.
"""

import os
import re
import shutil
import signal
import statistics
import subprocess
import time
from urllib.parse import urlencode

import pytest
import redis

from tests.deploy.processes import HOST, Stack, eventually
from tests.postman import free_port, listening

pytestmark = pytest.mark.slow
WRITES = int(os.environ.get("WRITES", "20"))
PAGE = "/compte/password/reset/"
# After the broker's return everything must have left within a minute.
RETURN = 60


class Broker:
    """A Redis of its own, which can be stopped, hung and killed."""

    def __init__(self, folder):
        self.port, self.folder = free_port(), folder
        self.process = None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        words += ["--appendonly", "yes", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert eventually(self.answers, seconds=10, wanted=True)

    def answers(self):
        client = redis.Redis.from_url(self.url)
        try:
            return client.ping()
        except redis.RedisError:
            return False
        finally:
            client.close()

    def flush(self):
        client = redis.Redis.from_url(self.url)
        client.flushall()
        client.close()

    def send(self, number):
        self.process.send_signal(number)

    def end(self, number=signal.SIGTERM):
        self.send(number)
        self.process.wait(20)


@pytest.fixture
def broker(tmp_path):
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is missing: nothing to stop, hang and kill")
    folder = tmp_path / "redis"
    folder.mkdir()
    found = Broker(folder)
    found.start()
    try:
        yield found
    finally:
        found.send(signal.SIGCONT)
        found.end(signal.SIGKILL)


@pytest.fixture
def mails():
    with listening() as server:
        yield server


@pytest.fixture
def stack(image, tmp_path, servers, broker, mails):
    shared, servers.redis_url = servers.redis_url, broker.url
    found = Stack(image, tmp_path, servers, free_port(), mails.port)
    try:
        yield found
    finally:
        found.kill()
        servers.redis_url = shared


class Writers:
    """People who each ask for a new password, and so are owed a mail."""

    def __init__(self, stack):
        self.stack, self.number = stack, 0
        _status, headers, text = stack.request("GET", PAGE, self.proxied())
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]

    def proxied(self):
        """Each comes from an address of its own: the door counts by address."""
        high, low = divmod(self.number, 250)
        return {"X-Forwarded-Proto": "https", "X-Forwarded-For": f"198.51.{high}.{low}"}

    def write(self):
        self.number += 1
        given = {"csrfmiddlewaretoken": self.token, "email": self.email(self.number)}
        headers = {
            **self.proxied(),
            "Cookie": self.cookie,
            "Referer": f"https://{HOST}{PAGE}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        status, _headers, _text = self.stack.request(
            "POST", PAGE, headers, urlencode(given)
        )
        return status, time.perf_counter() - began

    def email(self, number):
        return f"reader{number}@ailleurs.example"

    def phase(self, name):
        """Write so many times; none is answered by an error."""
        found = [self.write() for _turn in range(WRITES)]
        assert {status for status, _seconds in found} == {302}, name
        times = sorted(seconds for _status, seconds in found)
        p95 = times[int(len(times) * 0.95) - 1]
        print(f"{name}: p50 {statistics.median(times):.3f} s, p95 {p95:.3f} s")


def test_nobody_notices_what_becomes_of_the_broker(stack, broker, mails):
    assert stack.run("migrate").returncode == 0
    for name in ("web", "worker", "beat"):
        stack.start(name)
    ask = lambda: stack.request("GET", "/healthz")[0]  # noqa: E731
    assert eventually(ask, seconds=30, wanted=200) == 200, stack.log("web").read_text()
    people = Writers(stack)
    people.phase("well")
    broker.send(signal.SIGSTOP)
    people.phase("hung")
    broker.send(signal.SIGCONT)
    broker.flush()
    people.phase("emptied")
    broker.end(signal.SIGKILL)
    people.phase("killed")
    broker.start()
    broker.end()
    people.phase("stopped")
    broker.start()
    wanted = {people.email(number) for number in range(1, people.number + 1)}
    began = time.monotonic()
    left = eventually(lambda: set(mails.addresses), seconds=RETURN, wanted=wanted)
    assert left == wanted, stack.log("worker").read_text()
    print(f"everything had left {time.monotonic() - began:.0f} s after the return")
    assert len(mails.addresses) == len(wanted)
