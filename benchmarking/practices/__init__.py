"""Good practices: written in steps, read by peers, labelled, looked at again."""


def connect() -> None:
    """Declare its notices, timers and files; give homes and digests what waits."""
    from benchmarking import sections
    from benchmarking.practices import (  # noqa: F401
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
