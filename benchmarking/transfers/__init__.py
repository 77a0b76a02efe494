"""Transfers: what one lab takes over from another, stage by stage."""


def connect() -> None:
    """Declare notices, timer and files; give homes, digests and tabs what waits."""
    from benchmarking import sections
    from benchmarking.transfers import (  # noqa: F401
        digests,
        exports,
        home,
        notifications,
        timers,
    )
    from servindus import digests as kernel
    from servindus import home as homes

    sections.makers.append(home.tabs)
    homes.waiting_makers.append(home.waiting)
    kernel.makers.append(digests.parts)
    kernel.askers[digests.parts] = digests.may_tell
