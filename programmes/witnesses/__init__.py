"""Witness companies: they let their lab look, wave after wave, as far as they agree."""


def connect() -> None:
    """Declare its notices, timers and files, and what a merge of companies asks."""
    from programmes.duplicates import moving
    from programmes.labs import sections
    from programmes.witnesses import (  # noqa: F401
        exports,
        home,
        merging,
        notifications,
        timers,
    )
    from servindus import home as homes

    homes.waiting_makers.append(home.waiting)
    homes.dated_makers.append(home.dated)
    sections.makers.append(home.sections)
    moving.refusals.append(merging.refusals)
