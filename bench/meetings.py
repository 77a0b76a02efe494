"""Meetings of the requests that were met with a yes, and times proposed."""

from typing import Any

from bench import bulk
from bench.bulk import FIRST_ID
from matchmaking.models import Meeting, SlotOffer


def fill(now: Any, own_files: int) -> None:
    """Held for the closed files; ahead, or times proposed, for the accepted."""
    # Nobody is in two meetings at once: the readers' own files come first, an hour
    # apart, the others follow by the minute (a pair's numbers are far apart).
    first = f"r.id < {FIRST_ID + 2 * own_files}"
    start = (
        f"date_trunc('hour', timestamptz '{now.isoformat()}')"
        f" + CASE WHEN {first} THEN (r.id - {FIRST_ID}) * interval '1 hour'"
        " ELSE interval '12 days' + r.id * interval '1 minute' END"
    )
    held = "r.status = 'closed'"
    when = f"CASE WHEN {held} THEN r.sent_at + interval '9 days' ELSE {start} END"
    bulk.insert(
        Meeting,
        "matchmaking_introduction AS r"
        " WHERE r.status = 'closed' OR r.status = 'accepted' AND r.id % 2 = 0",
        {
            "introduction": "r.id",
            "startup": "r.startup_id",
            "decision_maker": "r.decision_maker_id",
            "span": f"tstzrange({when}, {when} + interval '30 minutes')",
            "format": "'video'",
            "place": "'https://visio.bench.example/salle'",
            "status": f"CASE WHEN {held} THEN 'held' ELSE 'booked' END",
            "ics_uid": "'bench-' || r.id",
        },
        now,
    )
    _offers(start, now)


def _offers(start: str, now: Any) -> None:
    bulk.insert(
        SlotOffer,
        "matchmaking_introduction AS r, generate_series(1, 2) AS n"
        " WHERE r.status = 'accepted' AND r.id % 2 = 1",
        {
            "introduction": "r.id",
            "proposed_by": "'startup'",
            "span": f"tstzrange({start} + n * interval '1 day',"
            f" {start} + n * interval '1 day' + interval '30 minutes')",
            "format": "'video'",
            "status": "'offered'",
        },
        now,
    )
