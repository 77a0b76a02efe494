"""What territories share: a catalogue, requests to use it, whom it reaches first."""


def connect() -> None:
    """Declare its notices, timers and files; give homes and digests what waits."""
    from programmes.facilities import (  # noqa: F401
        digests,
        exports,
        home,
        notifications,
        public_figures,
        timers,
    )
    from servindus import context, figures
    from servindus import digests as kernel
    from servindus import home as homes

    context.navigation_makers.append(home.navigation)
    homes.waiting_makers.append(home.waiting)
    figures.sources.append(public_figures.SOURCE)
    kernel.makers.append(digests.parts)
    kernel.askers[digests.parts] = digests.may_tell
