"""What time costs: what each timer reads to find what is due, and what an act takes."""

import resource
import time
from itertools import islice
from typing import Any

from django.db import connection, transaction

from bench import counting
from servindus import clock, timers
from servindus.workflow import ActRefused

# So many acts of each timer are done, and undone again.
ACTS = 100


def measure(scale: int) -> int:
    """Print a line for each timer: rows due, statements, seconds, memory, acts."""
    print(f"\nTimers at {scale:,} rows of each kind; {ACTS} acts of each at most.\n")
    print("| timer | due | SQL | seconds | peak MB | ms an act |")
    print("|---|--:|--:|--:|--:|--:|")
    for timer in timers.every_timer():
        print(_line(timer), flush=True)
    return 0


def _line(timer: timers.Timer) -> str:
    watch = counting.Watch()
    began = time.perf_counter()
    with connection.execute_wrapper(watch):
        due = sum(1 for _row in timer.due(clock.now()))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    acted = f"{_an_act(timer):.1f}" if due else "-"
    return (
        f"| {timer.name} | {due:,} | {len(watch.seen)} | {seconds:.2f} | {peak}"
        f" | {acted} |"
    )


def _an_act(timer: timers.Timer) -> float:
    """Give the milliseconds of one act, of the first that are due."""
    done = 0
    with transaction.atomic():
        rows: list[Any] = list(islice(timer.due(clock.now()), ACTS))
        began = time.perf_counter()
        for row in rows:
            try:
                timer.do(row)
                done += 1
            except ActRefused:
                continue
        spent = time.perf_counter() - began
        transaction.set_rollback(True)
    return spent * 1000 / max(done, 1)
