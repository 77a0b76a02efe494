"""The action plan: what each lab has undertaken, and how its days move."""


def connect() -> None:
    """Declare its notice, timer and files; give homes and digests what waits."""
    from programmes.labs import sections
    from programmes.plan import (  # noqa: F401
        digests,
        exports,
        home,
        notifications,
        timers,
    )
    from servindus import digests as kernel
    from servindus import home as homes

    homes.waiting_makers.append(home.waiting)
    sections.makers.append(home.sections)
    kernel.makers.append(digests.parts)
    kernel.askers[digests.parts] = digests.may_tell
