"""Pilots: a startup and a plant try something for real, by criteria said before."""


def connect() -> None:
    """Declare its notices, timers and files; give digests what waits."""
    from programmes.pilots import (  # noqa: F401
        digests,
        exports,
        home,
        notifications,
        timers,
    )
    from servindus import digests as kernel
    from servindus import home as homes

    homes.dated_makers.append(home.dated)

    kernel.makers.append(digests.parts)
    kernel.askers[digests.parts] = digests.may_tell
