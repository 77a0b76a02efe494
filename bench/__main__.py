"""`make bench`: what the pages cost beside a floor, on a database of its own.

SCALE sets the rows (1,000 by default; 100,000 and 1,000,000 are the others of the
table), ROUNDS how often the two sites take turns (5). BENCH=register measures only the
register's pages, BENCH=labs those of questions and exchanges, BENCH=practices
those of the library, BENCH=library how these grow to 20,000 practices beside 100,000
reports from a tenth (AGAINST), BENCH=growth how the
register's grow from AGAINST (1,000) rows, BENCH=programme how the programme's pages
grow to 2,000 organisations with five years of 60 indicators (SCALE) from a tenth of
that (AGAINST), BENCH=timers what a run of the timers reads instead, BENCH=digests what
a digest costs, BENCH=import an import (ROWS=10000), BENCH=start how long `make run`
takes to answer, BENCH=all everything but that.

Statements are counted and must stay within the limits of `bench/pages.py`: more of
them end the command with 1. Times are printed, never judged.
"""

import os
import secrets
import subprocess
import sys

SETTINGS = "servindus.settings"
# `list` is what `growth` and `programme` ask of themselves, of the smaller database.
KNOWN = (
    *("pages", "register", "labs", "practices", "growth", "library", "programme"),
    *("timers", "digests"),
    *("import", "start", "all", "list"),
)
# Whose pages grow, and from how much to how much unless SCALE and AGAINST say it.
GROWING = {
    "growth": ("register", 1000, 1000),
    "programme": ("programme", 2000, 200),
    "library": ("practices", 100_000, 10_000),
}
ALONE = {"import": "bench.imports", "start": "bench.starting"}


def main() -> int:
    """Run the benches that were asked for."""
    wanted = os.environ.get("BENCH", "pages")
    if wanted not in KNOWN:
        print(f"BENCH is one of {', '.join(KNOWN)}", file=sys.stderr)
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    status = _on_rows(wanted) if wanted not in ALONE else 0
    # A process of its own: this one's database is the pages'.
    module = ALONE.get("import" if wanted == "all" else wanted)
    if module:
        command = [sys.executable, "-m", module]
        alone = subprocess.run(command, env=_ENVIRONMENT, check=False)
        status = status or alone.returncode
    return status


_ENVIRONMENT = dict(os.environ)


def _on_rows(wanted: str) -> int:
    from bench import store

    part, usual, against = GROWING.get(wanted, ("", 1000, 0))
    part = part or os.environ.get("BENCH_PART", "")
    scale = int(os.environ.get("SCALE", usual))
    against = int(os.environ.get("AGAINST", against))
    rounds = int(os.environ.get("ROUNDS", "5"))
    least = store.SMALLEST_TENTH if part == "programme" else store.SMALLEST
    asked = [scale, against] if wanted in GROWING else [scale]
    if min(asked) < least or rounds < 1:
        names = "SCALE and AGAINST are" if wanted in GROWING else "SCALE is"
        print(f"{names} at least {least}, ROUNDS 1", file=sys.stderr)
        return 2
    with store.opened(scale) as url:
        secret = os.environ.get("BENCH_KEY") or secrets.token_urlsafe(50)
        os.environ |= {"DATABASE_URL": url, "SECRET_KEY": secret, "DEMO": "1"}
        import django

        django.setup()
        _fill(url, scale)
        from bench import digests, growth, measuring, pages, timing

        if wanted == "list":
            return growth.list_pages(url, part)
        if wanted in GROWING:
            scales = growth.Scales(part, scale, against)
            return growth.measure(url, secret, scales, rounds)
        status = timing.measure(scale) if wanted in ("timers", "all") else 0
        if wanted in ("digests", "all"):
            status = digests.measure(scale) or status
        if wanted in ("timers", "digests"):
            return status
        few = wanted in ("register", "labs", "practices")
        listed = pages.PARTS[wanted]() if few else pages.pages()
        # What one part finds wrong no other one makes good.
        return measuring.measure(url, secret, scale, rounds, listed) or status


def _fill(url: str, scale: int) -> None:
    """Make the rows, unless an earlier run has made just these."""
    from django.core.management import call_command

    from bench import store

    watch = store.Watch()
    if not store.is_filled(url):
        print(f"Seeding {scale:,} rows of each kind...", flush=True)
        store.empty(url)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        watch.say("migrations")
        from bench import seed

        seed.fill(scale, watch)
        store.mark_filled(url)
        watch.say("statistics")


if __name__ == "__main__":
    sys.exit(main())
