"""What digests cost: enrolled, opened and handed over, beside the least a mail costs.

The floor renders twenty lines as text and HTML and hands them over one connection,
without database and without our templates. Both write to the same server, which takes
everything, on the loopback and in a process of its own. What the sending consists of is
told apart: claiming, reading what there is to tell, composing, handing over, marking.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.template import engines

from bench import counting
from bench.serving import free_port
from matchmaking.models import DecisionMaker
from servindus import clock, digest_post, letters, outbox
from servindus.digests import Letter, Line, Section
from servindus.models import Digest, OutboxEmail, Subscriber
from servindus.models.outbox import DIGEST_KIND, OutboxState
from servindus.notifications import Sender

# Mails of the floor, and the most digests that are handed over.
FLOOR, MOST = 1000, 20_000
# What the sending consists of, and the functions that do it.
STEPS: dict[str, tuple[Any, str]] = {
    "claimed": (outbox, "claim_some"),
    "read": (digest_post, "with_letters"),
    "composed": (letters, "compose"),
    "handed over": (outbox, "_hand_over"),
    "marked": (outbox, "_mark"),
}
LINES = [{"title": f"Ligne {n}", "url": f"https://x.example/{n}"} for n in range(20)]
TEXT = "{% for line in lines %}{{ line.title }}\n{{ line.url }}\n\n{% endfor %}"
HTML = """<!doctype html><html lang="fr"><body><table>{% for line in lines %}<tr>
<td style="padding:12px 0"><a href="{{ line.url }}">{{ line.title }}</a></td></tr>
{% endfor %}</table></body></html>"""
SERVER = """
import sys, time
from aiosmtpd.controller import Controller
class Taker:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
Controller(Taker(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
print("ready", flush=True)
time.sleep(86400)
"""


def measure(scale: int) -> int:
    """Print the table; give 0."""
    print(f"\nDigests at {scale:,} rows of each kind, at most {MOST:,} of them.\n")
    with _server() as port:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        # A run that was killed has left its rows.
        _clear()
        floor = _floor()
        try:
            _ours(floor)
            _two_workers(port)
        finally:
            _clear()
    return 0


def _clear() -> None:
    OutboxEmail.objects.filter(kind=DIGEST_KIND).delete()
    Digest.objects.all().delete()
    Subscriber.objects.all().delete()


@contextmanager
def _server() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield port
        finally:
            process.kill()


def _floor() -> float:
    """Give the mails a second of the least that a digest can be."""
    engine = engines["django"]
    text, html = engine.from_string(TEXT), engine.from_string(HTML)
    mails = get_connection()
    mails.open()
    began = time.perf_counter()
    for number in range(FLOOR):
        context = {"lines": LINES, "number": number}
        message = EmailMultiAlternatives(
            f"Lettre {number}", text.render(context), to=["ada@example.org"]
        )
        message.attach_alternative(html.render(context), "text/html")
        mails.send_messages([message])
    seconds = time.perf_counter() - began
    mails.close()
    return FLOOR / seconds


def _ours(floor: float) -> None:
    # Whatever the hour, it is a day's noon: nothing is due at night.
    now = clock.now().replace(hour=12)
    with clock.at(now):
        _steps(floor, now)


def _steps(floor: float, now: datetime) -> None:
    print("| step | number | SQL each | seconds | a second | peak MB |")
    print("|---|--:|--:|--:|--:|--:|")
    _line("floor: 20 lines", FLOOR, 0, FLOOR / floor)
    _alike()
    with _watched() as seen:
        began = time.perf_counter()
        # In the bench nobody was told in a mail where their address comes from.
        DecisionMaker.objects.filter(informed_at=None).update(informed_at=now)
        count = digest_post.enrol(now)
    _line("enrolled", count, len(seen), time.perf_counter() - began)
    first = list(Subscriber.objects.order_by("pk").values_list("pk", flat=True)[:MOST])
    due = Subscriber.objects.filter(pk__in=first)
    due.update(rhythm="daily", next_digest_at=now.replace(hour=6))
    with _watched() as seen:
        began = time.perf_counter()
        count = digest_post.open_due(now)
    _line("opened", count, len(seen), time.perf_counter() - began)
    done, seconds = _sent()
    print(f"\n{done['dropped']:,} had nothing to tell and were not sent.")
    print(f"{done['sent'] / seconds / floor:.0%} of the floor.")


def _sent() -> tuple[dict[str, int], float]:
    """Send what is open; print each step of it, give the counts and the seconds."""
    with _watched() as seen, _told_apart(seen) as steps:
        began = time.perf_counter()
        done = digest_post.send()
        seconds = time.perf_counter() - began
    for name, one in steps.items():
        # Whoever has nothing to be told is claimed and read all the same.
        number = done["sent"] + (done["dropped"] if name in ("claimed", "read") else 0)
        _line(name, number, one.statements, one.seconds)
    _line("all of it", done["sent"], len(seen), seconds)
    return done, seconds


def _alike() -> None:
    """Print what our mail costs with as many lines as the floor's, without database."""
    lines = [Line(one["title"], one["url"], is_news=True) for one in LINES]
    reader = Subscriber(pk=1, email="ada@example.org", name="Ada")
    reader._state.adding = False
    digest = Digest(subscriber=reader, pk=1)
    digest.letter = Letter(
        sections=[Section("Section", lines)],
        sender=Sender("Lab", "lab@example.org"),
        is_worth_it=True,
        lines=len(lines),
        since=clock.now(),
    )
    mails = get_connection()
    mails.open()
    began = time.perf_counter()
    for _number in range(FLOOR):
        row = OutboxEmail(kind=DIGEST_KIND, recipient=reader.email)
        row.reader = reader
        message = letters.compose(row, digest)
        assert message is not None
        outbox._hand_over(message, mails)
    _line("ours: 20 lines, handed over", FLOOR, 0, time.perf_counter() - began)
    mails.close()


def _two_workers(port: int) -> None:
    """Print what two workers make of the same digests."""
    rows = OutboxEmail.objects.filter(kind=DIGEST_KIND)
    # The workers live at the hour that it is, which may be before noon.
    due = {"not_before": clock.now(), "next_try_at": clock.now()}
    rows.update(state=OutboxState.OWED, sent_at=None, leased_until=None, **due)
    command = [sys.executable, "-m", "bench.sending", str(port)]
    pipe = subprocess.PIPE
    workers = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        for _number in range(2)
    ]
    try:
        for one in workers:
            _answer(one)
        began = time.perf_counter()
        for one in workers:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        sent = [int(_answer(one)) for one in workers]
        seconds = time.perf_counter() - began
    finally:
        for one in workers:
            one.kill()
            one.wait()
    print(f"\nTwo workers: {sent[0]:,} and {sent[1]:,} in {seconds:.1f} s,", end=" ")
    print(f"{sum(sent) / seconds:,.0f} a second.")


def _answer(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()


@dataclass
class _Step:
    """The seconds and statements of one step of the sending."""

    seconds: float = 0.0
    statements: int = 0


@contextmanager
def _told_apart(seen: list[tuple[str, float]]) -> Iterator[dict[str, _Step]]:
    steps = {name: _Step() for name in STEPS}
    with ExitStack() as stack:
        for name, (module, function) in STEPS.items():
            timed = _timed(getattr(module, function), steps[name], seen)
            stack.enter_context(patch.object(module, function, timed))
        yield steps


def _timed(
    function: Callable[..., Any], step: _Step, seen: list[tuple[str, float]]
) -> Callable[..., Any]:
    def timed(*args: Any, **options: Any) -> Any:
        began, before = time.perf_counter(), len(seen)
        try:
            return function(*args, **options)
        finally:
            step.seconds += time.perf_counter() - began
            step.statements += len(seen) - before

    return timed


@contextmanager
def _watched() -> Iterator[list[tuple[str, float]]]:
    watch = counting.Watch()
    with connection.execute_wrapper(watch):
        yield watch.seen


def _line(step: str, number: int, statements: int, seconds: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    each = statements / max(number, 1)
    print(
        f"| {step} | {number:,} | {each:.2f} | {seconds:.1f}"
        f" | {number / max(seconds, 0.001):,.0f} | {peak} |",
        flush=True,
    )
