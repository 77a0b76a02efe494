"""The jobs register: what companies declare, what labs confirm, what is added up."""


def connect() -> None:
    """Declare its notices, timers and files, and what a merge of companies asks."""
    from programmes.duplicates import moving
    from programmes.jobs import (  # noqa: F401
        exports,
        home,
        merging,
        notifications,
        timers,
    )
    from servindus import home as homes

    homes.waiting_makers.append(home.waiting)
    moving.refusals.append(merging.refusals)
