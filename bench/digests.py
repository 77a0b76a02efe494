"""What digests cost: enrolled, opened and handed over, beside the least a mail costs.

The floor renders twenty lines as text and HTML and hands them over one connection,
without database and without our templates. Both write to the same server, which takes
everything, on the loopback and in a process of its own.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.template import engines

from bench import counting
from bench.serving import free_port
from matchmaking.models import DecisionMaker
from servindus import clock, digest_post
from servindus.models import Digest, OutboxEmail, Subscriber

# Mails of the floor, and the most digests that are handed over.
FLOOR, MOST = 1000, 20_000
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
        floor = _floor()
        try:
            _ours(floor)
        finally:
            OutboxEmail.objects.filter(kind="digest").delete()
            Digest.objects.all().delete()
            Subscriber.objects.all().delete()
    return 0


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
    now = clock.now().replace(hour=12)
    print("| step | number | SQL each | seconds | a second | peak MB |")
    print("|---|--:|--:|--:|--:|--:|")
    _line("floor: 20 lines", FLOOR, 0, FLOOR / floor)
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
    with _watched() as seen:
        began = time.perf_counter()
        done = digest_post.send()
    seconds = time.perf_counter() - began
    _line("made and handed over", done["sent"], len(seen), seconds)
    print(f"\n{done['dropped']:,} had nothing to tell and were not sent.")
    print(f"{done['sent'] / seconds / floor:.0%} of the floor.")


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
